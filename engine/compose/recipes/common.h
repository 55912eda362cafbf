// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/compose/recipe.h"

/// @file
/// What several recipes share.

namespace weft::recipes {

/// Parameters of every layer with an activation function.
inline constexpr const char* kActivation =
    "activation: {'none', 'relu', 'sigmoid', 'tanh', 'softmax'} = 'none'";

/// y under the activation that the parameter names: NAME/Relu, NAME/Sigmoid, ...
Result<Endpoint> activated(RecipeContext& context, Endpoint y);
/// x W + b with the context's parameter use_bias: NAME/bias, NAME/BiasAdd.
Result<Endpoint> biased(RecipeContext& context, Endpoint y, std::int64_t channels);
/// The mean over all elements, named NAME, with its axes in NAME/Const. The rank must be known.
Result<Endpoint> meanOfAll(RecipeContext& context, Endpoint values);
/// The floating dtype of input `port`, else an error at the port.
Result<DType> floatingInput(RecipeContext& context, int port);
/// Class labels at input `port` as the sparse ops take them: int32 or int64, others cast to int64
/// by NAME/Cast (with the given role).
Result<Endpoint> integerLabels(RecipeContext& context, int port, const char* castRole);

/// Inputs of an optimizer: the loss, and a learning rate in place of the parameter's.
std::vector<std::pair<std::string, std::string>> optimizerInputs();
/// The one that need not be wired.
inline constexpr const char* kRateInput = "learning_rate";
/// Parameters of an optimizer: its own, how it clips, what it trains.
std::vector<std::string> optimizerParameters(std::vector<std::string> own);
/// RecipeDef::check of an optimizer.
Status checkOptimizerParameter(std::string_view name, const AttrValue& value);
/// minimize() by the optimizer of that class, with the context's parameters as its arguments.
/// Errors: those of minimize(), and at its port a learning rate that is no scalar.
Status expandOptimizer(RecipeContext& context, const char* className);

}  // namespace weft::recipes
