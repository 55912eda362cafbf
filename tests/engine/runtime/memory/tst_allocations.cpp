// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <algorithm>

#include "engine/autodiff/backprop.h"
#include "tests/engine/runtime/memory/allocation_count.h"
#include "tests/support/graph_fixture.h"
#include "tests/support/noise.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// A network under construction: variables, a loss, an update of each variable.
struct Network : GraphFixture {
    Expr weights(std::string_view name, const Shape& shape) {
        const Expr ref = initialized(name, noise(shape, 7));
        starts.push_back(concat(name, "/Assign"));
        variables.push_back(ref);
        return op("Identity", {ref}, concat(name, "/read"));
    }
    Expr dense(const Expr& x, std::string_view name, std::int64_t in, std::int64_t out) {
        const Expr product =
            op("MatMul", {x, weights(concat(name, "/W"), Shape{in, out})}, concat(name, "/MatMul"));
        return op("BiasAdd", {product, weights(concat(name, "/b"), Shape{out})},
                  concat(name, "/BiasAdd"));
    }
    /// Softmax loss, then minimise() it.
    Status train(const Expr& logits, bool momentum) {
        const Expr labels = scope.op("Placeholder", {}, {{"dtype", DType::Int32}}, "t");
        const Expr each = op("SparseSoftmaxCrossEntropyWithLogits", {logits, labels}, "xent");
        const Expr axis = constant("axis", Tensor::vector<std::int32_t>({0}));
        return minimise(op("Mean", {each, axis}, "loss"), momentum);
    }
    /// Gradients, and Momentum or plain descent for each variable.
    Status minimise(const Expr& loss, bool momentum) {
        std::vector<Endpoint> by;
        for (const Expr& variable : variables) { by.push_back(variable.endpoint()); }
        const auto gradients = WEFT_TRY(addGradients(graph, {loss.endpoint()}, by));
        const Expr rate = constant("rate", Tensor::scalar(0.01F));
        std::vector<Expr> updates;
        for (std::size_t i = 0; i < variables.size(); ++i) {
            const Expr gradient = scope.expr(*gradients[i]);
            const std::string name = concat("update", i);
            if (momentum) {
                const Shape shape = *variables[i].shape().full();
                const Expr slot = initialized(concat("slot", i), noise(shape, 1));
                starts.push_back(concat("slot", i, "/Assign"));
                updates.push_back(
                    op("ApplyMomentum", {variables[i], slot, rate, gradient, rate}, name));
            } else {
                updates.push_back(op("ApplyGradientDescent", {variables[i], rate, gradient}, name));
            }
        }
        noOp("train", updates);
        return okStatus();
    }
    std::vector<Expr> variables;
    std::vector<std::string> starts;
};

Status mlp(Network& g) {
    Expr h = g.placeholder("x", PartialShape{-1, 40});
    h = g.op("Relu", {g.dense(h, "h1", 40, 60)}, "relu1");
    h = g.op("Tanh", {g.dense(h, "h2", 60, 60)}, "tanh2");
    return g.train(g.dense(h, "out", 60, 10), true);
}

Status cnn(Network& g) {
    const Expr x = g.placeholder("x", PartialShape{-1, 64});
    const Expr shape = g.constant("shape", Tensor::vector<std::int32_t>({-1, 8, 8, 1}));
    const AttrMap same = {{"strides", std::vector<std::int64_t>{1, 1, 1, 1}},
                          {"padding", std::string("SAME")}};
    const AttrMap pool = {{"ksize", std::vector<std::int64_t>{1, 2, 2, 1}},
                          {"strides", std::vector<std::int64_t>{1, 2, 2, 1}},
                          {"padding", std::string("SAME")}};
    Expr h = g.op("Reshape", {x, shape}, "image");
    h = g.scope.op("Conv2D", {h, g.weights("K", Shape{3, 3, 1, 8})}, same, "conv");
    h = g.op("Relu", {g.op("BiasAdd", {h, g.weights("c", Shape{8})}, "bias")}, "relu");
    h = g.scope.op("MaxPool", {h}, pool, "pool");
    const Expr flat = g.constant("flat", Tensor::vector<std::int32_t>({-1, 128}));
    return g.train(g.dense(g.op("Reshape", {h, flat}, "rows"), "out", 128, 10), false);
}

