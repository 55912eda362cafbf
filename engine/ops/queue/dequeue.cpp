// SPDX-License-Identifier: Apache-2.0
/// @file
/// QueueDequeueV2, QueueDequeueManyV2, QueueDequeueUpToV2 and their forms with references: one row,
/// or several as the rows of tensors, out of a queue. They wait until there are so many; UpTo takes
/// fewer once the queue is closed.
///
/// Errors   OutOfRange when the queue is closed and has too few; InvalidArgument for other dtypes
///          than the queue's, for a number of rows that is negative, for several rows of a queue
///          that does not say their shapes; Cancelled when the run is.
/// Source   Op contracts of TensorFlow of the same names.

#include <algorithm>
#include <cstring>

#include "engine/base/strings.h"
#include "engine/kernel/state/tensor_elements.h"
#include "engine/ops/queue/queue_call.h"

namespace weft {
namespace {

std::string typesText(const std::vector<DType>& types) {
    std::vector<std::string> words;
    for (const DType type : types) { words.emplace_back(signatureName(type)); }
    return concat("resource->", join(words, ", "));
}

Status checkTypes(const KernelContext& context, const TensorQueue::Rules& rules) {
    std::vector<DType> types;
    for (const OutputInfo& output : context.node().outputs) { types.push_back(output.type); }
    if (types == rules.types) { return okStatus(); }
    return invalidArgument(concat("Signature mismatch, have: ", typesText(types),
                                  " expected: ", typesText(rules.types)));
}

Status dequeueCpu(KernelContext& context) {
    const auto queue = WEFT_TRY(queues::queueOf(context));
    WEFT_TRY(checkTypes(context, queue->rules()));
    return queues::await(context, TensorQueue::dequeue(queue, 1, TensorQueue::Fewer::Refuse),
                         [](KernelContext& called, std::vector<TensorQueue::Row> rows) {
                             for (int i = 0; i < called.outputs(); ++i) {
                                 called.setOutput(
                                     i, std::move(rows.front()[static_cast<std::size_t>(i)]));
                             }
                             return okStatus();
                         });
}

/// The sizes that hold all rows' component i.
Result<Shape> shapeOfAll(const std::vector<TensorQueue::Row>& rows, std::size_t i,
                         const PartialShape& declared) {
    Dims dims{std::ssize(rows)};
    for (int axis = 0; axis < declared.rank(); ++axis) {
        std::int64_t size = std::max<std::int64_t>(declared[axis], 0);
        for (const TensorQueue::Row& row : rows) { size = std::max(size, row[i].shape()[axis]); }
        dims.push_back(size);
    }
    return makeShape(dims);
}

/// Copies a tensor to the lower corner of a place that is as large or larger.
/// @param at where the place's row `axis` begins, in elements.
void copyPadded(const Tensor& from, std::int64_t begin, Tensor& to, std::int64_t at, int axis,
                std::int64_t count, std::int64_t room) {
    const bool isLast = axis + 1 >= from.rank();
    if (from.rank() == 0 || isLast) {
        if (isPlain(from.dtype())) {
            const std::size_t each = elementBytes(from.dtype());
            std::memcpy(to.mutableData() + static_cast<std::size_t>(at) * each,
                        from.data() + static_cast<std::size_t>(begin) * each,
                        static_cast<std::size_t>(count) * each);
        } else {
            const auto source = from.values<std::string>();
            std::copy_n(source.begin() + begin, count,
                        to.mutableValues<std::string>().begin() + at);
        }
        return;
    }
    const std::int64_t size = from.shape()[axis];
    const std::int64_t places = to.shape()[axis + 1];
    for (std::int64_t i = 0; i < size; ++i) {
        copyPadded(from, begin + i * (count / size), to, at + i * (room / places), axis + 1,
                   count / size, room / places);
    }
}

/// Component i of all rows as one tensor; zeros where a row is smaller.
Result<Tensor> together(KernelContext& context, const std::vector<TensorQueue::Row>& rows,
                        std::size_t i, const TensorQueue::Rules& rules) {
    const DType type = rules.types[i];
    const Shape shape = WEFT_TRY(shapeOfAll(rows, i, rules.shapes[i]));
    Tensor all = WEFT_TRY(context.allocate(type, shape));
    const std::int64_t room = rows.empty() ? 0 : shape.elements() / std::ssize(rows);
    const bool isEven = std::all_of(rows.begin(), rows.end(), [&](const TensorQueue::Row& row) {
        return row[i].elements() == room;
    });
    if (!isEven && !isPlain(type) && type != DType::String) {
        return invalidArgument(concat("rows of ", type, " cannot be padded"));
    }
    if (!isEven && isPlain(type)) { std::memset(all.mutableData(), 0, all.bytes()); }
    std::int64_t at = 0;
    for (const TensorQueue::Row& row : rows) {
        if (isEven) {
            WEFT_TRY(copyElements(row[i], all, at));
        } else if (row[i].elements() > 0) {
            copyPadded(row[i], 0, all, at, 0, row[i].elements(), room);
        }
        at += room;
    }
    return all;
}

template <TensorQueue::Fewer kFewer>
Status dequeueManyCpu(KernelContext& context) {
    const auto queue = WEFT_TRY(queues::queueOf(context));
    const TensorQueue::Rules& rules = queue->rules();
    WEFT_TRY(checkTypes(context, rules));
    if (context.input(1).elements() != 1) {
        return invalidArgument(concat("n: got shape ", context.input(1).shape(), ", want []"));
    }
    const std::int64_t n = intAt(context.input(1), 0);
    if (n < 0) {
        const bool isMany = kFewer == TensorQueue::Fewer::Refuse;
        return invalidArgument(
            concat(isMany ? "DequeueManyOp" : "DequeueUpToOp", " requested ", n, " < 0 elements"));
    }
    if (rules.shapes.empty()) {
        return invalidArgument(
            concat(rules.typeName,
                   "'s DequeueMany and DequeueUpTo require the components to have specified "
                   "shapes."));
    }
    return queues::await(
        context, TensorQueue::dequeue(queue, n, kFewer),
        [queue](KernelContext& called, const std::vector<TensorQueue::Row>& rows) -> Status {
            for (std::size_t i = 0; i < queue->rules().types.size(); ++i) {
                called.setOutput(static_cast<int>(i),
                                 WEFT_TRY(together(called, rows, i, queue->rules())));
            }
            return okStatus();
        });
}

template <queues::Handle kHandle>
void dequeueOp(OpBuilder& op) {
    queues::queueOp(op, kHandle);
    op.attr("component_types: list(type) >= 1")
        .attr("timeout_ms: int = -1")
        .shape(unknownShapes)
        .dynamicOutputs()
        .noGradient("what comes out of a queue depends on no input");
}

template <queues::Handle kHandle>
void dequeueManyOp(OpBuilder& op) {
    dequeueOp<kHandle>(op);
    op.input("n: int32", "scalar: how many rows")
        .output("components: component_types", "[n, ...] each");
}

WEFT_OP("QueueDequeueV2")
    .summary("Takes a row of tensors from a queue.")
    .apply(dequeueOp<queues::Handle::Resource>)
    .output("components: component_types", "the row")
    .cpuKernel(dequeueCpu);

WEFT_OP("QueueDequeue")
    .summary("Takes a row of tensors from a queue.")
    .apply(dequeueOp<queues::Handle::Reference>)
    .output("components: component_types", "the row")
    .cpuKernel(dequeueCpu);

WEFT_OP("QueueDequeueManyV2")
    .summary("Takes rows from a queue, as rows of tensors.")
    .apply(dequeueManyOp<queues::Handle::Resource>)
    .cpuKernel(dequeueManyCpu<TensorQueue::Fewer::Refuse>);

WEFT_OP("QueueDequeueMany")
    .summary("Takes rows from a queue, as rows of tensors.")
    .apply(dequeueManyOp<queues::Handle::Reference>)
    .cpuKernel(dequeueManyCpu<TensorQueue::Fewer::Refuse>);

WEFT_OP("QueueDequeueUpToV2")
    .summary("Takes rows from a queue, fewer at its end, as rows of tensors.")
    .apply(dequeueManyOp<queues::Handle::Resource>)
    .cpuKernel(dequeueManyCpu<TensorQueue::Fewer::Allow>);

WEFT_OP("QueueDequeueUpTo")
    .summary("Takes rows from a queue, fewer at its end, as rows of tensors.")
    .apply(dequeueManyOp<queues::Handle::Reference>)
    .cpuKernel(dequeueManyCpu<TensorQueue::Fewer::Allow>);

}  // namespace
}  // namespace weft
