// SPDX-License-Identifier: Apache-2.0
/// @file
/// SpaceToDepth: makes each block_size x block_size block of pixels one pixel with all their
/// channels, y[n, i, j, (a, b, c)] = x[n, i * block + a, j * block + b, c]. DepthToSpace: back.
///
/// Shapes   input [batch, rows, columns, channels]; data_format NCHW and NCHW_VECT_C (shapes only).
/// Types    every plain dtype, and string.
/// Errors   InvalidArgument for sizes that the block does not divide, another rank, and, as in
///          TensorFlow, for another data_format than NHWC on CPU.
/// Source   Op contracts of TensorFlow "SpaceToDepth", "DepthToSpace" (ops.pbtxt); each is the
///          gradient of the other.

#include "engine/kernel/op_builder.h"
#include "engine/kernel/simd/strided_copy.h"

namespace weft {
namespace {

struct BlockSpec {
    std::int64_t block = 1;
    std::string format;
    int channelAxis() const { return format == "NHWC" ? 3 : 1; }
    int rowAxis() const { return format == "NHWC" ? 1 : 2; }
    int rank() const { return format == "NCHW_VECT_C" ? 5 : 4; }
};
Result<BlockSpec> parseBlock(const AttrMap& attrs) {
    const BlockSpec spec{WEFT_TRY(attrs.get<std::int64_t>("block_size")),
                         attrs.getOr<std::string>("data_format", "NHWC")};
    constexpr std::int64_t kMost = 1 << 20;
    if (spec.block >= 2 && spec.block <= kMost) { return spec; }
    return invalidArgument(
        concat("Block size should be > 1: got ", spec.block, ", want 2 to ", kMost));
}

Result<std::int64_t> divided(std::int64_t size, std::int64_t by) {
    if (size == kUnknownDim) { return size; }
    if (size % by == 0) { return size / by; }
    return invalidArgument(
        concat("Dimension size must be evenly divisible by ", by, " but is ", size));
}

Result<std::int64_t> multiplied(std::int64_t size, std::int64_t by) {
    std::int64_t product = kUnknownDim;
    if (size != kUnknownDim && multiplyOverflows(size, by, product)) {
        return invalidArgument(concat("a size overflows 64 bits: got ", size, " times ", by));
    }
    return product;
}

Result<PartialShape> toDepthShape(const ShapeContext& context) {
    const BlockSpec spec = WEFT_TRY(parseBlock(context.attrs()));
    PartialShape shape = WEFT_TRY(context.input(0).withRank(spec.rank()));
    for (const int axis : {spec.rowAxis(), spec.rowAxis() + 1}) {
        shape = shape.withDim(axis, WEFT_TRY(divided(shape[axis], spec.block)));
    }
    const std::int64_t channels = shape[spec.channelAxis()];
    return shape.withDim(spec.channelAxis(),
                         WEFT_TRY(multiplied(channels, spec.block * spec.block)));
}

Result<PartialShape> toSpaceShape(const ShapeContext& context) {
    const BlockSpec spec = WEFT_TRY(parseBlock(context.attrs()));
    PartialShape shape = WEFT_TRY(context.input(0).withRank(spec.rank()));
    for (const int axis : {spec.rowAxis(), spec.rowAxis() + 1}) {
        shape = shape.withDim(axis, WEFT_TRY(multiplied(shape[axis], spec.block)));
    }
    const std::int64_t channels = shape[spec.channelAxis()];
    return shape.withDim(spec.channelAxis(), WEFT_TRY(divided(channels, spec.block * spec.block)));
}

template <const char* const* Inverse>
Result<std::vector<Expr>> blockGradient(const GradientContext& context) {
    const BlockSpec spec = WEFT_TRY(parseBlock(context.attrs()));
    return std::vector<Expr>{op(*Inverse, {context.outputGradient(0)},
                                {{"block_size", spec.block}, {"data_format", spec.format}})};
}

/// The box over [batch, rows, a, columns, b, channels] of space and depth; "from" is space.
Result<StridedCopy> boxOf(const BlockSpec& spec, const Shape& space, const Shape& depth) {
    if (spec.format != "NHWC") {
        return invalidArgument(concat("Only NHWC data_format supported on CPU. Got ", spec.format));
    }
    const Dims from = denseStrides(space.dims());
    const Dims to = denseStrides(depth.dims());
    const std::int64_t block = spec.block;
    return StridedCopy{
        .sizes = {space[0], depth[1], block, depth[2], block, space[3]},
        .fromStrides = {from[0], block * from[1], from[1], block * from[2], from[2], from[3]},
        .toStrides = {to[0], to[1], block * space[3], to[2], space[3], to[3]}};
}

Status toDepthCpu(KernelContext& context) {
    const StridedCopy box = WEFT_TRY(boxOf(context.parameters<BlockSpec>(),
                                           context.input(0).shape(), context.output(0).shape()));
    return copyStrided(box, context.input(0), context.output(0));
}

Status toSpaceCpu(KernelContext& context) {
    StridedCopy box = WEFT_TRY(boxOf(context.parameters<BlockSpec>(), context.output(0).shape(),
                                     context.input(0).shape()));
    std::swap(box.fromStrides, box.toStrides);
    return copyStrided(box, context.input(0), context.output(0));
}

constexpr std::string_view kFormats = "data_format: {'NHWC', 'NCHW', 'NCHW_VECT_C'} = 'NHWC'";
constexpr const char* kToDepth = "SpaceToDepth";
constexpr const char* kToSpace = "DepthToSpace";

WEFT_OP("SpaceToDepth")
    .summary("Makes each block of pixels one pixel with all their channels.")
    .category("array")
    .attr("T: type")
    .attr("block_size: int >= 2")
    .attr(kFormats)
    .input("input: T", "[batch, rows, columns, channels] images")
    .output("output: T", "[batch, rows / block, columns / block, channels * block^2]")
    .shape(toDepthShape)
    .gradient(blockGradient<&kToSpace>)
    .parameters(parseBlock)
    .cpuKernel(toDepthCpu);

WEFT_OP("DepthToSpace")
    .summary("Makes the channels of each pixel a block of pixels.")
    .category("array")
    .attr("T: type")
    .attr("block_size: int >= 2")
    .attr(kFormats)
    .input("input: T", "[batch, rows, columns, channels * block^2] images")
    .output("output: T", "[batch, rows * block, columns * block, channels]")
    .shape(toSpaceShape)
    .gradient(blockGradient<&kToDepth>)
    .parameters(parseBlock)
    .cpuKernel(toSpaceCpu);

}  // namespace
}  // namespace weft
