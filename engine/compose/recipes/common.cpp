// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/recipes/common.h"

#include "engine/base/check.h"
#include "engine/compose/training/clip_gradients.h"
#include "engine/compose/training/minimizer.h"

namespace weft::recipes {
namespace {

constexpr int kRatePort = 1;
constexpr const char* kClipLimit = "clip_limit";

Result<GradientClip> clipOf(const RecipeContext& context) {
    const std::string name = WEFT_TRY(context.parameter<std::string>("clip_by"));
    const std::optional<GradientClip::By> by = clipNamed(name);
    WEFT_CHECK(by.has_value(), "the parameter allows no other words");
    return GradientClip{*by, WEFT_TRY(context.parameter<float>(kClipLimit))};
}

}  // namespace

Result<Endpoint> activated(RecipeContext& context, Endpoint y) {
    const std::string name = WEFT_TRY(context.parameter<std::string>("activation"));
    if (name == "relu") { return context.add("Relu", "Relu", {y}); }
    if (name == "sigmoid") { return context.add("Sigmoid", "Sigmoid", {y}); }
    if (name == "tanh") { return context.add("Tanh", "Tanh", {y}); }
    if (name == "softmax") { return context.add("Softmax", "Softmax", {y}); }
    return y;
}

Result<Endpoint> biased(RecipeContext& context, Endpoint y, std::int64_t channels) {
    if (!WEFT_TRY(context.parameter<bool>("use_bias"))) { return y; }
    const DType type = context.graph().output(y).type;
    const VariableNodes bias = WEFT_TRY(addVariableOfInitializer(
        context, "bias", {InitKind::Zeros}, type, Shape{channels}, context.trainable("bias")));
    return context.add("BiasAdd", "BiasAdd", {y, bias.read});
}

Result<Endpoint> meanOfAll(RecipeContext& context, Endpoint values) {
    const PartialShape& shape = context.graph().output(values).shape;
    if (!shape.hasRank()) { return invalidArgument("mean of a tensor of unknown rank"); }
    std::vector<std::int64_t> axes;
    for (int axis = 0; axis < shape.rank(); ++axis) { axes.push_back(axis); }
    const Endpoint all = WEFT_TRY(context.ints("Const", axes));
    return context.add("", "Mean", {values, all});
}

Result<DType> floatingInput(RecipeContext& context, int port) {
    const DType type = context.inputInfo(port).type;
    if (!isFloating(type)) {
        return context.inputError(
            port, concat("input has a wrong dtype: got ", type, ", want a floating type"));
    }
    return type;
}

Result<Endpoint> integerLabels(RecipeContext& context, int port, const char* castRole) {
    const DType type = context.inputInfo(port).type;
    if (type == DType::Int32 || type == DType::Int64) { return context.input(port); }
    return context.add(castRole, "Cast", {context.input(port)}, {{"DstT", DType::Int64}});
}

std::vector<std::pair<std::string, std::string>> optimizerInputs() {
    return {{"loss: T", "scalar that training makes smaller"},
            {concat(kRateInput, ": T"), "scalar in place of the number, such as a decayed one"}};
}

std::vector<std::string> optimizerParameters(std::vector<std::string> own) {
    own.emplace_back("clip_by: {'none', 'value', 'norm', 'global_norm'} = 'none'");
    own.push_back(concat(kClipLimit, ": float = 1.0"));
    own.emplace_back("variables: list(string) = []");
    return own;
}

Status checkOptimizerParameter(std::string_view name, const AttrValue& value) {
    const auto* number = std::get_if<float>(&value);
    return name == kClipLimit && number != nullptr ? checkClipLimit(*number) : okStatus();
}

Status expandOptimizer(RecipeContext& context, const char* className) {
    const OptimizerKind& kind = *findOptimizer(className);
    std::optional<Endpoint> rate;
    if (context.hasInput(kRatePort)) {
        const OutputInfo& info = context.inputInfo(kRatePort);
        WEFT_TRY(floatingInput(context, kRatePort).status());
        if (info.shape.hasRank() && info.shape.rank() != 0) {
            return context.inputError(
                kRatePort, concat("learning_rate: got shape ", info.shape, ", want a scalar"));
        }
        rate = context.input(kRatePort);
    }
    OptimizerSpec spec;
    spec.optimizer = className;
    spec.name = context.named("");
    for (const HyperParameter& hyper : kind.hyper) {
        if (hyper.name == "use_locking") { continue; }
        spec.hyper[std::string(hyper.name)] =
            hyper.isFlag ? (WEFT_TRY(context.parameter<bool>(hyper.name)) ? 1.0 : 0.0)
                         : static_cast<double>(WEFT_TRY(context.parameter<float>(hyper.name)));
    }
    spec.clip = WEFT_TRY(clipOf(context));
    // Named variables first; else what the collections say is trainable.
    spec.variables = WEFT_TRY(context.parameter<std::vector<std::string>>("variables"));
    Minimized made = WEFT_TRY(Minimizer(context.graph(), context.input(0), spec, kind, rate).run());
    context.setOperation(made.train);
    context.setMinimized(std::move(made));
    return okStatus();
}

}  // namespace weft::recipes
