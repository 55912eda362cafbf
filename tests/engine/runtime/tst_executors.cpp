// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>
#include <cstdlib>

#include "engine/base/strings.h"
#include "engine/runtime/passes/passes.h"
#include "tests/engine/runtime/random_graph.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

using Results = std::vector<Result<std::vector<Tensor>>>;

/// Graphs a kind; WEFT_RANDOM_GRAPHS asks for more.
unsigned graphCount() {
    const char* const asked = std::getenv("WEFT_RANDOM_GRAPHS");
    return asked != nullptr ? static_cast<unsigned>(std::strtoul(asked, nullptr, 10)) / 2 : 150;
}

/// Two steps of a graph, and what is then in its variables.
Results historyOf(const RandomGraph& random, ExecutorChoice executor) {
    Results results;
    const auto session = random.g.session({.cpuDevices = 2, .seed = 7, .executor = executor});
    if (!session.ok()) { return {session.status()}; }
    RunOptions options;
    options.timeout = std::chrono::seconds(20);
    const auto run = [&](const RunRequest& request) {
        results.push_back((*session)->run(request, options));
    };
    if (!random.initializers.empty()) { run({{}, {}, random.initializers}); }
    for (int step = 0; step < 2; ++step) { run({random.feeds, random.fetches, random.targets}); }
    for (const std::string& variable : random.variables) { run({{}, {variable}, {}}); }
    return results;
}

/// Where two histories differ, or nothing. @param words whether errors must agree to the letter. If
/// not, the first error ends the comparison: which writes came before it is anybody's choice.
std::string difference(const Results& a, const Results& b, bool words) {
    if (a.size() != b.size()) { return "one session could not be made"; }
    for (std::size_t call = 0; call < a.size(); ++call) {
        const bool same = words ? a[call].status() == b[call].status()
                                : a[call].status().code() == b[call].status().code();
        if (!same) {
            return concat("call ", call, ": got ", b[call].status().ToString(), ", want ",
                          a[call].status().ToString());
        }
        if (!words && !a[call].ok()) { return {}; }
        for (std::size_t i = 0; a[call].ok() && i < a[call]->size(); ++i) {
            if (!sameBytes((*a[call])[i], (*b[call])[i])) {
                return concat("call ", call, ", fetch ", i, " differs");
            }
        }
    }
    return {};
}

}  // namespace

/// The plan and the general executor: one meaning.
class TstExecutors : public QObject {
    Q_OBJECT

private slots:
    void aControlEdgeOfAFedPlaceholderAsksForNothing() {
        GraphFixture g;
        const Expr p = g.placeholder("p", PartialShape{1});
        g.op("Neg", {g.constant("c", floats({2}))}, "y", {p});
        for (const ExecutorChoice executor : {ExecutorChoice::Plan, ExecutorChoice::General}) {
            const auto session = *g.session({.executor = executor});
            QVERIFY_FAILS(runFor(*session, "y"), "INVALID_ARGUMENT", "You must feed");
            QCOMPARE_FLOATS(runFor(*session, "y", {{"p", floats({1})}}), {-2});
        }
    }

    /// A write in a branch not taken has no reference to show, though its variable has a value.
    void aReferenceOfABranchNotTakenHasNoValue() {
        GraphFixture g;
        const Expr taken = g.scope.op("Placeholder", {},
                                      {{"dtype", DType::Bool}, {"shape", PartialShape{}}}, "taken");
        const Expr v = g.initialized("v", floats({1}));
        const Expr ways = g.op("RefSwitch", {v, taken}, "ways");
        const Expr way = g.scope.expr({ways.endpoint().node, 1});
        g.op("AssignAdd", {way, g.constant("one", floats({1}))}, "write");
        for (const ExecutorChoice executor : {ExecutorChoice::Plan, ExecutorChoice::General}) {
            const auto session = *g.session({.executor = executor});
            QVERIFY_FAILS(runFor(*session, "write", {{"taken", Tensor::scalar(true)}}),
                          "FAILED_PRECONDITION", "uninitialized value v");
            QVERIFY_OK(runTargets(*session, {"v/Assign"}));
            QVERIFY_FAILS(runFor(*session, "write", {{"taken", Tensor::scalar(false)}}),
                          "INVALID_ARGUMENT", "does not have value");
            QCOMPARE_FLOATS(runFor(*session, "write", {{"taken", Tensor::scalar(true)}}), {2});
            QVERIFY_FAILS(runFor(*session, "ways:1", {{"taken", Tensor::scalar(false)}}),
                          "INVALID_ARGUMENT", "does not have value");
            QCOMPARE_FLOATS(runFor(*session, "ways:0", {{"taken", Tensor::scalar(false)}}), {2});
        }
    }

    void randomGraphsHaveTheSameBytesInBoth_data() {
        QTest::addColumn<int>("kind");
        QTest::newRow("straight") << static_cast<int>(RandomKind::Straight);
        QTest::newRow("flow") << static_cast<int>(RandomKind::Flow);
    }

    void randomGraphsHaveTheSameBytesInBoth() {
        QFETCH(const int, kind);
        unsigned ran = 0;
        for (unsigned seed = 0; seed < graphCount(); ++seed) {
            const RandomGraph random(seed, static_cast<RandomKind>(kind));
            QVERIFY2(random.g.scope.status().ok(),
                     concat("seed ", seed, ": ", random.g.scope.status().ToString()).c_str());
            // Chains are computed later than their first nodes stand: another node may fail first.
            const bool fuses = seed % 2 == 0;
            QVERIFY_OK(setPasses(fuses ? "all" : "none"));
            const Results planned = historyOf(random, ExecutorChoice::Plan);
            QVERIFY_OK(setPasses("all"));
            const Results general = historyOf(random, ExecutorChoice::General);
            // So does a snapshot of a variable without value.
            const bool allSet = random.initializers.size() == random.variables.size();
            const std::string differs = difference(planned, general, !fuses && allSet);
            QVERIFY2(differs.empty(), concat("seed ", seed, ": ", differs).c_str());
            const std::size_t step = random.initializers.empty() ? 0 : 1;
            ran += planned[step].ok() ? 1 : 0;
        }
        // Some fail, and fail alike; most must not.
        QVERIFY2(ran * 10 > graphCount() * 8, concat("only ", ran, " ran").c_str());
    }
};

namespace {
const Registered<TstExecutors> registered;
}

}  // namespace weft::test

#include "tst_executors.moc"
