// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/shape_rules.h"

#include <QTest>

#include "tests/engine/graph/test_ops.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstShapeRules final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { addTestOps(); }
    void refusesShapesThatDoNotBroadcast();
    void broadcasts();
    void refusesAxesOutOfRange();
    void leavesAxesTwiceToTheRun();
    void reduces();
    void mergesAllInputs();
};

namespace {

const Registered<TstShapeRules> registered;

Result<PartialShape> reduced(const PartialShape& shape, const Tensor& axes, bool keep) {
    Graph graph;
    const NodeId x = WEFT_TRY(addPlaceholder(graph, "x", DType::Float, shape));
    const NodeId a = WEFT_TRY(addConstant(graph, "a", axes));
    const NodeId y = WEFT_TRY(graph.add({.name = "y",
                                         .op = "TestReduce",
                                         .inputs = {{x, 0}, {a, 0}},
                                         .attrs = {{"keep_dims", keep}}}));
    return graph.output({y, 0}).shape;
}

}  // namespace

void TstShapeRules::refusesShapesThatDoNotBroadcast() {
    QVERIFY_FAILS(broadcastShapes({2}, {3}), "INVALID_ARGUMENT",
                  "Incompatible shapes: [2] vs. [3]");
    QVERIFY_FAILS(broadcastShapes({2, 3}, {2}), "INVALID_ARGUMENT", "[2,3] vs. [2]");
    QVERIFY_FAILS(broadcastShapes({0}, {2}), "INVALID_ARGUMENT", "[0] vs. [2]");
}

void TstShapeRules::broadcasts() {
    QCOMPARE(broadcastShapes({2, 1}, {3}).value(), (PartialShape{2, 3}));
    QCOMPARE(broadcastShapes(PartialShape::scalar(), {2, 0}).value(), (PartialShape{2, 0}));
    QCOMPARE(broadcastShapes({0}, {1}).value(), (PartialShape{0}));
    QCOMPARE(broadcastShapes({-1}, {1}).value(), (PartialShape{-1}));
    QCOMPARE(broadcastShapes({-1}, {4}).value(), (PartialShape{4}));
    QCOMPARE(broadcastShapes({4, -1}, {-1}).value(), (PartialShape{4, -1}));
    QCOMPARE(broadcastShapes(PartialShape::unknown(), {4}).value(), PartialShape::unknown());
}

void TstShapeRules::refusesAxesOutOfRange() {
    QVERIFY_FAILS(normalizedAxis(2, 2), "INVALID_ARGUMENT", "got 2, want [-2, 2)");
    QVERIFY_FAILS(normalizedAxis(-3, 2), "INVALID_ARGUMENT", "got -3");
    QVERIFY_FAILS(normalizedAxis(0, 0), "INVALID_ARGUMENT", "got 0");
    QVERIFY_FAILS(normalizedAxis(INT64_MIN, 4), "INVALID_ARGUMENT", "axis");
    QCOMPARE(normalizedAxis(-1, 3).value(), 2);
}

/// As TensorFlow, in a graph; a run refuses them.
void TstShapeRules::leavesAxesTwiceToTheRun() {
    QCOMPARE(reduced({2, 3}, Tensor::vector<std::int32_t>({1, -1}), false).value(),
             (PartialShape{2}));
}

void TstShapeRules::reduces() {
    QCOMPARE(reduced({2, 3, 4}, Tensor::scalar<std::int32_t>(1), false).value(),
             (PartialShape{2, 4}));
    QCOMPARE(reduced({2, 3, 4}, Tensor::vector<std::int32_t>({0, 2}), true).value(),
             (PartialShape{1, 3, 1}));
    QCOMPARE(reduced({2, -1}, Tensor::vector<std::int32_t>({0}), false).value(),
             (PartialShape{-1}));
    QCOMPARE(reduced(PartialShape::unknown(), Tensor::scalar<std::int32_t>(0), false).value(),
             PartialShape::unknown());
    QCOMPARE(reduced({2, 3}, Tensor::vector<std::int32_t>({}), false).value(),
             (PartialShape{2, 3}));
}

void TstShapeRules::mergesAllInputs() {
    Graph graph;
    const NodeId a = addPlaceholder(graph, "a", DType::Float, {-1, 3}).value();
    const NodeId b = addPlaceholder(graph, "b", DType::Float, {2, -1}).value();
    const NodeId c = addPlaceholder(graph, "c", DType::Float, {2, 4}).value();
    const NodeId sum =
        graph.add({.name = "s", .op = "TestSum", .inputs = {{a, 0}, {b, 0}}}).value();
    QCOMPARE(graph.output({sum, 0}).shape, (PartialShape{2, 3}));
    QVERIFY_FAILS(graph.add({.name = "t", .op = "TestSum", .inputs = {{a, 0}, {b, 0}, {c, 0}}}),
                  "INVALID_ARGUMENT", "input 2");
}

}  // namespace weft::test

#include "tst_shape_rules.moc"
