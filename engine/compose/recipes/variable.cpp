// SPDX-License-Identifier: Apache-2.0
/// @file
/// Variable: a tensor that lives in a session. With initializer `value` it is written as
/// `tf.Variable(value)` writes it, else as `tf.get_variable`.

#include "engine/compose/recipes/common.h"

namespace weft {
namespace {

Result<Initializer> initializerOf(RecipeContext& context, const std::string& kind) {
    const double low = WEFT_TRY(context.parameter<float>("minimum"));
    const double high = WEFT_TRY(context.parameter<float>("maximum"));
    const double stddev = WEFT_TRY(context.parameter<float>("stddev"));
    if (kind == "zeros") { return Initializer{InitKind::Zeros}; }
    if (kind == "ones") { return Initializer{InitKind::Ones}; }
    if (kind == "glorot_uniform") { return Initializer{InitKind::GlorotUniform}; }
    if (kind == "random_uniform") { return Initializer{InitKind::RandomUniform, low, high}; }
    if (kind == "random_normal") { return Initializer{InitKind::RandomNormal, 0, stddev}; }
    return Initializer{InitKind::TruncatedNormal, 0, stddev};
}

Status expandVariable(RecipeContext& context) {
    const auto kind = WEFT_TRY(context.parameter<std::string>("initializer"));
    const Trainable trainable = context.trainable(
        "", WEFT_TRY(context.parameter<bool>("trainable")) ? Trainable::Yes : Trainable::No);
    VariableNodes nodes;
    if (context.hasInput(0)) {
        nodes = WEFT_TRY(addVariable(context, "", context.input(0), trainable));
    } else if (kind == "value") {
        const auto stored = WEFT_TRY(context.parameter<StoredTensorPtr>("value"));
        const Tensor value = WEFT_TRY(stored->tensor());
        nodes = WEFT_TRY(addVariableOfValue(context, "", value, trainable));
    } else {
        const auto type = WEFT_TRY(context.parameter<DType>("dtype"));
        const auto partial = WEFT_TRY(context.parameter<PartialShape>("shape"));
        const std::optional<Shape> shape = partial.full();
        if (!shape) {
            return invalidArgument(
                concat("shape of a Variable: got ", partial, ", want all sizes"));
        }
        nodes = WEFT_TRY(addVariableOfInitializer(
            context, "", WEFT_TRY(initializerOf(context, kind)), type, *shape, trainable));
    }
    context.setOutput(0, nodes.read);
    context.setOutput(1, {nodes.variable, 0});
    context.setOperation(nodes.assign);
    return okStatus();
}

const RecipeRegistration registration{
    {.name = "Variable",
     .defaultName = "Variable",
     .summary = "A tensor that a session keeps between runs and that training changes.",
     .category = "state",
     .inputs = {{"initial_value: T", "first value; unconnected: as the initializer says"}},
     .outputs = {{"value: T", "what it holds when it is read"},
                 {"ref: Ref(T)", "the variable itself, for Assign"}},
     .parameters = {"initializer: {'value', 'zeros', 'ones', 'glorot_uniform', 'random_uniform', "
                    "'random_normal', 'truncated_normal'} = 'value'",
                    "value: tensor", "dtype: {float, double} = DT_FLOAT", "shape: shape = []",
                    "minimum: float = -1.0", "maximum: float = 1.0", "stddev: float = 1.0",
                    "trainable: bool = true"},
     .optional = {"initial_value"},
     .expand = expandVariable}};

}  // namespace
}  // namespace weft
