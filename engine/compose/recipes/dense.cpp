// SPDX-License-Identifier: Apache-2.0
/// @file
/// Dense: y = activation(x W + b), x [batch, features], W [features, units].
/// Source  Names and initial values of TF-1's `tf.layers.dense`.

#include <array>

#include "engine/compose/recipes/common.h"

namespace weft {
namespace {

Status expandDense(RecipeContext& context) {
    const DType type = WEFT_TRY(recipes::floatingInput(context, 0));
    const PartialShape& x = context.inputInfo(0).shape;
    if (!x.hasRank() || x.rank() != 2 || x[1] == kUnknownDim) {
        return context.inputError(0, concat("Dense needs rows of known length: got shape ", x,
                                            ", want [batch, features]; put a Flatten before it"));
    }
    const auto units = WEFT_TRY(context.parameter<std::int64_t>("units"));
    const Shape size = WEFT_TRY(makeShape(std::array{x[1], units}));
    const VariableNodes kernel = WEFT_TRY(addVariableOfInitializer(
        context, "kernel", {InitKind::GlorotUniform}, type, size, context.trainable("kernel")));
    const Endpoint product =
        WEFT_TRY(context.add("MatMul", "MatMul", {context.input(0), kernel.read}));
    const Endpoint sum = WEFT_TRY(recipes::biased(context, product, units));
    context.setOutput(0, WEFT_TRY(recipes::activated(context, sum)));
    return okStatus();
}

const RecipeRegistration registration{
    {.name = "Dense",
     .defaultName = "dense",
     .summary = "Fully connected layer: every output is a weighted sum of all inputs.",
     .category = "nn",
     .inputs = {{"x: T", "[batch, features]"}},
     .outputs = {{"y: T", "[batch, units]"}},
     .parameters = {"units: int >= 1 = 10", recipes::kActivation, "use_bias: bool = true"},
     .expand = expandDense}};

}  // namespace
}  // namespace weft