Status recurrent(Network& g) {
    const Expr x = g.placeholder("x", PartialShape{16, 24});
    const Expr w = g.weights("W", Shape{48, 48});
    const Expr axis = g.constant("one", Tensor::scalar<std::int32_t>(1));
    Expr h = g.constant("zeros", noise(Shape{16, 24}, 2));
    for (int step = 0; step < 5; ++step) {
        const Expr both = g.scope.op("ConcatV2", {x, h, axis});
        const NodeId parts = g.scope.node("Split", {axis, g.scope.op("MatMul", {both, w})},
                                          {{"num_split", std::int64_t{2}}});
        h = g.scope.op("Mul", {g.scope.op("Sigmoid", {g.scope.expr({parts, 0})}),
                               g.scope.op("Tanh", {g.scope.expr({parts, 1})})});
    }
    return g.train(g.dense(h, "out", 24, 10), false);
}

/// Shapes and sums by axes of gradients of unknown batches.
Status linear(Network& g) {
    const Expr y = g.dense(g.placeholder("x", PartialShape{-1, 1}), "line", 1, 1);
    const Expr t =
        g.scope.op("Cast", {g.scope.op("Placeholder", {}, {{"dtype", DType::Int32}}, "t")},
                   {{"DstT", DType::Float}});
    const Expr axes = g.constant("axes", Tensor::vector<std::int32_t>({0, 1}));
    return g.minimise(
        g.op("Mean", {g.op("Square", {g.op("Sub", {y, t}, "off")}, "square"), axes}, "loss"),
        false);
}

}  // namespace

/// What a step asks of the heap once it has run a few times: nothing.
class TstAllocations : public QObject {
    Q_OBJECT

private slots:
    /// The counter itself can fail.
    void whatIsAllocatedIsCounted() {
        AllocationCount count;
        const auto one = std::make_unique<int>(1);
        const auto two = Tensor::allocate(DType::Float, Shape{1000});
        QVERIFY(!count.callers().empty());
        QCOMPARE(*one, 1);
        QVERIFY_OK(two);
    }

    void aStepAsksForNothing_data() {
        QTest::addColumn<int>("columns");
        QTest::addColumn<int>("rows");
        QTest::newRow("mlp") << 40 << 32;
        QTest::newRow("cnn") << 64 << 20;
        QTest::newRow("recurrent") << 24 << 16;
        QTest::newRow("linear regression") << 1 << 8;
    }
    void aStepAsksForNothing() {
        QFETCH(int, columns);
        QFETCH(int, rows);
        Network g;
        QVERIFY_OK(columns == 40   ? mlp(g)
                   : columns == 64 ? cnn(g)
                   : columns == 24 ? recurrent(g)
                                   : linear(g));
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, g.starts));
        const auto callable = session->makeCallable({{{"x", {}}, {"t", {}}}, {"loss"}, {"train"}});
        QVERIFY_OK(callable);
        Tensor labels = *Tensor::allocate(DType::Int32, Shape{rows});
        std::ranges::fill(labels.mutableValues<std::int32_t>(), 3);
        const std::vector<Tensor> feeds = {noise(Shape{rows, columns}, 3), labels};
        std::vector<Tensor> fetches;
        for (int step = 0; step < 5; ++step) { QVERIFY_OK(callable->run(feeds, fetches)); }
        AllocationCount count;
        Status status;
        for (int step = 0; step < 3 && status.ok(); ++step) {
            status = callable->run(feeds, fetches);
        }
        const std::vector<std::string> callers = count.callers();
        QVERIFY_OK(status);
        for (const std::string& caller : callers) { qWarning("%s", caller.c_str()); }
        QCOMPARE(callers.size(), std::size_t{0});
    }
};

}  // namespace weft::test

namespace {
const weft::test::Registered<weft::test::TstAllocations> registered;
}

#include "tst_allocations.moc"
