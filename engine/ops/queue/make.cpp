// SPDX-License-Identifier: Apache-2.0
/// @file
/// FIFOQueueV2, PaddingFIFOQueueV2, RandomShuffleQueueV2, PriorityQueueV2, and FIFOQueue and
/// RandomShuffleQueue with references: queues that last as long as the session. Nodes that name the
/// same shared_name have one queue.
///
/// Errors   InvalidArgument for attributes that contradict each other or those of another node.
/// Numerics RandomShuffleQueue takes row (word mod size), the words of the Philox stream of its
///          seeds one by one, and puts the last row in its place, as TensorFlow does.
/// Source   Op contracts of TensorFlow of the same names.

#include "engine/ops/queue/queue_call.h"

namespace weft {
namespace {

/// What a queue's node says.
struct Parameters {
    TensorQueue::Rules rules;
    bool isSeeded = false;
    ResourceHandle shared;  // without the node's name
};

template <const char* kOp>
Result<Parameters> parse(const AttrMap& attrs) {
    const bool isSeeded =
        attrs.getOr<std::int64_t>("seed", 0) != 0 || attrs.getOr<std::int64_t>("seed2", 0) != 0;
    return Parameters{WEFT_TRY(queueRules(kOp, attrs)), isSeeded, queueHandle({}, attrs)};
}

Status makeCpu(KernelContext& context) {
    const auto& parameters = context.parameters<Parameters>();
    ResourceHandle handle = parameters.shared;
    if (handle.name.empty()) { handle.name = context.node().name; }
    if (findQueue(context.resources(), handle).ok() || parameters.isSeeded ||
        context.defaultSeed() == 0) {
        WEFT_TRY(findOrMakeQueue(context.resources(), handle, parameters.rules));
    } else {
        TensorQueue::Rules rules = parameters.rules;
        rules.stream = {static_cast<std::uint64_t>(context.defaultSeed()), 0,
                        static_cast<std::uint64_t>(context.defaultSeed2())};
        WEFT_TRY(findOrMakeQueue(context.resources(), handle, rules));
    }
    context.outputValues<ResourceHandle>(0)[0] = std::move(handle);
    return okStatus();
}

/// A reference is resolved when a call is compiled, and its queue made there.
Result<PartialShape> referenceShape(const ShapeContext&) { return PartialShape{2}; }

void queueAttrs(OpBuilder& op) {
    op.category("data")
        .attr("container: string = ''")
        .attr("shared_name: string = ''")
        .stateful()
        .noGradient("it makes a queue");
}

void shuffleAttrs(OpBuilder& op) {
    op.attr("component_types: list(type) >= 1")
        .attr("shapes: list(shape) >= 0 = []")
        .attr("capacity: int = -1")
        .attr("min_after_dequeue: int = 0")
        .attr("seed: int = 0")
        .attr("seed2: int = 0");
}

void plainAttrs(OpBuilder& op) {
    op.attr("component_types: list(type) >= 1")
        .attr("shapes: list(shape) >= 0 = []")
        .attr("capacity: int = -1");
}

constexpr char kFirst[] = "FIFOQueueV2";
constexpr char kPadded[] = "PaddingFIFOQueueV2";
constexpr char kRandom[] = "RandomShuffleQueueV2";
constexpr char kPriority[] = "PriorityQueueV2";

WEFT_OP("FIFOQueueV2")
    .summary("A queue that gives the oldest row first.")
    .apply(plainAttrs)
    .apply(queueAttrs)
    .output("handle: resource", "leads to the queue")
    .shape(scalarShape)
    .parameters(parse<kFirst>)
    .cpuKernel(makeCpu);

WEFT_OP("PaddingFIFOQueueV2")
    .summary("A queue whose rows may differ in shape; those taken together are padded.")
    .apply(plainAttrs)
    .apply(queueAttrs)
    .output("handle: resource", "leads to the queue")
    .shape(scalarShape)
    .parameters(parse<kPadded>)
    .cpuKernel(makeCpu);

WEFT_OP("RandomShuffleQueueV2")
    .summary("A queue that gives its rows in a random order.")
    .apply(shuffleAttrs)
    .apply(queueAttrs)
    .output("handle: resource", "leads to the queue")
    .shape(scalarShape)
    .parameters(parse<kRandom>)
    .cpuKernel(makeCpu);

WEFT_OP("PriorityQueueV2")
    .summary("A queue that gives the row of least priority first.")
    .attr("component_types: list(type) >= 0 = []")
    .attr("shapes: list(shape) >= 0")
    .attr("capacity: int = -1")
    .apply(queueAttrs)
    .output("handle: resource", "leads to the queue")
    .shape(scalarShape)
    .parameters(parse<kPriority>)
    .cpuKernel(makeCpu);

WEFT_OP("FIFOQueue")
    .summary("A queue that gives the oldest row first, by a reference.")
    .apply(plainAttrs)
    .apply(queueAttrs)
    .output("handle: Ref(string)", "container and name of the queue")
    .shape(referenceShape)
    .cpuKernel(passThrough);

WEFT_OP("RandomShuffleQueue")
    .summary("A queue that gives its rows in a random order, by a reference.")
    .apply(shuffleAttrs)
    .apply(queueAttrs)
    .output("handle: Ref(string)", "container and name of the queue")
    .shape(referenceShape)
    .cpuKernel(passThrough);

}  // namespace
}  // namespace weft
