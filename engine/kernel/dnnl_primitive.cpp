// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/dnnl_primitive.h"

#ifndef WEFT_NO_DNNL

#include <dnnl_debug.h>

#include <map>

#include "engine/base/mutex.h"
#include "engine/base/strings.h"
#include "engine/kernel/parallel.h"

namespace weft {
namespace {

/// Idle primitives kept; one that a training step does not use again is soon thrown out.
constexpr std::size_t kMostIdle = 512;

/// Primitives that no lease holds, by key.
struct IdlePrimitives {
    Mutex mutex;
    std::map<DnnlKey, std::vector<std::unique_ptr<DnnlPrimitive>>> byKey ABSL_GUARDED_BY(mutex);
    std::size_t count ABSL_GUARDED_BY(mutex) = 0;
};

/// Never freed: oneDNN's own statics may be gone when ours are.
IdlePrimitives& idlePrimitives() {
    static auto* const pool = std::make_unique<IdlePrimitives>().release();
    return *pool;
}

Status statusOfCode(dnnl_status_t code, std::string_view what) {
    if (code == dnnl_success) { return okStatus(); }
    const std::string text = concat("oneDNN: ", what, ": ", dnnl_status2str(code));
    return code == dnnl_out_of_memory ? resourceExhausted(text) : internalError(text);
}

}  // namespace

const dnnl::engine& DnnlPrimitive::engine() {
    static const auto* const cpu =
        std::make_unique<dnnl::engine>(dnnl::engine::kind::cpu, 0).release();
    return *cpu;
}

DnnlPrimitive::DnnlPrimitive(const dnnl::primitive& primitive, const std::vector<Operand>& operands)
    : m_stream(engine()), m_primitive(primitive) {
    m_operands.reserve(operands.size());
    for (const Operand& operand : operands) {
        Bound bound;
        bound.callers = dnnl::memory(operand.callers, engine(), DNNL_MEMORY_NONE);
        bound.isOutput = operand.isOutput;
        if (operand.wanted != operand.callers) {
            bound.own = dnnl::memory(operand.wanted, engine());
            const dnnl::memory& from = operand.isOutput ? bound.own : bound.callers;
            const dnnl::memory& to = operand.isOutput ? bound.callers : bound.own;
            bound.reorder = dnnl::reorder(from, to);
            bound.reorderArguments = {{DNNL_ARG_FROM, from.get()}, {DNNL_ARG_TO, to.get()}};
        }
        const dnnl::memory& used = bound.own ? bound.own : bound.callers;
        m_arguments.push_back({operand.id, used.get()});
        m_operands.push_back(std::move(bound));
    }
}

Status DnnlPrimitive::run(std::span<const void* const> buffers) {
    const auto execute = [this](const dnnl::primitive& primitive,
                                const std::vector<dnnl_exec_arg_t>& arguments) {
        return statusOfCode(
            dnnl_primitive_execute(primitive.get(), m_stream.get(),
                                   static_cast<int>(arguments.size()), arguments.data()),
            "execute");
    };
    for (std::size_t i = 0; i < m_operands.size(); ++i) {
        Bound& bound = m_operands[i];
        WEFT_TRY(statusOfCode(
            dnnl_memory_set_data_handle(bound.callers.get(), const_cast<void*>(buffers[i])),
            "set a buffer"));
        if (bound.own && !bound.isOutput) {
            WEFT_TRY(execute(bound.reorder, bound.reorderArguments));
        }
    }
    WEFT_TRY(execute(m_primitive, m_arguments));
    for (const Bound& bound : m_operands) {
        if (bound.own && bound.isOutput) {
            WEFT_TRY(execute(bound.reorder, bound.reorderArguments));
        }
    }
    return statusOfCode(dnnl_stream_wait(m_stream.get()), "wait");
}

void DnnlLease::addThreads(DnnlKey& key) { key.push_back(computeThreads()); }

std::unique_ptr<DnnlPrimitive> DnnlLease::takeIdle(const DnnlKey& key) {
    IdlePrimitives& pool = idlePrimitives();
    const MutexLock lock(pool.mutex);
    const auto found = pool.byKey.find(key);
    if (found == pool.byKey.end() || found->second.empty()) { return nullptr; }
    std::unique_ptr<DnnlPrimitive> primitive = std::move(found->second.back());
    found->second.pop_back();
    --pool.count;
    return primitive;
}

DnnlLease::~DnnlLease() {
    if (m_primitive == nullptr) { return; }
    IdlePrimitives& pool = idlePrimitives();
    const MutexLock lock(pool.mutex);
    if (pool.count >= kMostIdle) {
        pool.byKey.clear();
        pool.count = 0;
    }
    pool.byKey[m_key].push_back(std::move(m_primitive));
    ++pool.count;
}

Status DnnlLease::statusOf(const dnnl::error& error) {
    return statusOfCode(error.status, error.message);
}

}  // namespace weft

#endif  // WEFT_NO_DNNL
