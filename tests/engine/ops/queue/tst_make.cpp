// SPDX-License-Identifier: Apache-2.0
#include <QElapsedTimer>
#include <QObject>
#include <QTest>

#include "engine/kernel/state/tensor_queue.h"
#include "tests/engine/ops/queue/queue_graph.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "FIFOQueueV2", "PaddingFIFOQueueV2", "RandomShuffleQueueV2", "PriorityQueueV2", "FIFOQueue", "RandomShuffleQueue".
class TstMake : public QObject {
    Q_OBJECT

private slots:
    void rejectsAttributesThatContradict() {
        const auto made = [](std::string_view type, AttrMap attrs,
                             std::vector<PartialShape> shapes) -> Status {
            const QueueGraph g(type, std::move(attrs), std::move(shapes));
            g.size();
            return runFor(*WEFT_TRY(g.session()), "size").status();
        };
        QVERIFY_FAILS(made("FIFOQueueV2", {}, {PartialShape{2}, PartialShape{1}}),
                      "INVALID_ARGUMENT", "Different number of component types");
        QVERIFY_FAILS(made("FIFOQueueV2", {}, {PartialShape{-1}}), "INVALID_ARGUMENT",
                      "want known sizes");
        QVERIFY_FAILS(made("PaddingFIFOQueueV2", {}, {}), "INVALID_ARGUMENT",
                      "received 1 dtypes and 0 shapes");
        QVERIFY_FAILS(made("PaddingFIFOQueueV2", {}, {PartialShape()}), "INVALID_ARGUMENT",
                      "want known rank");
        AttrMap attrs = QueueGraph::capacity(3);
        attrs.set("min_after_dequeue", std::int64_t{3});
        QVERIFY_FAILS(made("RandomShuffleQueueV2", attrs, {}), "INVALID_ARGUMENT",
                      "min_after_dequeue 3 must be < capacity 3");
        attrs.set("min_after_dequeue", std::int64_t{-1});
        QVERIFY_FAILS(made("RandomShuffleQueueV2", attrs, {}), "INVALID_ARGUMENT", "must be >= 0");
    }

    void rejectsAnotherQueueOfTheName_data() {
        QTest::addColumn<QString>("type");
        QTest::addColumn<int>("capacity");
        QTest::addColumn<bool>("isInt");
        QTest::addColumn<QString>("words");
        QTest::newRow("capacity") << "FIFOQueueV2" << 4 << false
                                  << "has capacity 3 but requested capacity was 4";
        QTest::newRow("dtype") << "FIFOQueueV2" << 3 << true
                               << "has component types float but requested component types were "
                                  "int32";
        QTest::newRow("type") << "RandomShuffleQueueV2" << 3 << false
                              << "Expected FIFOQueue, found RandomShuffleQueue";
    }
    void rejectsAnotherQueueOfTheName() {
        QFETCH(QString, type);
        QFETCH(int, capacity);
        QFETCH(bool, isInt);
        QFETCH(QString, words);
        AttrMap attrs = QueueGraph::capacity(3);
        attrs.set("shared_name", std::string("s"));
        const QueueGraph g("FIFOQueueV2", attrs, {});
        g.size();
        attrs = QueueGraph::types({isInt ? DType::Int32 : DType::Float});
        attrs.set("shared_name", std::string("s"));
        attrs.set("capacity", std::int64_t{capacity});
        const Expr other = g.scope.op(type.toStdString(), {}, attrs, "other");
        g.scope.op("QueueSizeV2", {other}, {}, "size2");
        const auto session = *g.session();
        QVERIFY_OK(runFor(*session, "size"));
        QVERIFY_FAILS(runFor(*session, "size2"), "INVALID_ARGUMENT", words.toStdString());
    }

