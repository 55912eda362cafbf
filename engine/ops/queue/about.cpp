// SPDX-License-Identifier: Apache-2.0
/// @file
/// QueueSizeV2, QueueCloseV2, QueueIsClosedV2 and their forms with references.
///
/// Errors   InvalidArgument for a handle that leads to no queue; Cancelled for closing a queue that
///          is closed, unless what waits is to be cancelled.
/// Source   Op contracts of TensorFlow of the same names.

#include "engine/ops/queue/queue_call.h"

namespace weft {
namespace {

Status sizeCpu(KernelContext& context) {
    const auto queue = WEFT_TRY(queues::queueOf(context));
    context.outputValues<std::int32_t>(0)[0] = static_cast<std::int32_t>(queue->size());
    return okStatus();
}

Status closeCpu(KernelContext& context) {
    const auto queue = WEFT_TRY(queues::queueOf(context));
    if (!context.attrs().getOr("cancel_pending_enqueues", false)) {
        return queues::await(context, TensorQueue::close(queue));
    }
    queue->closeAtOnce();
    return okStatus();
}

Status isClosedCpu(KernelContext& context) {
    context.outputValues<bool>(0)[0] = WEFT_TRY(queues::queueOf(context))->isClosed();
    return okStatus();
}

template <queues::Handle kHandle>
void sizeOp(OpBuilder& op) {
    queues::queueOp(op, kHandle);
    op.output("size: int32", "scalar").shape(scalarShape).noGradient("it is a whole number");
    op.cpuKernel(sizeCpu);
}

template <queues::Handle kHandle>
void closeOp(OpBuilder& op) {
    queues::queueOp(op, kHandle);
    op.attr("cancel_pending_enqueues: bool = false")
        .shape(noOutputs)
        .noGradient("it has no outputs")
        .cpuKernel(closeCpu);
}

WEFT_OP("QueueSizeV2")
    .summary("How many rows a queue has.")
    .apply(sizeOp<queues::Handle::Resource>);

WEFT_OP("QueueSize").summary("How many rows a queue has.").apply(sizeOp<queues::Handle::Reference>);

WEFT_OP("QueueCloseV2")
    .summary("Lets nothing more into a queue.")
    .apply(closeOp<queues::Handle::Resource>);

WEFT_OP("QueueClose")
    .summary("Lets nothing more into a queue.")
    .apply(closeOp<queues::Handle::Reference>);

WEFT_OP("QueueIsClosedV2")
    .summary("Whether a queue is closed.")
    .apply([](OpBuilder& op) { queues::queueOp(op, queues::Handle::Resource); })
    .output("is_closed: bool", "scalar")
    .shape(scalarShape)
    .noGradient("it is a truth value")
    .cpuKernel(isClosedCpu);

}  // namespace
}  // namespace weft
