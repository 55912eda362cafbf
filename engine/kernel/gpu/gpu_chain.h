// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "engine/kernel/gpu/gpu_node.h"

namespace weft {

/// Several nodes on a card as one call: a chain of elementwise ops, a product with its bias.
class GpuChain {
public:
    /// A step: what it does, the values it takes and where its result goes, as gpu_call.h numbers them.
    struct Step {
        std::int32_t element = gpu::kNoElement;
        std::int32_t a = 0;
        std::int32_t b = 0;
        std::int32_t to = 0;
    };
    /// @param last the chain's last node. @return null where the backend has no such chains.
    static std::unique_ptr<GpuChain> make(const GpuNode& last, std::span<const Step> steps,
                                          std::int32_t inputs, std::int32_t outputs);

    /// A product or convolution that adds a bias. @param op kMatMulBiasOp, kConvBiasOp.
    static std::unique_ptr<GpuChain> withBias(const GpuNode& product, const char* op, bool isRelu);

    /// Enqueues it. @param context inputs of elementwise chains have the shape of its outputs, or are rows or
    /// numbers. Errors: Unimplemented where the card's library has no way for these shapes.
    Status run(KernelContext& context) const { return m_call.run(context); }

private:
    GpuChain(Node node, const gpu::Kernel& kernel, GpuCard& card, std::int32_t inputs)
        : m_node(std::move(node)),
          m_call(m_node, kernel, card, std::vector<bool>(static_cast<std::size_t>(inputs), false)) {
    }
    const Node m_node;  // of no graph
    const GpuNode m_call;
};

}  // namespace weft
