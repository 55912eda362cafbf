// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "engine/graph/graph_io.h"
#include "tests/engine/functions/function_graphs.h"
#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

const std::string kBranches =
    function("Double", binary("m", "AddV2", "a", "a"), "m:z:0") + function("Same", "", "a");

std::string ifNode(const std::string& conditionType) {
    return concat(
        "node { name: 'y' op: 'If' input: 'c' input: 'x' attr { key: 'Tcond' value { "
        "type: ",
        conditionType,
        " } } attr { key: 'Tin' value { list { type: DT_FLOAT } } } attr { key: 'Tout' "
        "value { list { type: DT_FLOAT } } } attr { key: 'then_branch' value { func { "
        "name: 'Double' } } } attr { key: 'else_branch' value { func { name: 'Same' } } } "
        "}\n");
}

Result<Tensor> runIf(const std::string& type, const Tensor& condition) {
    const Graph graph = WEFT_TRY(graphFromText(
        concat("node { name: 'c' op: 'Placeholder' attr { key: 'dtype' value { type: ", type,
               " } } attr { key: 'shape' value { shape { unknown_rank: true } } } }\n") +
        placeholder("x") + ifNode(type) + library(kBranches)));
    const auto session = WEFT_TRY(Session::create(graph));
    return runFor(*session, "y", {{"c", condition}, {"x", Tensor::scalar(5.0F)}});
}

}  // namespace

/// If and While as branches and frames.
class TstLoweredFlow : public QObject {
    Q_OBJECT

private slots:
    void rejectsBranchesThatDoNotFit() {
        const std::string two = concat(
            "function { signature { name: 'Same' input_arg { name: 'a' type: DT_FLOAT } output_arg "
            "{ name: 'r' type: DT_FLOAT } output_arg { name: 's' type: DT_FLOAT } } ret { key: 'r' "
            "value: 'a' } ret { key: 's' value: 'a' } }\n");
        const std::string twice = function("Double", binary("m", "AddV2", "a", "a"), "m:z:0");
        QVERIFY_FAILS(graphFromText(placeholder("c", "DT_BOOL") + placeholder("x") +
                                    ifNode("DT_BOOL") + library(twice + two)),
                      "INVALID_ARGUMENT", "wrong number of results");
    }

    void anyTypeIsACondition() {
        QCOMPARE_FLOATS(runIf("DT_BOOL", Tensor::scalar(true)), {10});
        QCOMPARE_FLOATS(runIf("DT_BOOL", Tensor::scalar(false)), {5});
        QCOMPARE_FLOATS(runIf("DT_INT32", Tensor::scalar<std::int32_t>(-3)), {10});
        QCOMPARE_FLOATS(runIf("DT_INT32", Tensor::scalar<std::int32_t>(0)), {5});
        QCOMPARE_FLOATS(runIf("DT_STRING", Tensor::scalarString("x")), {10});
        QCOMPARE_FLOATS(runIf("DT_STRING", Tensor::scalarString("")), {5});
        QCOMPARE_FLOATS(runIf("DT_FLOAT", floats({0, 0})), {10});
        QCOMPARE_FLOATS(runIf("DT_FLOAT", floats({})), {5});
    }

    void aLoopThatNeverEndsObeysItsTimeLimit() {
        const std::string always =
            "function { signature { name: 'Always' input_arg { name: 'a' type: DT_FLOAT } "
            "output_arg { name: 'r' type: DT_BOOL } } node_def { name: 'c' op: 'Const' attr { key: "
            "'dtype' value { type: DT_BOOL } } attr { key: 'value' value { tensor { dtype: DT_BOOL "
            "tensor_shape { } bool_val: true } } } } ret { key: 'r' value: 'c:output:0' } }\n";
        const std::string loop =
            "node { name: 'y' op: 'While' input: 'x' attr { key: 'T' value { list { type: DT_FLOAT "
            "} } } attr { key: 'cond' value { func { name: 'Always' } } } attr { key: 'body' value "
            "{ func { name: 'Double' } } } }\n";
        const auto graph = graphFromText(placeholder("x") + loop + library(kBranches + always));
        QVERIFY_OK(graph);
        const auto session = *Session::create(*graph);
        RunOptions options;
        options.timeout = std::chrono::milliseconds(20);
        const RunRequest request{{{"x", Tensor::scalar(1.0F)}}, {"y"}, {}};
        QVERIFY_FAILS(session->run(request, options), "DEADLINE_EXCEEDED", "");
        QCOMPARE_FLOATS(runFor(*session, "x", {{"x", Tensor::scalar(4.0F)}}), {4});
    }
};

namespace {
const Registered<TstLoweredFlow> registered;
}  // namespace

}  // namespace weft::test

#include "tst_lowered_flow.moc"
