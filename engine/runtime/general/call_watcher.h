// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "engine/graph/node.h"

namespace weft {

/// Looks on while calls are carried out, node by node, and may hold one up: what a debugger needs.
/// Calls of any session that are made on the thread of a WatchedCalls are carried out by the general
/// executor instead of by a plan, which gives what the plan gives (products that a plan takes
/// together within 1e-5). Calls made without one cost a look at a thread's own pointer.
/// Threading: both functions on the thread of the call; no lock is held.
class CallWatcher {
public:
    virtual ~CallWatcher() = default;

    /// A node is about to run. @param computes it does more than hand on a name or a constant.
    /// @param inputs an entry an input; without a value where a branch is dead or a variable has
    /// none. Valid during the call; whoever keeps one makes its writer copy.
    /// Errors: end the call, as they are.
    virtual Status before(const Node& node, bool computes, std::span<const Tensor> inputs) = 0;
    /// It has run. @param outputs an entry an output; without a value where it stands for a
    /// variable's.
    virtual void after(const Node& node, std::span<const Tensor> outputs) = 0;

    /// Who looks on at this thread's calls, or null.
    static CallWatcher* ofThisThread();
};

/// Has this thread's calls watched for as long as it lives: also those deep inside of a training
/// loop, so that nobody between has to know. They nest; the innermost looks on.
class WatchedCalls {
public:
    /// @param watcher not owned; outlives this.
    explicit WatchedCalls(CallWatcher& watcher);
    ~WatchedCalls();
    WatchedCalls(const WatchedCalls&) = delete;
    WatchedCalls& operator=(const WatchedCalls&) = delete;

private:
    CallWatcher* const m_before;
};

}  // namespace weft
