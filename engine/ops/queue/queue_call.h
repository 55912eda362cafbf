// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/kernel/op_builder.h"
#include "engine/kernel/state/tensor_queue.h"

/// @file
/// How the ops on queues find theirs, whichever way its handle comes.

namespace weft::queues {

/// The queue behind input 0: a resource handle, or a reference to container and name.
/// Errors: InvalidArgument for a handle to something else, and for a timeout_ms (TensorFlow takes
/// none either).
Result<std::shared_ptr<TensorQueue>> queueOf(KernelContext& context);
/// What a kernel that waits asks: whether its run is neither cancelled nor out of time.
TensorQueue::GoesOn goesOn(const KernelContext& context);
/// Whether the op takes the handle as a reference: the first form of queue ops.
enum class Handle { Resource, Reference };
/// The signature of input 0.
std::string_view handleInput(Handle handle);
/// What all ops on queues have in common. Ops on references are not stateful in TensorFlow's
/// contracts.
void queueOp(OpBuilder& op, Handle handle);

}  // namespace weft::queues
