// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "engine/kernel/op_builder.h"
#include "engine/kernel/state/tensor_queue.h"

/// @file
/// How the ops on queues find theirs, whichever way its handle comes.

namespace weft::queues {

/// The queue behind input 0: a resource handle, or a reference to container and name.
/// Errors: InvalidArgument for a handle to something else, and for a timeout_ms (TensorFlow takes
/// none either).
Result<std::shared_ptr<TensorQueue>> queueOf(KernelContext& context);
/// What a kernel does with the rows that it took, none where it put some in.
using Then = std::function<Status(KernelContext&, std::vector<TensorQueue::Row>)>;
/// Has a request done: parks it where this thread's calls may park, else waits as long as the run is
/// neither cancelled nor out of time. @param then gets no inputs.
Status await(KernelContext& context, std::shared_ptr<TensorQueue::Request> request,
             Then then = nullptr);
/// Whether the op takes the handle as a reference: the first form of queue ops.
enum class Handle { Resource, Reference };
/// The signature of input 0.
std::string_view handleInput(Handle handle);
/// What all ops on queues have in common. Ops on references are not stateful in TensorFlow's
/// contracts.
void queueOp(OpBuilder& op, Handle handle);

}  // namespace weft::queues
