// SPDX-License-Identifier: Apache-2.0
/// @file
/// Conv2D: y = activation(conv(x, W) + b), x [batch, height, width, channels], W [k, k, channels,
/// filters].
/// Source  Names and initial values of TF-1's `tf.layers.conv2d`.

#include <array>

#include "engine/compose/recipes/common.h"

namespace weft {
namespace {

Status expandConv2D(RecipeContext& context) {
    const DType type = WEFT_TRY(recipes::floatingInput(context, 0));
    const PartialShape& x = context.inputInfo(0).shape;
    if (!x.hasRank() || x.rank() != 4 || x[3] == kUnknownDim) {
        return context.inputError(0, concat("Conv2D needs images with channels: got shape ", x,
                                            ", want [batch, height, width, channels]"));
    }
    const auto filters = WEFT_TRY(context.parameter<std::int64_t>("filters"));
    const auto size = WEFT_TRY(context.parameter<std::int64_t>("kernel_size"));
    const auto stride = WEFT_TRY(context.parameter<std::int64_t>("strides"));
    const auto padding = WEFT_TRY(context.parameter<std::string>("padding"));
    const Shape shape = WEFT_TRY(makeShape(std::array{size, size, x[3], filters}));
    const VariableNodes kernel = WEFT_TRY(addVariableOfInitializer(
        context, "kernel", {InitKind::GlorotUniform}, type, shape, context.trainable("kernel")));
    const Endpoint convolved = WEFT_TRY(context.add(
        "Conv2D", "Conv2D", {context.input(0), kernel.read},
        {{"strides", std::vector<std::int64_t>{1, stride, stride, 1}}, {"padding", padding}}));
    const Endpoint sum = WEFT_TRY(recipes::biased(context, convolved, filters));
    context.setOutput(0, WEFT_TRY(recipes::activated(context, sum)));
    return okStatus();
}

const RecipeRegistration registration{
    {.name = "Conv2D",
     .defaultName = "conv2d",
     .summary = "Convolution layer: small filters slide over an image.",
     .category = "nn",
     .inputs = {{"x: T", "[batch, height, width, channels]"}},
     .outputs = {{"y: T", "[batch, height, width, filters]"}},
     .parameters = {"filters: int >= 1 = 16", "kernel_size: int >= 1 = 3", "strides: int >= 1 = 1",
                    "padding: {'SAME', 'VALID'} = 'SAME'", recipes::kActivation,
                    "use_bias: bool = true"},
     .expand = expandConv2D}};

}  // namespace
}  // namespace weft
