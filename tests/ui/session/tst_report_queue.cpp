// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/report_queue.h"

#include <QTest>
#include <thread>

#include "tests/support/test_main.h"

namespace weft::ui::test {

class TstReportQueue : public QObject {
    Q_OBJECT

private slots:
    void takingNothingGivesNull() {
        ReportQueue queue([] {});
        QVERIFY(queue.take() == nullptr);
    }

    void manyChangesWakeOnce() {
        int wakes = 0;
        ReportQueue queue([&] { ++wakes; });
        for (int i = 0; i < 1000; ++i) {
            queue.change([i](SessionReport& r) { r.progress.step = i; });
        }
        QCOMPARE(wakes, 1);
        QCOMPARE(queue.take()->progress.step, 999);
        QVERIFY(queue.take() == nullptr);
    }

    void flushWakesBeforeThePaceAllows() {
        int wakes = 0;
        ReportQueue queue([&] { ++wakes; });
        queue.change([](SessionReport& r) { r.progress.step = 1; });
        queue.take();
        queue.change([](SessionReport& r) { r.progress.step = 2; });
        QCOMPARE(wakes, 1);  // too soon
        queue.flush();
        QCOMPARE(wakes, 2);
        queue.flush();  // one is under way
        QCOMPARE(wakes, 2);
        QCOMPARE(queue.take()->progress.step, 2);
        queue.flush();  // nothing to tell
        QCOMPARE(wakes, 2);
    }

    void progressStaysAndNewsDoNot() {
        ReportQueue queue([] {});
        queue.change([](SessionReport& r) {
            r.progress.step = 7;
            r.answered = 1;
            r.points.push_back({1, "train/loss", 0.5, false});
            r.error = ErrorReport();
        });
        QCOMPARE(queue.take()->points.size(), 1U);
        queue.change([](SessionReport& r) { r.lines.push_back({}); });
        const auto second = queue.take();
        QCOMPARE(second->progress.step, 7);
        QCOMPARE(second->answered, 0);
        QVERIFY(second->points.empty());
        QVERIFY(!second->error.has_value());
    }

    void nothingIsLostBetweenThreads() {
        constexpr int kMany = 20'000;
        std::atomic<int> wakes{0};
        ReportQueue queue([&] { ++wakes; });
        std::thread writer([&] {
            for (int i = 0; i < kMany; ++i) {
                queue.change([](SessionReport& r) { ++r.answered; });
            }
            queue.flush();
        });
        int got = 0;
        while (got < kMany) {
            if (const auto report = queue.take()) { got += report->answered; }
        }
        writer.join();
        QCOMPARE(got, kMany);
        QVERIFY(wakes > 0);
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstReportQueue> registered;
}

#include "tst_report_queue.moc"
