// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <utility>

#include "engine/base/mutex.h"
#include "engine/kernel/kernel_context.h"

/// @file
/// How a kernel waits without its thread, so that other nodes of its run go on, among them perhaps
/// those it waits for.

namespace weft {

/// Rung when something that calls wait for may have changed. Threading: any thread rings; one waits.
class Bell {
public:
    void ring();
    /// Whether it rang since it was asked last.
    bool rang() { return m_rang.load(std::memory_order_relaxed) && m_rang.exchange(false); }
    /// Until it rings, or for so long.
    void waitFor(std::chrono::milliseconds time);

private:
    std::atomic<bool> m_rang{false};
    Mutex m_mutex;
    Condition m_changed;
};

/// While it lives, a kernel that this thread calls need not wait: it may leave here how it goes on,
/// and return. Without one of its thread it waits itself. The executor that makes it calls the rest
/// as soon as the bell rings.
class Parking {
public:
    /// Goes on as far as that is possible now; what of inputs it needs it holds itself, the context
    /// has none. @return whether the call is done and has filled its outputs. Let go of before that,
    /// it undoes what it did.
    using GoOn = std::function<Result<bool>(KernelContext&)>;

    /// @param bell outlives what is parked.
    explicit Parking(Bell& bell);
    ~Parking();
    Parking(const Parking&) = delete;
    Parking& operator=(const Parking&) = delete;

    /// Of this thread, or null.
    static Parking* ofThisThread();
    Bell& bell() const { return m_bell; }
    void park(GoOn goOn) { m_parked = std::move(goOn); }
    /// What the call left; empty: it is done.
    GoOn take() { return std::move(m_parked); }

private:
    Bell& m_bell;
    GoOn m_parked;
    Parking* const m_before;
};

}  // namespace weft
