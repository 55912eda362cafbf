// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "engine/autodiff/backprop.h"
#include "engine/runtime/memory/value_limit.h"
#include "tests/engine/runtime/passes/planned_graph.h"
#include "tests/engine/runtime/random_graph.h"
#include "tests/support/noise.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

constexpr std::int64_t kRows = 64;
constexpr std::int64_t kWidth = 96;
constexpr std::int64_t kValueBytes = kRows * kWidth * 4;

/// Asks for a limit while it lives.
struct Limit {
    explicit Limit(std::int64_t bytes) { setValueLimit(bytes); }
    ~Limit() { setValueLimit(0); }
    Limit(const Limit&) = delete;
    Limit& operator=(const Limit&) = delete;
};

/// Layers h W with the tanh form of GELU behind each (Hendrycks and Gimpel, 2016), written op by op as
/// tutorials do; gradients by all weights, and their descent.
struct GeluNetwork : GraphFixture {
    explicit GeluNetwork(int layers) {
        Expr h = placeholder("x", PartialShape{kRows, kWidth});
        std::vector<Endpoint> weights;
        for (int layer = 0; layer < layers; ++layer) {
            const std::string name = concat("layer", layer);
            const Expr w = initialized(concat(name, "/w"), noise(Shape{kWidth, kWidth}, 3 + layer));
            weights.push_back(w.endpoint());
            h = gelu(op("MatMul", {h, op("Identity", {w}, concat(name, "/read"))},
                        concat(name, "/product")),
                     concat(name, "/gelu"));
        }
        const Expr loss =
            op("Mean", {op("Square", {h}, "square"), constant("axes", ints({0, 1}))}, "loss");
        const auto found = addGradients(graph, {loss.endpoint()}, weights);
        status = found.status();
        if (!found.ok()) { return; }
        const Expr rate = constant("rate", Tensor::scalar(0.01F));
        std::vector<Expr> updates;
        for (std::size_t i = 0; i < weights.size(); ++i) {
            updates.push_back(op("ApplyGradientDescent",
                                 {scope.expr(weights[i]), rate, scope.expr(*(*found)[i])},
                                 concat("update", i)));
            starts.push_back(concat("layer", i, "/w/Assign"));
        }
        noOp("train", updates);
    }
    Expr gelu(const Expr& x, const std::string& name) const {
        const auto number = [&](std::string_view part, float value) {
            return constant(concat(name, "/", part), Tensor::scalar(value));
        };
        const auto part = [&](std::string_view type, const Expr& a, const Expr& b,
                              std::string_view as) {
            return op(type, {a, b}, concat(name, "/", as));
        };
        const Expr cube = part("Mul", x, part("Mul", x, x, "square"), "cube");
        const Expr inner =
            part("AddV2", x, part("Mul", cube, number("a", 0.044715F), "small"), "inner");
        const Expr wave = op("Tanh", {part("Mul", inner, number("c", 0.7978846F), "turned")},
                             concat(name, "/wave"));
        const Expr gate = part("AddV2", wave, number("one", 1), "gate");
        return part("Mul", part("Mul", x, number("half", 0.5F), "halved"), gate, "out");
    }

    Status status;
    std::vector<std::string> starts;
};

/// What a few steps give: losses, then a weight; and the most memory that values took.
struct Steps {
    Status status;
    std::vector<Tensor> values;
    std::int64_t peakBytes = 0;
};
Steps stepsOf(const GeluNetwork& network, std::int64_t limit) {
    const Limit asked(limit);
    Steps steps;
    const auto run = [&]() -> Status {
        WEFT_TRY(network.status);
        const auto session = WEFT_TRY(network.session());
        WEFT_TRY(runTargets(*session, network.starts));
        for (int step = 0; step < 4; ++step) {
            steps.values.push_back(WEFT_TRY(
                runFor(*session, "loss",
                       {{"x", noise(Shape{kRows, kWidth}, 40U + static_cast<unsigned>(step))}},
                       {"train"})));
        }
        steps.peakBytes = session->devices().at(0).allocator().peakBytes();
        steps.values.push_back(WEFT_TRY(runFor(*session, "layer0/w")));
        return okStatus();
    };
    steps.status = run();
    return steps;
}

/// Of the network's call; all variables have one shape.
KnownShapes shapesOf() {
    return {
        {Shape{kRows, kWidth}}, std::vector<PartialShape>(100, PartialShape{kWidth, kWidth}), true};
}

}  // namespace

/// Cheap values are made again instead of being kept, and nothing else changes.
class TstRecompute : public QObject {
    Q_OBJECT

private slots:
    void sizesAreRead() {
        QCOMPARE(parseByteSize("512"), std::optional<std::int64_t>(512));
        QCOMPARE(parseByteSize("64KiB"), std::optional<std::int64_t>(65536));
        QCOMPARE(parseByteSize(" 1.5 MiB"), std::optional<std::int64_t>(1572864));
        QCOMPARE(parseByteSize("2GiB"), std::optional<std::int64_t>(std::int64_t{2} << 30));
        for (const char* wrong :
             {"", "KiB", "-1", "0", "nan", "inf", "1e40", "12 parsecs", "8 MB"}) {
            QVERIFY2(!parseByteSize(wrong), wrong);
        }
    }

