// SPDX-License-Identifier: Apache-2.0
/// @file
/// Several nodes as one call on the emulated card: chains of elementwise ops, products and convolutions with
/// what follows them. Numbers are those of the nodes by themselves.

#include <QObject>
#include <QTest>
#include <cmath>
#include <limits>

#include "engine/device/gpu/gpu_options.h"
#include "engine/runtime/passes/explain.h"
#include "engine/runtime/passes/passes.h"
#include "tests/engine/gpu/emulated_card.h"
#include "tests/engine/gpu/op_on_both.h"
#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

const SessionOptions kOnGpu{.defaultDevice = "/gpu:0"};
using Feeds = std::vector<std::pair<std::string, Tensor>>;

/// What a call gives and how many kernels it started, node by node on the card (no recording).
struct Ran {
    Status status;
    std::vector<Tensor> values;
    std::int64_t launches = 0;
};
Ran ranWith(const GraphFixture& g, const RunRequest& request, std::string_view passes) {
    static_cast<void>(setPasses(passes));
    const auto session = *g.session(kOnGpu);
    Ran ran{session->run(request).status(), {}, 0};
    const std::int64_t before = emulatedCard().launches;
    auto values = session->run(request);
    ran.launches = emulatedCard().launches - before;
    static_cast<void>(setPasses("all"));
    if (values.ok()) { ran.values = *std::move(values); }
    return ran;
}

void compareBits(const Ran& got, const Ran& want) {
    QVERIFY_OK(got.status);
    QVERIFY_OK(want.status);
    QCOMPARE(got.values.size(), want.values.size());
    for (std::size_t i = 0; i < got.values.size(); ++i) {
        QVERIFY2(bytesEqual(got.values[i], want.values[i]), qPrintable(QString::number(i)));
    }
}

/// The elementwise part of an LSTM's cell, and its gradients by the gates.
void buildCell(GraphFixture& g) {
    const auto placeholder = [&](const char* name) {
        return g.placeholder(name, PartialShape{-1, 5});
    };
    const Expr i = placeholder("i"), j = placeholder("j"), f = placeholder("f");
    const Expr o = placeholder("o"), c = placeholder("c"), dh = placeholder("dh");
    const Expr one = g.constant("one", Tensor::scalar(1.0F));
    const Expr keeps = g.op("Sigmoid", {g.op("AddV2", {f, one}, "forget")}, "keeps");
    const Expr takes = g.op("Sigmoid", {i}, "takes");
    const Expr candidate = g.op("Tanh", {j}, "candidate");
    const Expr nextC =
        g.op("AddV2", {g.op("Mul", {c, keeps}, "kept"), g.op("Mul", {takes, candidate}, "fresh")},
             "next_c");
    const Expr shown = g.op("Tanh", {nextC}, "shown");
    const Expr shows = g.op("Sigmoid", {o}, "shows");
    g.op("Mul", {shown, shows}, "next_h");
    const Expr dShown = g.op("TanhGrad", {shown, g.op("Mul", {dh, shows}, "m1")}, "d_next_c");
    g.op("SigmoidGrad", {shows, g.op("Mul", {dh, shown}, "m2")}, "d_o");
    g.op("SigmoidGrad", {takes, g.op("Mul", {dShown, candidate}, "m3")}, "d_i");
    g.op("TanhGrad", {candidate, g.op("Mul", {dShown, takes}, "m4")}, "d_j");
    g.op("SigmoidGrad", {keeps, g.op("Mul", {dShown, c}, "m5")}, "d_f");
}

Feeds cellFeeds(std::int64_t rows) {
    Feeds feeds;
    int seed = 1;
    for (const char* name : {"i", "j", "f", "o", "c", "dh"}) {
        feeds.emplace_back(name, randomTensor(DType::Float, Shape{rows, 5}, -3, 3, ++seed));
    }
    return feeds;
}

}  // namespace

