// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/fuse/fused_program.h"

#include <algorithm>
#include <cstring>

#include "engine/kernel/parallel.h"
#include "engine/runtime/plan.h"

namespace weft {
namespace {

/// Elements of a tile. Scratches and operands of a chain stay in a core's own caches, and calls weigh
/// little: with 512, which a first-level cache holds, an LSTM's step took 5 to 15 % longer, and long
/// tensors the same.
constexpr std::int64_t kTile = 2048;

/// Scratch memory of this thread; kept, so that a run in the steady state asks for none.
std::byte* scratchBytes(std::size_t bytes) {
    thread_local std::vector<std::byte> memory;
    if (memory.size() < bytes) { memory.resize(bytes); }
    return memory.data();
}

/// Likewise, for the rows of operands that all rows of a chain share.
std::byte* rowBytes(std::size_t bytes) {
    thread_local std::vector<std::byte> memory;
    if (memory.size() < bytes) { memory.resize(bytes); }
    return memory.data();
}

/// How the elements of an operand lie for a tile that begins at any element of the chain.
struct OperandView {
    const std::byte* data = nullptr;
    std::int64_t period = 0;  // elements after which it begins again; 0: never
    bool isOne = false;

    const std::byte* from(std::int64_t element, std::size_t width) const {
        if (isOne) { return data; }
        return data + static_cast<std::size_t>(period > 0 ? element % period : element) * width;
    }
};

using OperandViews = absl::InlinedVector<OperandView, 16>;

/// A row is laid out once more and a tile further, so that a tile that begins anywhere in it finds
/// its elements one after the other.
OperandViews viewsOf(std::span<const Tensor* const> inputs, const Shape& chain, std::size_t width) {
    OperandViews views;
    std::size_t bytes = 0;
    const auto laidOut = [&](const Tensor& row) {
        return (static_cast<std::size_t>(row.elements()) + static_cast<std::size_t>(kTile)) * width;
    };
    const auto isRow = [&](const Tensor& input) {
        return input.elements() > 1 && input.shape() != chain && isRowOf(input.shape(), chain);
    };
    for (const Tensor* input : inputs) { bytes += isRow(*input) ? laidOut(*input) : 0; }
    std::byte* rows = bytes > 0 ? rowBytes(bytes) : nullptr;
    for (const Tensor* input : inputs) {
        const auto* data = static_cast<const std::byte*>(input->data());
        if (!isRow(*input)) {
            views.push_back({data, 0, input->elements() == 1});
            continue;
        }
        const std::size_t all = laidOut(*input);
        for (std::size_t done = 0; done < all; done += input->bytes()) {
            std::memcpy(rows + done, data, std::min(input->bytes(), all - done));
        }
        views.push_back({rows, input->elements(), false});
        rows += all;
    }
    return views;
}

/// Steps of the nodes: one each, but a fold takes one an input after the first.
void addSteps(FusedProgram& program) {
    std::vector<std::int32_t> resultOf;  // by node: its last step
    const auto source = [&resultOf](std::int32_t operand) {
        return operand < 0 ? operand : resultOf[at(operand)];
    };
    for (const FusedNode& node : program.nodes) {
        const ChainPart tile = *chainPartOf(node.run, node.parameters);
        program.type = tile.type;
        const auto inputs = static_cast<std::int32_t>(node.operands.size());
        const std::int32_t calls = tile.folds ? inputs - 1 : 1;
        for (std::int32_t call = 0; call < calls; ++call) {
            FusedStep step;
            step.run = tile.tile;
            step.element = tile.element;
            step.operandCount = tile.folds ? 2 : inputs;
            for (std::int32_t i = 0; i < step.operandCount; ++i) {
                step.operands[at(i)] = source(node.operands[at(tile.folds ? call + i : i)]);
            }
            if (call > 0) {
                step.operands[0] = static_cast<std::int32_t>(program.steps.size()) - 1;
            }
            if (call + 1 == calls) { step.output = node.output; }
            program.steps.push_back(step);
            program.cost += tile.cost;
        }
        resultOf.push_back(static_cast<std::int32_t>(program.steps.size()) - 1);
    }
}

/// Gives results without output a place, and takes it back after their last reader. A reader may
/// write where its operand lies.
void placeScratches(FusedProgram& program) {
    const auto count = static_cast<std::int32_t>(program.steps.size());
    std::vector<std::int32_t> lastReader(program.steps.size(), -1);
    for (std::int32_t s = 0; s < count; ++s) {
        const FusedStep& step = program.steps[at(s)];
        for (std::int32_t i = 0; i < step.operandCount; ++i) {
            if (step.operands[at(i)] >= 0) { lastReader[at(step.operands[at(i)])] = s; }
        }
    }
    std::vector<std::int32_t> free;
    for (std::int32_t s = 0; s < count; ++s) {
        FusedStep& step = program.steps[at(s)];
        for (std::int32_t i = 0; i < step.operandCount; ++i) {
            const std::int32_t from = step.operands[at(i)];
            if (from < 0 || lastReader[at(from)] != s) { continue; }
            const std::int32_t place = program.steps[at(from)].scratch;
            const bool twice = std::find(free.begin(), free.end(), place) != free.end();
            if (place >= 0 && !twice) { free.push_back(place); }
        }
        if (step.output >= 0) { continue; }
        if (free.empty()) { free.push_back(program.scratches++); }
        step.scratch = free.back();
        free.pop_back();
    }
}

}  // namespace

std::optional<ChainPart> chainPartOf(KernelFunction run, const void* parameters) {
    if (run == runGpuNode) {
        const auto& node = *static_cast<const GpuNode*>(parameters);
        const gpu::Kernel& kernel = node.kernel();
        if (kernel.element == gpu::kNoElement) { return std::nullopt; }
        return ChainPart{static_cast<DType>(kernel.type), node.node().isOp("AddN"), nullptr, 0,
                         kernel.element};
    }
    const TileKernel* tile = tileOf(run);
    if (tile == nullptr) { return std::nullopt; }
    return ChainPart{tile->type, tile->folds, tile->run, tile->cost, 0};
}

bool sendToCard(FusedProgram& program, std::int32_t inputs) {
    const auto placeOf = [&program](std::int32_t operand) {
        if (operand < 0) { return operand; }
        const FusedStep& step = program.steps[at(operand)];
        return step.output >= 0 ? gpu::kFirstChainOutput + step.output : step.scratch;
    };
    std::vector<GpuChain::Step> steps;
    for (std::int32_t s = 0; s < std::ssize(program.steps); ++s) {
        const FusedStep& step = program.steps[at(s)];
        const std::int32_t a = placeOf(step.operands[0]);
        const std::int32_t b = step.operandCount > 1 ? placeOf(step.operands[1]) : a;
        steps.push_back({step.element, a, b, placeOf(s)});
    }
    const auto& last = *static_cast<const GpuNode*>(program.nodes.back().parameters);
    program.onCard = GpuChain::make(last, steps, inputs, program.outputs);
    return program.onCard != nullptr;
}

void layOutSteps(FusedProgram& program) {
    program.steps.clear();
    program.scratches = 0;
    program.cost = 0;
    addSteps(program);
    placeScratches(program);
}

bool isRowOf(const Shape& operand, const Shape& chain) {
    const int rank = operand.rank();
    return rank > 0 && rank <= chain.rank() && operand[rank - 1] == chain[chain.rank() - 1] &&
           operand.elements() == operand[rank - 1];
}

void runSteps(const FusedProgram& program, std::span<const Tensor* const> inputs,
              std::span<Tensor> outputs) {
    const std::int64_t elements = outputs[0].elements();
    const std::size_t width = elementBytes(program.type);
    const OperandViews views = viewsOf(inputs, outputs[0].shape(), width);
    const std::size_t stride = static_cast<std::size_t>(std::min(elements, kTile)) * width;
    // Written to before the team starts: a buffer that is shared would be copied here, not there.
    absl::InlinedVector<std::byte*, 8> written;
    for (Tensor& output : outputs) {
        written.push_back(static_cast<std::byte*>(output.mutableData()));
    }
    parallelFor(elements, program.cost, [&](std::int64_t begin, std::int64_t end) {
        std::byte* scratch = scratchBytes(stride * at(program.scratches));
        for (std::int64_t from = begin; from < end; from += kTile) {
            const std::size_t offset = static_cast<std::size_t>(from) * width;
            const auto resultOf = [&](const FusedStep& step) {
                return step.output >= 0 ? written[at(step.output)] + offset
                                        : scratch + at(step.scratch) * stride;
            };
            for (const FusedStep& step : program.steps) {
                Tile tile;
                tile.n = std::min(kTile, end - from);
                for (std::int32_t i = 0; i < step.operandCount; ++i) {
                    const std::int32_t operand = step.operands[at(i)];
                    if (operand >= 0) {
                        tile.in[at(i)] = resultOf(program.steps[at(operand)]);
                        continue;
                    }
                    const OperandView& input = views[at(~operand)];
                    tile.repeats[at(i)] = input.isOne;
                    tile.in[at(i)] = input.from(from, width);
                }
                tile.out = resultOf(step);
                step.run(tile);
            }
        }
    });
}

}  // namespace weft
