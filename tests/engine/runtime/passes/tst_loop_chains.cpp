// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/engine/runtime/passes/planned_graph.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// What the passes find in straight lines they find in loops, too.
class TstLoopChains : public QObject {
    Q_OBJECT

private slots:
    void chainsInsideALoopBecomeOne() {
        // i = 0; y = x; while i < 5: i += 1, y = tanh(-y)
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{2});
        const Expr zero = g.constant("zero", Tensor::scalar(0.0F));
        const AttrMap frame{{"frame_name", std::string("loop")}};
        const Expr enterI = g.scope.op("Enter", {zero}, frame, "enter_i");
        const Expr enterY = g.scope.op("Enter", {x}, frame, "enter_y");
        const auto i = g.scope.opList("Merge", {enterI, enterI}, {}, "merge_i");
        const auto y = g.scope.opList("Merge", {enterY, enterY}, {}, "merge_y");
        const Scope body = g.scope.after({i[0].endpoint().node});
        const Expr less = g.op("Less", {i[0], body.constant(Tensor::scalar(5.0F), "five")}, "less");
        const Expr goesOn = g.op("LoopCond", {less}, "goes_on");
        const Branch iWay(g, i[0], goesOn, "switch_i");
        const Branch yWay(g, y[0], goesOn, "switch_y");
        const Expr inI = g.op("Identity", {iWay.ifTrue()}, "in_i");
        const Expr inY = g.op("Identity", {yWay.ifTrue()}, "in_y");
        const Scope inside = g.scope.after({inI.endpoint().node});
        const Expr nextI = g.op(
            "NextIteration",
            {g.op("AddV2", {inI, inside.constant(Tensor::scalar(1.0F), "one")}, "inc")}, "next_i");
        const Expr nextY =
            g.op("NextIteration", {g.op("Tanh", {g.op("Neg", {inY}, "minus")}, "tanh")}, "next_y");
        QVERIFY_OK(g.graph.setInput(i[0].endpoint().node, 1, nextI.endpoint()));
        QVERIFY_OK(g.graph.setInput(y[0].endpoint().node, 1, nextY.endpoint()));
        g.op("Exit", {yWay.ifFalse()}, "result");
        const PlannedGraph planned(g, {{"x"}, {"result"}, {}}, PassSet::all());
        QVERIFY(planned.changed(Pass::FuseElementwise) >= 2);
        const RunRequest request{{{"x", floats({0.3F, -2})}}, {"result"}, {}};
        const auto session = *g.session();
        const auto got = session->run(request);
        const auto again = session->run(request);
        QVERIFY_OK(got);
        const Passes off("none");
        const auto apart = (*g.session())->run(request);
        QVERIFY_OK(apart);
        QVERIFY(bytesEqual((*got)[0], (*apart)[0]) && bytesEqual((*again)[0], (*apart)[0]));
    }
};

namespace {
const Registered<TstLoopChains> registered;
}

}  // namespace weft::test

#include "tst_loop_chains.moc"
