// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "absl/base/thread_annotations.h"

/// @file
/// std::mutex with clang's thread-safety annotations. absl's own Mutex is not used: in Debian's
/// build it is invisible to ThreadSanitizer.

namespace weft {

/// A mutual exclusion lock; members it protects are marked ABSL_GUARDED_BY(m_mutex).
class ABSL_LOCKABLE Mutex {
public:
    void lock() ABSL_EXCLUSIVE_LOCK_FUNCTION() { m_mutex.lock(); }
    void unlock() ABSL_UNLOCK_FUNCTION() { m_mutex.unlock(); }
    bool try_lock() ABSL_EXCLUSIVE_TRYLOCK_FUNCTION(true) { return m_mutex.try_lock(); }

private:
    std::mutex m_mutex;
};

/// Holds a Mutex for a scope.
class ABSL_SCOPED_LOCKABLE MutexLock {
public:
    explicit MutexLock(Mutex& mutex) ABSL_EXCLUSIVE_LOCK_FUNCTION(mutex) : m_mutex(mutex) {
        m_mutex.lock();
    }
    ~MutexLock() ABSL_UNLOCK_FUNCTION() { m_mutex.unlock(); }
    MutexLock(const MutexLock&) = delete;
    MutexLock& operator=(const MutexLock&) = delete;

private:
    Mutex& m_mutex;
};

/// A condition waited for under a Mutex. The caller holds the mutex around each wait.
class Condition {
public:
    void notifyOne() { m_condition.notify_one(); }
    void notifyAll() { m_condition.notify_all(); }
    /// Waits for a notification (or a spurious wake-up); callers loop on their predicate.
    void wait(Mutex& mutex) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) { m_condition.wait(mutex); }
    /// As wait(), for at most the given time. False when the time ran out.
    template <class Rep, class Period>
    bool waitFor(Mutex& mutex, std::chrono::duration<Rep, Period> time)
        ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
        return m_condition.wait_for(mutex, time) == std::cv_status::no_timeout;
    }

private:
    std::condition_variable_any m_condition;
};

}  // namespace weft
