// SPDX-License-Identifier: Apache-2.0
/// @file
/// Sessions on the emulated card: where nodes go, what is copied when, and what happens when the card
/// cannot do what it is asked. Its streams run late and take turns, so what relies on more order than it
/// asked for gives other numbers here.

#include <QObject>
#include <QTest>

#include "engine/device/gpu/gpu_device.h"
#include "engine/runtime/gpu/cpu_fallbacks.h"
#include "engine/runtime/passes/passes.h"
#include "tests/engine/gpu/emulated_card.h"
#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

const std::string kGpu0 = "/job:localhost/replica:0/task:0/device:GPU:0";
const std::string kCpu0 = "/job:localhost/replica:0/task:0/device:CPU:0";
const SessionOptions kOnGpu{.defaultDevice = "/gpu:0"};

/// Labels of a run's instructions in order, copies with what they made.
QStringList labelsOf(Session& session, const RunRequest& request) {
    StepStatistics statistics;
    if (!session.run(request, {.statistics = &statistics}).ok()) { return {"failed"}; }
    QStringList labels;
    for (const NodeStatistics& node : statistics.nodes) {
        labels << QString::fromStdString(node.label) + (node.device == 0 ? "@cpu" : "@gpu");
    }
    return labels;
}

std::string deviceOf(Session& session, const RunRequest& request, const char* node) {
    return session.placement(request).at(session.graph().find(node)->id);
}

}  // namespace

