// SPDX-License-Identifier: Apache-2.0
#include "engine/autodiff/gradient_check.h"

#include <QTest>
#include <cmath>

#include "tests/engine/autodiff/differentiable_ops.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstGradientCheck final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { addDifferentiableOps(); }
    void refusesWhatCannotBeChecked();
    void findsAWrongGradient();
    void acceptsARightGradient();
    void reportsNaN();
};

namespace {

const Registered<TstGradientCheck> registered;

struct Square {
    Graph graph;
    Endpoint x;
    Endpoint y;
    explicit Square(const std::string& op) {
        x = {addPlaceholder(graph, "x", DType::Float, {3}).value(), 0};
        std::vector<Endpoint> inputs{x};
        if (op == "TestMul") { inputs.push_back(x); }
        y = {graph.add({.name = "y", .op = op, .inputs = inputs}).value(), 0};
    }
};

const Tensor& point() {
    static const Tensor values = Tensor::vector<float>({0.5F, -1.25F, 3.0F});
    return values;
}

}  // namespace

void TstGradientCheck::refusesWhatCannotBeChecked() {
    Square s("TestMul");
    QVERIFY_FAILS(gradientError(s.graph, s.y, s.x, {}, evaluator::evaluate), "INVALID_ARGUMENT",
                  "not among the feeds");
    const evaluator::Feeds ints = {{s.x, Tensor::vector<std::int32_t>({1, 2, 3})}};
    QVERIFY_FAILS(gradientError(s.graph, s.y, s.x, ints, evaluator::evaluate), "INVALID_ARGUMENT",
                  "int32");
    Square stopped("TestStop");
    QVERIFY_FAILS(gradientError(stopped.graph, stopped.y, stopped.x, {{stopped.x, point()}},
                                evaluator::evaluate),
                  "INVALID_ARGUMENT", "does not depend");
}

void TstGradientCheck::findsAWrongGradient() {
    Square s("TestWrongSquare");
    const auto error = gradientError(s.graph, s.y, s.x, {{s.x, point()}}, evaluator::evaluate);
    QVERIFY_OK(error);
    QVERIFY(*error > 0.5);
}

void TstGradientCheck::acceptsARightGradient() {
    Square s("TestMul");
    const auto error = gradientError(s.graph, s.y, s.x, {{s.x, point()}}, evaluator::evaluate);
    QVERIFY_OK(error);
    QVERIFY2(*error < 1e-3, qPrintable(QString::number(*error)));
}

void TstGradientCheck::reportsNaN() {
    Square s("TestMul");
    const evaluator::Feeds feeds = {{s.x, Tensor::vector<float>({1.0F, NAN, 2.0F})}};
    const auto error = gradientError(s.graph, s.y, s.x, feeds, evaluator::evaluate);
    QVERIFY_OK(error);
    QVERIFY(std::isnan(*error));
}

}  // namespace weft::test

#include "tst_gradient_check.moc"
