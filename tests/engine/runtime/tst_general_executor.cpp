// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>
#include <algorithm>
#include <limits>
#include <thread>

#include "engine/runtime/executable.h"
#include "engine/runtime/session_variables.h"
#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

const SessionOptions kGeneral{.executor = ExecutorChoice::General};
const SessionOptions kPlan{.executor = ExecutorChoice::Plan};

/// A graph with frames, in few words.
struct FlowFixture : GraphFixture {
    Expr enter(const Expr& x, const std::string& frame = "f", bool isConstant = false) const {
        const bool isRef = graph.output(x.endpoint()).isRef;
        return scope.op(isRef ? "RefEnter" : "Enter", {x},
                        {{"frame_name", frame}, {"is_constant", isConstant}}, "enter");
    }
    Expr invariant(const Expr& x, const std::string& frame = "f") const {
        return enter(x, frame, true);
    }
    Expr number(float value) const { return constant("c", Tensor::scalar(value)); }
    Expr flag(std::string_view name = "p") const {
        return scope.op("Placeholder", {},
                        {{"dtype", DType::Bool}, {"shape", PartialShape::scalar()}}, name);
    }
    /// Both ways of a Switch, of a RefSwitch for a reference.
    std::vector<Expr> ways(const Expr& x, const Expr& predicate) const {
        const bool isRef = graph.output(x.endpoint()).isRef;
        return scope.opList(isRef ? "RefSwitch" : "Switch", {x, predicate}, {}, "switch");
    }
    Expr merge(const Expr& a, const Expr& b, std::string_view name = "merge") const {
        const bool isRef = graph.output(a.endpoint()).isRef;
        return scope.op(isRef ? "RefMerge" : "Merge", {a, b}, {}, name);
    }
    void close(const Expr& begin, const Expr& next) {
        const Expr back = op("NextIteration", {next}, "next");
        const Status closed = graph.setInput(begin.endpoint().node, 1, back.endpoint());
        if (!closed.ok()) { scope.fail(closed); }
    }
    Expr handle(std::string_view name) const {
        return scope.op("VarHandleOp", {},
                        {{"dtype", DType::Float},
                         {"shape", PartialShape(Shape{1})},
                         {"shared_name", std::string(name)}},
                        name);
    }
    /// A resource variable and a node NAME/set that gives it a value.
    Expr resource(std::string_view name, float value) const {
        const Expr made = handle(name);
        op("AssignVariableOp", {made, constant("c", floats({value}))}, std::string(name) + "/set");
        return made;
    }
    Expr read(const Expr& from, std::string_view name,
              const std::vector<NodeId>& after = {}) const {
        return scope.after(after).op("ReadVariableOp", {from}, {{"dtype", DType::Float}}, name);
    }
    /// for (i = 0; i < limit; ++i): "last" is what i is at the end.
    void addCounter(float limit) {
        const Expr entered = enter(number(0));
        merged = merge(entered, entered);
        on = op("LoopCond", {op("Less", {merged, invariant(number(limit))}, "less")}, "on");
        const auto both = ways(merged, on);
        close(merged, op("AddV2", {both[1], invariant(number(1))}, "up"));
        last = op("Exit", {both[0]}, "last");
    }
    Session& run(const SessionOptions& options = {}) {
        auto made = GraphFixture::session(options);
        opened = made.ok() ? *std::move(made) : nullptr;
        return *opened;
    }
    Expr merged;  // of the counter
    Expr on;
    Expr last;
    std::unique_ptr<Session> opened;
};

Tensor yes() { return Tensor::scalar(true); }
Tensor no() { return Tensor::scalar(false); }

bool isPlanned(Session& session, const RunRequest& request) {
    const auto callable = session.makeCallable(request);
    return callable.ok() && callable->executable().isPlanned();
}

}  // namespace

/// What the general executor makes of graphs, good and bad; above all of those that no plan takes.
class TstGeneralExecutor : public QObject {
    Q_OBJECT

private slots:
    void inputsOfDifferentFramesAreRefused() {
        FlowFixture g;
        const Expr x = g.number(1);
        g.op("Exit", {g.op("Add", {g.enter(x), x}, "sum")}, "out");
        g.op("Neg", {x}, "fine");
        Session& session = g.run(kGeneral);
        QVERIFY_FAILS(runFor(session, "out"), "INVALID_ARGUMENT", "inputs from different frames");
        QCOMPARE_FLOATS(runFor(session, "fine"), {-1});
    }

    void leavingWhatNothingEnteredIsRefused() {
        FlowFixture g;
        g.op("Exit", {g.op("Exit", {g.enter(g.number(1))}, "once")}, "twice");
        Session& session = g.run(kGeneral);
        QVERIFY_FAILS(runFor(session, "twice"), "INVALID_ARGUMENT", "leaves a frame");
        QCOMPARE_FLOATS(runFor(session, "once"), {1});
    }

