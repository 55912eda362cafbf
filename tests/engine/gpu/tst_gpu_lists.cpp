// SPDX-License-Identifier: Apache-2.0
/// @file
/// TensorArrays and tensor lists on the emulated card: elements that lie there stay there, whoever keeps
/// them, and loops that read and write them are recorded as others are.

#include <QObject>
#include <QTest>

#include "engine/base/durable_file.h"
#include "engine/base/strings.h"
#include "engine/device/gpu/gpu_options.h"
#include "engine/graph/graph_io.h"
#include "engine/runtime/gpu/cpu_fallbacks.h"
#include "engine/runtime/gpu/recorded_step.h"
#include "tests/engine/gpu/emulated_card.h"
#include "tests/engine/gpu/loop_graph.h"
#include "tests/engine/gpu/trained_on.h"
#include "tests/engine/ops/tensor_array/list_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

const SessionOptions kOnGpu{.defaultDevice = "/gpu:0"};
using Keeps = LoopSizes::Keeps;

/// "op@gpu" or "op@cpu" of what a run did, in order, without what only hands on.
QStringList labelsOf(Session& session, const RunRequest& request) {
    StepStatistics statistics;
    const auto ran = session.run(request, {.statistics = &statistics});
    if (!ran.ok()) { return {QString::fromStdString(ran.status().ToString())}; }
    QStringList labels;
    for (const NodeStatistics& node : statistics.nodes) {
        labels << QString::fromStdString(node.label) + (node.device == 0 ? "@cpu" : "@gpu");
    }
    return labels;
}

/// The recorded training of TensorFlow's dynamic_rnn by a GRU, whose TensorArrays and while loop are its own.
struct RecordedGru {
    Graph graph = *graphFromBytes(
        *readFile(concat(WEFT_SOURCE_DIR, "/tests/engine/compose/files/gru_while.pb")));

    static RunRequest step(int seed) {
        const std::int64_t batch = 5;
        const Tensor lengths = Tensor::vector<std::int32_t>({7, 3, 5, 7, 2});
        return {{{"x", randomTensor(DType::Float, Shape{batch, 7, 4}, -1, 1, seed)},
                 {"lengths", lengths},
                 {"y", randomTensor(DType::Float, Shape{batch, 1}, -1, 1, seed + 1)}},
                {"loss"},
                {"RMSProp"}};
    }
    std::unique_ptr<Session> session(const std::string& device) const {
        auto made = Session::create(graph, {.defaultDevice = device, .softPlacement = true});
        const bool isInitialized = made.ok() && runTargets(**made, {"init"}).ok();
        return isInitialized ? *std::move(made) : nullptr;
    }
    std::vector<float> losses(const std::string& device, int steps) const {
        std::vector<float> all;
        const auto trained = session(device);
        for (int i = 0; trained != nullptr && i < steps; ++i) {
            const auto fetched = trained->run(step(i % 3));
            if (!fetched.ok()) {
                qWarning("%s", fetched.status().ToString().c_str());
                break;
            }
            all.push_back(floatsOf((*fetched)[0])[0]);
        }
        return all;
    }
};

}  // namespace

