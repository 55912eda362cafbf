// SPDX-License-Identifier: Apache-2.0
/// @file
/// Calls that TensorFlow differentiates as one op: a While and a function called by its name give
/// each argument a gradient, zeros where a result does not depend on it; If gives none there.

#include <QObject>
#include <QTest>

#include "engine/autodiff/backprop.h"
#include "engine/graph/graph_io.h"
#include "tests/engine/functions/function_graphs.h"
#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// A function of a and b.
std::string ofTwo(const std::string& name, const std::string& body,
                  const std::vector<std::array<std::string, 3>>& results) {
    return functionOf(name, {{"a", "DT_FLOAT"}, {"b", "DT_FLOAT"}}, body, results);
}

const std::string kSeven =
    "node_def { name: 'c' op: 'Const' attr { key: 'dtype' value { type: DT_FLOAT } } attr { key: "
    "'value' value { tensor { dtype: DT_FLOAT tensor_shape { } float_val: 7 } } } }\n";

/// While a is less than b; bodies leave b as it is.
const std::string kLess =
    ofTwo("IsLess", binary("l", "Less", "a", "b"), {{"r", "DT_BOOL", "l:z:0"}});
const std::string kTwice = ofTwo("Twice", binary("m", "AddV2", "a", "a"),
                                 {{"r", "DT_FLOAT", "m:z:0"}, {"s", "DT_FLOAT", "b"}});
const std::string kPlusSeven =
    function("PlusSeven", kSeven + binary("m", "AddV2", "a", "c:output:0"), "m:z:0");
const std::string kAndSeven = ofTwo("AndSeven", callInBody("f", "PlusSeven", "a"),
                                    {{"r", "DT_FLOAT", "f:r:0"}, {"s", "DT_FLOAT", "b"}});

std::string whileNode(const std::string& body) {
    return concat(
        "node { name: 'y' op: 'While' input: 'x' input: 'z' attr { key: 'T' value { list "
        "{ type: DT_FLOAT type: DT_FLOAT } } } attr { key: 'cond' value { func { name: "
        "'IsLess' } } } attr { key: 'body' value { func { name: '",
        body, "' } } } }\n");
}

const std::string kArguments = placeholder("x") + placeholder("z");

/// dy/dx and dy/dz at x = 3, z = 20: empty where not connected.
struct Gradients {
    std::vector<std::optional<float>> values;

    static Result<Gradients> of(const std::string& text) {
        Graph graph = WEFT_TRY(graphFromText(text));
        const std::vector<Endpoint> xs = {WEFT_TRY(graph.endpoint("x")),
                                          WEFT_TRY(graph.endpoint("z"))};
        const auto made = WEFT_TRY(addGradients(graph, {WEFT_TRY(graph.endpoint("y"))}, xs));
        std::vector<std::string> names;
        for (const auto& e : made) { names.push_back(e ? graph.nameOf(*e) : std::string()); }
        const auto session = WEFT_TRY(Session::create(std::move(graph)));
        Gradients out;
        for (const std::string& name : names) {
            out.values.emplace_back();
            if (name.empty()) { continue; }
            const Tensor value = WEFT_TRY(runFor(
                *session, name, {{"x", Tensor::scalar(3.0F)}, {"z", Tensor::scalar(20.0F)}}));
            out.values.back() = value.values<float>()[0];
        }
        return out;
    }
    bool operator==(const std::vector<std::optional<float>>& want) const { return values == want; }
};

}  // namespace

class TstJoinedCalls : public QObject {
    Q_OBJECT

private slots:
    /// Names that a file from outside gives: of no tensor, of later ones, of the node itself.
    void rejectsNothingForArgumentsNobodyKnows() {
        const auto identity = [](const std::string& argument) {
            return concat(
                "node { name: 'y' op: 'IdentityN' input: 'x' attr { key: 'T' value { list { type: "
                "DT_FLOAT } } } attr { key: '_call_arguments' value { list { s: '",
                argument, "' } } } }\n");
        };
        for (const std::string argument : {"none", "z:9", "^z", "", "y", "x"}) {
            const auto got = Gradients::of(kArguments + identity(argument) + library(""));
            QVERIFY2(got.ok(), argument.c_str());
            QVERIFY2((*got == std::vector<std::optional<float>>{1.0F, std::nullopt}),
                     argument.c_str());
        }
    }

    void aLoopGivesZerosForWhatOnlyItsConditionReads() {
        const auto got = Gradients::of(kArguments + whileNode("Twice") + library(kLess + kTwice));
        QVERIFY_OK(got);
        QVERIFY((*got == std::vector<std::optional<float>>{8.0F, 0.0F}));
    }

    void aCallByNameGivesZerosForWhatItDoesNotUse() {
        const std::string first =
            ofTwo("First", binary("m", "Mul", "a", "a"), {{"r", "DT_FLOAT", "m:z:0"}});
        const auto got = Gradients::of(
            kArguments + "node { name: 'y' op: 'First' input: 'x' input: 'z' }\n" + library(first));
        QVERIFY_OK(got);
        QVERIFY((*got == std::vector<std::optional<float>>{6.0F, 0.0F}));
    }

    void branchesGiveNoneWhereNeitherUsesIt() {
        const auto branch = [](const std::string& name, const std::string& op) {
            return ofTwo(name, binary("m", op, "a", "a"), {{"r", "DT_FLOAT", "m:z:0"}});
        };
        const std::string choice =
            "node { name: 'y' op: 'If' input: 'x' input: 'x' input: 'z' attr { key: 'Tcond' value "
            "{ type: DT_FLOAT } } attr { key: 'Tin' value { list { type: DT_FLOAT type: DT_FLOAT } "
            "} } attr { key: 'Tout' value { list { type: DT_FLOAT } } } attr { key: 'then_branch' "
            "value { func { name: 'Squared' } } } attr { key: 'else_branch' value { func { name: "
            "'Doubled' } } } }\n";
        const auto got = Gradients::of(
            kArguments + choice + library(branch("Squared", "Mul") + branch("Doubled", "AddV2")));
        QVERIFY_OK(got);
        QVERIFY((*got == std::vector<std::optional<float>>{6.0F, std::nullopt}));
    }

    /// Constants of a function lie in the iteration in which it is called.
    void aFunctionWithConstantsIsCalledInALoop() {
        const std::string text =
            kArguments + whileNode("AndSeven") + library(kLess + kPlusSeven + kAndSeven);
        const auto graph = graphFromText(text);
        QVERIFY_OK(graph);
        const auto session = *Session::create(*graph);
        QCOMPARE_FLOATS(
            runFor(*session, "y", {{"x", Tensor::scalar(3.0F)}, {"z", Tensor::scalar(20.0F)}}),
            {24});
        const auto got = Gradients::of(text);
        QVERIFY_OK(got);
        QVERIFY((*got == std::vector<std::optional<float>>{1.0F, 0.0F}));
    }
};

namespace {
const Registered<TstJoinedCalls> registered;
}  // namespace

}  // namespace weft::test

#include "tst_joined_calls.moc"
