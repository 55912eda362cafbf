// SPDX-License-Identifier: Apache-2.0
/// @file
/// The optimizers beside the three that most people begin with.

#include "engine/compose/recipes/common.h"

namespace weft {
namespace {

Status expandAdagrad(RecipeContext& context) {
    return recipes::expandOptimizer(context, "AdagradOptimizer");
}
Status expandAdadelta(RecipeContext& context) {
    return recipes::expandOptimizer(context, "AdadeltaOptimizer");
}
Status expandRmsProp(RecipeContext& context) {
    return recipes::expandOptimizer(context, "RMSPropOptimizer");
}
Status expandFtrl(RecipeContext& context) {
    return recipes::expandOptimizer(context, "FtrlOptimizer");
}
Status expandProximalDescent(RecipeContext& context) {
    return recipes::expandOptimizer(context, "ProximalGradientDescentOptimizer");
}
Status expandProximalAdagrad(RecipeContext& context) {
    return recipes::expandOptimizer(context, "ProximalAdagradOptimizer");
}

RecipeText optimizer(const char* name, const char* summary, std::vector<std::string> parameters,
                     Status (*expand)(RecipeContext&)) {
    return {.name = name,
            .defaultName = name,
            .summary = summary,
            .category = "train",
            .inputs = recipes::optimizerInputs(),
            .outputs = {},
            .parameters = recipes::optimizerParameters(std::move(parameters)),
            .optional = {recipes::kRateInput},
            .stage = Stage::Backward,
            .isOptimizer = true,
            .check = recipes::checkOptimizerParameter,
            .expand = expand};
}

const RecipeRegistration adagrad{optimizer(
    "Adagrad", "Steps that shrink with the sum of squared gradients.",
    {"learning_rate: float = 0.01", "initial_accumulator_value: float = 0.1"}, expandAdagrad)};
const RecipeRegistration adadelta{
    optimizer("Adadelta", "Steps scaled by past updates over past gradients.",
              {"learning_rate: float = 0.001", "rho: float = 0.95", "epsilon: float = 1e-8"},
              expandAdadelta)};
const RecipeRegistration rmsProp{
    optimizer("RMSProp", "Steps scaled by a running mean of squared gradients.",
              {"learning_rate: float = 0.001", "decay: float = 0.9", "momentum: float = 0.0",
               "epsilon: float = 1e-10", "centered: bool = false"},
              expandRmsProp)};
const RecipeRegistration ftrl{
    optimizer("Ftrl", "Follows the regularized leader: sparse weights.",
              {"learning_rate: float = 0.01", "learning_rate_power: float = -0.5",
               "initial_accumulator_value: float = 0.1", "l1_regularization_strength: float = 0.0",
               "l2_regularization_strength: float = 0.0",
               "l2_shrinkage_regularization_strength: float = 0.0", "beta: float = 0.0"},
              expandFtrl)};
const RecipeRegistration proximalDescent{
    optimizer("ProximalGradientDescent", "Gradient descent that keeps weights small or zero.",
              {"learning_rate: float = 0.01", "l1_regularization_strength: float = 0.0",
               "l2_regularization_strength: float = 0.0"},
              expandProximalDescent)};
const RecipeRegistration proximalAdagrad{optimizer(
    "ProximalAdagrad", "Adagrad that keeps weights small or zero.",
    {"learning_rate: float = 0.01", "initial_accumulator_value: float = 0.1",
     "l1_regularization_strength: float = 0.0", "l2_regularization_strength: float = 0.0"},
    expandProximalAdagrad)};

}  // namespace
}  // namespace weft
