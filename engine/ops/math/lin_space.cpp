// SPDX-License-Identifier: Apache-2.0
/// @file
/// LinSpace: num numbers from start to stop, both included, equally far apart.
///
/// Shapes   three scalars give a vector of num elements.
/// Types    float, double.
/// Errors   InvalidArgument for a num below 1, or an operand that is no scalar.
/// Numerics Element i is start + i * step, with one step rounded once; the last is stop itself.
/// Source   Op contract of TensorFlow "LinSpace" (ops.pbtxt).

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

Result<PartialShape> linSpaceShape(const ShapeContext& context) {
    for (int i = 0; i < 3; ++i) { WEFT_TRY(context.input(i).withRank(0)); }
    const std::optional<std::int64_t> num = WEFT_TRY(context.valueAsInt(2));
    if (num && *num <= 0) { return invalidArgument(concat("Requires num > 0: got ", *num)); }
    return PartialShape{num.value_or(kUnknownDim)};
}

template <class T>
Status linSpaceCpu(KernelContext& context) {
    const T start = context.inputValues<T>(0)[0];
    const T stop = context.inputValues<T>(1)[0];
    const std::span<T> out = context.outputValues<T>(0);
    const std::size_t last = out.size() - 1;
    const T step = last == 0 ? T{0} : (stop - start) / static_cast<T>(last);
    out[0] = start;
    for (std::size_t i = 1; i < last; ++i) { out[i] = start + step * static_cast<T>(i); }
    if (last > 0) { out[last] = stop; }
    return okStatus();
}

WEFT_OP("LinSpace")
    .summary("Numbers at equal distances from start to stop.")
    .category("math")
    .attr("T: {bfloat16, half, float, double}")
    .attr("Tidx: {int32, int64} = DT_INT32")
    .input("start: T", "scalar: the first number")
    .input("stop: T", "scalar: the last number")
    .input("num: Tidx", "scalar: how many, at least 1")
    .output("output: T", "[num] the numbers")
    .hostInput("num")
    .shape(linSpaceShape)
    .noGradient("TensorFlow defines none")
    .cpuKernel<float>(linSpaceCpu<float>)
    .cpuKernel<double>(linSpaceCpu<double>);

}  // namespace
}  // namespace weft