    void aSecondConditionIsRefusedInTensorFlowsWords() {
        FlowFixture g;
        const Expr x = g.enter(g.number(1));
        const Expr a = g.op("LoopCond", {g.op("Less", {x, x}, "a")}, "on_a");
        const Expr b = g.op("LoopCond", {g.op("Less", {x, x}, "b")}, "on_b");
        g.op("Exit", {g.op("LogicalAnd", {a, b}, "both")}, "out");
        QVERIFY_FAILS(runFor(g.run(kGeneral), "out"), "INVALID_ARGUMENT",
                      "has more than one LoopCond node");
    }

    void aValueThatLeavesTwiceIsRefused() {
        FlowFixture g;
        g.addCounter(3);
        g.op("Exit", {g.merged}, "each");
        g.op("Neg", {g.number(1)}, "fine");
        Session& session = g.run(kGeneral);
        QVERIFY_FAILS(runFor(session, "each"), "INVALID_ARGUMENT", "more than one iteration");
        QVERIFY_FAILS(runFor(session, "each"), "INVALID_ARGUMENT", "(node 'each'");
        QCOMPARE_FLOATS(runFor(session, "fine"), {-1});
        QCOMPARE_FLOATS(runFor(session, "last"), {3});
    }

    void aMergeWithoutSwitchTakesItsFirstInput() {
        FlowFixture g;
        g.merge(g.placeholder("a", PartialShape{1}), g.placeholder("b", PartialShape{1}));
        Session& session = g.run(kGeneral);
        QCOMPARE_FLOATS(runFor(session, "merge", {{"a", floats({1})}, {"b", floats({2})}}), {1});
        QVERIFY_FAILS(runFor(session, "merge", {{"a", floats({1})}}), "INVALID_ARGUMENT",
                      "You must feed");
        QCOMPARE_FLOATS(runFor(session, "merge", {{"a", floats({3})}, {"b", floats({2})}}), {3});
    }

    void aDeadTensorThatIsFetchedHasNoValue() {
        FlowFixture g;
        const auto ways = g.ways(g.placeholder("x", PartialShape{1}), g.flag());
        g.op("Neg", {ways[1]}, "way");
        Session& session = g.run(kGeneral);
        QVERIFY_FAILS(runFor(session, "way", {{"x", floats({1})}, {"p", no()}}), "INVALID_ARGUMENT",
                      "Retval[0] does not have value");
        QCOMPARE_FLOATS(runFor(session, "way", {{"x", floats({1})}, {"p", yes()}}), {-1});
    }

