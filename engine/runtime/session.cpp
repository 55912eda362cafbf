// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/session.h"

#include <algorithm>
#include <new>

#include "engine/base/log.h"
#include "engine/base/mutex.h"
#include "engine/base/strings.h"
#include "engine/device/gpu/gpu_device.h"
#include "engine/graph/graph_io.h"
#include "engine/graph/op_registry.h"
#include "engine/kernel/compute_scope.h"
#include "engine/runtime/executable.h"

namespace weft {
namespace {

void logPlacement(const Executable& executable, const DeviceSet& devices) {
    for (const Node& node : executable.graph().nodes()) {
        const int device = executable.devices()[static_cast<std::size_t>(node.id.value)];
        if (device < 0) { continue; }
        logInfo(concat(node.name, ": (", node.opName, "): ", devices.at(device).text()));
    }
}

/// Signatures kept compiled; the oldest is dropped beyond it.
constexpr std::size_t kMostExecutables = 256;

/// The fence that keeps a machine without memory from ending the process.
template <class F>
auto fenced(F&& body) -> decltype(body()) {
    try {
        return body();
    } catch (const std::bad_alloc&) {
        return resourceExhausted("the machine has no memory left for this call");
    }
}

Signature signatureOf(const RunRequest& request) {
    Signature signature{{}, request.fetches, request.targets};
    for (const auto& [name, tensor] : request.feeds) { signature.feeds.push_back(name); }
    return signature;
}

/// One text a signature; names cannot hold these separators.
std::string keyOf(const RunRequest& request) {
    std::string key;
    for (const auto& [name, tensor] : request.feeds) { key.append(name).push_back('\n'); }
    key.push_back('\t');
    for (const std::string& name : request.fetches) { key.append(name).push_back('\n'); }
    key.push_back('\t');
    for (const std::string& name : request.targets) { key.append(name).push_back('\n'); }
    return key;
}

/// A graph that was read for an editor still calls its functions: what runs has their bodies.
Result<Graph> laidOut(Graph graph) {
    const auto calls = [](const Node& node) {
        return node.op == nullptr ||
               std::any_of(node.op->attrs.begin(), node.op->attrs.end(), [](const AttrDef& attr) {
                   return attr.kind == "func" || attr.kind == "list(func)";
               });
    };
    const auto& nodes = graph.nodes();
    if (graph.libraryBytes.empty() || std::none_of(nodes.begin(), nodes.end(), calls)) {
        return graph;
    }
    return graphFromBytes(graphToBytes(graph));
}

bool namesGpu(const std::string& device) {
    const Result<DeviceName> name = DeviceName::parse(device);
    return name.ok() && name->type.value_or("") == "GPU";
}

/// Whether it is worth asking for GPUs, which takes a driver half a second.
bool wantsGpu(const Graph& graph, const SessionOptions& options, const GpuOptions& gpus) {
    if (gpus.use == GpuOptions::Use::Always || namesGpu(options.defaultDevice)) { return true; }
    const auto& nodes = graph.nodes();
    return std::any_of(nodes.begin(), nodes.end(), [](const Node& node) {
        return !node.device.empty() && namesGpu(node.device);
    });
}

}  // namespace

struct Session::Impl {
    SessionOptions options;
    std::unique_ptr<DeviceSet> devices;
    ResourceStore resources;

    mutable Mutex mutex;
    Condition idle;
    std::shared_ptr<const Graph> graph ABSL_GUARDED_BY(mutex);
    std::map<std::string, std::shared_ptr<const Executable>> executables ABSL_GUARDED_BY(mutex);
    std::vector<std::string> ages ABSL_GUARDED_BY(mutex);  // keys, oldest first
    std::vector<Cancellation*> running ABSL_GUARDED_BY(mutex);
    bool closed ABSL_GUARDED_BY(mutex) = false;

