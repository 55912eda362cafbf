// SPDX-License-Identifier: Apache-2.0
#include <QElapsedTimer>
#include <QObject>
#include <QTest>

#include "engine/kernel/state/tensor_queue.h"
#include "tests/engine/ops/queue/queue_graph.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "QueueDequeueV2", "QueueDequeueManyV2", "QueueDequeueUpToV2", "QueueDequeue", "QueueDequeueMany", "QueueDequeueUpTo".
class TstDequeue : public QObject {
    Q_OBJECT

private slots:
    void rejectsWhatAQueueCannotGive() {
        const QueueGraph g;
        const QueueGraph open("FIFOQueueV2", {}, {});
        g.dequeue("types", {DType::Int32});
        g.dequeueMany(-1);
        g.dequeueMany(-1, "upTo", {DType::Float}, "QueueDequeueUpToV2");
        open.dequeueMany(1);
        AttrMap timeout = QueueGraph::types();
        timeout.set("timeout_ms", std::int64_t{5});
        g.scope.op("QueueDequeueV2", {g.handle}, timeout, "timeout");
        const auto session = *g.session();
        QVERIFY_FAILS(runFor(*session, "types"), "INVALID_ARGUMENT",
                      "have: resource->int32 expected: resource->float");
        QVERIFY_FAILS(runFor(*session, "many"), "INVALID_ARGUMENT",
                      "DequeueManyOp requested -1 < 0 elements");
        QVERIFY_FAILS(runFor(*session, "upTo"), "INVALID_ARGUMENT",
                      "DequeueUpToOp requested -1 < 0 elements");
        QVERIFY_FAILS(runFor(*session, "timeout"), "INVALID_ARGUMENT", "Timeout not supported");
        QVERIFY_FAILS(runFor(**open.session(), "many"), "INVALID_ARGUMENT",
                      "require the components to have specified shapes");
    }

    void rejectsHandlesToSomethingElse() {
        const GraphFixture g;
        const Expr stack = g.scope.op("StackV2", {g.constant("most", Tensor::scalar(-1))},
                                      {{"elem_type", DType::Float}}, "stack");
        g.scope.op("QueueDequeueV2", {stack}, QueueGraph::types(), "take");
        QVERIFY_FAILS(runFor(**g.session(), "take"), "INVALID_ARGUMENT", "leads to no queue");
    }