    void aLoopThatNeverEndsObeysCancelAndTimeLimit() {
        FlowFixture g;
        g.addCounter(std::numeric_limits<float>::infinity());
        g.op("Neg", {g.number(1)}, "fine");
        Session& session = g.run(kGeneral);
        RunOptions limited;
        limited.timeout = std::chrono::milliseconds(30);
        QVERIFY_FAILS(session.run({{}, {"last"}, {}}, limited), "DEADLINE_EXCEEDED", "");
        Cancellation cancellation;
        RunOptions cancelled;
        cancelled.cancellation = &cancellation;
        std::thread stopper([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(30));
            cancellation.cancel();
        });
        const auto stopped = session.run({{}, {"last"}, {}}, cancelled);
        stopper.join();
        QVERIFY_FAILS(stopped, "CANCELLED", "");
        QCOMPARE_FLOATS(runFor(session, "fine"), {-1});
    }

    void errorsNameNodeAndDevice() {
        FlowFixture g;
        const Expr x = g.placeholder("x", PartialShape::unknown());
        g.op("AddV2", {x, g.constant("c", floats({1, 2}))}, "sum");
        Session& session = g.run(kGeneral);
        const auto failed = runFor(session, "sum", {{"x", floats({1, 2, 3})}});
        QVERIFY_FAILS(failed, "INVALID_ARGUMENT", "[AddV2] ");
        QVERIFY_FAILS(failed, "INVALID_ARGUMENT",
                      "(node 'sum', /job:localhost/replica:0/task:0/device:CPU:0)");
        QVERIFY_FAILS(runFor(session, "sum", {{"x", Tensor::scalar(true)}}), "INVALID_ARGUMENT",
                      "wrong dtype");
        QCOMPARE_FLOATS(runFor(session, "sum", {{"x", floats({1, 2})}}),
                        (std::vector<float>{2, 4}));
    }

    void aValueMayLeaveBeforeTheLastIteration() {
        // Two values in one frame, each with a condition of its own.
        FlowFixture g;
        const Expr one = g.invariant(g.number(1));
        for (const float limit : {2.0F, 5.0F}) {
            const Expr entered = g.enter(g.number(0));
            const Expr merged = g.merge(entered, entered);
            const Expr on = g.op("Less", {merged, g.invariant(g.number(limit))}, "less");
            const auto ways = g.ways(merged, on);
            g.close(merged, g.op("AddV2", {ways[1], one}, "up"));
            g.op("Exit", {ways[0]}, limit < 3 ? "early" : "late");
        }
        g.op("AddV2",
             {g.scope.expr(*g.graph.endpoint("early")), g.scope.expr(*g.graph.endpoint("late"))},
             "both");
        Session& planned = g.run(kPlan);
        QVERIFY_FAILS(runFor(planned, "both"), "UNIMPLEMENTED", "cannot be planned");
        Session& session = g.run();
        QCOMPARE_FLOATS(runFor(session, "both"), {7});
        QCOMPARE_FLOATS(runFor(session, "early"), {2});
    }

    void aFrameMayWaitForWhatLeavesIt() {
        // TensorFlow 2.21 gives -30.
        FlowFixture g;
        g.addCounter(3);
        const Expr ten = g.op("Mul", {g.last, g.number(10)}, "ten");
        g.op("Exit", {g.op("Neg", {g.enter(ten)}, "minus")}, "out");
        QVERIFY_FAILS(runFor(g.run(kPlan), "out"), "UNIMPLEMENTED", "cannot be planned");
        Session& session = g.run();
        QCOMPARE_FLOATS(runFor(session, "out"), {-30});
        QCOMPARE_FLOATS(runFor(session, "out"), {-30});
        QVERIFY(!isPlanned(session, {{}, {"out"}, {}}));
        QVERIFY(isPlanned(session, {{}, {"last"}, {}}));
    }

    void anIterationOfNoLoopIsOne() {
        FlowFixture g;
        g.op("Neg", {g.op("NextIteration", {g.number(1)}, "next")}, "out");
        QVERIFY_FAILS(runFor(g.run(kPlan), "out"), "UNIMPLEMENTED", "cannot be planned");
        QCOMPARE_FLOATS(runFor(g.run(), "out"), {-1});
    }

    void aHandleMayComeByEitherWay() {
        FlowFixture g;
        const Expr v = g.resource("v", 1);
        const Expr w = g.resource("w", 2);
        const Expr p = g.flag();
        const Expr merged = g.merge(g.ways(v, p)[0], g.ways(w, p)[1]);
        g.read(merged, "r");
        const NodeId add =
            g.scope.node("AssignAddVariableOp", {merged, g.constant("c", floats({10}))}, {}, "add");
        g.read(v, "v_now");
        g.read(w, "w_now");
        g.read(merged, "after", {add});
        Session& planned = g.run(kPlan);
        QVERIFY_FAILS(runFor(planned, "r", {{"p", yes()}}), "UNIMPLEMENTED",
                      "known before the run");
        Session& session = g.run();
        QVERIFY_FAILS(runFor(session, "r", {{"p", yes()}}), "FAILED_PRECONDITION",
                      "Could not find variable w");
        QVERIFY_OK(runTargets(session, {"v/set", "w/set"}));
        QCOMPARE_FLOATS(runFor(session, "r", {{"p", yes()}}), {2});
        QCOMPARE_FLOATS(runFor(session, "r", {{"p", no()}}), {1});
        // Reads that nothing orders come before the write.
        QCOMPARE_FLOATS(runFor(session, "v_now", {{"p", no()}}, {"add"}), {1});
        QCOMPARE_FLOATS(runFor(session, "v_now"), {11});
        QCOMPARE_FLOATS(runFor(session, "after", {{"p", yes()}}), {12});
        QCOMPARE_FLOATS(runFor(session, "w_now"), {12});
    }

    void aFedHandleLeadsToItsVariable() {
        FlowFixture g;
        const Expr h = g.resource("v", 4);
        g.read(h, "r");
        Session& session = g.run();
        const auto fetched = runFor(session, "v");
        QVERIFY_OK(fetched);
        QVERIFY_FAILS(runFor(session, "r", {{"v", *fetched}}), "FAILED_PRECONDITION",
                      "Could not find variable");
        QVERIFY_OK(runTargets(session, {"v/set"}));
        QCOMPARE_FLOATS(runFor(session, "r", {{"v", *fetched}}), {4});
        const Tensor astray = Tensor::scalar(ResourceHandle{"", "nobody", "variable"});
        QVERIFY_FAILS(runFor(session, "r", {{"v", astray}}), "NOT_FOUND", "nobody");
        QVERIFY_FAILS(runFor(g.run(kPlan), "r", {{"v", *fetched}}), "UNIMPLEMENTED",
                      "known before the run");
    }

    void handlesMayChangePlacesInALoop() {
        // i = 0..2: sum = 10 sum + value of a; a, b = b, a
        FlowFixture g;
        const Expr v = g.resource("v", 1);
        const Expr w = g.resource("w", 2);
        g.addCounter(3);
        const Expr a = g.enter(v);
        const Expr b = g.enter(w);
        const Expr sum = g.enter(g.constant("c", floats({0})));
        const Expr mergedA = g.merge(a, a);
        const Expr mergedB = g.merge(b, b);
        const Expr mergedSum = g.merge(sum, sum);
        const auto waysA = g.ways(mergedA, g.on);
        const auto waysB = g.ways(mergedB, g.on);
        const auto waysSum = g.ways(mergedSum, g.on);
        const Expr ten = g.invariant(g.number(10));
        const Expr value = g.read(waysA[1], "value");
        g.close(mergedSum, g.op("AddV2", {g.op("Mul", {waysSum[1], ten}, "tens"), value}, "new"));
        g.close(mergedA, waysB[1]);
        g.close(mergedB, waysA[1]);
        g.op("Exit", {waysSum[0]}, "sum");
        Session& session = g.run();
        QVERIFY_OK(runTargets(session, {"v/set", "w/set"}));
        QCOMPARE_FLOATS(runFor(session, "sum"), {121});
    }

    void aReferenceMayComeByEitherWay() {
        // TensorFlow 2.21: assigns to w alone.
        FlowFixture g;
        const Expr v = g.initialized("v", floats({1}));
        const Expr w = g.initialized("w", floats({2}));
        const Expr p = g.flag();
        const Expr merged = g.merge(g.ways(v, p)[0], g.ways(w, p)[1], "either");
        g.op("Assign", {merged, g.constant("seven", floats({7}))}, "set");
        QVERIFY_FAILS(runFor(g.run(kPlan), "set", {{"p", yes()}}), "UNIMPLEMENTED",
                      "known before the run");
        Session& session = g.run();
        QVERIFY_OK(runTargets(session, {"v/Assign", "w/Assign"}));
        QCOMPARE_FLOATS(runFor(session, "set", {{"p", yes()}}), {7});
        QCOMPARE_FLOATS(runFor(session, "v"), {1});
        QCOMPARE_FLOATS(runFor(session, "w"), {7});
        QCOMPARE_FLOATS(runFor(session, "either", {{"p", no()}}), {1});
    }

    void readersThatLoseReadASnapshot() {
        // v and w change places: one of the two reads cannot come before both writes.
        FlowFixture g;
        const Expr v = g.initialized("v", floats({1}));
        const Expr w = g.initialized("w", floats({2}));
        const Expr toV = g.op("Assign", {v, w}, "to_v");
        const Expr toW = g.op("Assign", {w, v}, "to_w");
        g.noOp("both", {toV, toW});
        StepStatistics statistics;
        RunOptions options;
        options.statistics = &statistics;
        for (const SessionOptions& choice : {kPlan, kGeneral}) {
            Session& session = g.run(choice);
            QVERIFY_OK(runTargets(session, {"v/Assign", "w/Assign"}));
            QVERIFY_OK(session.run({{}, {}, {"both"}}, options));
            QCOMPARE_FLOATS(runFor(session, "v"), {2});
            QCOMPARE_FLOATS(runFor(session, "w"), {1});
            QVERIFY(statistics.nodes.size() >= 2);
        }
    }

    void statisticsTellWhatRan() {
        FlowFixture g;
        g.addCounter(3);
        StepStatistics statistics;
        RunOptions options;
        options.statistics = &statistics;
        QVERIFY_OK(g.run(kGeneral).run({{}, {"last"}, {}}, options));
        const auto adds = std::count_if(statistics.nodes.begin(), statistics.nodes.end(),
                                        [](const auto& node) { return node.label == "AddV2"; });
        QCOMPARE(adds, 3);
        QCOMPARE(statistics.nodes.front().outputBytes, std::int64_t{4});
    }

    void aLongChainNeedsNoDeepStack() {
        FlowFixture g;
        Expr y = g.placeholder("x", PartialShape{1});
        for (int i = 0; i < 20'000; ++i) { y = g.op("Neg", {y}, "n"); }
        Session& session = g.run(kGeneral);
        QCOMPARE_FLOATS(runFor(session, g.graph.nameOf(y.endpoint()), {{"x", floats({5})}}), {5});
    }
};

namespace {
const Registered<TstGeneralExecutor> registered;
}

}  // namespace weft::test

#include "tst_general_executor.moc"
