// SPDX-License-Identifier: Apache-2.0
#include <QElapsedTimer>
#include <QObject>
#include <QTest>

#include "engine/kernel/state/tensor_queue.h"
#include "tests/engine/ops/queue/queue_graph.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "QueueSizeV2", "QueueCloseV2", "QueueIsClosedV2", "QueueSize", "QueueClose".
class TstAbout : public QObject {
    Q_OBJECT

private slots:
    void rejectsClosingTwice() {
        const QueueGraph g;
        g.close("close");
        g.close("cancel", true);
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"close"}));
        QVERIFY_FAILS(runTargets(*session, {"close"}), "CANCELLED", "is already closed");
        QVERIFY_OK(runTargets(*session, {"cancel"}));
    }

    void whatWaitsGoesInBeforeItCloses() {
        const QueueGraph g("FIFOQueueV2", QueueGraph::capacity(1));
        g.enqueueMany("put", {g.constant("rows", floats({1, 2}))});
        g.close("close");
        g.dequeue();
        const auto session = *g.session();
        Apart putting(*session, {"put"});
        Apart::letWait();
        Apart closing(*session, {"close"});
        Apart::letWait();
        QCOMPARE_FLOATS(runFor(*session, "take"), {1});
        QVERIFY_OK(putting.status());
        QVERIFY_OK(closing.status());
        QCOMPARE_FLOATS(runFor(*session, "take"), {2});
        QVERIFY_FAILS(runFor(*session, "take"), "OUT_OF_RANGE", "is closed");
    }

    void tellsSizeAndWhetherItIsClosed() {
        const QueueGraph g;
        g.enqueueMany("put", {g.constant("rows", floats({1, 2}))});
        g.size();
        g.scope.op("QueueIsClosedV2", {g.handle}, {}, "closed");
        g.close("close");
        const auto session = *g.session();
        const auto isClosed = [&] { return runFor(*session, "closed")->values<bool>()[0]; };
        QCOMPARE(intAt(*runFor(*session, "size"), 0), 0);
        QVERIFY_OK(runTargets(*session, {"put"}));
        QCOMPARE(intAt(*runFor(*session, "size"), 0), 2);
        QVERIFY(!isClosed());
        QVERIFY_OK(runTargets(*session, {"close"}));
        QVERIFY(isClosed());
    }
};

namespace {
const Registered<TstAbout> registered;
}  // namespace

}  // namespace weft::test

#include "tst_about.moc"
