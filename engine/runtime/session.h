// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/cancellation.h"
#include "engine/device/device.h"
#include "engine/graph/graph.h"
#include "engine/kernel/resource_store.h"
#include "engine/runtime/step_stats.h"

namespace weft {

class Executable;

/// What carries out the calls of a session. Both give the same bits.
enum class ExecutorChoice {
    Automatic,  ///< a plan; for calls that cannot be planned the general executor
    Plan,     ///< a list of instructions made beforehand; else the call is refused, with the reason
    General,  ///< node by node, by tokens that carry their iteration
};

/// How a session is made.
struct SessionOptions {
    int cpuDevices = 1;          ///< logical CPU devices
    std::int64_t seed = 0;       ///< given to random nodes whose two seeds are 0; 0: unpredictable
    std::string defaultDevice;   ///< where nodes without a device go; empty: /device:CPU:0
    bool logPlacement = false;   ///< an Info line for each node of each compiled call
    bool softPlacement = false;  ///< a device that is not there is replaced instead of refused
    ExecutorChoice executor = ExecutorChoice::Automatic;
};

/// One call of a session by names, as `Session.run(fetches, targets, feeds)`.
struct RunRequest {
    std::vector<std::pair<std::string, Tensor>> feeds;  ///< "x:0" or "x"
    std::vector<std::string> fetches;                   ///< "loss:0"; the same may come twice
    std::vector<std::string> targets;                   ///< "train"
};

/// What a run may take.
struct RunOptions {
    std::optional<std::chrono::milliseconds> timeout;  ///< DEADLINE_EXCEEDED after it
    Cancellation* cancellation = nullptr;              ///< not owned; cancels this run
    StepStatistics* statistics = nullptr;              ///< not owned; filled when given
};

/// A call prepared once: feeds and fetches by position, no look-up of names.
/// Threading: run() may be called from several threads; each takes its own state.
class Callable {
public:
    /// @param feeds one tensor a name of the request, in its order.
    /// @param fetches receives one tensor a fetch; its old contents are reused where possible.
    Status run(std::span<const Tensor> feeds, std::vector<Tensor>& fetches,
               const RunOptions& options = {}) const;
    const Executable& executable() const { return *m_executable; }

private:
    friend class Session;
    class Session* m_session = nullptr;  // not owned; the session outlives its callables
    std::shared_ptr<const Executable> m_executable;
};

/// Where a graph runs: owns an immutable copy of it, its devices, and all state (variables,
/// generators). run = compile (cached by feeds, fetches, targets) then execute. Threading: run(),
/// makeCallable(), cancelAll() from any thread; the constructor's thread is free to go. Protocol:
/// create (run | makeCallable | cancelAll)* close.
class Session {
public:
    /// Errors: InvalidArgument for device wishes that cannot be met are given by the runs that meet
    /// them.
    static Result<std::unique_ptr<Session>> create(Graph graph, const SessionOptions& options = {});
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// One step. Errors: InvalidArgument (unknown or doubly fed feed or fetch, unfed placeholder,
    /// shape that contradicts a placeholder), NotFound (target), OutOfRange (output index),
    /// whatever a kernel returns as
    /// `[Op] ... (node 'n', /device:CPU:0)`, Cancelled, DeadlineExceeded, ResourceExhausted. After
    /// an error the session is usable.
    Result<std::vector<Tensor>> run(const RunRequest& request, const RunOptions& options = {});
    /// The names of request.feeds are bound to positions; their tensors are ignored.
    Result<Callable> makeCallable(const RunRequest& request);
    /// Adds nodes: the session then runs the new graph, which must begin with the nodes of the old
    /// one (same names and ops). Variables and generators stay. Errors: InvalidArgument.
    Status extend(Graph graph);
    /// Stops all runs in flight; later runs are not affected.
    void cancelAll();
    /// Stops runs and frees all state. Later runs fail with FAILED_PRECONDITION.
    void close();

    const Graph& graph() const;
    ResourceStore& resources() const;
    const DeviceSet& devices() const;
    const SessionOptions& options() const;
    /// The device each node of a compiled call was placed on, by node id; nodes that did not run
    /// are absent.
    std::map<NodeId, std::string> placement(const RunRequest& request);

private:
    friend class Callable;
    Session();
    struct Impl;
    std::unique_ptr<Impl> m;
};

}  // namespace weft
