// SPDX-License-Identifier: Apache-2.0
/// @file
/// Two emulated cards as two devices of a session: nodes go where they were put, values go from card to card
/// without the processor, and numbers are those of one processor.

#include <QObject>
#include <QTest>

#include "engine/device/gpu/gpu_device.h"
#include "tests/engine/gpu/emulated_card.h"
#include "tests/engine/gpu/op_on_both.h"
#include "tests/engine/gpu/trained_on.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// Labels of a run's instructions with the index of their device: 0 the processor, 1 and 2 the cards.
QStringList labelsOf(Session& session, const RunRequest& request) {
    StepStatistics statistics;
    const auto ran = session.run(request, {.statistics = &statistics});
    if (!ran.ok()) { return {QString::fromStdString(ran.status().ToString())}; }
    QStringList labels;
    for (const NodeStatistics& node : statistics.nodes) {
        labels << QString::fromStdString(node.label) + '@' + QString::number(node.device);
    }
    return labels;
}

/// Two towers on halves of a batch, each on a device of its own, weights on the first.
TrainingGraph towers(const std::string& first, const std::string& second) {
    TrainingGraph t;
    GraphFixture& g = t.g;
    const Expr w = t.variable("w", PartialShape{3, 2});
    std::vector<Expr> losses;
    for (int tower = 0; tower < 2; ++tower) {
        const Scope on = g.scope.onDevice(tower == 0 ? first : second);
        const std::string name = "tower" + std::to_string(tower);
        const Expr x = g.placeholder("x" + std::to_string(tower), PartialShape{4, 3});
        const Expr product = on.op("MatMul", {x, w}, {}, name + "/product");
        const Expr square = on.op("Square", {product}, {}, name + "/square");
        losses.push_back(on.op("Mean", {square, g.constant(name + "/axes", int32s({0, 1}))}, {},
                               name + "/loss"));
    }
    t.minimize(g.op("AddN", losses, "loss"));
    return t;
}

std::vector<float> lossesOf(const TrainingGraph& t, const SessionOptions& options) {
    return lossesOn(t, options, 12, [](int step) {
        const Shape shape{4, 3};
        return std::vector<std::pair<std::string, Tensor>>{
            {"x0", randomTensor(DType::Float, shape, -1, 1, 2 * step)},
            {"x1", randomTensor(DType::Float, shape, -1, 1, 2 * step + 1)}};
    });
}

}  // namespace

class TstGpuTwoCards : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        emulatedCard().cards = 2;
        if (gpuBackend().cards < 2) { QSKIP("another class of this process asked for one card"); }
    }
    void cleanup() { setGpuOptions({}); }

    void aThirdCardIsRefused() {
        GraphFixture g;
        g.scope.onDevice("/gpu:2").op("Neg", {g.constant("c", floats({1}))}, {}, "y");
        const auto session = *g.session();
        QVERIFY_FAILS(runFor(*session, "y"), "INVALID_ARGUMENT", "GPU:1");
    }

    void asManyCardsAsAreWanted() {
        setGpuOptions({.use = GpuOptions::Use::Always, .mostCards = 1});
        GraphFixture g;
        g.op("Neg", {g.constant("c", floats({1}))}, "y");
        QCOMPARE((*g.session())->devices().size(), std::size_t{2});
        setGpuOptions({.use = GpuOptions::Use::Always});
        QCOMPARE((*g.session())->devices().size(), std::size_t{3});
    }

    void valuesGoFromCardToCardWithoutTheProcessor() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{2});
        const Expr a = g.scope.onDevice("/gpu:0").op("Neg", {x}, {}, "a");
        const Expr b = g.scope.onDevice("/gpu:1").op("Square", {a}, {}, "b");
        g.scope.onDevice("/gpu:0").op("Add", {b, a}, {}, "y");
        const auto session = *g.session();
        const RunRequest request{{{"x", floats({1, 2})}}, {"y"}, {}};
        const QStringList want = {"Copy@1", "Neg@1", "Copy@2", "Square@2", "Copy@1", "Add@1"};
        QCOMPARE(labelsOf(*session, request), want);
        for (int step = 0; step < 8; ++step) {
            QCOMPARE_FLOATS(runFor(*session, "y", {{"x", floats({1, 2})}}), {0, 2});
            QCOMPARE_FLOATS(runFor(*session, "y", {{"x", floats({-3, 0})}}), {12, 0});
        }
    }

    void aVariableOfOneCardIsReadByTheOther() {
        GraphFixture g;
        const Scope second = g.scope.onDevice("/gpu:1");
        const Expr v =
            second.op("VariableV2", {}, {{"dtype", DType::Float}, {"shape", PartialShape{2}}}, "v");
        second.op("Assign", {v, g.constant("initial", floats({1, 2}))}, {}, "init");
        const Expr y = g.scope.onDevice("/gpu:0").op("Neg", {v}, {}, "y");
        second.op("AssignAdd", {v, y}, {}, "step");
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"init"}));
        QCOMPARE_FLOATS(runFor(*session, "y"), {-1, -2});
        QVERIFY_OK(runTargets(*session, {"step"}));
        QCOMPARE_FLOATS(runFor(*session, "v"), {0, 0});
        const auto variable = session->resources().find<Variable>("", "v");
        const GpuCard* card = *GpuCard::open(gpuBackend(), 1, {});
        QVERIFY(deviceMemoryOf(variable->value()) == card);
    }

    void towersLearnAsOnOneProcessor() {
        const std::vector<float> want = lossesOf(towers("/cpu:0", "/cpu:0"), {});
        const std::vector<float> got =
            lossesOf(towers("/gpu:0", "/gpu:1"), {.defaultDevice = "/gpu:0"});
        compareLosses(got, want, 1e-5F);
        QVERIFY(got.back() < got.front());
    }

    void eachCardAccountsForItsOwnMemory() {
        GpuCard& first = **GpuCard::open(gpuBackend(), 0, {});
        GpuCard& second = **GpuCard::open(gpuBackend(), 1, {});
        const std::int64_t before = first.bytesInUse();
        void* block = second.allocate(1 << 20);
        QCOMPARE(first.bytesInUse(), before);
        QVERIFY(second.bytesInUse() >= 1 << 20);
        second.deallocate(block, 1 << 20);
    }
};

namespace {
const Registered<TstGpuTwoCards> registered;
}

}  // namespace weft::test

#include "tst_gpu_two_cards.moc"
