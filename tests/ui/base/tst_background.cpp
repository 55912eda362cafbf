// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/background.h"

#include <QEventLoop>
#include <QSemaphore>
#include <QTest>
#include <QThread>
#include <QTimer>
#include <memory>
#include <numeric>
#include <thread>
#include <vector>

#include "tests/support/test_main.h"

namespace weft::ui::test {

class TstBackground : public QObject {
    Q_OBJECT

private slots:
    void nothingArrivesWhenTheReceiverGoesDuringTheWork() {
        auto receiver = std::make_unique<QObject>();
        QSemaphore begun;
        QSemaphore mayEnd;
        bool taken = false;
        const auto work = [&] {
            begun.release();
            mayEnd.acquire();
            return 1;
        };
        inBackground(receiver.get(), work, [&](int) { taken = true; });
        begun.acquire();
        receiver.reset();
        mayEnd.release();
        QVERIFY(arrived());
        QVERIFY(!taken);
    }

    void nothingArrivesWhenTheReceiverGoesAfterTheWork() {
        auto receiver = std::make_unique<QObject>();
        bool taken = false;
        inBackground(
            receiver.get(), [] { return 1; }, [&](int) { taken = true; });
        QThreadPool::globalInstance()->waitForDone();
        receiver.reset();
        QVERIFY(arrived());
        QVERIFY(!taken);
    }

    void withoutAReceiverNothingArrives() {
        bool taken = false;
        inBackground(
            nullptr, [] { return 1; }, [&](int) { taken = true; });
        QVERIFY(arrived());
        QVERIFY(!taken);
    }

    /// What it has captured lives no longer than its thread and the taking.
    void workOutlivesTheLoopThatAskedForIt() {
        const auto kept = std::make_shared<int>(7);
        auto receiver = std::make_unique<QObject>();
        QSemaphore mayEnd;
        QEventLoop loop;
        inBackground(
            receiver.get(),
            [&mayEnd, kept] {
                mayEnd.acquire();
                return kept;
            },
            [kept](const std::shared_ptr<int>&) {});
        QTimer::singleShot(0, &loop, &QEventLoop::quit);
        loop.exec();
        QVERIFY(kept.use_count() > 1);
        receiver.reset();
        mayEnd.release();
        QVERIFY(arrived());
        QCOMPARE(kept.use_count(), 1);
    }

    void whatWorkReturnedIsTakenOnTheGuisThread() {
        const QThread* const gui = QThread::currentThread();
        const QThread* worker = nullptr;
        const QThread* taker = nullptr;
        std::unique_ptr<int> made;  // need not be copied
        inBackground(
            this,
            [&worker] {
                worker = QThread::currentThread();
                return std::make_unique<int>(5);
            },
            [&](std::unique_ptr<int> value) {
                taker = QThread::currentThread();
                made = std::move(value);
            });
        QVERIFY(made == nullptr);  // later, never at once
        QTRY_VERIFY(made != nullptr);
        QCOMPARE(*made, 5);
        QCOMPARE(taker, gui);
        QVERIFY(worker != gui);
    }

    void workWithoutAResultIsToldToo() {
        int done = 0;  // written before it is told
        int told = 0;
        inBackground(
            this, [&done] { done = 1; }, [&] { told = done; });
        QTRY_COMPARE(told, 1);
    }

    void whatATakerAsksForIsDoneToo() {
        int sum = 0;
        inBackground(
            this, [] { return 1; },
            [&](int one) {
                sum = one;
                inBackground(
                    this, [] { return 2; }, [&](int two) { sum += two; });
            });
        QTRY_COMPARE(sum, 3);
    }

    void onePoolThreadKeepsTheOrder() {
        QThreadPool pool;
        pool.setMaxThreadCount(1);
        std::vector<int> done;  // written by the pool's thread alone, until it has ended
        std::vector<int> taken;
        std::vector<int> wanted;
        for (int i = 0; i < 200; ++i) {
            wanted.push_back(i);
            inBackground(
                this,
                [&done, i] {
                    done.push_back(i);
                    return i;
                },
                [&taken](int number) { taken.push_back(number); }, pool);
        }
        QTRY_COMPARE(taken.size(), wanted.size());
        QCOMPARE(taken, wanted);
        QCOMPARE(done, wanted);
    }

    void whatIsSentFromSeveralThreadsArrivesOnceAndInOrder() {
        constexpr int kThreads = 4;
        constexpr int kEach = 250;
        std::vector<std::vector<int>> taken(kThreads);
        const WayBack back(this);
        std::vector<std::thread> threads;
        for (std::vector<int>& list : taken) {
            threads.emplace_back([&list, back] {
                for (int i = 0; i < kEach; ++i) {
                    back.send([&list, i] { list.push_back(i); });
                }
            });
        }
        for (std::thread& thread : threads) { thread.join(); }
        QVERIFY(arrived());
        std::vector<int> wanted(kEach);
        std::iota(wanted.begin(), wanted.end(), 0);
        for (const std::vector<int>& list : taken) { QCOMPARE(list, wanted); }
    }

private:
    /// Whether what the global pool does and what was sent till now has come through.
    bool arrived() {
        QThreadPool::globalInstance()->waitForDone();
        bool last = false;
        WayBack(this).send([&] { last = true; });
        return QTest::qWaitFor([&] { return last; });
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstBackground> registered;
}

#include "tst_background.moc"
