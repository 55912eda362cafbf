// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/session_task.h"

#include <QTest>
#include <atomic>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/projects.h"
#include "ui/session/engine_session.h"

namespace weft::ui::test {
namespace {

/// Counts its slices; the step it last saw.
class CountingTask final : public SessionTask {
public:
    explicit CountingTask(int slices) : m_left(slices) {}
    bool slice(const Place& place) override {
        step = place.step;
        nodes = static_cast<int>(place.session.graph().size());
        ++done;
        return --m_left > 0;
    }
    void drop(const Status& why) override {
        code = static_cast<int>(why.code());
        ++dropped;
    }

    std::atomic<int> done{0};
    std::atomic<int> dropped{0};
    std::atomic<int> nodes{0};
    std::atomic<int> code{0};
    std::atomic<qint64> step{-1};

private:
    int m_left;
};

std::unique_ptr<EngineSession> sessionOf(const QString& path) {
    const auto document = readDocument(path);
    if (!document.ok()) { qFatal("%s", document.status().ToString().c_str()); }
    return std::make_unique<EngineSession>(*document);
}

}  // namespace

class TstSessionTask : public QObject {
    Q_OBJECT

private slots:
    void aClosedSessionDropsWhatWaits() {
        const auto task = std::make_shared<CountingTask>(1'000'000'000);
        auto session = sessionOf(examplePath("neuron"));
        session->ask(task);
        QTRY_VERIFY(task->done > 0);
        session.reset();
        QCOMPARE(task->dropped.load(), 1);
        QCOMPARE(task->code.load(), static_cast<int>(StatusCode::kCancelled));
    }

    void anIdleSessionAnswersAtOnceAndEachTakesItsTurn() {
        const auto session = sessionOf(examplePath("neuron"));
        const auto first = std::make_shared<CountingTask>(1'000'000'000);
        const auto second = std::make_shared<CountingTask>(3);
        session->ask(first);
        session->ask(second);
        QTRY_COMPARE(second->done.load(), 3);
        QVERIFY(second->nodes > 0);
        QCOMPARE(second->dropped.load(), 0);
        QVERIFY(first->done > 2);
    }

    void whileItTrainsAnswersComeBetweenSteps() {
        const auto session = sessionOf(examplePath("linear_regression"));
        const auto task = std::make_shared<CountingTask>(20);
        int answered = 0;
        qint64 steps = 0;
        connect(session.get(), &SessionFeed::reported, this,
                [&](const std::shared_ptr<const SessionReport>& report) {
                    answered += report->answered;
                    steps = report->progress.step;
                });
        session->train(-1);
        session->ask(task);
        QTRY_COMPARE(answered, 1);
        QCOMPARE(task->done.load(), 20);
        QVERIFY(task->step > 0);
        QVERIFY2(task->step < steps, qPrintable(QString::number(task->step)));
    }

    void aVerbIsCarriedOutBesideALongTask() {
        const auto session = sessionOf(examplePath("neuron"));
        const auto task = std::make_shared<CountingTask>(1'000'000'000);
        int answered = 0;
        connect(session.get(), &SessionFeed::reported, this,
                [&](const std::shared_ptr<const SessionReport>& report) {
                    answered += report->answered;
                });
        session->ask(task);
        session->init();
        QTRY_COMPARE(answered, 1);
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstSessionTask> registered;
}

#include "tst_session_task.moc"