    void nodesOfOneNameShareOneQueue() {
        AttrMap attrs;
        attrs.set("shared_name", std::string("s"));
        const QueueGraph g("FIFOQueueV2", attrs);
        g.enqueue("put", {g.x(4)});
        const Expr other =
            g.scope.op("FIFOQueueV2", {},
                       {{"component_types", std::vector<DType>{DType::Float}},
                        {"shapes", std::vector<PartialShape>{PartialShape::scalar()}},
                        {"shared_name", std::string("s")}},
                       "other");
        g.scope.op("QueueDequeueV2", {other}, QueueGraph::types(), "take");
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"put"}));
        QCOMPARE_FLOATS(runFor(*session, "take"), {4});
    }

    /// The order that TensorFlow 2.21 took for these seeds.
    void shufflesAsTensorFlowDoes() {
        AttrMap attrs = QueueGraph::capacity(20);
        attrs.set("min_after_dequeue", std::int64_t{2});
        attrs.set("seed", std::int64_t{87654321});
        attrs.set("seed2", std::int64_t{3});
        const QueueGraph g("RandomShuffleQueueV2", attrs);
        g.enqueueMany("put", {g.constant("rows", floats({0, 1, 2, 3, 4, 5, 6, 7, 8, 9}))});
        g.dequeue();
        g.dequeueMany(4);
        g.dequeueMany(9, "rest", {DType::Float}, "QueueDequeueUpToV2");
        g.close("close");
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"put"}));
        for (const float x : {7.0F, 1.0F, 4.0F, 5.0F}) {
            QCOMPARE_FLOATS(runFor(*session, "take"), {x});
        }
        QCOMPARE_FLOATS(runFor(*session, "many"), {6, 8, 0, 9});
        RunOptions options;
        options.timeout = std::chrono::milliseconds(40);
        QVERIFY_FAILS(session->run({{}, {"take"}, {}}, options), "DEADLINE_EXCEEDED", "");
        QVERIFY_OK(runTargets(*session, {"close"}));
        QCOMPARE_FLOATS(runFor(*session, "rest"), {2, 3});
        QVERIFY_FAILS(runFor(*session, "take"), "OUT_OF_RANGE",
                      "RandomShuffleQueue 'q' is closed and has insufficient elements (requested "
                      "1, current size 0)");
    }

    /// Rows of one priority come in the order of TensorFlow's heap.
    void leastPriorityComesFirst() {
        AttrMap attrs = QueueGraph::types({DType::Int32});
        const QueueGraph g("PriorityQueueV2", attrs);
        g.enqueueMany(
            "put", {g.constant("p", Tensor::vector<std::int64_t>({3, 1, 2, 1, 2, 3, 1})),
                    g.constant("v", Tensor::vector<std::int32_t>({30, 10, 20, 11, 21, 31, 12}))});
        g.dequeueMany(7, "many", {DType::Int64, DType::Int32});
        g.enqueue("vector", {g.constant("p1", Tensor::vector<std::int64_t>({1})),
                             g.constant("v1", Tensor::scalar<std::int32_t>(1))});
        g.enqueue("float", {g.x(1), g.constant("v2", Tensor::scalar<std::int32_t>(1))});
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"put"}));
        const auto values = runFor(*session, "many:1");
        QVERIFY_OK(values);
        QVERIFY(bytesEqual(*values, Tensor::vector<std::int32_t>({10, 12, 11, 20, 21, 30, 31})));
        QVERIFY_FAILS(runTargets(*session, {"vector"}), "INVALID_ARGUMENT",
                      "Shape mismatch in tuple component 0. Expected [], got [1]");
        QVERIFY_FAILS(runTargets(*session, {"float"}), "INVALID_ARGUMENT",
                      "have: resource, float, int32-> expected: resource, int64, int32->");
    }

    void referencesLeadToQueues_data() {
        QTest::addColumn<QString>("type");
        QTest::newRow("first") << "FIFOQueue";
        QTest::newRow("random") << "RandomShuffleQueue";
    }
    void referencesLeadToQueues() {
        QFETCH(QString, type);
        const QueueGraph g(type.toStdString());
        const Expr rows = g.constant("rows", floats({1, 2}));
        g.scope.node("QueueEnqueueMany", {g.handle, rows}, {}, "put");
        g.scope.node("QueueEnqueue", {g.handle, g.x(3)}, {}, "put1");
        g.scope.op("QueueSize", {g.handle}, {}, "size");
        const Expr n = g.constant("n", Tensor::scalar<std::int32_t>(2));
        g.scope.op("QueueDequeue", {g.handle}, QueueGraph::types(), "take");
        g.scope.op("QueueDequeueMany", {g.handle, n}, QueueGraph::types(), "many");
        g.scope.op("QueueDequeueUpTo", {g.handle, n}, QueueGraph::types(), "upTo");
        g.scope.node("QueueClose", {g.handle}, {}, "close");
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"put"}));
        QVERIFY_OK(runTargets(*session, {"put1"}));
        const auto size = runFor(*session, "size");
        QVERIFY_OK(size);
        QCOMPARE(intAt(*size, 0), 3);
        QVERIFY_OK(runFor(*session, "many"));
        // Who waits does not keep others from the queue.
        QVERIFY_OK(runFor(*session, "take"));
        Apart taking(*session, {"take"});
        Apart::letWait();
        QVERIFY_OK(runTargets(*session, {"put1"}));
        QVERIFY_OK(taking.status());
        QVERIFY_OK(runTargets(*session, {"put1"}));
        QVERIFY_OK(runTargets(*session, {"close"}));
        QCOMPARE_FLOATS(runFor(*session, "upTo"), {3});
        QVERIFY_FAILS(runFor(*session, "take"), "OUT_OF_RANGE", "is closed");
    }

    void stateIsSavedAndRestored() {
        const QueueGraph g;
        g.enqueueMany("put", {g.constant("rows", floats({1, 2, 3}))});
        g.dequeue();
        g.close("close");
        const auto one = *g.session();
        const auto two = *g.session();
        QVERIFY_OK(runTargets(*one, {"put"}));
        QVERIFY_OK(runTargets(*one, {"close"}));
        for (const ResourceStore::Entry& entry : one->resources().entries()) {
            const auto state = entry.resource->save();
            QVERIFY_OK(state);
            QVERIFY_OK(two->resources().restore(entry.container, entry.name, *state));
        }
        for (const float x : {1.0F, 2.0F, 3.0F}) { QCOMPARE_FLOATS(runFor(*two, "take"), {x}); }
        QVERIFY_FAILS(runFor(*two, "take"), "OUT_OF_RANGE", "is closed");
        TensorQueue queue(
            "x", one->resources().entries().empty()
                     ? TensorQueue::Rules()
                     : dynamic_cast<TensorQueue&>(*one->resources().entries()[0].resource).rules());
        QVERIFY_FAILS(queue.restore({}), "INVALID_ARGUMENT", "does not fit");
        QVERIFY_FAILS(queue.restore({{"closed", Tensor::scalar(false)},
                                     {"words", Tensor::scalar<std::uint64_t>(0)},
                                     {"rows", floats({1})}}),
                      "INVALID_ARGUMENT", "does not fit");
    }
};

namespace {
const Registered<TstMake> registered;
}  // namespace

}  // namespace weft::test

#include "tst_make.moc"
