// SPDX-License-Identifier: Apache-2.0
/// @file
/// Size and Rank: how many elements and how many axes a tensor has, as integer scalars.
///
/// Shapes   both give a scalar.
/// Types    input of any dtype; Size gives int32 or int64, Rank int32.
/// Errors   InvalidArgument when the number of elements does not fit in an int32 output.
/// Source   Op contracts of TensorFlow "Size", "Rank" (ops.pbtxt).

#include <limits>

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

Result<PartialShape> sizeShape(const ShapeContext& context) {
    const std::optional<std::int64_t> elements = context.input(0).elements();
    const bool narrow = context.attrs().getOr("out_type", DType::Int32) == DType::Int32;
    if (narrow && elements.value_or(0) > std::numeric_limits<std::int32_t>::max()) {
        return invalidArgument(concat("the number of elements does not fit in out_type int32: got ",
                                      *elements, ", want out_type int64"));
    }
    return PartialShape::scalar();
}

std::vector<std::optional<PartialValue>> sizeValue(const ShapeContext& context) {
    const std::optional<std::int64_t> elements = context.input(0).elements();
    if (!elements) { return {std::nullopt}; }
    return {PartialValue{Shape(), {elements}}};
}

Status sizeCpu(KernelContext& context) {
    const std::int64_t elements = context.input(0).elements();
    if (context.output(0).dtype() == DType::Int32) {
        context.outputValues<std::int32_t>(0)[0] = static_cast<std::int32_t>(elements);
    } else {
        context.outputValues<std::int64_t>(0)[0] = elements;
    }
    return okStatus();
}

std::vector<std::optional<PartialValue>> rankValue(const ShapeContext& context) {
    if (!context.input(0).hasRank()) { return {std::nullopt}; }
    return {PartialValue{Shape(), {context.input(0).rank()}}};
}

Status rankCpu(KernelContext& context) {
    context.outputValues<std::int32_t>(0)[0] = context.input(0).rank();
    return okStatus();
}

WEFT_OP("Size")
    .summary("Gives the number of elements of a tensor.")
    .category("array")
    .attr("T: type")
    .attr("out_type: {int32, int64} = DT_INT32")
    .input("input: T", "any tensor")
    .output("output: out_type", "scalar: product of the sizes of input")
    .shape(sizeShape)
    .partialValue(sizeValue)
    .noGradient("the size does not depend on the values of input")
    .cpuKernel(sizeCpu);

WEFT_OP("Rank")
    .summary("Gives the number of axes of a tensor.")
    .category("array")
    .attr("T: type")
    .input("input: T", "any tensor")
    .output("output: int32", "scalar: 0 for a scalar, 1 for a vector, ...")
    .shape(scalarShape)
    .partialValue(rankValue)
    .noGradient("the rank does not depend on the values of input")
    .cpuKernel(rankCpu);

}  // namespace
}  // namespace weft
