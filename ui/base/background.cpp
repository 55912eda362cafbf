// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Qt orders what one thread writes before what it hands over and what the other reads after. It
/// does so inside a library that ThreadSanitizer does not see, which then takes every such pair for
/// a race, and the true ones drown. So each hand-over says it once more in C++'s own terms: work by
/// a release and an acquire, what comes back by a mutex.

#include "ui/base/background.h"

#include <QCoreApplication>
#include <QEvent>
#include <QRunnable>
#include <atomic>
#include <deque>

#include "engine/weft.h"

namespace weft::ui {

/// Calls on the GUI's thread what other threads sent, one an event.
class Relay final : public QObject {
public:
    struct Call {
        std::shared_ptr<const QPointer<QObject>> receiver;
        std::function<void()> take;
    };

    /// That of the application. GUI thread.
    static Relay* instance() {
        static QPointer<Relay> relay;
        if (relay == nullptr) { relay = new Relay(qApp); }
        return relay;
    }

    /// What comes too late was sent by other threads all the same.
    ~Relay() override {
        const MutexLock lock(m_mutex);
        m_calls.clear();
    }

    void add(Call call) {
        {
            const MutexLock lock(m_mutex);
            m_calls.push_back(std::move(call));
        }
        QCoreApplication::postEvent(this, new QEvent(QEvent::User));  // owned by Qt
    }

protected:
    void customEvent(QEvent* /*event*/) override {
        const Call call = next();
        if (*call.receiver != nullptr) { call.take(); }
    }

private:
    explicit Relay(QObject* parent) : QObject(parent) {}

    Call next() {
        const MutexLock lock(m_mutex);
        Call call = std::move(m_calls.front());
        m_calls.pop_front();
        return call;
    }

    Mutex m_mutex;
    std::deque<Call> m_calls ABSL_GUARDED_BY(m_mutex);  // one an event under way
};

namespace {

class Job final : public QRunnable {
public:
    explicit Job(std::function<void()> work) : m_work(std::move(work)) {
        m_given.store(true, std::memory_order_release);
    }

    void run() override {
        // Before anything else of the job is touched.
        (void)m_given.load(std::memory_order_acquire);
        m_work();
    }

private:
    std::function<void()> m_work;
    std::atomic<bool> m_given{false};
};

}  // namespace

WayBack::WayBack(QObject* receiver)
    : m_receiver(std::make_shared<const QPointer<QObject>>(receiver)), m_relay(Relay::instance()) {}

void WayBack::send(std::function<void()> take) const {
    m_relay->add({m_receiver, std::move(take)});
}

void inBackground(std::function<void()> work, QThreadPool& pool) {
    pool.start(new Job(std::move(work)));  // owned by the pool
}

}  // namespace weft::ui
