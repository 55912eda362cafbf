// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/gpu/gpu_chain.h"

namespace weft {

std::unique_ptr<GpuChain> GpuChain::make(const GpuNode& last, std::span<const Step> steps,
                                         std::int32_t inputs, std::int32_t outputs) {
    if (std::ssize(steps) > gpu::kMostChainSteps || inputs > gpu::kMostChainInputs ||
        outputs > gpu::kMostChainOutputs) {
        return nullptr;
    }
    const gpu::Kernel* found = ownKernel(last.card().backend(), gpu::kChainOp, last.kernel().type);
    if (found == nullptr) { return nullptr; }
    Node node;
    node.name = last.node().name;
    node.opName = last.node().opName;
    node.outputs.resize(static_cast<std::size_t>(outputs), last.node().outputs[0]);
    std::vector<std::int64_t> program;
    for (const Step& step : steps) {
        program.insert(program.end(), {step.element, step.a, step.b, step.to});
    }
    node.attrs.set("program", std::move(program));
    return std::unique_ptr<GpuChain>(new GpuChain(std::move(node), *found, last.card(), inputs));
}

std::unique_ptr<GpuChain> GpuChain::withBias(const GpuNode& product, const char* op, bool isRelu) {
    constexpr std::int32_t kInputs = 3;
    const gpu::Kernel* found = ownKernel(product.card().backend(), op, product.kernel().type);
    if (found == nullptr) { return nullptr; }
    Node node = product.node();
    node.op = nullptr;
    node.attrs.set("relu", std::int64_t{isRelu ? 1 : 0});
    return std::unique_ptr<GpuChain>(
        new GpuChain(std::move(node), *found, product.card(), kInputs));
}

}  // namespace weft