class TstGpuLists : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { emulatedCard(); }
    void cleanup() {
        emulatedCard().failsAfter = 0;
        setGpuOptions({});
    }

    void indicesOutsideAreRefused() {
        ListFixture g(2);
        const Expr x = g.placeholder("x", PartialShape{2});
        g.read(2);
        g.write(-1, x);
        const auto session = *g.session(kOnGpu);
        QVERIFY_FAILS(runFor(*session, "read"), "INVALID_ARGUMENT", "but array size is: 2");
        QVERIFY_FAILS(runFor(*session, "write", {{"x", floats({1, 2})}}), "INVALID_ARGUMENT",
                      "not resizeable");
    }

    void whatAddsUpOnACardHasOneShape() {
        ListFixture g(1);
        const Expr x = g.placeholder("x");
        const auto sums = g.scope.opList("TensorArrayGradV3", {g.handle, g.flow},
                                         {{"source", std::string("gradients")}}, "sums");
        Expr flow = g.scope.op("TensorArrayWriteV3", {sums[0], g.index(0), x, sums[1]});
        const Expr y = g.op("Neg", {g.placeholder("y")}, "minus_y");
        flow = g.scope.op("TensorArrayWriteV3", {sums[0], g.index(0), y, flow}, {}, "twice");
        g.scope.op("TensorArrayReadV3", {sums[0], g.index(0), flow}, {{"dtype", DType::Float}},
                   "sum");
        const auto session = *g.session(kOnGpu);
        QVERIFY_FAILS(runFor(*session, "sum", {{"x", floats({1, 2})}, {"y", floats({1, 2, 3})}}),
                      "INVALID_ARGUMENT", "Could not aggregate");
        QCOMPARE_FLOATS(runFor(*session, "sum", {{"x", floats({1, 2})}, {"y", floats({5, 3})}}),
                        {-4, -1});
    }

    void elementsAreKeptWhereTheyLie() {
        ListFixture g(3, {{"element_shape", PartialShape{2}}});
        const Expr x = g.placeholder("x", PartialShape{2});
        g.write(0, g.op("Neg", {x}, "a"));
        g.write(2, g.op("Square", {x}, "b"), "again");
        g.op("Neg", {g.gather({0, 1, 2})}, "y");  // what was not written is zeros, made on the card
        const auto session = *g.session(kOnGpu);
        const RunRequest request{{{"x", floats({1, 2})}}, {"y"}, {}};
        const auto fetched = session->run(request);
        QVERIFY_OK(fetched);
        QCOMPARE(floatsOf((*fetched)[0]), (std::vector<float>{1, 2, 0, 0, -1, -4}));
        const QStringList labels = labelsOf(*session, request);
        QCOMPARE(labels.count("Copy@gpu"), 1);  // x
        QCOMPARE(labels.count("Copy@cpu"), 0);
        QCOMPARE(labels.filter("@cpu"), QStringList());
    }

    /// A list is a value: one whose elements lie on a card may be read by the processor's nodes.
    void aListOfTheCardIsReadByTheProcessor() {
        GraphFixture g;
        const Expr x = g.op("Neg", {g.placeholder("x", PartialShape{3, 1})}, "minus_x");
        const Expr any = g.constant("any", Tensor::scalar<std::int32_t>(-1));
        const Expr list = g.op("TensorListFromTensor", {x, any}, "list");
        const Scope onHost = g.scope.onDevice("/cpu:0");
        const AttrMap type{{"element_dtype", DType::Float}};
        const Expr i = g.constant("i", Tensor::scalar<std::int32_t>(1));
        const Expr item = onHost.op("TensorListGetItem", {list, i, any}, type, "item");
        onHost.op("Lgamma", {item}, {}, "y");
        onHost.op("TensorListStack", {list, any}, type, "all");
        const Expr twice = onHost.op("AddN", {list, list}, {}, "twice");
        onHost.op("TensorListStack", {twice, any}, type, "sums");
        const auto session = *g.session(kOnGpu);
        const Tensor fed = floats({-1, -2, -3}).reshaped(Shape{3, 1});
        QCOMPARE_FLOATS(runFor(*session, "y", {{"x", fed}}), {0});
        QCOMPARE_FLOATS(runFor(*session, "all", {{"x", fed}}), {1, 2, 3});
        QCOMPARE_FLOATS(runFor(*session, "sums", {{"x", fed}}), {2, 4, 6});
    }

    void loopsLearnAsOnTheProcessor_data() {
        QTest::addColumn<LoopSizes::Keeps>("keeps");
        QTest::newRow("arrays") << Keeps::Arrays;
        QTest::newRow("lists") << Keeps::Lists;
    }
    void loopsLearnAsOnTheProcessor() {
        QFETCH(const Keeps, keeps);
        const LoopGraph t({.keeps = keeps});
        QVERIFY_OK(t.closed);
        const auto losses = [&](const std::string& device) {
            return lossesOn(t, {.defaultDevice = device}, 12,
                            [&](int step) { return t.feeds(step % 3); });
        };
        const std::vector<float> got = losses("/gpu:0");
        compareLosses(got, losses("/cpu:0"));
        setGpuOptions({.recordsSteps = false});
        QCOMPARE(losses("/gpu:0"), got);  // the same bits, node by node
    }

    /// Whatever the number of iterations: nothing comes back but the loss, and a step is one recording.
    void elementsOfALoopStayOnTheCard_data() {
        QTest::addColumn<LoopSizes::Keeps>("keeps");
        QTest::addColumn<bool>("records");
        QTest::newRow("arrays") << Keeps::Arrays << false;
        QTest::newRow("arrays, recorded") << Keeps::Arrays << true;
        QTest::newRow("lists") << Keeps::Lists << false;
        QTest::newRow("lists, recorded") << Keeps::Lists << true;
    }
    void elementsOfALoopStayOnTheCard() {
        QFETCH(const Keeps, keeps);
        QFETCH(const bool, records);
        setGpuOptions({.recordsSteps = records});
        for (const int iterations : {3, 9}) {
            const LoopGraph t({.steps = iterations, .keeps = keeps});
            const auto session = initialized(t, kOnGpu);
            QVERIFY(session != nullptr);
            for (int step = 0; step < 4; ++step) {
                QVERIFY_OK(session->run({t.feeds(step), {"loss"}, {"train"}}));
            }
            const gpu::Knobs& card = emulatedCard();
            const std::int64_t toCard = card.copiesToCard, toHost = card.copiesToHost;
            const std::int64_t replays = card.replays;
            QVERIFY_OK(session->run({t.feeds(1), {"loss"}, {"train"}}));
            QCOMPARE(card.copiesToHost - toHost, std::int64_t{1});
            QCOMPARE(card.copiesToCard - toCard, std::int64_t{1});
            QVERIFY2(card.replays - replays == (records ? 1 : 0), join(gpuNotes(), "; ").c_str());
        }
    }

    void aLaunchThatFailsInAnIterationLeavesTheSessionUsable() {
        const LoopGraph t({.keeps = Keeps::Arrays});
        const auto session = initialized(t, kOnGpu);
        QVERIFY(session != nullptr);
        for (int step = 0; step < 8; ++step) {
            emulatedCard().failsAfter = step == 1 || step == 3 ? 40 : 0;
            const auto ran = session->run({t.feeds(step), {"loss"}, {"train"}});
            QCOMPARE(ran.ok(), step != 1 && step != 3);
        }
    }

    void aRecordedGruLearnsAsOnTheProcessor() {
        const RecordedGru gru;
        compareLosses(gru.losses("/gpu:0", 12), gru.losses("/cpu:0", 12));
    }

    void aRecordedGruDoesNotLeaveTheCardInItsLoop() {
        const RecordedGru gru;
        const auto session = gru.session("/gpu:0");
        QVERIFY(session != nullptr);
        StepStatistics statistics;
        QVERIFY_OK(session->run(RecordedGru::step(0), {.statistics = &statistics}));
        for (const CpuFallback& each :
             cpuFallbacks(session->graph(), session->placement(RecordedGru::step(0)), statistics)) {
            QFAIL(qPrintable(QString::fromStdString(
                concat(session->graph().node(each.node).name, ": ", each.why))));
        }
        for (int step = 0; step < 4; ++step) { QVERIFY_OK(session->run(RecordedGru::step(step))); }
        const gpu::Knobs& card = emulatedCard();
        const std::int64_t toHost = card.copiesToHost, replays = card.replays;
        QVERIFY_OK(session->run(RecordedGru::step(1)));
        QCOMPARE(card.copiesToHost - toHost, std::int64_t{1});  // the loss
        QVERIFY(card.replays > replays);
    }
};

namespace {
const Registered<TstGpuLists> registered;
}

}  // namespace weft::test

#include "tst_gpu_lists.moc"
