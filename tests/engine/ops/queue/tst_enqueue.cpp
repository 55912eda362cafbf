// SPDX-License-Identifier: Apache-2.0
#include <QElapsedTimer>
#include <QObject>
#include <QTest>

#include "engine/kernel/state/tensor_queue.h"
#include "tests/engine/ops/queue/queue_graph.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "QueueEnqueueV2", "QueueEnqueueManyV2", "QueueEnqueue", "QueueEnqueueMany".
class TstEnqueue : public QObject {
    Q_OBJECT

private slots:
    void rejectsRowsThatDoNotFit() {
        const QueueGraph g("FIFOQueueV2", QueueGraph::types({DType::Float, DType::Int32}),
                           {PartialShape{2}, PartialShape::scalar()});
        const auto ints = [&](std::initializer_list<std::int32_t> list) {
            return g.constant("i", Tensor::vector<std::int32_t>(list));
        };
        const Expr one = g.constant("one", Tensor::scalar<std::int32_t>(1));
        const auto rows = [&](std::int64_t n, std::int64_t m) {
            return g.constant(
                "r", Tensor::ofValues<float>(Shape{n, m},
                                             std::vector<float>(static_cast<std::size_t>(n * m))));
        };
        g.enqueue("shape", {g.constant("f", floats({1, 2, 3})), one});
        g.enqueue("types", {one});
        g.enqueueMany("shapes", {rows(1, 3), ints({1})});
        g.enqueueMany("counts", {rows(2, 2), ints({1})});
        g.enqueueMany("scalar", {g.x(1), one});
        g.enqueueMany("none", {rows(0, 2), ints({})});
        AttrMap timeout;
        timeout.set("timeout_ms", std::int64_t{5});
        g.scope.node("QueueEnqueueV2", {g.handle, g.constant("g", floats({1, 2})), one}, timeout,
                     "timeout");
        const auto session = *g.session();
        const auto fails = [&](const char* target) { return runTargets(*session, {target}); };
        QVERIFY_FAILS(fails("shape"), "INVALID_ARGUMENT",
                      "Shape mismatch in tuple component 0. Expected [2], got [3]");
        QVERIFY_FAILS(fails("types"), "INVALID_ARGUMENT",
                      "have: resource, int32-> expected: resource, float, int32->");
        QVERIFY_FAILS(fails("shapes"), "INVALID_ARGUMENT", "Expected [1,2], got [1,3]");
        QVERIFY_FAILS(fails("counts"), "INVALID_ARGUMENT",
                      "Shape mismatch in tuple component 1. Expected [2], got [1]");
        QVERIFY_FAILS(fails("scalar"), "INVALID_ARGUMENT", "got []");
        QVERIFY_FAILS(fails("timeout"), "INVALID_ARGUMENT", "Timeout not supported yet.");
        QVERIFY_OK(fails("none"));
    }

    void rejectsAClosedQueue() {
        const QueueGraph g;
        g.enqueue("put", {g.x(1)});
        g.enqueueMany("many", {g.constant("rows", floats({1, 2}))});
        g.close("close");
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"close"}));
        QVERIFY_FAILS(runTargets(*session, {"put"}), "CANCELLED", "FIFOQueue 'q' is closed.");
        QVERIFY_FAILS(runTargets(*session, {"many"}), "CANCELLED", "FIFOQueue 'q' is closed.");
    }

    void waitsForRoom() {
        const QueueGraph g("FIFOQueueV2", QueueGraph::capacity(2));
        g.enqueueMany("many", {g.constant("rows", floats({1, 2, 3, 4}))});
        g.dequeue();
        const auto session = *g.session();
        Apart putting(*session, {"many"});
        for (const float x : {1.0F, 2.0F, 3.0F, 4.0F}) {
            QCOMPARE_FLOATS(runFor(*session, "take"), {x});
        }
        QVERIFY_OK(putting.status());
    }

    void aRunThatWaitsIsCancelled_data() {
        QTest::addColumn<QString>("how");
        QTest::addColumn<QString>("code");
        QTest::newRow("by the session") << "cancelAll"
                                        << "CANCELLED";
        QTest::newRow("by its caller") << "caller"
                                       << "CANCELLED";
        QTest::newRow("by time") << "timeout"
                                 << "DEADLINE_EXCEEDED";
        QTest::newRow("by close of the session") << "close"
                                                 << "CANCELLED";
        QTest::newRow("by close of the queue") << "queue"
                                               << "CANCELLED";
    }
    void aRunThatWaitsIsCancelled() {
        QFETCH(QString, how);
        QFETCH(QString, code);
        const QueueGraph g("FIFOQueueV2", QueueGraph::capacity(1));
        g.enqueueMany("many", {g.constant("rows", floats({1, 2}))});
        g.close("closeQueue", true);
        g.dequeue();
        const auto session = *g.session();
        Cancellation asked;
        RunOptions options;
        options.cancellation = &asked;
        if (how == "timeout") { options.timeout = std::chrono::milliseconds(50); }
        Apart putting(*session, {"many"}, options);
        Apart::letWait();
        QElapsedTimer timer;
        timer.start();
        if (how == "cancelAll") { session->cancelAll(); }
        if (how == "caller") { asked.cancel(); }
        if (how == "close") { session->close(); }
        if (how == "queue") { QVERIFY_OK(runTargets(*session, {"closeQueue"})); }
        const Status status = putting.status();
        QCOMPARE(QString::fromStdString(codeName(status.code())), code);
        QVERIFY2(timer.elapsed() < 2000, "it waited on");
        if (how != "close") { QCOMPARE_FLOATS(runFor(*session, "take"), {1}); }
    }
};

namespace {
const Registered<TstEnqueue> registered;
}  // namespace

}  // namespace weft::test

#include "tst_enqueue.moc"