class TstGpuChains : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        emulatedCard();
        setGpuOptions({.recordsSteps = false});
    }
    void cleanup() {
        emulatedCard().withoutEpilogues = 0;
        emulatedCard().failsAfter = 0;
        static_cast<void>(setPasses("all"));
    }
    void cleanupTestCase() { setGpuOptions({}); }

    void shapesThatDoNotFitAreRefusedByTheNode() {
        GraphFixture g;
        const Expr x = g.placeholder("x");
        const Expr y = g.placeholder("y");
        g.op("Tanh", {g.op("AddV2", {g.op("Neg", {x}, "n"), y}, "sum")}, "z");
        const auto session = *g.session(kOnGpu);
        const auto run = [&](const Tensor& a, const Tensor& b) {
            return runFor(*session, "z", {{"x", a}, {"y", b}});
        };
        QVERIFY_FAILS(run(floats({1, 2}), floats({1, 2, 3})), "INVALID_ARGUMENT", "(node 'sum'");
        QVERIFY_OK(run(floats({1, 2}), floats({1, 2})));
        // One that is broadcast otherwise than chains do: the nodes run in turn.
        const Tensor column = randomTensor(DType::Float, Shape{2, 1});
        const auto wide = run(column, floats({1, 2, 3}));
        QVERIFY_OK(wide);
        QCOMPARE(wide->shape(), (Shape{2, 3}));
    }

    void aChainThatFailsLeavesTheSessionUsable() {
        GraphFixture g;
        buildCell(g);
        const auto session = *g.session(kOnGpu);
        emulatedCard().failsAfter = 1;
        QVERIFY_FAILS(runFor(*session, "next_h", cellFeeds(2)), "ABORTED", "a launch was refused");
        emulatedCard().failsAfter = 0;
        QVERIFY_OK(runFor(*session, "next_h", cellFeeds(2)));
    }

    void nothingIsAChainToo() {
        GraphFixture g;
        buildCell(g);
        const auto ran = ranWith(g, {cellFeeds(0), {"next_h", "d_f"}, {}}, "all");
        QVERIFY_OK(ran.status);
        QCOMPARE(ran.values[1].shape(), (Shape{0, 5}));
    }

    void anLstmCellIsOneLaunch() {
        GraphFixture g;
        buildCell(g);
        const RunRequest forward{cellFeeds(7), {"next_c", "next_h"}, {}};
        const Ran got = ranWith(g, forward, "all");
        const Ran want = ranWith(g, forward, "-fuse_elementwise");
        compareBits(got, want);
        QCOMPARE(want.launches, std::int64_t{10});
        QCOMPARE(got.launches, std::int64_t{1});
        const RunRequest both{cellFeeds(7), {"next_h", "d_i", "d_j", "d_f", "d_o"}, {}};
        const Ran gotBoth = ranWith(g, both, "all");
        compareBits(gotBoth, ranWith(g, both, "-fuse_elementwise"));
        QCOMPARE(gotBoth.launches, std::int64_t{1});
    }

    void everyElementwiseOpKeepsItsBits_data() {
        QTest::addColumn<QString>("op");
        QTest::addColumn<int>("inputs");
        QTest::addColumn<int>("type");
        for (const DType type : {DType::Float, DType::Double, DType::Half, DType::BFloat16}) {
            for (const char* op : {"Neg", "Abs", "Square", "Sqrt", "Rsqrt", "Reciprocal", "Exp",
                                   "Log", "Tanh", "Sigmoid", "Relu"}) {
                QTest::addRow("%s %d", op, static_cast<int>(type))
                    << op << 1 << static_cast<int>(type);
            }
            for (const char* op : {"Add", "AddV2", "Sub", "Mul", "RealDiv", "Div", "Maximum",
                                   "Minimum", "SquaredDifference", "ReluGrad", "TanhGrad",
                                   "SigmoidGrad", "SqrtGrad", "RsqrtGrad", "AddN", "BiasAdd"}) {
                QTest::addRow("%s %d", op, static_cast<int>(type))
                    << op << 2 << static_cast<int>(type);
            }
        }
    }
    void everyElementwiseOpKeepsItsBits() {
        QFETCH(QString, op);
        QFETCH(int, inputs);
        QFETCH(int, type);
        const auto dtype = static_cast<DType>(type);
        GraphFixture g;
        const AttrMap attrs{{"dtype", dtype}, {"shape", PartialShape{3, 4}}};
        const Expr a = g.scope.op("Placeholder", {}, attrs, "a");
        const Expr b = op == "BiasAdd" ? g.constant("b", randomTensor(dtype, Shape{4}, -2, 2, 9))
                                       : g.scope.op("Placeholder", {}, attrs, "b");
        const Expr first = g.op("Neg", {a}, "first");
        const std::string name = op.toStdString();
        const Expr second =
            inputs == 1 ? g.op(name, {first}, "second") : g.op(name, {first, b}, "second");
        g.op("Abs", {second}, "last");
        Feeds feeds{{"a", randomTensor(dtype, Shape{3, 4}, -2, 2, 3)}};
        if (inputs == 2 && op != "BiasAdd") {
            feeds.emplace_back("b", randomTensor(dtype, Shape{3, 4}, -2, 2, 4));
        }
        const RunRequest request{feeds, {"second", "last"}, {}};
        const Ran got = ranWith(g, request, "all");
        compareBits(got, ranWith(g, request, "-fuse_elementwise"));
        QCOMPARE(got.launches, std::int64_t{1});
    }

    /// In the next two: as the processor, a NaN in gives one out.
    void aProductAddsItsBias_data() {
        QTest::addColumn<bool>("has");
        QTest::newRow("an epilogue") << true;
        QTest::newRow("none in the library") << false;
    }
    void aProductAddsItsBias() {
        QFETCH(bool, has);
        emulatedCard().withoutEpilogues = has ? 0 : 1;
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{-1, 4});
        const Expr w = g.constant("w", randomTensor(DType::Float, Shape{4, 3}));
        const Expr b = g.constant("b", randomTensor(DType::Float, Shape{3}, -1, 1, 7));
        g.op("BiasAdd", {g.op("MatMul", {x, w}, "product"), b}, "y");
        Tensor rows = randomTensor(DType::Float, Shape{5, 4}, -1, 1, 2);
        rows.mutableValues<float>()[6] = std::numeric_limits<float>::quiet_NaN();
        const RunRequest request{{{"x", rows}}, {"y"}, {}};
        const Ran got = ranWith(g, request, "all");
        const Ran want = ranWith(g, request, "-fuse_epilogues");
        compareBits(got, want);
        QCOMPARE(got.launches, std::int64_t{has ? 1 : 2});
        QCOMPARE(want.launches, std::int64_t{2});
        const auto empty =
            ranWith(g, {{{"x", *Tensor::allocate(DType::Float, Shape{0, 4})}}, {"y"}, {}}, "all");
        QVERIFY_OK(empty.status);
    }

    void aBiasOfAnotherSizeIsRefusedByItsNode() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{-1, 4});
        const Expr w = g.constant("w", randomTensor(DType::Float, Shape{4, 3}));
        const Expr b = g.placeholder("b");
        g.op("BiasAdd", {g.op("MatMul", {x, w}, "product"), b}, "y");
        const auto session = *g.session(kOnGpu);
        const Tensor rows = randomTensor(DType::Float, Shape{2, 4});
        QVERIFY_FAILS(runFor(*session, "y", {{"x", rows}, {"b", floats({1, 2})}}),
                      "INVALID_ARGUMENT", "(node 'y'");
        QVERIFY_OK(runFor(*session, "y", {{"x", rows}, {"b", floats({1, 2, 3})}}));
    }

    void aBiasThatAnActivationFollowsIsInItsChain() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{-1, 4});
        const Expr w = g.constant("w", randomTensor(DType::Float, Shape{4, 3}));
        const Expr b = g.constant("b", randomTensor(DType::Float, Shape{3}, -1, 1, 7));
        g.op("Relu", {g.op("BiasAdd", {g.op("MatMul", {x, w}, "product"), b}, "sum")}, "y");
        Tensor rows = randomTensor(DType::Float, Shape{5, 4}, -1, 1, 2);
        rows.mutableValues<float>()[6] = std::numeric_limits<float>::quiet_NaN();
        const RunRequest request{{{"x", rows}}, {"y"}, {}};
        const Ran got = ranWith(g, request, "all");
        compareBits(got, ranWith(g, request, "none"));
        QCOMPARE(got.launches, std::int64_t{2});
        QVERIFY(std::isnan(got.values[0].values<float>()[3]));
    }

    void aConvolutionTakesBiasAndRelu_data() {
        QTest::addColumn<bool>("has");
        QTest::addColumn<bool>("relu");
        QTest::newRow("with relu") << true << true;
        QTest::newRow("bias alone") << true << false;
        QTest::newRow("not in the library") << false << true;
    }
    void aConvolutionTakesBiasAndRelu() {
        QFETCH(bool, has);
        QFETCH(bool, relu);
        emulatedCard().withoutEpilogues = has ? 0 : 1;
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{-1, 5, 5, 2});
        const Expr w = g.constant("w", randomTensor(DType::Float, Shape{3, 3, 2, 4}));
        const Expr b = g.constant("b", randomTensor(DType::Float, Shape{4}, -1, 1, 7));
        const AttrMap attrs{{"strides", std::vector<std::int64_t>{1, 1, 1, 1}},
                            {"padding", std::string("SAME")}};
        const Expr product = g.scope.op("Conv2D", {x, w}, attrs, "product");
        Expr y = g.op("BiasAdd", {product, b}, "sum");
        if (relu) { y = g.op("Relu", {y}, "relu"); }
        g.op("Identity", {y}, "y");
        Tensor image = randomTensor(DType::Float, Shape{2, 5, 5, 2}, -1, 1, 2);
        image.mutableValues<float>()[2] = std::numeric_limits<float>::quiet_NaN();
        const RunRequest request{{{"x", image}}, {"y"}, {}};
        const Ran got = ranWith(g, request, "all");
        compareBits(got, ranWith(g, request, "none"));
        QCOMPARE(got.launches, std::int64_t{has ? 2 : relu ? 4 : 3});  // one turns the filter
        QVERIFY(std::isnan(got.values[0].values<float>()[0]));
    }

    void whatElseReadsTheProductKeepsIt() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{-1, 4});
        const Expr w = g.constant("w", randomTensor(DType::Float, Shape{4, 3}));
        const Expr b = g.constant("b", randomTensor(DType::Float, Shape{3}, -1, 1, 7));
        const Expr product = g.op("MatMul", {x, w}, "product");
        g.op("BiasAdd", {product, b}, "y");
        g.op("Softmax", {product}, "z");
        const RunRequest request{{{"x", randomTensor(DType::Float, Shape{5, 4})}}, {"y", "z"}, {}};
        const Ran got = ranWith(g, request, "all");
        compareBits(got, ranWith(g, request, "none"));
    }

    void explainingNamesWhatBecameOne() {
        GraphFixture g;
        buildCell(g);
        const auto session = *g.session(kOnGpu);
        const auto report = explainCall(*session, {cellFeeds(2), {"next_h"}, {}});
        QVERIFY_OK(report);
        const std::string text = toText(*report);
        QVERIFY2(text.find("chain") != std::string::npos, text.c_str());
    }

    void autotuningIsAskedForAndChangesNothingHere() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{-1, 4});
        g.op("MatMul", {x, g.constant("w", randomTensor(DType::Float, Shape{4, 3}))}, "y");
        const RunRequest request{{{"x", randomTensor(DType::Float, Shape{5, 4})}}, {"y"}, {}};
        const std::int64_t before = emulatedCard().tuned;
        const Ran want = ranWith(g, request, "all");
        QCOMPARE(std::int64_t{emulatedCard().tuned}, before);  // off by default
        setGpuOptions({.autotune = true, .recordsSteps = false});
        const Ran got = ranWith(g, request, "all");
        setGpuOptions({.recordsSteps = false});
        QCOMPARE(std::int64_t{emulatedCard().tuned}, before + 1);  // once a shape
        compareBits(got, want);
    }
};

namespace {
const Registered<TstGpuChains> registered;
}

}  // namespace weft::test

#include "tst_gpu_chains.moc"
