// SPDX-License-Identifier: Apache-2.0
/// @file
/// Bitcast: the same bytes read as elements of another dtype.
///
/// Shapes   dtypes of one size keep the shape; smaller elements add a last axis of how many fit
///          into one old element; larger ones take such an axis away.
/// Types    every plain dtype but bool.
/// Errors   InvalidArgument where the last axis is not what one new element needs.
/// Source   Op contract of TensorFlow "Bitcast" (ops.pbtxt). Bytes are in the machine's order.

#include <cstring>

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

Result<PartialShape> bitcastShape(const ShapeContext& context) {
    const PartialShape& input = context.input(0);
    const auto from = static_cast<std::int64_t>(elementBytes(context.inputType(0)));
    const auto to = static_cast<std::int64_t>(elementBytes(WEFT_TRY(context.attr<DType>("type"))));
    if (from == 0 || to == 0) { return invalidArgument("Cannot bitcast types without a size"); }
    if (!input.hasRank() || from == to) { return input; }
    if (from > to) { return input.concat(PartialShape{from / to}); }
    const int last = input.rank() - 1;
    if (last < 0 || !mergeDim(input[last], to / from).ok()) {
        return invalidArgument(concat("Cannot bitcast due to shape: ", input,
                                      ", want a last axis "
                                      "of ",
                                      to / from));
    }
    return input.slice(0, last);
}

Status bitcastCpu(KernelContext& context) {
    if (context.input(0).bytes() > 0) {
        std::memcpy(context.output(0).mutableData(), context.input(0).data(),
                    context.input(0).bytes());
    }
    return okStatus();
}

WEFT_OP("Bitcast")
    .summary("Reads the same bytes as elements of another dtype.")
    .category("array")
    .attr(
        "T: {bfloat16, half, float, double, int64, int32, uint8, uint16, uint32, uint64, int8, "
        "int16, complex64, complex128, qint8, quint8, qint16, quint16, qint32}")
    .attr(
        "type: {bfloat16, half, float, double, int64, int32, uint8, uint16, uint32, uint64, int8, "
        "int16, complex64, complex128, qint8, quint8, qint16, quint16, qint32}")
    .input("input: T", "any tensor")
    .output("output: type", "its bytes as elements of that dtype")
    .shape(bitcastShape)
    .noGradient("bits are no smooth function of numbers")
    .cpuKernel(bitcastCpu);

}  // namespace
}  // namespace weft
