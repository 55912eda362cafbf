// SPDX-License-Identifier: Apache-2.0
/// @file
/// Dropout: in training y = x / (1 - rate) where a uniform number is >= rate, else 0.
/// `NAME/rate` is a PlaceholderWithDefault of 0, which makes y = x; rows of mode training feed it.
/// Source  Ops of TF's `tf.nn.dropout` with a tensor as rate.

#include "engine/compose/recipes/common.h"

namespace weft {
namespace {

Status expandDropout(RecipeContext& context) {
    const DType type = WEFT_TRY(recipes::floatingInput(context, 0));
    const Endpoint x = context.input(0);
    const auto rate = WEFT_TRY(context.parameter<float>("rate"));
    if (!(rate >= 0 && rate < 1)) {
        return invalidArgument(concat("rate of Dropout: got ", rate, ", want one in [0, 1)"));
    }
    const Endpoint byDefault = WEFT_TRY(context.scalar("rate/input", type, 0));
    const Endpoint fed = WEFT_TRY(context.add("rate", "PlaceholderWithDefault", {byDefault},
                                              {{"shape", PartialShape::scalar()}}));
    context.addModeFeed({.tensor = context.named("rate:0"), .training = rate});
    const Endpoint one = WEFT_TRY(context.scalar("Const", type, 1));
    const Endpoint keep = WEFT_TRY(context.add("Sub", "Sub", {one, fed}));
    const Endpoint scaled = WEFT_TRY(context.add("RealDiv", "RealDiv", {x, keep}));
    const Endpoint shape = WEFT_TRY(context.add("Shape", "Shape", {x}));
    const Endpoint uniform = WEFT_TRY(
        context.add("random_uniform/RandomUniform", "RandomUniform", {shape}, {{"dtype", type}}));
    const Endpoint kept = WEFT_TRY(context.add("GreaterEqual", "GreaterEqual", {uniform, fed}));
    const Endpoint zero = WEFT_TRY(context.scalar("Const_1", type, 0));
    context.setOutput(0, WEFT_TRY(context.add("SelectV2", "SelectV2", {kept, scaled, zero})));
    return okStatus();
}

const RecipeRegistration registration{
    {.name = "Dropout",
     .defaultName = "dropout",
     .summary =
         "Drops a random part of the values while training, so that no unit relies on another.",
     .category = "nn",
     .inputs = {{"x: T", "any shape"}},
     .outputs = {{"y: T", "the shape of x"}},
     .parameters = {"rate: float = 0.5"},
     .expand = expandDropout}};

}  // namespace
}  // namespace weft