    void aClosedQueueGivesWhatItHas() {
        const QueueGraph g;
        g.enqueueMany("put", {g.constant("rows", floats({1, 2, 3}))});
        g.dequeue();
        g.dequeueMany(5);
        g.dequeueMany(0, "none");
        g.dequeueMany(5, "upTo", {DType::Float}, "QueueDequeueUpToV2");
        g.close("close");
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"put"}));
        QVERIFY_OK(runTargets(*session, {"close"}));
        QCOMPARE_FLOATS(runFor(*session, "take"), {1});
        QVERIFY_FAILS(runFor(*session, "many"), "OUT_OF_RANGE",
                      "FIFOQueue 'q' is closed and has insufficient elements (requested 5, current "
                      "size 2)");
        QCOMPARE_FLOATS(runFor(*session, "upTo"), {2, 3});
        QVERIFY_FAILS(runFor(*session, "upTo"), "OUT_OF_RANGE", "requested 5, current size 0");
        QVERIFY_FAILS(runFor(*session, "take"), "OUT_OF_RANGE", "requested 1, current size 0");
        const auto none = runFor(*session, "none");
        QVERIFY_OK(none);
        QCOMPARE(none->shape(), Shape{0});
    }

    void severalComponentsStayTogether() {
        const QueueGraph g("FIFOQueueV2", QueueGraph::types({DType::Float, DType::String}),
                           {PartialShape{2}, PartialShape::scalar()});
        const Tensor rows = Tensor::ofValues<float>(Shape{2, 2}, std::vector<float>{1, 2, 3, 4});
        g.enqueueMany("put", {g.constant("rows", rows),
                              g.constant("words", Tensor::vector<std::string>({"a", "b"}))});
        g.enqueue("one", {g.constant("row", floats({5, 6})),
                          g.constant("word", Tensor::scalarString("c"))});
        g.dequeue("take", {DType::Float, DType::String});
        g.dequeueMany(2, "many", {DType::Float, DType::String});
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"put"}));
        QVERIFY_OK(runTargets(*session, {"one"}));
        const auto first = session->run({{}, {"take:0", "take:1"}, {}});
        QVERIFY_OK(first);
        QCOMPARE(floatsOf((*first)[0]), (std::vector<float>{1, 2}));
        QVERIFY(bytesEqual((*first)[1], Tensor::scalarString("a")));
        const auto two = session->run({{}, {"many:0", "many:1"}, {}});
        QVERIFY_OK(two);
        QCOMPARE(floatsOf((*two)[0]), (std::vector<float>{3, 4, 5, 6}));
        QVERIFY(bytesEqual((*two)[1], Tensor::vector<std::string>({"b", "c"})));
    }

    void rowsOfDifferentSizesArePadded() {
        const QueueGraph g("PaddingFIFOQueueV2", QueueGraph::types({DType::Float, DType::String}),
                           {PartialShape{-1}, PartialShape{-1, 2}});
        const auto words = [&](std::int64_t n) {
            return g.constant("w", Tensor::ofValues<std::string>(
                                       Shape{n, 2}, std::vector<std::string>(
                                                        static_cast<std::size_t>(2 * n), "a")));
        };
        g.enqueue("one", {g.constant("x", floats({1})), words(1)});
        g.enqueue("two", {g.constant("y", floats({1, 2, 3})), words(0)});
        g.enqueue("rank", {g.x(1), words(1)});
        g.dequeueMany(2, "many", {DType::Float, DType::String});
        const auto session = *g.session();
        QVERIFY_FAILS(runTargets(*session, {"rank"}), "INVALID_ARGUMENT", "Expected [?], got []");
        QVERIFY_OK(runTargets(*session, {"one"}));
        QVERIFY_OK(runTargets(*session, {"two"}));
        const auto many = session->run({{}, {"many:0", "many:1"}, {}});
        QVERIFY_OK(many);
        QCOMPARE(floatsOf((*many)[0]), (std::vector<float>{1, 0, 0, 1, 2, 3}));
        QVERIFY(bytesEqual(
            (*many)[1], Tensor::ofValues<std::string>(Shape{2, 1, 2},
                                                      std::vector<std::string>{"a", "a", "", ""})));
    }

    void innerAxesArePadded() {
        const QueueGraph g("PaddingFIFOQueueV2", {}, {PartialShape{-1, -1}});
        const auto matrix = [&](std::int64_t n, std::int64_t m) {
            std::vector<float> values(static_cast<std::size_t>(n * m), 1);
            return g.constant("m", Tensor::ofValues<float>(Shape{n, m}, values));
        };
        g.enqueue("one", {matrix(2, 1)});
        g.enqueue("two", {matrix(1, 3)});
        g.dequeueMany(2);
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"one"}));
        QVERIFY_OK(runTargets(*session, {"two"}));
        QCOMPARE_FLOATS(runFor(*session, "many"), {1, 0, 0, 1, 0, 0, 1, 1, 1, 0, 0, 0});
    }

    void waitsForRowsAndForTheRest() {
        const QueueGraph g;
        g.enqueue("put", {g.x(7)});
        g.dequeueMany(2);
        g.size();
        const auto session = *g.session();
        Apart taking(*session, {"many"});
        Apart::letWait();
        QVERIFY_OK(runTargets(*session, {"put"}));
        Apart::letWait();
        QVERIFY_OK(runTargets(*session, {"put"}));
        QVERIFY_OK(taking.status());
    }

    void whoGivesUpTakesNothing() {
        const QueueGraph g;
        g.enqueueMany("put", {g.constant("rows", floats({1, 2}))});
        g.dequeueMany(3);
        g.dequeue();
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"put"}));
        RunOptions options;
        options.timeout = std::chrono::milliseconds(40);
        QVERIFY_FAILS(session->run({{}, {"many"}, {}}, options), "DEADLINE_EXCEEDED", "");
        QCOMPARE_FLOATS(runFor(*session, "take"), {1});
        QCOMPARE_FLOATS(runFor(*session, "take"), {2});
    }

    void aRunThatWaitsIsCancelled_data() {
        QTest::addColumn<QString>("how");
        QTest::newRow("by the session") << "cancelAll";
        QTest::newRow("by its caller") << "caller";
        QTest::newRow("by close of the session") << "close";
    }
    void aRunThatWaitsIsCancelled() {
        QFETCH(QString, how);
        const QueueGraph g;
        g.dequeue();
        const auto session = *g.session();
        Cancellation asked;
        RunOptions options;
        options.cancellation = &asked;
        Apart taking(*session, {"take"}, options);
        Apart::letWait();
        QElapsedTimer timer;
        timer.start();
        if (how == "cancelAll") { session->cancelAll(); }
        if (how == "caller") { asked.cancel(); }
        if (how == "close") { session->close(); }
        QVERIFY_FAILS(taking.status(), "CANCELLED", "");
        QVERIFY2(timer.elapsed() < 2000, "it waited on");
    }

    void manyThreadsLoseNoRow() {
        const QueueGraph g("FIFOQueueV2", QueueGraph::capacity(3));
        const Expr x = g.placeholder("value", PartialShape::scalar());
        g.enqueue("put", {x});
        g.dequeue();
        g.close("close");
        const auto session = *g.session();
        constexpr int kEach = 50;
        std::atomic<int> sum = 0;
        std::atomic<int> ends = 0;
        std::vector<std::thread> threads;
        for (int t = 0; t < 3; ++t) {
            threads.emplace_back([&, t] {
                for (int i = 0; i < kEach; ++i) {
                    const Tensor value = Tensor::scalar(static_cast<float>(t * kEach + i));
                    if (!session->run({{{"value:0", value}}, {}, {"put"}}).ok()) { return; }
                }
            });
        }
        std::vector<std::thread> readers;
        for (int t = 0; t < 2; ++t) {
            readers.emplace_back([&] {
                while (true) {
                    const auto got = runFor(*session, "take");
                    if (!got.ok()) { break; }
                    sum += static_cast<int>(got->values<float>()[0]);
                }
                ++ends;
            });
        }
        for (std::thread& thread : threads) { thread.join(); }
        QVERIFY_OK(runTargets(*session, {"close"}));
        for (std::thread& thread : readers) { thread.join(); }
        QCOMPARE(sum.load(), 3 * kEach * (3 * kEach - 1) / 2);
        QCOMPARE(ends.load(), 2);
    }
};

namespace {
const Registered<TstDequeue> registered;
}  // namespace

}  // namespace weft::test

#include "tst_dequeue.moc"
