// SPDX-License-Identifier: Apache-2.0
/// @file
/// `_gradient_op_type`: a node that is differentiated as another op.

#include <QTest>

#include "engine/autodiff/backprop.h"
#include "tests/engine/autodiff/differentiable_ops.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// y = -x, differentiated as the op of that name.
struct Sketch {
    Graph graph;
    Endpoint x;
    Endpoint y;
    explicit Sketch(const char* rule) {
        x = {addPlaceholder(graph, "x", DType::Float, {2}).value(), 0};
        const AttrMap attrs{{"_gradient_op_type", std::string(rule)}};
        y = {graph.add({.name = "y", .op = "TestNeg", .inputs = {x}, .attrs = attrs}).value(), 0};
    }
    auto gradients() { return addGradients(graph, {y}, {x}); }
};

}  // namespace

class TstGradientOverride : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { addDifferentiableOps(); }
    void refusesWhatDoesNotFit();
    void passesWhatTheOtherOpPasses();
    void stopsWhereTheOtherOpStops();
};

void TstGradientOverride::refusesWhatDoesNotFit() {
    QVERIFY_FAILS(Sketch("NobodyKnows").gradients(), "NOT_FOUND", "NobodyKnows");
    QVERIFY_FAILS(Sketch("TestMul").gradients(), "INVALID_ARGUMENT", "another signature");
    QVERIFY_FAILS(Sketch("TestOpaque").gradients(), "NOT_FOUND", "no gradient");
}

void TstGradientOverride::passesWhatTheOtherOpPasses() {
    Sketch s("TestPass");
    const auto gradients = s.gradients();
    QVERIFY_OK(gradients);
    QVERIFY((*gradients)[0].has_value());
    const Tensor point = Tensor::vector<float>({2.0F, 3.0F});
    const auto values = evaluator::evaluate(s.graph, {{s.x, point}}, {s.y, *(*gradients)[0]});
    QVERIFY_OK(values);
    QCOMPARE((*values)[0].values<float>()[0], -2.0F);  // its value stays its own
    QCOMPARE((*values)[1].values<float>()[0], 1.0F);
}

void TstGradientOverride::stopsWhereTheOtherOpStops() {
    const auto gradients = Sketch("TestStop").gradients();
    QVERIFY_OK(gradients);
    QVERIFY(!(*gradients)[0]);
}

namespace {
const Registered<TstGradientOverride> registered;
}  // namespace

}  // namespace weft::test

#include "tst_gradient_override.moc"