    Result<std::shared_ptr<const Executable>> compile(const RunRequest& request);
    Status execute(const Executable& executable, std::span<const Tensor> feeds,
                   std::vector<Tensor>& fetches, const RunOptions& options);
    Status begin(Cancellation& run);
    void end(Cancellation& run);
};

Session::Session() : m(std::make_unique<Impl>()) {}

Session::~Session() { close(); }

Result<std::unique_ptr<Session>> Session::create(Graph graph, const SessionOptions& options) {
    return fenced([&]() -> Result<std::unique_ptr<Session>> {
        OpRegistry::global().freeze();
        graph = WEFT_TRY(laidOut(std::move(graph)));
        std::unique_ptr<Session> session(new Session);
        session->m->options = options;
        const GpuOptions gpus = gpuOptions();
        session->m->devices =
            makeDevices(std::max(1, options.cpuDevices), wantsGpu(graph, options, gpus), gpus)
                .devices;
        const MutexLock lock(session->m->mutex);
        session->m->graph = std::make_shared<const Graph>(std::move(graph));
        return session;
    });
}

Result<std::shared_ptr<const Executable>> Session::Impl::compile(const RunRequest& request) {
    const std::string key = keyOf(request);
    std::shared_ptr<const Graph> current;
    {
        const MutexLock lock(mutex);
        if (closed) { return failedPrecondition("the session is closed"); }
        const auto found = executables.find(key);
        if (found != executables.end()) { return found->second; }
        current = graph;
    }
    const PlacerOptions placement{options.defaultDevice, options.softPlacement};
    const auto made = WEFT_TRY(Executable::compile(current, signatureOf(request), *devices,
                                                   placement, resources, options.executor));
    if (options.logPlacement) { logPlacement(*made, *devices); }
    const MutexLock lock(mutex);
    if (current != graph) { return made; }  // extended meanwhile: good for this call only
    if (executables.emplace(key, made).second) { ages.push_back(key); }
    if (ages.size() > kMostExecutables) {
        executables.erase(ages.front());
        ages.erase(ages.begin());
    }
    return made;
}

Status Session::Impl::begin(Cancellation& run) {
    const MutexLock lock(mutex);
    if (closed) { return failedPrecondition("the session is closed"); }
    running.push_back(&run);
    return okStatus();
}

void Session::Impl::end(Cancellation& run) {
    const MutexLock lock(mutex);
    std::erase(running, &run);
    if (running.empty()) { idle.notifyAll(); }
}

Status Session::Impl::execute(const Executable& executable, std::span<const Tensor> feeds,
                              std::vector<Tensor>& fetches, const RunOptions& runOptions) {
    using Clock = std::chrono::steady_clock;
    Cancellation run;
    const auto start = Clock::now();
    if (runOptions.timeout) { run.setDeadline(start + *runOptions.timeout); }
    WEFT_TRY(begin(run));
    StepStatistics* statistics = runOptions.statistics;
    if (statistics != nullptr) {
        *statistics = {};
        statistics->startUnixMicros = std::chrono::duration_cast<std::chrono::microseconds>(
                                          std::chrono::system_clock::now().time_since_epoch())
                                          .count();
        for (std::size_t i = 0; i < devices->size(); ++i) {
            statistics->devices.push_back(devices->at(static_cast<int>(i)).text());
        }
    }
    Status status;
    {
        const ComputeScope compute;
        const RunContext context{devices.get(),           &resources,   &run,
                                 runOptions.cancellation, options.seed, statistics};
        status = fenced([&] { return executable.run(context, feeds, fetches); });
    }
    if (statistics != nullptr) {
        statistics->durationNs =
            std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - start).count();
        for (std::size_t i = 0; i < devices->size(); ++i) {
            statistics->peakBytes += devices->at(static_cast<int>(i)).allocator().peakBytes();
        }
    }
    end(run);
    return status;
}

Result<std::vector<Tensor>> Session::run(const RunRequest& request, const RunOptions& options) {
    return fenced([&]() -> Result<std::vector<Tensor>> {
        const auto executable = WEFT_TRY(m->compile(request));
        std::vector<Tensor> feeds;
        for (const auto& [name, tensor] : request.feeds) { feeds.push_back(tensor); }
        std::vector<Tensor> fetches;
        WEFT_TRY(m->execute(*executable, feeds, fetches, options));
        return fetches;
    });
}

Result<Callable> Session::makeCallable(const RunRequest& request) {
    return fenced([&]() -> Result<Callable> {
        Callable callable;
        callable.m_session = this;
        callable.m_executable = WEFT_TRY(m->compile(request));
        return callable;
    });
}

Status Callable::run(std::span<const Tensor> feeds, std::vector<Tensor>& fetches,
                     const RunOptions& options) const {
    return m_session->m->execute(*m_executable, feeds, fetches, options);
}

Status Session::extend(Graph graph) {
    return fenced([&]() -> Status {
        graph = WEFT_TRY(laidOut(std::move(graph)));
        const MutexLock lock(m->mutex);
        if (m->closed) { return failedPrecondition("the session is closed"); }
        for (const Node& old : m->graph->nodes()) {
            const auto at = static_cast<std::size_t>(old.id.value);
            const Node* node = at < graph.size() ? &graph.nodes()[at] : nullptr;
            if (node == nullptr || node->name != old.name || node->opName != old.opName) {
                return invalidArgument(
                    concat("an extended graph must begin with the nodes of the old one: node '",
                           old.name, "' is missing or changed"));
            }
        }
        m->graph = std::make_shared<const Graph>(std::move(graph));
        m->executables.clear();
        m->ages.clear();
        return okStatus();
    });
}

void Session::cancelAll() {
    const MutexLock lock(m->mutex);
    for (Cancellation* run : m->running) { run->cancel(); }
}

void Session::close() {
    const MutexLock lock(m->mutex);
    m->closed = true;
    for (Cancellation* run : m->running) { run->cancel(); }
    while (!m->running.empty()) { m->idle.wait(m->mutex); }
    m->executables.clear();
    m->ages.clear();
    m->resources.clear();
}

const Graph& Session::graph() const {
    const MutexLock lock(m->mutex);
    return *m->graph;
}

ResourceStore& Session::resources() const { return m->resources; }
const DeviceSet& Session::devices() const { return *m->devices; }
const SessionOptions& Session::options() const { return m->options; }

std::map<NodeId, std::string> Session::placement(const RunRequest& request) {
    std::map<NodeId, std::string> out;
    const auto executable = m->compile(request);
    if (!executable.ok()) { return out; }
    const std::vector<int>& devices = (*executable)->devices();
    for (std::size_t i = 0; i < devices.size(); ++i) {
        if (devices[i] >= 0) {
            out.emplace(NodeId{static_cast<std::int32_t>(i)}, m->devices->at(devices[i]).text());
        }
    }
    return out;
}

}  // namespace weft
