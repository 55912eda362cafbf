// SPDX-License-Identifier: Apache-2.0
/// @file
/// Optimizers and Gradients: recipes that differentiate, and so come after everything forward.

#include "engine/autodiff/backprop.h"
#include "engine/compose/recipes/common.h"

namespace weft {
namespace {

Status expandGradientDescent(RecipeContext& context) {
    return recipes::expandOptimizer(context, "GradientDescentOptimizer");
}
Status expandMomentum(RecipeContext& context) {
    return recipes::expandOptimizer(context, "MomentumOptimizer");
}
Status expandAdam(RecipeContext& context) {
    return recipes::expandOptimizer(context, "AdamOptimizer");
}

/// dy/dx as nodes under NAME/.
Status expandGradients(RecipeContext& context) {
    GradientOptions options;
    options.scope = context.named("");
    const auto made = WEFT_TRY(
        addGradients(context.graph(), {context.input(0)}, {context.input(1)}, {}, options));
    if (!made[0]) {
        return context.inputError(
            1, concat("no gradient: '", context.graph().nameOf(context.input(0)),
                      "' does not depend on '", context.graph().nameOf(context.input(1)), "'"));
    }
    context.setOutput(0, *made[0]);
    return okStatus();
}

const RecipeRegistration gradientDescent{
    {.name = "GradientDescent",
     .defaultName = "GradientDescent",
     .summary = "Moves each variable against its gradient.",
     .category = "train",
     .inputs = recipes::optimizerInputs(),
     .outputs = {},
     .parameters = recipes::optimizerParameters({"learning_rate: float = 0.01"}),
     .optional = {recipes::kRateInput},
     .stage = Stage::Backward,
     .isOptimizer = true,
     .check = recipes::checkOptimizerParameter,
     .expand = expandGradientDescent}};

const RecipeRegistration momentum{
    {.name = "Momentum",
     .defaultName = "Momentum",
     .summary = "Gradient descent that keeps some of its speed.",
     .category = "train",
     .inputs = recipes::optimizerInputs(),
     .outputs = {},
     .parameters = recipes::optimizerParameters(
         {"learning_rate: float = 0.01", "momentum: float = 0.9", "use_nesterov: bool = false"}),
     .optional = {recipes::kRateInput},
     .stage = Stage::Backward,
     .isOptimizer = true,
     .check = recipes::checkOptimizerParameter,
     .expand = expandMomentum}};

const RecipeRegistration adam{
    {.name = "Adam",
     .defaultName = "Adam",
     .summary = "Steps scaled by running mean and variance of each gradient.",
     .category = "train",
     .inputs = recipes::optimizerInputs(),
     .outputs = {},
     .parameters =
         recipes::optimizerParameters({"learning_rate: float = 0.001", "beta1: float = 0.9",
                                       "beta2: float = 0.999", "epsilon: float = 1e-8"}),
     .optional = {recipes::kRateInput},
     .stage = Stage::Backward,
     .isOptimizer = true,
     .check = recipes::checkOptimizerParameter,
     .expand = expandAdam}};

const RecipeRegistration gradients{
    {.name = "Gradients",
     .defaultName = "gradients",
     .summary = "The derivative of a tensor by another, as nodes of the graph.",
     .category = "train",
     .inputs = {{"y: T", "what is differentiated; its elements are summed"}, {"x: T", "by what"}},
     .outputs = {{"dydx: T", "the shape of x"}},
     .parameters = {},
     .stage = Stage::Backward,
     .expand = expandGradients}};

}  // namespace
}  // namespace weft