    void withoutALimitNothingIsRepeated() {
        const GeluNetwork network(3);
        QVERIFY_OK(network.status);
        const KnownShapes shapes = shapesOf();
        const PlannedGraph planned(network, {{"x"}, {"loss"}, {"train"}}, PassSet::all(), &shapes);
        QVERIFY_OK(planned.status);
        QCOMPARE(planned.changed(Pass::RecomputeCheap), 0);
        QCOMPARE(planned.count("Tanh"), 3);
    }

    void aLimitIsMetByRepeatingCheapOps() {
        const GeluNetwork network(6);
        QVERIFY_OK(network.status);
        const KnownShapes shapes = shapesOf();
        const Limit limit(16 * kValueBytes);
        const PlannedGraph planned(network, {{"x"}, {"loss"}, {"train"}}, PassSet::all(), &shapes);
        QVERIFY_OK(planned.status);
        QVERIFY(planned.changed(Pass::RecomputeCheap) > 0);
        QVERIFY2(planned.count("Tanh") > 6, "no activation is made again");
        QCOMPARE(planned.count("MatMul"), 17);  // 6, and 11 gradients: none by x
        QVERIFY(planned.said(Pass::RecomputeCheap, {"is computed again"}));
        QVERIFY(planned.said(Pass::RecomputeCheap, {"values take", "asked for"}));
    }

    void theBitsStayAndTheMemoryShrinks() {
        const GeluNetwork network(8);
        const Steps kept = stepsOf(network, 0);
        const Steps repeated = stepsOf(network, 12 * kValueBytes);
        QVERIFY_OK(kept.status);
        QVERIFY_OK(repeated.status);
        QCOMPARE(repeated.values.size(), kept.values.size());
        for (std::size_t i = 0; i < kept.values.size(); ++i) {
            QVERIFY2(sameBytes(kept.values[i], repeated.values[i]), concat("value ", i).c_str());
        }
        qInfo("at most %lld KiB, under the limit %lld KiB",
              static_cast<long long>(kept.peakBytes / 1024),
              static_cast<long long>(repeated.peakBytes / 1024));
        QVERIFY(repeated.peakBytes < kept.peakBytes * 8 / 10);
    }

    void aFetchedValueIsKept() {
        const GeluNetwork network(4);
        const KnownShapes shapes = shapesOf();
        const Limit limit(1);
        const PlannedGraph planned(network, {{"x"}, {"loss", "layer0/gelu/wave"}, {"train"}},
                                   PassSet::all(), &shapes);
        QVERIFY_OK(planned.status);
        QVERIFY(!planned.said(Pass::RecomputeCheap, {"'layer0/gelu/wave'", "again"}));
        QVERIFY(planned.said(Pass::RecomputeCheap, {"'layer1/gelu/", "again"}));
    }

    /// What reads a variable is not made again behind a write of it.
    void aVariableThatIsWrittenMeanwhile() {
        for (const bool isWritten : {false, true}) {
            GraphFixture g;
            const Shape shape{64, 64};
            const Expr v = g.initialized("v", noise(shape, 1));
            const Expr x = g.placeholder("x", PartialShape(shape));
            const Expr early = g.op("Mul", {v, x}, "early");
            // Many products are held at once.
            Expr sum = g.op("MatMul", {x, early}, "first");
            if (isWritten) {
                sum = g.op("AddV2", {g.op("AssignAdd", {v, sum}, "write"), x}, "and");
            }
            std::vector<Expr> products;
            for (int i = 0; i < 4; ++i) {
                sum = g.op("MatMul", {sum, x}, concat("product", i));
                products.push_back(sum);
            }
            g.op("AddV2", {g.op("AddN", products, "all"), early}, "y");
            const KnownShapes shapes{{shape}, {PartialShape(shape)}, true};
            const Limit limit(1);
            const PlannedGraph planned(g, {{"x"}, {"y"}, {}}, PassSet::all().without(Pass::CutRows),
                                       &shapes);
            QVERIFY_OK(planned.status);
            QCOMPARE(planned.said(Pass::RecomputeCheap, {"'early'", "again"}), !isWritten);
        }
    }

    void randomGraphsHaveTheSameBytes_data() {
        QTest::addColumn<int>("kind");
        QTest::newRow("elementwise") << static_cast<int>(RandomKind::Elementwise);
        QTest::newRow("straight") << static_cast<int>(RandomKind::Straight);
        QTest::newRow("flow") << static_cast<int>(RandomKind::Flow);
    }
    void randomGraphsHaveTheSameBytes() {
        QFETCH(const int, kind);
        for (unsigned seed = 0; seed < 150; ++seed) {
            const RandomGraph random(seed, static_cast<RandomKind>(kind));
            std::array<Result<std::vector<Tensor>>, 2> results;
            for (const std::int64_t limit : {0, 1}) {
                const Limit asked(limit);
                const auto session = random.g.session({.cpuDevices = 2, .seed = 7});
                QVERIFY_OK(session);
                if (!random.initializers.empty()) {
                    QVERIFY_OK(runTargets(**session, random.initializers));
                }
                results[static_cast<std::size_t>(limit)] =
                    (*session)->run({random.feeds, random.fetches, random.targets});
            }
            QVERIFY2(results[0].status() == results[1].status(), concat("seed ", seed).c_str());
            for (std::size_t i = 0; results[0].ok() && i < results[0]->size(); ++i) {
                QVERIFY2(sameBytes((*results[0])[i], (*results[1])[i]),
                         concat("seed ", seed, ", fetch ", i).c_str());
            }
        }
    }
};

namespace {
const Registered<TstRecompute> registered;
}

}  // namespace weft::test

#include "tst_recompute.moc"