class TstGpuSession : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { emulatedCard(); }
    void cleanup() {
        setGpuOptions({});
        static_cast<void>(setPasses("all"));
    }

    void aCardThatIsNotThereIsRefused() {
        GraphFixture g;
        g.scope.onDevice("/gpu:3").op("Neg", {g.constant("c", floats({1}))}, {}, "y");
        const auto session = *g.session();
        QVERIFY_FAILS(runFor(*session, "y"), "INVALID_ARGUMENT", "GPU:3");
        QVERIFY_FAILS(runFor(*session, "y"), "INVALID_ARGUMENT", "GPU:0");  // the one there is
        const auto soft = *g.session({.softPlacement = true});
        QCOMPARE_FLOATS(runFor(*soft, "y"), {-1});
    }

    void switchedOffGpusAreNotThere() {
        setGpuOptions({.use = GpuOptions::Use::Never});
        GraphFixture g;
        g.scope.onDevice("/gpu:0").op("Neg", {g.constant("c", floats({1}))}, {}, "y");
        const auto session = *g.session();
        QVERIFY_FAILS(runFor(*session, "y"), "INVALID_ARGUMENT", "no GPU: GPUs are switched off");
    }

    void opsWithoutAKernelSayWhy() {
        GraphFixture g;
        g.scope.onDevice("/gpu:0").op("Lgamma", {g.constant("c", floats({1}))}, {}, "y");
        const auto session = *g.session();
        QVERIFY_FAILS(runFor(*session, "y"), "INVALID_ARGUMENT", "the op has no GPU kernel");
        const auto soft = *g.session({.softPlacement = true});
        QVERIFY_OK(runFor(*soft, "y"));
        QCOMPARE(deviceOf(*soft, {{}, {"y"}, {}}, "y"), kCpu0);
    }

    void withoutGpusNobodyAsks() {
        GraphFixture g;
        g.op("Neg", {g.constant("c", floats({1}))}, "y");
        const auto session = *g.session();
        QCOMPARE(session->devices().size(), std::size_t{1});
    }

    void aChainStaysOnTheCard() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{3});
        const Expr a = g.op("Neg", {x}, "a");
        const Expr b = g.op("Mul", {a, a}, "b");
        g.op("Add", {b, g.constant("one", floats({1}))}, "y");
        const auto session = *g.session(kOnGpu);
        QCOMPARE_FLOATS(runFor(*session, "y", {{"x", floats({1, 2, 3})}}), {2, 5, 10});
        const RunRequest request{{{"x", floats({1, 2, 3})}}, {"y"}, {}};
        QCOMPARE(deviceOf(*session, request, "y"), kGpu0);
        const QStringList want = {"Copy@gpu", "Neg@gpu", "Mul@gpu", "Add@gpu"};
        QCOMPARE(labelsOf(*session, request), want);  // the constant went once, with the plan
    }

    void whatTheCardCannotDoIsDoneByTheProcessor() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{2});
        const Expr a = g.op("Exp", {x}, "a");
        const Expr b = g.op("Lgamma", {a}, "b");
        g.op("Neg", {b}, "y");
        const auto session = *g.session(kOnGpu);
        const RunRequest request{{{"x", floats({0, 0})}}, {"y"}, {}};
        const QStringList want = {"Copy@gpu",   "Exp@gpu",  "Copy@cpu",
                                  "Lgamma@cpu", "Copy@gpu", "Neg@gpu"};
        QCOMPARE(labelsOf(*session, request), want);
        QCOMPARE_FLOATS(runFor(*session, "y", {{"x", floats({0, 0})}}), {0, 0});
    }

    void nodesThatFallBackAreListedWithTheirBytes() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{256});
        const Expr a = g.op("Exp", {x}, "a");
        const Expr b = g.op("Lgamma", {a}, "b");
        const Expr c = g.scope.onDevice("/cpu:0").op("Abs", {a}, {}, "c");
        g.op("Shape", {a}, "shape");
        g.op("Add", {b, b}, "y");
        g.op("Neg", {c}, "z");
        const auto session = *g.session(kOnGpu);
        const RunRequest request{
            {{"x", *Tensor::allocate(DType::Float, Shape{256})}}, {"y", "z", "shape"}, {}};
        StepStatistics statistics;
        QVERIFY_OK(session->run(request, {.statistics = &statistics}));
        const auto found = cpuFallbacks(session->graph(), session->placement(request), statistics);
        QCOMPARE(found.size(), std::size_t{2});
        QCOMPARE(session->graph().node(found[0].node).name, std::string("b"));
        QCOMPARE(found[0].why, std::string("the op has no GPU kernel"));
        QCOMPARE(found[0].bytesToHost, std::int64_t{1024});
        QCOMPARE(found[0].bytesToCards, std::int64_t{1024});
        QCOMPARE(session->graph().node(found[1].node).name, std::string("c"));
        QCOMPARE(found[1].why, std::string("it was asked for /cpu:0"));
    }

    void timesAreThoseOfTheCard() {
        QVERIFY_OK(setPasses("-fuse_elementwise"));
        GraphFixture g;
        const Expr x = g.placeholder("x");
        g.op("Neg", {g.op("Exp", {x}, "e")}, "y");
        const auto session = *g.session(kOnGpu);
        Tensor large = *Tensor::allocate(DType::Float, Shape{1 << 20});
        for (float& value : large.mutableValues<float>()) { value = 0.5F; }
        StepStatistics statistics;
        QVERIFY_OK(session->run({{{"x", large}}, {"y"}, {}}, {.statistics = &statistics}));
        QCOMPARE(statistics.nodes.size(), std::size_t{3});
        const NodeStatistics& exp = statistics.nodes[1];
        const NodeStatistics& neg = statistics.nodes[2];
        QCOMPARE(exp.label, std::string("Exp"));
        QVERIFY(exp.durationNs > 100'000);  // enqueuing it takes a few microseconds
        QVERIFY(neg.startNs >= exp.startNs + exp.durationNs);
        QVERIFY(neg.startNs + neg.durationNs <= statistics.durationNs);
        QCOMPARE(exp.outputBytes, std::int64_t{4} << 20);
    }

    void shapesAreReadWithoutAnyCopy() {
        GraphFixture g;
        const Expr x = g.placeholder("x");
        const Expr a = g.op("Neg", {x}, "a");
        g.op("Shape", {a}, "s");
        const auto session = *g.session(kOnGpu);
        const RunRequest request{{{"x", floats({1, 2})}}, {"s"}, {}};
        const QStringList want = {"Copy@gpu", "Neg@gpu", "Shape@cpu"};
        QCOMPARE(labelsOf(*session, request), want);
        QCOMPARE((*session->run(request))[0].values<std::int32_t>()[0], 2);
    }

    void flagsOfTheProcessorStayThere() {
        GraphFixture g;
        const AttrMap scalar{{"dtype", DType::Int32}, {"shape", PartialShape::scalar()}};
        const Expr i = g.scope.op("Placeholder", {}, scalar, "i");
        const Expr x = g.placeholder("x", PartialShape::scalar());
        const Expr small = g.op("Less", {i, i}, "small");
        g.op("LogicalNot", {g.op("LogicalAnd", {small, small}, "both")}, "counted");
        const Expr large = g.op("Greater", {x, x}, "large");
        g.op("LogicalAnd", {small, large}, "measured");
        const auto session = *g.session(kOnGpu);
        const RunRequest request{
            {{"i", Tensor::scalar<std::int32_t>(1)}, {"x", Tensor::scalar(1.0F)}},
            {"counted", "measured"},
            {}};
        QVERIFY_OK(session->run(request));
        QCOMPARE(deviceOf(*session, request, "both"), kCpu0);
        QCOMPARE(deviceOf(*session, request, "counted"), kCpu0);
        QCOMPARE(deviceOf(*session, request, "measured"), kGpu0);
    }

    void variablesLiveOnTheCard() {
        GraphFixture g;
        const Expr v = g.initialized("v", floats({1, 2}));
        g.op("Neg", {v}, "y");
        const auto session = *g.session(kOnGpu);
        QVERIFY_OK(session->run({{}, {}, {"v/Assign"}}));
        QCOMPARE_FLOATS(runFor(*session, "y"), {-1, -2});
        QCOMPARE_FLOATS(runFor(*session, "v"), {1, 2});
        const auto variable = session->resources().find<Variable>("", "v");
        QVERIFY(deviceMemoryOf(variable->value()) != nullptr);
        const auto state = *variable->save();
        QVERIFY(deviceMemoryOf(state.at("v")) == nullptr);
        QCOMPARE(floatsOf(state.at("v")), (std::vector<float>{1, 2}));
        QVERIFY_OK(variable->restore({{"v", floats({5, 6})}}));  // now in host memory
        QCOMPARE_FLOATS(runFor(*session, "y"), {-5, -6});
    }

    void manyStepsInFlightKeepTheirNumbers() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{64});
        Expr y = x;
        for (int i = 0; i < 12; ++i) {
            y = g.op(i % 2 == 0 ? "Neg" : "Square", {y}, "n" + std::to_string(i));
        }
        const auto session = *g.session(kOnGpu);
        const Callable call = *session->makeCallable({{{"x", {}}}, {"n11"}, {}});
        for (int step = 0; step < 40; ++step) {
            Tensor feed = *Tensor::allocate(DType::Float, Shape{64});
            for (float& value : feed.mutableValues<float>()) {
                value = step % 2 == 0 ? 1.0F : -1.0F;
            }
            std::vector<Tensor> fetched;
            QVERIFY_OK(call.run({&feed, 1}, fetched));
            QCOMPARE(fetched[0].values<float>()[63], 1.0F);
        }
    }
};

namespace {
const Registered<TstGpuSession> registered;
}

}  // namespace weft::test

#include "tst_gpu_session.moc"
