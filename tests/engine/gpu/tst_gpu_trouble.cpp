// SPDX-License-Identifier: Apache-2.0
/// @file
/// What goes wrong on a card: each is a clear error or a fallback with its reason, and the session can be
/// used afterwards. What keeps a card from being used at all: tst_gpu_library.

#include <QObject>
#include <QTest>

#include "engine/device/cuda/cudnn_version.h"
#include "engine/device/gpu/gpu_device.h"
#include "engine/runtime/gpu/recorded_step.h"
#include "engine/runtime/passes/passes.h"
#include "tests/engine/gpu/emulated_card.h"
#include "tests/engine/gpu/op_on_both.h"
#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

const SessionOptions kOnGpu{.defaultDevice = "/gpu:0"};
constexpr std::int64_t kMebi = std::int64_t{1} << 20;
constexpr std::int64_t kAllBytes = std::int64_t{4} << 30;

Tensor zeros(std::int64_t elements) {
    Tensor made = *Tensor::allocate(DType::Float, Shape{elements});
    for (float& value : made.mutableValues<float>()) { value = 0; }
    return made;
}

/// As if the card had room for so much beside what is in use, and copies of 4 MiB on their way.
void leaveOnly(std::int64_t bytes) {
    GpuCard& card = **GpuCard::open(gpuBackend(), 0, {});
    for (int stage = 0; stage < 4; ++stage) {
        [[maybe_unused]] const auto sent = zeros(kMebi).clone(card);
    }
    card.trim();
    [[maybe_unused]] const Status done = card.synchronize();
    gpu::CardInfo info{};
    char message[64];
    card.backend().info(0, &info, message, sizeof message);
    emulatedCard().totalBytes = info.totalBytes - info.freeBytes + bytes;
}

Expr indices(GraphFixture& g) {
    return g.scope.op("Placeholder", {}, {{"dtype", DType::Int32}, {"shape", PartialShape{-1}}},
                      "i");
}

}  // namespace

