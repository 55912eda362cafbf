// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/device/gpu/gpu_card.h"
#include "engine/kernel/gpu/gpu_catalog.h"
#include "engine/kernel/kernel_context.h"

namespace weft {

/// A node that runs on a card: its kernel, what the kernel is told of the attributes, and what Prepare
/// found for the shapes it met. Made with the plan. Threading: run() from any thread.
class GpuNode {
public:
    /// @param own what the op's parser made of the attributes, may be null.
    GpuNode(const Node& node, const gpu::Kernel& kernel, GpuCard& card, const void* own);
    /// A call that no op of a graph makes. @param host by input: whether it stays in host memory.
    GpuNode(const Node& node, const gpu::Kernel& kernel, GpuCard& card, std::vector<bool> host);
    /// As many calls of a kernel that joins, as one: operands of one after those of the other, no outputs. The
    /// nodes are alike but for their operands.
    GpuNode(const GpuNode& first, std::int32_t parts);
    ~GpuNode();
    GpuNode(const GpuNode&) = delete;
    GpuNode& operator=(const GpuNode&) = delete;

    const Node& node() const { return m_node; }
    GpuCard& card() const { return m_card; }
    const gpu::Kernel& kernel() const { return m_kernel; }

    /// Enqueues the kernel; where its Prepare knows no way for these shapes, the processor's kernel runs
    /// on copies. Inputs that lie elsewhere are copied first, so that a plan that does not
    /// know where a value is gives the right result all the same.
    Status run(KernelContext& context) const;
    /// Whether the kernel looks for indices that are not there.
    bool checks() const { return m_fault != nullptr; }
    /// What it found since it was asked last, as InvalidArgument. Complete only where the host has waited
    /// for the card since the call.
    Status takeFault() const;

private:
    struct Operands;
    Status gather(KernelContext& context, Operands& operands) const;
    Result<const gpu::Plan*> planFor(const Operands& operands, gpu::Call& call) const;
    Result<Tensor> wordsFor(KernelContext& context) const;
    Status runOnHost(KernelContext& context, const std::string& why) const;

    const Node& m_node;
    const gpu::Kernel& m_kernel;
    GpuCard& m_card;
    const void* const m_own;
    const GpuAttrs m_attrs;
    const std::vector<bool> m_host;
    gpu::Fault* const m_fault;  // null: the kernel checks nothing
    const std::int32_t m_parts = 1;
    mutable Mutex m_mutex;
    mutable std::map<std::vector<std::int64_t>, gpu::Plan> m_plans
        ABSL_GUARDED_BY(m_mutex);  // by shapes
};

/// A tensor as kernels see it. Errors: Unimplemented for too many axes.
Result<gpu::View> gpuView(const Tensor& tensor);
/// Told where a call reads host memory that another run has elsewhere: what this thread records then cannot be
/// replayed. @param what who reads it.
void noteHostRead(const std::string& what);

/// The kernel function of such instructions, whose parameters are a GpuNode.
Status runGpuNode(KernelContext& context);

/// What the host counts for a kernel, where a random stream is: the key and the counter at which the
/// call begins. The generator moves on as it does for the CPU kernel.
using GpuWords = Result<std::array<std::uint64_t, 4>> (*)(KernelContext& context,
                                                          std::int64_t outputElements);
/// Registered by the ops that have such a stream, when the library loads.
struct GpuWordsRegistration {
    GpuWordsRegistration(const char* op, GpuWords words);
};

/// Collects what a thread's calls of kernels would need to be called again without the host.
/// While it lives, words are written to memory that stays, and by refresh() alone.
class GpuRecorder {
public:
    explicit GpuRecorder(bool keepsWords);
    ~GpuRecorder();
    GpuRecorder(const GpuRecorder&) = delete;
    GpuRecorder& operator=(const GpuRecorder&) = delete;

    /// Why the calls cannot be recorded, or "".
    const std::string& obstacle() const { return m_obstacle; }
    /// Words of a random node and where they lie on the card.
    struct Counted {
        GpuWords words;
        KernelContext::State state;  ///< without inputs and outputs
        std::int64_t outputElements;
        Tensor onCard;
        /// Takes the next numbers of the stream and sends them to the card.
        Status refresh();
    };
    std::vector<Counted> takeCounted() { return std::move(m_counted); }

private:
    friend class GpuNode;
    friend void noteHostRead(const std::string& what);
    GpuRecorder* const m_before;
    const bool m_keepsWords;
    std::string m_obstacle;
    std::vector<Counted> m_counted;
};

}  // namespace weft
