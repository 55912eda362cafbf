// SPDX-License-Identifier: Apache-2.0
/// @file
/// Whole training steps on the emulated card: the losses are the processor's, the step does not leave the
/// card, and from the fourth on it is one recording that is replayed.

#include <QObject>
#include <QTest>

#include "engine/device/gpu/gpu_device.h"
#include "engine/runtime/gpu/recorded_step.h"
#include "tests/engine/gpu/emulated_card.h"
#include "tests/engine/gpu/op_on_both.h"
#include "tests/engine/gpu/trained_on.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

constexpr std::int64_t kBatch = 6;
constexpr std::int64_t kInputs = 5;
constexpr std::int64_t kClasses = 3;

/// Two layers, a softmax loss, Adam. @param dropout numbers that are drawn in each step.
TrainingGraph mlp(bool dropout = false) {
    TrainingGraph t;
    GraphFixture& g = t.g;
    const Expr x = g.placeholder("x", PartialShape{-1, kInputs});
    const Expr labels =
        g.scope.op("Placeholder", {}, {{"dtype", DType::Int32}, {"shape", PartialShape{-1}}}, "t");
    const Expr w1 = t.variable("w1", PartialShape{kInputs, 7});
    const Expr b1 = t.variable("b1", PartialShape{7}, false);
    const Expr w2 = t.variable("w2", PartialShape{7, kClasses});
    Expr h = g.op("Relu", {g.op("BiasAdd", {g.op("MatMul", {x, w1}, "h/mul"), b1}, "h/bias")}, "h");
    if (dropout) {
        const AttrMap seeds{
            {"dtype", DType::Float}, {"seed", std::int64_t{1}}, {"seed2", std::int64_t{9}}};
        const Expr noise =
            g.scope.op("RandomUniform", {g.op("Shape", {h}, "h/shape")}, seeds, "noise");
        const Expr keeps = g.op("GreaterEqual", {noise, t.scalar("rate", 0.3F)}, "keeps");
        h = g.op("SelectV2", {keeps, h, t.scalar("nothing", 0)}, "dropped");
    }
    const Expr logits = g.op("MatMul", {h, w2}, "logits");
    const Expr each = g.op("SparseSoftmaxCrossEntropyWithLogits", {logits, labels}, "each");
    t.minimize(g.op("Mean", {each, g.constant("axes", int32s({0}))}, "loss"));
    return t;
}

std::vector<std::pair<std::string, Tensor>> batch(int step, std::int64_t rows = kBatch) {
    return {{"x", randomTensor(DType::Float, Shape{rows, kInputs}, -1, 1, step)},
            {"t", randomIndices(DType::Int32, Shape{rows}, kClasses, step)}};
}

std::vector<float> lossesOn(const TrainingGraph& t, const std::string& device, int steps) {
    return lossesOn(t, {.defaultDevice = device}, steps, [](int step) { return batch(step % 3); });
}

}  // namespace

