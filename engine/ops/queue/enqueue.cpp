// SPDX-License-Identifier: Apache-2.0
/// @file
/// QueueEnqueueV2, QueueEnqueueManyV2 and their forms with references: one row, or the rows of
/// tensors, into a queue. They wait while it is full.
///
/// Errors   InvalidArgument for other dtypes or shapes than the queue's; Cancelled when it is or
///          gets closed, or the run is cancelled.
/// Source   Op contracts of TensorFlow of the same names.

#include "engine/base/strings.h"
#include "engine/ops/queue/queue_call.h"

namespace weft {
namespace {

std::string typesText(const std::vector<DType>& types) {
    std::string text = "resource";
    for (const DType type : types) { text += concat(", ", signatureName(type)); }
    return text + "->";
}

Status checkTypes(const KernelContext& context, const TensorQueue::Rules& rules) {
    std::vector<DType> types;
    for (int i = 1; i < context.inputs(); ++i) { types.push_back(context.input(i).dtype()); }
    if (types == rules.types) { return okStatus(); }
    return invalidArgument(concat("Signature mismatch, have: ", typesText(types),
                                  " expected: ", typesText(rules.types)));
}

Status wrongShape(std::size_t i, const PartialShape& want, const Shape& got) {
    return invalidArgument(
        concat("Shape mismatch in tuple component ", i, ". Expected ", want, ", got ", got));
}

Status enqueueCpu(KernelContext& context) {
    const auto queue = WEFT_TRY(queues::queueOf(context));
    const TensorQueue::Rules& rules = queue->rules();
    WEFT_TRY(checkTypes(context, rules));
    TensorQueue::Row row;
    for (std::size_t i = 0; i < rules.types.size(); ++i) {
        row.push_back(context.input(static_cast<int>(i) + 1));
        if (!rules.shapes.empty() && !rules.shapes[i].compatibleWith(row[i].shape())) {
            return wrongShape(i, rules.shapes[i], row[i].shape());
        }
    }
    return queues::await(context, TensorQueue::enqueue(queue, {std::move(row)}));
}

Status enqueueManyCpu(KernelContext& context) {
    const auto queue = WEFT_TRY(queues::queueOf(context));
    const TensorQueue::Rules& rules = queue->rules();
    WEFT_TRY(checkTypes(context, rules));
    const Shape& first = context.input(1).shape();
    const std::int64_t count = first.rank() == 0 ? kUnknownDim : first[0];
    for (std::size_t i = 0; i < rules.types.size(); ++i) {
        const Shape& shape = context.input(static_cast<int>(i) + 1).shape();
        const PartialShape row = rules.shapes.empty() ? PartialShape::unknown() : rules.shapes[i];
        const PartialShape want = PartialShape{count}.concat(row);
        if (shape.rank() == 0 || !want.compatibleWith(shape)) { return wrongShape(i, want, shape); }
        if (count != shape[0]) {
            return invalidArgument(
                concat("All input tensors must have the same size in the 0th dimension. Component ",
                       i, " has ", shape[0], ", and should have ", count));
        }
    }
    std::vector<TensorQueue::Row> rows(static_cast<std::size_t>(count));
    for (std::int64_t n = 0; n < count; ++n) {
        for (int i = 1; i < context.inputs(); ++i) {
            const Tensor& all = context.input(i);
            const Shape shape = WEFT_TRY(makeShape(PartialShape(all.shape()).slice(1).dims()));
            rows[static_cast<std::size_t>(n)].push_back(all.rows(n, n + 1).reshaped(shape));
        }
    }
    return queues::await(context, TensorQueue::enqueue(queue, std::move(rows)));
}

template <queues::Handle kHandle>
void enqueueOp(OpBuilder& op) {
    queues::queueOp(op, kHandle);
    op.attr("Tcomponents: list(type) >= 1")
        .attr("timeout_ms: int = -1")
        .shape(noOutputs)
        .noGradient("it has no outputs");
}

WEFT_OP("QueueEnqueueV2")
    .summary("Puts a row of tensors into a queue.")
    .apply(enqueueOp<queues::Handle::Resource>)
    .input("components: Tcomponents", "the row")
    .cpuKernel(enqueueCpu);

WEFT_OP("QueueEnqueue")
    .summary("Puts a row of tensors into a queue.")
    .apply(enqueueOp<queues::Handle::Reference>)
    .input("components: Tcomponents", "the row")
    .cpuKernel(enqueueCpu);

WEFT_OP("QueueEnqueueManyV2")
    .summary("Puts the rows of tensors into a queue.")
    .apply(enqueueOp<queues::Handle::Resource>)
    .input("components: Tcomponents", "[n, ...] each")
    .cpuKernel(enqueueManyCpu);

WEFT_OP("QueueEnqueueMany")
    .summary("Puts the rows of tensors into a queue.")
    .apply(enqueueOp<queues::Handle::Reference>)
    .input("components: Tcomponents", "[n, ...] each")
    .cpuKernel(enqueueManyCpu);

}  // namespace
}  // namespace weft
