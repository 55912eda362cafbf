// SPDX-License-Identifier: Apache-2.0
/// @file
/// MaxPool and Flatten: layers without variables.

#include "engine/compose/recipes/common.h"

namespace weft {
namespace {

Status expandMaxPool(RecipeContext& context) {
    const PartialShape& x = context.inputInfo(0).shape;
    if (x.hasRank() && x.rank() != 4) {
        return context.inputError(0, concat("MaxPool needs images: got shape ", x,
                                            ", want [batch, height, width, channels]"));
    }
    const auto size = WEFT_TRY(context.parameter<std::int64_t>("pool_size"));
    const auto stride = WEFT_TRY(context.parameter<std::int64_t>("strides"));
    const auto padding = WEFT_TRY(context.parameter<std::string>("padding"));
    context.setOutput(
        0, WEFT_TRY(context.add("MaxPool", "MaxPool", {context.input(0)},
                                {{"ksize", std::vector<std::int64_t>{1, size, size, 1}},
                                 {"strides", std::vector<std::int64_t>{1, stride, stride, 1}},
                                 {"padding", padding}})));
    return okStatus();
}

/// [batch, ...] to [batch, everything else]. Where the row is known, a constant [-1, elements]
/// keeps it known; else the batch size is computed, as TF-1 does.
Status expandFlatten(RecipeContext& context) {
    const PartialShape& x = context.inputInfo(0).shape;
    if (!x.hasRank() || x.rank() < 2) {
        return context.inputError(
            0, concat("Flatten needs rows: got shape ", x, ", want [batch, ...]"));
    }
    const std::optional<std::int64_t> row = x.slice(1).elements();
    if (row) {
        const Endpoint shape = WEFT_TRY(context.ints("Const", {-1, *row}));
        context.setOutput(0,
                          WEFT_TRY(context.add("Reshape", "Reshape", {context.input(0), shape})));
        return okStatus();
    }
    const Endpoint shape = WEFT_TRY(context.add("Shape", "Shape", {context.input(0)}));
    const std::string slice = "strided_slice";
    const Endpoint batch =
        WEFT_TRY(context.add(slice, "StridedSlice",
                             {shape, WEFT_TRY(context.ints(slice + "/stack", {0})),
                              WEFT_TRY(context.ints(slice + "/stack_1", {1})),
                              WEFT_TRY(context.ints(slice + "/stack_2", {1}))},
                             {{"shrink_axis_mask", std::int64_t{1}}}));
    const Endpoint rest = WEFT_TRY(context.scalar("Reshape/shape/1", DType::Int32, -1));
    const Endpoint target = WEFT_TRY(context.add("Reshape/shape", "Pack", {batch, rest}));
    context.setOutput(0, WEFT_TRY(context.add("Reshape", "Reshape", {context.input(0), target})));
    return okStatus();
}

const RecipeRegistration maxPool{
    {.name = "MaxPool",
     .defaultName = "max_pool",
     .summary = "Keeps the largest value of each small window of an image.",
     .category = "nn",
     .inputs = {{"x: T", "[batch, height, width, channels]"}},
     .outputs = {{"y: T", "[batch, height / strides, width / strides, channels]"}},
     .parameters = {"pool_size: int >= 1 = 2", "strides: int >= 1 = 2",
                    "padding: {'SAME', 'VALID'} = 'VALID'"},
     .expand = expandMaxPool}};

const RecipeRegistration flatten{{.name = "Flatten",
                                  .defaultName = "flatten",
                                  .summary = "Lays out each example as one row of numbers.",
                                  .category = "nn",
                                  .inputs = {{"x: T", "[batch, ...]"}},
                                  .outputs = {{"y: T", "[batch, elements]"}},
                                  .parameters = {},
                                  .expand = expandFlatten}};

}  // namespace
}  // namespace weft