class TstGpuTraining : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { emulatedCard(); }
    void cleanup() {
        gpu::Knobs& card = emulatedCard();
        card.captureFails = 0;
        card.failsAfter = 0;
        setGpuOptions({});
    }

    void lossesAreTheProcessors() {
        const TrainingGraph t = mlp();
        const std::vector<float> want = lossesOn(t, "/cpu:0", 20);
        const std::int64_t before = emulatedCard().replays;
        const std::vector<float> got = lossesOn(t, "/gpu:0", 20);
        compareLosses(got, want);
        QVERIFY(emulatedCard().replays >= before + 17);
        setGpuOptions({.recordsSteps = false});
        QCOMPARE(lossesOn(t, "/gpu:0", 20), got);  // the same bits, node by node
    }

    void randomNumbersGoOnInReplays() {
        const TrainingGraph t = mlp(true);
        compareLosses(lossesOn(t, "/gpu:0", 12), lossesOn(t, "/cpu:0", 12));
    }

    /// Their seeds are sent before the step: nothing in it may use that memory before they are read.
    void numbersDrawnLateInAStepGoOnInReplays() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{3, 3});
        Expr y = x;
        for (const char* name : {"a", "b", "c"}) { y = g.op("MatMul", {y, x}, name); }
        const AttrMap seeds{
            {"dtype", DType::Float}, {"seed", std::int64_t{1}}, {"seed2", std::int64_t{9}}};
        const Scope late = g.scope.after({y.endpoint().node});
        const Expr noise = late.op("RandomUniform", {g.constant("shape", int32s({3, 3}))}, seeds);
        g.op("AddV2", {y, noise}, "y");
        const auto onCard = *g.session({.defaultDevice = "/gpu:0"});
        const auto onHost = *g.session();
        const Tensor fed = randomTensor(DType::Float, Shape{3, 3}, -1, 1, 1);
        const std::int64_t before = emulatedCard().replays;
        for (int run = 0; run < 8; ++run) {
            const Tensor got = *runFor(*onCard, "y", {{"x", fed}});
            compareLosses(floatsOf(got), floatsOf(*runFor(*onHost, "y", {{"x", fed}})), 1e-5F);
        }
        QVERIFY(emulatedCard().replays > before);
    }

    void theStepStaysOnTheCard() {
        const TrainingGraph t = mlp();
        const auto session = initialized(t, {.defaultDevice = "/gpu:0"});
        QVERIFY(session != nullptr);
        StepStatistics statistics;
        QVERIFY_OK(session->run({batch(0), {}, {"train"}}));
        QVERIFY_OK(session->run({batch(0), {}, {"train"}}));
        QVERIFY_OK(session->run({batch(0), {}, {"train"}}, {.statistics = &statistics}));
        int copies = 0;
        for (const NodeStatistics& node : statistics.nodes) {
            if (node.label == "Copy") { ++copies; }
            QVERIFY2(node.label == "Copy" || node.device == 1 || node.label == "Shape",
                     node.label.c_str());
        }
        QCOMPARE(copies, 2);  // the two feeds
    }

    void otherShapesAreRecordedAnew() {
        const TrainingGraph t = mlp();
        const auto feeds = [](int step) { return batch(step, step / 6 % 2 == 0 ? kBatch : 4); };
        const auto train = [&](const std::string& device) {
            return lossesOn(t, {.defaultDevice = device}, 24, feeds);
        };
        compareLosses(train("/gpu:0"), train("/cpu:0"));
    }

    void whatCannotBeRecordedRunsNodeByNodeAndSaysSo() {
        emulatedCard().captureFails = 1;
        const TrainingGraph t = mlp();
        compareLosses(lossesOn(t, "/gpu:0", 6), lossesOn(t, "/cpu:0", 6));
        const auto notes = gpuNotes();
        QVERIFY(std::find(notes.begin(), notes.end(), "capture is not supported (emulated)") !=
                notes.end());
    }

    void aRestoredVariableIsReadByTheNextStep() {
        const TrainingGraph t = mlp();
        const auto session = initialized(t, {.defaultDevice = "/gpu:0"});
        QVERIFY(session != nullptr);
        const auto loss = [&] { return floatsOf((*session->run({batch(0), {"loss"}, {}}))[0])[0]; };
        const auto step = [&] { return session->run({batch(0), {}, {"train"}}).status(); };
        const float first = loss();
        const auto w1 = session->resources().find<Variable>("", "w1");
        const auto w2 = session->resources().find<Variable>("", "w2");
        const auto b1 = session->resources().find<Variable>("", "b1");
        const auto saved1 = *w1->save();
        const auto saved2 = *w2->save();
        const auto savedB = *b1->save();
        for (int i = 0; i < 6; ++i) { QVERIFY_OK(step()); }
        QVERIFY(loss() != first);
        QVERIFY_OK(w1->restore(saved1));
        QVERIFY_OK(w2->restore(saved2));
        QVERIFY_OK(b1->restore(savedB));
        QCOMPARE(loss(), first);
        for (int i = 0; i < 6; ++i) { QVERIFY_OK(step()); }
        QVERIFY(loss() < first);
    }

    void anErrorInTheMiddleLeavesTheSessionUsable() {
        const TrainingGraph t = mlp();
        const auto session = initialized(t, {.defaultDevice = "/gpu:0"});
        QVERIFY(session != nullptr);
        for (int step = 0; step < 8; ++step) {
            emulatedCard().failsAfter = step == 1 ? 5 : 0;
            const Status status = session->run({batch(0), {}, {"train"}}).status();
            QCOMPARE(status.ok(), step != 1);
        }
    }
};

namespace {
const Registered<TstGpuTraining> registered;
}

}  // namespace weft::test

#include "tst_gpu_training.moc"
