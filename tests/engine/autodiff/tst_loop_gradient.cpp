// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "engine/autodiff/backprop.h"
#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// for (i = 0; i < n; ++i) { y = y * w } with y = x at first: y = x w^n.
struct PowerLoop : GraphFixture {
    PowerLoop() {
        const AttrMap changing = {{"frame_name", std::string("f")}};
        const AttrMap fixed = {{"frame_name", std::string("f")}, {"is_constant", true}};
        const Expr n = placeholder("n", PartialShape::scalar());
        const Expr zero = constant("zero", Tensor::scalar(0.0F));
        const Expr one = scope.op("Enter", {constant("one", Tensor::scalar(1.0F))}, fixed);
        const Expr limit = scope.op("Enter", {n}, fixed);
        weight = scope.op("Enter", {placeholder("w", PartialShape{2})}, fixed, "w_in");
        const Expr i = scope.op("Enter", {zero}, changing);
        const Expr y = scope.op("Enter", {placeholder("x", PartialShape{2})}, changing);
        const Expr mergeI = scope.op("Merge", {i, i});
        const Expr mergeY = scope.op("Merge", {y, y});
        const Expr on = op("LoopCond", {op("Less", {mergeI, limit}, "less")}, "on");
        const NodeId switchI = scope.node("Switch", {mergeI, on});
        const NodeId switchY = scope.node("Switch", {mergeY, on});
        inner = op("Mul", {scope.expr({switchY, 1}), weight}, "product");
        const Expr nextI =
            op("NextIteration", {op("AddV2", {scope.expr({switchI, 1}), one}, "up")}, "nextI");
        const Expr nextY = op("NextIteration", {inner}, "nextY");
        closed = graph.setInput(mergeI.endpoint().node, 1, nextI.endpoint());
        if (closed.ok()) { closed = graph.setInput(mergeY.endpoint().node, 1, nextY.endpoint()); }
        power = scope.op("Exit", {scope.expr({switchY, 0})}, {}, "power");
    }
    Endpoint at(std::string_view name) const { return *graph.endpoint(name); }
    Status closed;
    Expr weight;
    Expr inner;
    Expr power;
};

}  // namespace

/// Gradients through while loops.
class TstLoopGradient : public QObject {
    Q_OBJECT

private slots:
    void rejectsTensorsInsideTheLoop() {
        PowerLoop g;
        QVERIFY_OK(g.closed);
        QVERIFY_FAILS(addGradients(g.graph, {g.at("power")}, {g.inner.endpoint()}), "UNIMPLEMENTED",
                      "inside a loop");
        QVERIFY_FAILS(addGradients(g.graph, {g.inner.endpoint()}, {g.at("x")}), "UNIMPLEMENTED",
                      "inside a loop");
    }

    void rejectsTheSecondOrder() {
        PowerLoop g;
        const auto first = addGradients(g.graph, {g.at("power")}, {g.at("w")});
        QVERIFY_OK(first);
        QVERIFY_FAILS(addGradients(g.graph, {*first->front()}, {g.at("x")}), "UNIMPLEMENTED",
                      "second-order");
    }

    void isThatOfThePower_data() {
        QTest::addColumn<float>("n");
        QTest::newRow("never") << 0.0F;
        QTest::newRow("once") << 1.0F;
        QTest::newRow("often") << 5.0F;
    }
    void isThatOfThePower() {
        QFETCH(float, n);
        PowerLoop g;
        const auto made = addGradients(g.graph, {g.at("power")}, {g.at("x"), g.at("w")});
        QVERIFY_OK(made);
        const auto session = *g.session();
        const auto by = [&](std::size_t i) {
            return runFor(
                *session, g.graph.nameOf(*made->at(i)),
                {{"n", Tensor::scalar(n)}, {"x", floats({3, 5})}, {"w", floats({2, -1})}});
        };
        const auto power = [](float w, float times) {
            float out = 1;
            for (float i = 0; i < times; ++i) { out *= w; }
            return out;
        };
        const auto slope = [&](float x, float w) { return n == 0 ? 0 : n * x * power(w, n - 1); };
        QCOMPARE_FLOATS(by(0), ({power(2, n), power(-1, n)}));
        QCOMPARE_FLOATS(by(1), ({slope(3, 2), slope(5, -1)}));
    }

    void twoRequestsDoNotDisturbEachOther() {
        PowerLoop g;
        const auto first = addGradients(g.graph, {g.at("power")}, {g.at("x")});
        const auto second = addGradients(g.graph, {g.at("power")}, {g.at("x")});
        QVERIFY_OK(first);
        QVERIFY_OK(second);
        const auto session = *g.session();
        const std::vector<std::pair<std::string, Tensor>> feeds = {
            {"n", Tensor::scalar(2.0F)}, {"x", floats({1, 1})}, {"w", floats({3, 4})}};
        const auto both = session->run(
            {feeds, {g.graph.nameOf(*first->front()), g.graph.nameOf(*second->front())}, {}});
        QVERIFY_OK(both);
        QVERIFY(bytesEqual((*both)[0], (*both)[1]));
        QCOMPARE(floatsOf((*both)[0]), (std::vector<float>{9, 16}));
    }
};

namespace {
const Registered<TstLoopGradient> registered;
}  // namespace

}  // namespace weft::test

#include "tst_loop_gradient.moc"
