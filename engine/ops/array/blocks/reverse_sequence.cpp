// SPDX-License-Identifier: Apache-2.0
/// @file
/// ReverseSequence: in slice b along batch_dim, turns the first seq_lengths[b] elements along
/// seq_dim round and leaves the rest.
///
/// Shapes   output as input; seq_lengths [size of input along batch_dim].
/// Types    numbers, bool, string; seq_lengths int32, int64.
/// Errors   InvalidArgument for axes out of range or equal, a length below 0 or above the size.
/// Source   Op contract of TensorFlow "ReverseSequence" (ops.pbtxt); its own gradient.

#include "engine/kernel/op_builder.h"
#include "engine/kernel/simd/strided_copy.h"

namespace weft {
namespace {

struct SequenceAxes {
    std::int64_t sequence = 0;
    std::int64_t batch = 0;
};
Result<SequenceAxes> parseAxes(const AttrMap& attrs) {
    const SequenceAxes axes{WEFT_TRY(attrs.get<std::int64_t>("seq_dim")),
                            attrs.getOr<std::int64_t>("batch_dim", 0)};
    if (axes.sequence < 0 || axes.batch < 0 || axes.sequence == axes.batch) {
        return invalidArgument(concat("seq_dim and batch_dim must be two axes: got ", axes.sequence,
                                      " and ", axes.batch));
    }
    return axes;
}

Result<PartialShape> reverseSequenceShape(const ShapeContext& context) {
    const PartialShape& input = context.input(0);
    const PartialShape lengths = WEFT_TRY(context.input(1).withRank(1));
    if (!input.hasRank()) { return input; }
    const SequenceAxes axes = WEFT_TRY(parseAxes(context.attrs()));
    if (axes.batch >= input.rank() || axes.sequence >= input.rank()) {
        return invalidArgument(concat("batch_dim and seq_dim must be < input rank: got ",
                                      axes.batch, " and ", axes.sequence, " for an input of ",
                                      input));
    }
    const auto batch = static_cast<int>(axes.batch);
    const Result<std::int64_t> count = mergeDim(input[batch], lengths[0]);
    if (!count.ok()) {
        return invalidArgument(concat("seq_lengths must have one entry a slice of the batch: got ",
                                      lengths, ", want [", input[batch], "]"));
    }
    return input.withDim(batch, *count);
}

Result<std::vector<Expr>> reverseSequenceGradient(const GradientContext& context) {
    const SequenceAxes axes = WEFT_TRY(parseAxes(context.attrs()));
    return std::vector<Expr>{op("ReverseSequence", {context.outputGradient(0), context.input(1)},
                                {{"seq_dim", axes.sequence}, {"batch_dim", axes.batch}}),
                             Expr()};
}

Status reverseSequenceCpu(KernelContext& context) {
    const SequenceAxes axes = WEFT_TRY(parseAxes(context.attrs()));
    const Tensor& input = context.input(0);
    const Shape& shape = input.shape();
    const Tensor& lengths = context.input(1);
    const auto along = static_cast<std::size_t>(axes.sequence);
    const auto batch = static_cast<std::size_t>(axes.batch);
    const std::int64_t size = shape.dims()[along];
    for (std::int64_t b = 0; b < lengths.elements(); ++b) {
        if (intAt(lengths, b) < 0 || intAt(lengths, b) > size) {
            return invalidArgument(concat("seq_lens(", b, ") is out of range: got ",
                                          intAt(lengths, b), ", want a value in [0, ", size, "]"));
        }
    }
    if (input.elements() == 0) { return okStatus(); }
    const Dims strides = denseStrides(shape.dims());
    StridedCopy box{.sizes = shape.dims(), .fromStrides = strides, .toStrides = strides};
    box.sizes[batch] = 1;
    for (std::int64_t b = 0; b < lengths.elements(); ++b) {
        const std::int64_t length = intAt(lengths, b);
        const std::int64_t base = b * strides[batch];
        if (length > 0) {
            box.sizes[along] = length;
            box.fromStrides[along] = -strides[along];
            box.fromOffset = base + (length - 1) * strides[along];
            box.toOffset = base;
            WEFT_TRY(copyStrided(box, input, context.output(0)));
        }
        box.sizes[along] = size - length;
        box.fromStrides[along] = strides[along];
        box.fromOffset = base + length * strides[along];
        box.toOffset = box.fromOffset;
        WEFT_TRY(copyStrided(box, input, context.output(0)));
    }
    return okStatus();
}

WEFT_OP("ReverseSequence")
    .summary("Turns the beginning of each sequence of a batch round.")
    .category("array")
    .attr("seq_dim: int")
    .attr("batch_dim: int = 0")
    .attr("T: type")
    .attr("Tlen: {int32, int64} = DT_INT64")
    .input("input: T", "a batch of sequences")
    .input("seq_lengths: Tlen", "[batch] how many elements of each to turn round")
    .output("output: T", "input with the beginnings of its sequences turned round")
    .shape(reverseSequenceShape)
    .gradient(reverseSequenceGradient)
    .cpuKernel(reverseSequenceCpu);

}  // namespace
}  // namespace weft
