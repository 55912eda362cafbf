// SPDX-License-Identifier: Apache-2.0
/// @file
/// SpaceToBatchND: pads the axes 1..m, cuts them into blocks, and makes each position in a block an
/// entry of its own in the batch: y[(k, n), j...] = padded[n, j * block + k]. BatchToSpaceND: back,
/// cutting edges off instead. SpaceToBatch and BatchToSpace: the same for images and square blocks.
///
/// Shapes   input [batch, s1, ..., sm, ...]; block_shape [m]; paddings and crops [m, 2].
/// Types    numbers.
/// Errors   InvalidArgument for a padded size, or a batch, that the blocks do not divide; blocks
///          below 1; paddings or crops that are negative or cut off more than there is.
/// Source   Op contracts of TensorFlow "SpaceToBatchND", "BatchToSpaceND", "SpaceToBatch",
///          "BatchToSpace" (ops.pbtxt); each is the gradient of its inverse.

#include <algorithm>

#include "engine/kernel/op_builder.h"
#include "engine/kernel/simd/strided_copy.h"

namespace weft {
namespace {

using Known = std::optional<std::int64_t>;

/// Blocks, and what is added to or cut off each axis; nothing where not known.
struct Blocks {
    std::vector<Known> sizes;
    std::vector<Known> before;
    std::vector<Known> after;
};

/// @param edges which input holds paddings or crops. Errors: InvalidArgument for bad shapes or
/// values; nothing where not even the number of blocked axes is known.
Result<std::optional<Blocks>> blocksOf(const ShapeContext& context, int edges) {
    const PartialShape rows = WEFT_TRY(context.input(edges).withRank(2));
    WEFT_TRY(mergeDim(rows[1], 2));
    Blocks blocks;
    if (edges == 1) {
        const std::int64_t size = WEFT_TRY(context.attr<std::int64_t>("block_size"));
        blocks.sizes.assign(2, size);
        WEFT_TRY(mergeDim(rows[0], 2));
    } else {
        const PartialShape shape = WEFT_TRY(context.input(1).withRank(1));
        const std::int64_t count = WEFT_TRY(mergeDim(shape[0], rows[0]));
        if (count == kUnknownDim) { return std::optional<Blocks>(); }
        constexpr std::int64_t kMostAxes = 253;
        if (count > kMostAxes) {
            return invalidArgument(concat("block_shape has too many entries: got ", count));
        }
        const std::optional<PartialValue> known = context.partialValue(1);
        blocks.sizes =
            known ? known->elements : std::vector<Known>(static_cast<std::size_t>(count));
    }
    const std::optional<PartialValue> known = context.partialValue(edges);
    for (std::size_t i = 0; i < blocks.sizes.size(); ++i) {
        blocks.before.push_back(known ? known->elements[2 * i] : std::nullopt);
        blocks.after.push_back(known ? known->elements[2 * i + 1] : std::nullopt);
        if (blocks.sizes[i].value_or(1) < 1) {
            return invalidArgument(concat("block_shape must be positive: got ", *blocks.sizes[i]));
        }
        if (blocks.before[i].value_or(0) < 0 || blocks.after[i].value_or(0) < 0) {
            return invalidArgument(concat("paddings and crops cannot be negative: got ",
                                          blocks.before[i].value_or(0), " and ",
                                          blocks.after[i].value_or(0)));
        }
    }
    return std::optional<Blocks>(std::move(blocks));
}

/// Product of the blocks where known. Errors: InvalidArgument over int64.
Result<Known> blockVolume(const Blocks& blocks) {
    std::int64_t volume = 1;
    for (const Known& size : blocks.sizes) {
        if (!size) { return Known(); }
        if (multiplyOverflows(volume, *size, volume)) {
            return invalidArgument("the product of block_shape overflows 64 bits");
        }
    }
    return Known(volume);
}

Status overflows(std::int64_t size) {
    return invalidArgument(concat("a size overflows 64 bits: got ", size));
}

/// The shape all four ops see: rank above the number of blocked axes, rank 4 for images.
Result<PartialShape> blockedInput(const ShapeContext& context, int edges, const Blocks& blocks) {
    if (edges == 1) { return context.input(0).withRank(4); }
    return context.input(0).withRankAtLeast(static_cast<int>(blocks.sizes.size()) + 1);
}

template <int Edges>
Result<PartialShape> toBatchShape(const ShapeContext& context) {
    const auto found = WEFT_TRY(blocksOf(context, Edges));
    if (!found) { return context.input(0).withRankAtLeast(1); }
    PartialShape shape = WEFT_TRY(blockedInput(context, Edges, *found));
    if (!shape.hasRank()) { return shape; }
    const Known volume = WEFT_TRY(blockVolume(*found));
    std::int64_t batch = shape[0];
    if (!volume) { batch = kUnknownDim; }
    if (batch != kUnknownDim && multiplyOverflows(batch, *volume, batch)) {
        return overflows(shape[0]);
    }
    shape = shape.withDim(0, batch);
    for (std::size_t i = 0; i < found->sizes.size(); ++i) {
        const int axis = static_cast<int>(i) + 1;
        const Known& block = found->sizes[i];
        std::int64_t padded = shape[axis];
        if (padded == kUnknownDim || !block || !found->before[i] || !found->after[i]) {
            shape = shape.withDim(axis, kUnknownDim);
            continue;
        }
        if (addOverflows(padded, *found->before[i], padded) ||
            addOverflows(padded, *found->after[i], padded)) {
            return overflows(padded);
        }
        if (padded % *block != 0) {
            return invalidArgument(concat("padded_shape[", i, "]=", padded,
                                          " is not divisible by block_shape[", i, "]=", *block));
        }
        shape = shape.withDim(axis, padded / *block);
    }
    return shape;
}

template <int Edges>
Result<PartialShape> toSpaceShape(const ShapeContext& context) {
    const auto found = WEFT_TRY(blocksOf(context, Edges));
    if (!found) { return context.input(0).withRankAtLeast(1); }
    PartialShape shape = WEFT_TRY(blockedInput(context, Edges, *found));
    if (!shape.hasRank()) { return shape; }
    const Known volume = WEFT_TRY(blockVolume(*found));
    const bool isKnown = volume && shape[0] != kUnknownDim;
    if (isKnown && shape[0] % *volume != 0) {
        return invalidArgument(concat("Input batch dimension (", shape[0],
                                      ") is not divisible by product of block sizes (", *volume,
                                      ")"));
    }
    shape = shape.withDim(0, isKnown ? shape[0] / *volume : kUnknownDim);
    for (std::size_t i = 0; i < found->sizes.size(); ++i) {
        const int axis = static_cast<int>(i) + 1;
        const Known& block = found->sizes[i];
        std::int64_t whole = shape[axis];
        if (whole == kUnknownDim || !block || !found->before[i] || !found->after[i]) {
            shape = shape.withDim(axis, kUnknownDim);
            continue;
        }
        std::int64_t cut = 0;
        if (multiplyOverflows(whole, *block, whole) ||
            addOverflows(*found->before[i], *found->after[i], cut)) {
            return overflows(whole);
        }
        if (cut > whole) {
            return invalidArgument(concat("cropped_shape[", i, "]=", whole - cut,
                                          " must be non-negative: got crops ", *found->before[i],
                                          " and ", *found->after[i], " of ", whole));
        }
        shape = shape.withDim(axis, whole - cut);
    }
    return shape;
}

/// Block sizes and first edges of a kernel call.
struct Call {
    Dims block;
    Dims before;
};
Call callOf(const KernelContext& context) {
    const bool isImage = context.inputs() == 2;
    const Tensor& edges = context.input(isImage ? 1 : 2);
    Call call;
    for (std::int64_t i = 0; i < edges.shape()[0]; ++i) {
        call.block.push_back(isImage ? context.attrs().getOr<std::int64_t>("block_size", 0)
                                     : intAt(context.input(1), i));
        call.before.push_back(intAt(edges, 2 * i));
    }
    return call;
}

/// Copies what space and batch have in common: for each position k in a block, the entry k of the
/// batch and the elements of space at multiples of the block, plus k.
/// @param copy gets the box; "from" are the strides and offset of space, "to" those of the batch.
template <class Copy>
Status overBlock(const Call& call, const Shape& space, const Shape& batch, const Copy& copy) {
    const Dims spaceStrides = denseStrides(space.dims());
    const Dims batchStrides = denseStrides(batch.dims());
    std::int64_t volume = 1;
    for (const std::int64_t size : call.block) { volume *= size; }
    Dims at(call.block.size(), 0);
    for (std::int64_t k = 0; k < volume; ++k) {
        StridedCopy box{
            .sizes = space.dims(), .fromStrides = spaceStrides, .toStrides = batchStrides};
        box.toOffset = k * space[0] * batchStrides[0];
        for (std::size_t i = 0; i < at.size(); ++i) {
            // Space element p = j * block + k - before, for those j for which it exists.
            const std::int64_t offset = at[i] - call.before[i];
            const std::int64_t block = call.block[i];
            const std::int64_t first = offset >= 0 ? 0 : (-offset + block - 1) / block;
            const std::int64_t left = space.dims()[i + 1] - offset;
            const std::int64_t end = left <= 0 ? 0 : (left + block - 1) / block;
            box.sizes[i + 1] =
                std::max<std::int64_t>(0, std::min(end, batch.dims()[i + 1]) - first);
            box.fromStrides[i + 1] = block * spaceStrides[i + 1];
            box.fromOffset += (first * block + offset) * spaceStrides[i + 1];
            box.toOffset += first * batchStrides[i + 1];
        }
        const bool isEmpty = std::find(box.sizes.begin(), box.sizes.end(), 0) != box.sizes.end();
        if (!isEmpty) { WEFT_TRY(copy(box)); }
        for (std::size_t i = at.size(); i-- > 0;) {
            if (++at[i] < call.block[i]) { break; }
            at[i] = 0;
        }
    }
    return okStatus();
}

Status toBatchCpu(KernelContext& context) {
    const Tensor& input = context.input(0);
    Tensor& output = context.output(0);
    if (output.elements() == 0) { return okStatus(); }
    if (output.elements() != input.elements()) { fillZero(output); }
    return overBlock(callOf(context), input.shape(), output.shape(),
                     [&](const StridedCopy& box) { return copyStrided(box, input, output); });
}

Status toSpaceCpu(KernelContext& context) {
    const Tensor& input = context.input(0);
    Tensor& output = context.output(0);
    if (output.elements() == 0) { return okStatus(); }
    return overBlock(callOf(context), output.shape(), input.shape(), [&](StridedCopy box) {
        std::swap(box.fromStrides, box.toStrides);
        std::swap(box.fromOffset, box.toOffset);
        return copyStrided(box, input, output);
    });
}

template <const char* const* Inverse>
Result<std::vector<Expr>> imageGradient(const GradientContext& context) {
    return std::vector<Expr>{
        op(*Inverse, {context.outputGradient(0), context.input(1)},
           {{"block_size", WEFT_TRY(context.attr<std::int64_t>("block_size"))}}),
        Expr()};
}
template <const char* const* Inverse>
Result<std::vector<Expr>> blockGradient(const GradientContext& context) {
    return std::vector<Expr>{
        op(*Inverse, {context.outputGradient(0), context.input(1), context.input(2)}), Expr(),
        Expr()};
}

constexpr const char* kToBatch = "SpaceToBatch";
constexpr const char* kToSpace = "BatchToSpace";
constexpr const char* kToBatchND = "SpaceToBatchND";
constexpr const char* kToSpaceND = "BatchToSpaceND";

WEFT_OP("SpaceToBatchND")
    .summary("Cuts space into blocks and makes each position in a block a part of the batch.")
    .category("array")
    .attr("T: type")
    .attr("Tblock_shape: {int32, int64} = DT_INT32")
    .attr("Tpaddings: {int32, int64} = DT_INT32")
    .input("input: T", "[batch, s1, ..., sm, ...] a batch")
    .input("block_shape: Tblock_shape", "[m] size of a block along each of the axes 1..m")
    .input("paddings: Tpaddings", "[m, 2] zeros to add before and after along each")
    .output("output: T", "[batch * block, padded s1 / block, ..., ...]")
    .hostInput("block_shape")
    .hostInput("paddings")
    .shape(toBatchShape<2>)
    .gradient(blockGradient<&kToSpaceND>)
    .cpuKernel(toBatchCpu);

WEFT_OP("BatchToSpaceND")
    .summary("Puts blocks that SpaceToBatchND took apart together again.")
    .category("array")
    .attr("T: type")
    .attr("Tblock_shape: {int32, int64} = DT_INT32")
    .attr("Tcrops: {int32, int64} = DT_INT32")
    .input("input: T", "[batch * block, s1, ..., sm, ...] a batch")
    .input("block_shape: Tblock_shape", "[m] size of a block along each of the axes 1..m")
    .input("crops: Tcrops", "[m, 2] elements to cut off before and after along each")
    .output("output: T", "[batch, s1 * block - crops, ..., ...]")
    .hostInput("block_shape")
    .hostInput("crops")
    .shape(toSpaceShape<2>)
    .gradient(blockGradient<&kToBatchND>)
    .cpuKernel(toSpaceCpu);

WEFT_OP("SpaceToBatch")
    .summary("Cuts images into square blocks; each position in a block becomes part of the batch.")
    .category("array")
    .attr("T: type")
    .attr("Tpaddings: {int32, int64} = DT_INT32")
    .attr("block_size: int >= 2")
    .input("input: T", "[batch, rows, columns, channels] images")
    .input("paddings: Tpaddings", "[2, 2] zeros to add before and after rows and columns")
    .output("output: T", "[batch * block^2, rows / block, columns / block, channels]")
    .hostInput("paddings")
    .shape(toBatchShape<1>)
    .gradient(imageGradient<&kToSpace>)
    .cpuKernel(toBatchCpu);

WEFT_OP("BatchToSpace")
    .summary("Puts images that SpaceToBatch took apart together again.")
    .category("array")
    .attr("T: type")
    .attr("block_size: int >= 2")
    .attr("Tidx: {int32, int64} = DT_INT32")
    .input("input: T", "[batch * block^2, rows, columns, channels] parts")
    .input("crops: Tidx", "[2, 2] elements to cut off before and after rows and columns")
    .output("output: T", "[batch, rows * block, columns * block, channels] less the crops")
    .hostInput("crops")
    .shape(toSpaceShape<1>)
    .gradient(imageGradient<&kToBatch>)
    .cpuKernel(toSpaceCpu);

}  // namespace
}  // namespace weft
