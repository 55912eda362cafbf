// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <set>

#include "engine/autodiff/backprop.h"
#include "engine/runtime/passes/explain.h"
#include "tests/engine/runtime/passes/planned_graph.h"
#include "tests/support/noise.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// A network of unknown batch size and the step that trains it.
struct Training : GraphFixture {
    Expr weights(std::string_view name, const Shape& shape) {
        const Expr ref = initialized(name, noise(shape, 7));
        starts.push_back(concat(name, "/Assign"));
        variables.push_back(ref);
        return op("Identity", {ref}, concat(name, "/read"));
    }
    /// x W + b, with the bias broadcast by an addition: its gradient is shape arithmetic.
    Expr dense(const Expr& x, std::string_view name, std::int64_t in, std::int64_t out) {
        const Expr product = scope.op("MatMul", {x, weights(concat(name, "/W"), Shape{in, out})});
        return scope.op("AddV2", {product, weights(concat(name, "/b"), Shape{out})});
    }
    Status train(const Expr& logits) {
        const Expr t = scope.op("Placeholder", {}, {{"dtype", DType::Int32}}, "t");
        const Expr each = op("SparseSoftmaxCrossEntropyWithLogits", {logits, t}, "xent");
        const Expr loss = op("Mean", {each, constant("axes", ints({0}))}, "loss");
        std::vector<Endpoint> by;
        for (const Expr& variable : variables) { by.push_back(variable.endpoint()); }
        const auto gradients = WEFT_TRY(addGradients(graph, {loss.endpoint()}, by));
        const Expr rate = constant("rate", Tensor::scalar(0.1F));
        std::vector<Expr> updates;
        for (std::size_t i = 0; i < variables.size(); ++i) {
            updates.push_back(
                scope.op("ApplyGradientDescent", {variables[i], rate, scope.expr(*gradients[i])}));
        }
        noOp("train", updates);
        return scope.status();
    }
    std::vector<Expr> variables;
    std::vector<std::string> starts;
};

Status mlp(Training& g) {
    const Expr x = g.placeholder("x", PartialShape{-1, 6});
    return g.train(g.dense(g.scope.op("Tanh", {g.dense(x, "h", 6, 8)}), "out", 8, 4));
}

/// Three steps of a recurrent layer whose first state has the batch of x.
Status recurrent(Training& g) {
    const Expr x = g.placeholder("x", PartialShape{-1, 6});
    const Expr axis = g.constant("axis", Tensor::scalar(std::int32_t{1}));
    Expr h = g.scope.op("ZerosLike", {x});
    Expr c = h;
    const Expr w = g.weights("lstm/W", Shape{12, 24});
    const Expr b = g.weights("lstm/b", Shape{24});
    for (int step = 0; step < 3; ++step) {
        const Expr both = g.scope.op("ConcatV2", {x, h, axis});
        const Expr gates = g.scope.op("AddV2", {g.scope.op("MatMul", {both, w}), b});
        const auto part = g.scope.opList("Split", {axis, gates}, {{"num_split", std::int64_t{4}}});
        c = g.scope.op(
            "AddV2",
            {g.scope.op("Mul", {c, g.scope.op("Sigmoid", {part[0]})}),
             g.scope.op("Mul", {g.scope.op("Sigmoid", {part[1]}), g.scope.op("Tanh", {part[2]})})});
        h = g.scope.op("Mul", {g.scope.op("Tanh", {c}), g.scope.op("Sigmoid", {part[3]})});
    }
    return g.train(g.dense(h, "out", 6, 4));
}

std::set<std::string> opsOf(const PlanReport& report) {
    std::set<std::string> ops;
    for (const auto& kernel : report.kernels) { ops.insert(kernel.op); }
    return ops;
}

}  // namespace

/// Training steps: what is left of them in a plan for known shapes, and that it gives the same bits.
class TstPlannedSteps : public QObject {
    Q_OBJECT

private slots:
    void noShapeArithmeticIsLeft_data() {
        QTest::addColumn<bool>("isRecurrent");
        QTest::newRow("mlp") << false;
        QTest::newRow("lstm") << true;
    }
    void noShapeArithmeticIsLeft() {
        QFETCH(bool, isRecurrent);
        Training g;
        QVERIFY_OK(isRecurrent ? recurrent(g) : mlp(g));
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, g.starts));
        RunRequest request{
            {{"x", noise(Shape{5, 6}, 1)}, {"t", ints({0, 1, 2, 3, 0})}}, {"loss"}, {"train"}};
        const auto known = explainCall(*session, request);
        QVERIFY_OK(known);
        const std::set<std::string> left = opsOf(*known);
        for (const char* op : {"Shape", "ShapeN", "BroadcastGradientArgs", "ConcatOffset", "Size",
                               "Prod", "FloorMod", "Rank"}) {
            QVERIFY2(!left.contains(op), op);
        }
        for (auto& [name, tensor] : request.feeds) { tensor = Tensor(); }
        const auto any = explainCall(*session, request);
        QVERIFY_OK(any);
        QCOMPARE(opsOf(*any).contains("Shape"), true);
    }

    void stepsHaveTheBitsOfTheOpsThemselves_data() { noShapeArithmeticIsLeft_data(); }
    void stepsHaveTheBitsOfTheOpsThemselves() {
        QFETCH(bool, isRecurrent);
        Training g;
        QVERIFY_OK(isRecurrent ? recurrent(g) : mlp(g));
        // Stacked products and packed weights are sums in another order.
        const auto run = [&](std::string_view passes) {
            const Passes chosen(passes);
            const auto session = *g.session();
            std::vector<Tensor> losses;
            if (!runTargets(*session, g.starts).ok()) { return losses; }
            for (int step = 0; step < 6; ++step) {
                const bool isOther = step % 3 == 2;
                const Tensor labels = isOther ? ints({1, 0}) : ints({0, 1, 2, 3, 0});
                const auto loss =
                    runFor(*session, "loss",
                           {{"x", noise(Shape{isOther ? 2 : 5, 6}, 1)}, {"t", labels}}, {"train"});
                if (loss.ok()) { losses.push_back(*loss); }
            }
            return losses;
        };
        const auto planned = run("-stack_products,-pack_weights");
        const auto apart = run("none");
        QCOMPARE(planned.size(), std::size_t{6});
        QCOMPARE(apart.size(), std::size_t{6});
        for (std::size_t i = 0; i < apart.size(); ++i) {
            QVERIFY2(bytesEqual(planned[i], apart[i]), concat("step ", i).c_str());
        }
    }
};

namespace {
const Registered<TstPlannedSteps> registered;
}

}  // namespace weft::test

#include "tst_planned_steps.moc"
