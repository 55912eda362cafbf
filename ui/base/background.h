// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QThreadPool>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

namespace weft::ui {

class Relay;

/// The way from other threads back to an object of the GUI's.
/// Threading: made on the GUI's thread; copied, used and dropped on any.
class WayBack {
public:
    /// @param receiver not owned; null: nothing sent arrives.
    explicit WayBack(QObject* receiver);

    /// Calls `take` on the GUI's thread, later and in the order sent, unless the receiver is gone
    /// by then.
    void send(std::function<void()> take) const;

private:
    std::shared_ptr<const QPointer<QObject>> m_receiver;  // looked at on the GUI's thread only
    Relay* m_relay = nullptr;                             // lives as long as the application
};

/// Runs `work` on a thread of the pool; of a pool with one thread, in the order asked.
void inBackground(std::function<void()> work, QThreadPool& pool = *QThreadPool::globalInstance());

/// Runs `work` on a thread of the pool, then gives what it returned to `take` on the GUI's thread,
/// unless the receiver is gone by then: `take` may use it, `work` must not.
/// Threading: the GUI's.
template <typename Work, typename Take>
void inBackground(QObject* receiver, Work work, Take take,
                  QThreadPool& pool = *QThreadPool::globalInstance()) {
    inBackground(
        [back = WayBack(receiver), work = std::move(work), take = std::move(take)]() mutable {
            using Made = std::decay_t<decltype(work())>;
            if constexpr (std::is_void_v<Made>) {
                work();
                back.send(std::move(take));
            } else {
                const auto made = std::make_shared<Made>(work());
                back.send([made, take = std::move(take)] { take(std::move(*made)); });
            }
        },
        pool);
}

}  // namespace weft::ui