class TstGpuTrouble : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { emulatedCard(); }
    void cleanup() {
        static_cast<void>(setPasses("all"));
        gpu::Knobs& card = emulatedCard();
        card.failsAfter = 0;
        card.totalBytes = kAllBytes;
        card.withoutCudnn = 0;
        setGpuOptions({});
    }

    void cudnnOfAnotherVersionIsRefused_data() {
        QTest::addColumn<qulonglong>("found");
        QTest::addColumn<qulonglong>("compiledWith");
        QTest::addColumn<QString>("reason");
        QTest::newRow("as compiled") << 91900ULL << 91900ULL << QString();
        QTest::newRow("newer") << 92100ULL << 91900ULL << QString();
        QTest::newRow("old major") << 8907ULL << 91900ULL
                                   << QString(
                                          "cuDNN of another version: got 8.9, want 9.x and at "
                                          "least 9.19");
        QTest::newRow("new major") << 100000ULL << 91900ULL
                                   << QString(
                                          "cuDNN of another version: got 10.0, want 9.x and at "
                                          "least 9.19");
        QTest::newRow("older than the headers")
            << 91000ULL << 91900ULL
            << QString("cuDNN of another version: got 9.10, want 9.x and at least 9.19");
        QTest::newRow("older than is known") << 90500ULL << 90500ULL
                                             << QString(
                                                    "cuDNN of another version: got 9.5, want "
                                                    "9.x and at least 9.10");
    }
    void cudnnOfAnotherVersionIsRefused() {
        QFETCH(qulonglong, found);
        QFETCH(qulonglong, compiledWith);
        QTEST(QString::fromStdString(gpu::cudnnObstacle(found, compiledWith)), "reason");
    }

    void withoutCudnnAConvolutionSaysWhyItIsNotOnTheCard() {
        emulatedCard().withoutCudnn = 1;
        GraphFixture g;
        const Expr image = g.placeholder("image", PartialShape{1, 4, 4, 1});
        const Expr filter = g.constant("filter", randomTensor(DType::Float, Shape{3, 3, 1, 2}));
        const AttrMap attrs{{"strides", std::vector<std::int64_t>{1, 1, 1, 1}},
                            {"padding", std::string("SAME")}};
        const Expr y = g.scope.onDevice("/gpu:0").op("Conv2D", {image, filter}, attrs, "y");
        g.op("Relu", {y}, "z");
        const std::vector<std::pair<std::string, Tensor>> feed{
            {"image", randomTensor(DType::Float, Shape{1, 4, 4, 1})}};
        const auto strict = *g.session(kOnGpu);
        QVERIFY_FAILS(runFor(*strict, "z", feed), "INVALID_ARGUMENT",
                      "libcudnn.so.9 was not found");
        QCOMPARE_FLOATS(runFor(*strict, "filter"),
                        (floatsOf(randomTensor(DType::Float, Shape{3, 3, 1, 2}))));
        const auto soft = *g.session({.defaultDevice = "/gpu:0", .softPlacement = true});
        QVERIFY_OK(runFor(*soft, "z", feed));
    }

    void anIndexThatIsNotThereIsAnErrorWithTheNode() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{3});
        const Expr rows =
            g.op("GatherV2", {x, indices(g), g.constant("axis", Tensor::scalar<std::int32_t>(0))},
                 "rows");
        g.op("Neg", {rows}, "y");
        const auto session = *g.session(kOnGpu);
        const auto run = [&](std::initializer_list<std::int32_t> at) {
            return runFor(*session, "y", {{"x", floats({1, 2, 3})}, {"i", int32s(at)}});
        };
        for (int good = 0; good < 6; ++good) {  // before the step is recorded, then replayed
            QVERIFY_FAILS(run({0, 7, -9}), "INVALID_ARGUMENT",
                          "[GatherV2] indices[1] = 7 is not in [0, 3) (node 'rows', GPU:0)");
            for (int i = 0; i < good; ++i) { QCOMPARE_FLOATS(run({0, 2, 1}), {-1, -3, -2}); }
        }
    }

    void theSmallestPlaceIsToldWhicheverThreadComesFirst() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{5, 3});
        const Expr labels = indices(g);
        g.op("SparseSoftmaxCrossEntropyWithLogits", {x, labels}, "loss");
        const auto session = *g.session(kOnGpu);
        const auto run = [&](std::initializer_list<std::int32_t> at) {
            return runFor(*session, "loss",
                          {{"x", randomTensor(DType::Float, Shape{5, 3})}, {"i", int32s(at)}});
        };
        QVERIFY_FAILS(run({0, 1, -2, 3, 9}), "INVALID_ARGUMENT", "labels[2] = -2 is not in [0, 3)");
        QVERIFY_FAILS(run({0, 1, 2, 3, 9}), "INVALID_ARGUMENT", "labels[3] = 3 is not in [0, 3)");
        QVERIFY_OK(run({0, 1, 2, 2, 1}));
    }

    void whatAStepFoundThatFetchesNothingIsToldByTheNext() {
        GraphFixture g;
        const Expr v = g.initialized("v", floats({1, 2, 3}));
        g.op("ScatterUpdate", {v, indices(g), g.constant("u", floats({9}))}, "put");
        const auto session = *g.session(kOnGpu);
        QVERIFY_OK(runTargets(*session, {"v/Assign"}));
        const auto put = [&](std::int32_t index) {
            return session->run({{{"i", int32s({index})}}, {}, {"put"}}).status();
        };
        QVERIFY_OK(put(5));  // nobody waits for the card
        QCOMPARE_FLOATS(runFor(*session, "v"), {1, 2, 3});
        QVERIFY_FAILS(put(0), "INVALID_ARGUMENT", "indices[0] = 5 is not in [0, 3)");
        QVERIFY_OK(put(0));
        QCOMPARE_FLOATS(runFor(*session, "v"), {9, 2, 3});
    }

    void aLaunchThatIsRefusedIsNamedAndLeavesTheSessionUsable() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{2});
        g.op("Neg", {g.op("Exp", {x}, "e")}, "y");
        const auto session = *g.session(kOnGpu);
        for (int step = 0; step < 5; ++step) {
            emulatedCard().failsAfter = 1;
            const auto failed = runFor(*session, "y", {{"x", floats({0, 0})}});
            QVERIFY_FAILS(failed, "ABORTED", "a launch was refused");
            emulatedCard().failsAfter = 0;
            QCOMPARE_FLOATS(runFor(*session, "y", {{"x", floats({0, 0})}}), {-1, -1});
        }
    }

    void memoryThatRunsOutSaysWhoHoldsIt() {
        QVERIFY_OK(setPasses("-fuse_elementwise"));
        GraphFixture g;
        const Expr x = g.placeholder("x");
        const Expr w = g.initialized("w", zeros(kMebi / 2));
        g.op("Add", {g.op("Mul", {g.op("Exp", {x}, "e"), w}, "m"), x}, "y");
        const auto session = *g.session(kOnGpu);
        leaveOnly(7 * kMebi);  // for w, its constant and x, not for e
        QVERIFY_OK(runTargets(*session, {"w/Assign"}));
        const Tensor large = zeros(kMebi / 2);
        const auto failed = runFor(*session, "y", {{"x", large}});
        QVERIFY_FAILS(failed, "RESOURCE_EXHAUSTED", "(node 'e', ");
        const std::string text(messageOf(failed.status()));
        for (const char* part : {"GPU:0 holds ", "variable w 2.0 MiB", "feed x 2.0 MiB"}) {
            QVERIFY2(text.find(part) != std::string::npos, text.c_str());
        }
        QCOMPARE_FLOATS(runFor(*session, "e", {{"x", floats({0})}}), {1});
        emulatedCard().totalBytes = kAllBytes;
        QVERIFY_OK(runFor(*session, "y", {{"x", large}}));
    }

    void memoryForAVariableThatIsNotThereIsAnErrorToo() {
        GraphFixture g;
        g.initialized("w", zeros(4 * kMebi));
        const Expr v = g.initialized("v", floats({1}));
        g.op("Neg", {v}, "y");
        const auto session = *g.session(kOnGpu);
        leaveOnly(4 * kMebi);
        QVERIFY_FAILS(runTargets(*session, {"w/Assign"}), "RESOURCE_EXHAUSTED", "GPU:0");
        QVERIFY_OK(runTargets(*session, {"v/Assign"}));
        QCOMPARE_FLOATS(runFor(*session, "y"), {-1});
    }

    void oneCallTakesNoMoreThanItsFraction() {
        emulatedCard().cards = 6;
        const GpuBackend backend = openGpuBackend({.driver = "", .library = kEmulation});
        emulatedCard().cards = 1;
        GpuCard& card = **GpuCard::open(backend, 5, {.memoryFraction = 1.0 / 1024});  // 4 MiB
        QCOMPARE(card.mostBytes(), 4 * kMebi);
        void* half = card.allocate(2 * kMebi);
        QVERIFY(half != nullptr);
        QVERIFY(card.allocate(3 * kMebi) == nullptr);
        card.deallocate(half, 2 * kMebi);
        void* most = card.allocate(3 * kMebi);  // what was kept goes first
        QVERIFY(most != nullptr);
        card.deallocate(most, 3 * kMebi);
    }

    /// Last: the card is lost for as long as the process lives.
    void aCardThatFailedIsNotUsedAgainAndTheProcessorGoesOn() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{2});
        g.op("Neg", {x}, "y");
        const auto session = *g.session(kOnGpu);
        const auto run = [&](Session& on) { return runFor(on, "y", {{"x", floats({1, 2})}}); };
        QCOMPARE_FLOATS(run(*session), {-1, -2});
        emulatedCard().broken = 1;
        QVERIFY_FAILS(run(*session), "INTERNAL", "illegal memory access");
        emulatedCard().broken = 0;
        QVERIFY_FAILS(run(*session), "FAILED_PRECONDITION",
                      "cannot be used in this process any more");
        const SessionDevices devices = makeDevices(1, true, {});
        QCOMPARE(devices.devices->size(), std::size_t{1});
        QVERIFY(devices.noGpu.find("illegal memory access") != std::string::npos);
        const auto strict = *g.session(kOnGpu);
        QVERIFY_FAILS(run(*strict), "INVALID_ARGUMENT", "GPU:0");
        const auto soft = *g.session({.defaultDevice = "/gpu:0", .softPlacement = true});
        QCOMPARE_FLOATS(run(*soft), {-1, -2});
        const auto plain = *g.session();
        QCOMPARE_FLOATS(run(*plain), {-1, -2});
    }
};

namespace {
const Registered<TstGpuTrouble> registered;
}

}  // namespace weft::test

#include "tst_gpu_trouble.moc"
