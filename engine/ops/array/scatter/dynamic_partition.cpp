// SPDX-License-Identifier: Apache-2.0
/// @file
/// DynamicPartition: takes a tensor apart into num_partitions tensors; partitions says where each
/// slice goes.
///
/// Shapes   data.shape begins with partitions.shape; output i is [slices of i] +
///          data.shape[partitions.rank:].
/// Types    data of every plain dtype, and string; partitions int32.
/// Errors   InvalidArgument "partitions[1] = 7 is not in [0, 2)"; data that does not begin with the
///          shape of partitions.
/// Source   Op contract of TensorFlow "DynamicPartition" (ops.pbtxt); the gradient stitches the
///          parts together again.

#include <algorithm>

#include "engine/kernel/index_text.h"
#include "engine/kernel/op_builder.h"
#include "engine/kernel/simd/element_type.h"

namespace weft {
namespace {

/// Sizes are counted where partitions is known, as it is at run. Entries out of range are left to
/// the kernel.
Result<std::vector<PartialShape>> partitionShapes(const ShapeContext& context) {
    const PartialShape& data = context.input(0);
    const PartialShape& partitions = context.input(1);
    const auto parts = static_cast<std::size_t>(context.outputs());
    if (!data.hasRank() || !partitions.hasRank()) { return std::vector<PartialShape>(parts); }
    const int rank = partitions.rank();
    if (data.rank() < rank || !data.slice(0, rank).compatibleWith(partitions)) {
        return invalidArgument(
            concat("data.shape must start with partitions.shape, got data.shape = ", data,
                   ", partitions.shape = ", partitions));
    }
    const PartialShape slice = data.slice(rank);
    std::vector<PartialShape> shapes(parts, PartialShape{kUnknownDim}.concat(slice));
    const std::optional<Tensor> known = context.value(1);
    if (!known) { return shapes; }
    std::vector<std::int64_t> counts(parts, 0);
    std::optional<std::int32_t> stray;
    std::int64_t fitting = 0;
    for (const std::int32_t part : known->values<std::int32_t>()) {
        if (part < 0 || part >= context.outputs()) {
            stray = part;
            continue;
        }
        ++counts[static_cast<std::size_t>(part)];
        ++fitting;
    }
    // The kernel, which names the place, is not called where all parts are empty.
    if (stray && (fitting == 0 || slice.elements() == 0)) {
        return invalidArgument(
            concat("partitions holds ", *stray, ", which is not in [0, ", context.outputs(), ")"));
    }
    for (std::size_t i = 0; i < parts; ++i) { shapes[i] = shapes[i].withDim(0, counts[i]); }
    return shapes;
}

/// The numbers of the slices, taken apart in the same way, say where the parts of dL/ddata go.
Result<std::vector<Expr>> partitionGradient(const GradientContext& context) {
    const Expr data = context.input(0);
    const Expr partitions = context.input(1);
    const Expr sizes = shapeOf(partitions);
    const Expr count = op("Prod", {sizes, intConstant(sizes, 0)});
    const Expr numbers =
        reshape(op("Range", {intConstant(sizes, 0), count, intConstant(sizes, 1)}), sizes);
    const auto parts = static_cast<int>(context.node().outputs.size());
    std::vector<Expr> pieces = opList("DynamicPartition", {numbers, partitions},
                                      {{"num_partitions", std::int64_t{parts}}});
    for (int i = 0; i < parts; ++i) { pieces.push_back(context.outputGradient(i)); }
    return std::vector<Expr>{reshape(op("ParallelDynamicStitch", pieces), shapeOf(data)), Expr()};
}

Status partitionCpu(KernelContext& context) {
    const std::span<const std::int32_t> partitions = context.inputValues<std::int32_t>(1);
    for (std::size_t i = 0; i < partitions.size(); ++i) {
        if (partitions[i] < 0 || partitions[i] >= context.outputs()) {
            return invalidArgument(concat(indexText("partitions", context.input(1).shape(), i),
                                          " = ", partitions[i], " is not in [0, ",
                                          context.outputs(), ")"));
        }
    }
    if (context.input(0).elements() == 0) { return okStatus(); }
    const std::int64_t size = context.input(0).elements() / std::ssize(partitions);
    return withElementType(context.input(0).dtype(), [&](auto element) {
        using T = decltype(element);
        const T* from = reinterpret_cast<const T*>(context.input(0).data());
        std::vector<T*> ends;
        for (int i = 0; i < context.outputs(); ++i) {
            ends.push_back(reinterpret_cast<T*>(context.output(i).mutableData()));
        }
        for (const std::int32_t part : partitions) {
            T*& end = ends[static_cast<std::size_t>(part)];
            end = std::copy_n(from, size, end);
            from += size;
        }
        return okStatus();
    });
}

WEFT_OP("DynamicPartition")
    .summary("Takes a tensor apart into several, slice by slice.")
    .category("array")
    .attr("num_partitions: int >= 1")
    .attr("T: type")
    .input("data: T", "[partitions..., ...] the slices")
    .input("partitions: int32", "which part each slice goes to, in [0, num_partitions)")
    .output("outputs: num_partitions * T", "[slices, ...] the parts")
    .hostInput("partitions")
    .shape(partitionShapes)
    .gradient(partitionGradient)
    .cpuKernel(partitionCpu);

}  // namespace
}  // namespace weft
