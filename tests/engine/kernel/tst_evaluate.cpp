// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "engine/kernel/kernel_registry.h"
#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstEvaluate : public QObject {
    Q_OBJECT

private slots:
    void refusesState() {
        GraphFixture g;
        const Expr v = g.initialized("v", floats({1}));
        QVERIFY_FAILS(evaluateNode(*g.graph.find("v"), {}), "FAILED_PRECONDITION", "");
        QVERIFY_FAILS(evaluateNode(*g.graph.find("v/Assign"), {floats({1}), floats({1})}),
                      "FAILED_PRECONDITION", "");
        QVERIFY(!g.graph.constantValue(v.endpoint()).has_value());
    }

    void refusesTheWrongCountOfInputs() {
        GraphFixture g;
        const Expr x = g.placeholder("x");
        g.op("AddV2", {x, x}, "y");
        QVERIFY_FAILS(evaluateNode(*g.graph.find("y"), {floats({1})}), "INVALID_ARGUMENT", "2");
    }

    void givesErrorsOfShapesAndKernels() {
        GraphFixture g;
        const Expr x = g.placeholder("x");
        g.op("AddV2", {x, x}, "y");
        QVERIFY_FAILS(evaluateNode(*g.graph.find("y"), {floats({1, 2}), floats({1, 2, 3})}),
                      "INVALID_ARGUMENT", "[3]");
    }

    void computesWhatASessionWould() {
        GraphFixture g;
        const Expr x = g.placeholder("x");
        g.op("AddV2", {x, x}, "y");
        g.op("Identity", {x}, "same");
        const auto out = evaluateNode(*g.graph.find("y"), {floats({1, 2}), floats({3, 4})});
        QVERIFY_OK(out);
        QCOMPARE(floatsOf(out->front()), std::vector<float>({4, 6}));
        QCOMPARE(floatsOf(evaluateNode(*g.graph.find("same"), {floats({5})})->front()),
                 std::vector<float>({5}));
    }

    void graphsFoldConstantsWithIt() {
        GraphFixture g;
        const Expr c = g.constant("c", floats({1, 2}));
        const Expr sum = g.op("AddV2", {c, c}, "sum");
        const auto value = g.graph.constantValue(g.op("Neg", {sum}, "n").endpoint());
        QVERIFY(value.has_value());
        QCOMPARE(floatsOf(*value), std::vector<float>({-2, -4}));
    }
};

namespace {
const Registered<TstEvaluate> registered;
}

}  // namespace weft::test

#include "tst_evaluate.moc"
