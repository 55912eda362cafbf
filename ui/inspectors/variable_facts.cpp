// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/variable_facts.h"

#include <algorithm>

#include "ui/commands/item_commands.h"
#include "ui/inspectors/tensor_values.h"

namespace weft::ui {
namespace {

constexpr const char* kValue = "value";
constexpr const char* kInitializer = "initializer";

AttrMap parametersOf(const RecipeItem& recipe) {
    AttrMap all = recipe.parameters;
    if (const RecipeDef* def = findRecipe(recipe.recipe)) {
        // What cannot be completed is told as a problem; what is there is shown.
        (void)completeAttrs(def->signature, all);
    }
    return all;
}

std::string initializerOf(const AttrMap& parameters) {
    return parameters.getOr<std::string>(kInitializer, kValue);
}

Result<Tensor> valueOf(const AttrMap& parameters) {
    const auto stored = parameters.getOr<StoredTensorPtr>(kValue, nullptr);
    if (stored == nullptr) { return Tensor::scalar(0.0F); }
    return stored->tensor();
}

bool counts(const std::string& name, const std::string& initializer) {
    if (name == kValue) { return initializer == kValue; }
    if (name == "minimum" || name == "maximum") { return initializer == "random_uniform"; }
    if (name == "stddev") {
        return initializer == "random_normal" || initializer == "truncated_normal";
    }
    return true;
}

/// An initializer makes what the value was, as far as it can: float and double.
Status keepOverChange(Edit& edit, ItemId id, const AttrMap& before,
                      const std::string& initializer) {
    const bool wasValue = initializerOf(before) == kValue;
    if (wasValue == (initializer == kValue)) { return okStatus(); }
    if (!wasValue) {
        const auto shape = before.getOr<PartialShape>("shape", PartialShape::scalar()).full();
        const DType type = before.getOr<DType>("dtype", DType::Float);
        if (!shape) { return okStatus(); }
        const Tensor zeros = WEFT_TRY(filled(type, *shape, TensorFill::Zeros));
        return setAttribute(edit, id, kValue, StoredTensor::fromTensor(zeros));
    }
    const Tensor value = WEFT_TRY(valueOf(before));
    WEFT_TRY(setAttribute(edit, id, "shape", PartialShape(value.shape())));
    const DType type = value.dtype() == DType::Double ? DType::Double : DType::Float;
    return setAttribute(edit, id, "dtype", type);
}

}  // namespace

bool isVariableRecipe(const Item& item) {
    const auto* recipe = item.as<RecipeItem>();
    return recipe != nullptr && recipe->recipe == "Variable";
}

std::vector<ParameterFact> variableParameters(const Item& item, std::vector<ParameterFact> all) {
    const AttrMap parameters = parametersOf(*item.as<RecipeItem>());
    const std::string initializer = initializerOf(parameters);
    std::erase_if(all, [&](const ParameterFact& f) { return !counts(f.def.name, initializer); });
    if (initializer != kValue) { return all; }
    const Result<Tensor> value = valueOf(parameters);
    if (!value.ok()) { return all; }
    for (ParameterFact& fact : all) {
        if (fact.def.name == "shape") { fact.value = PartialShape(value->shape()); }
        if (fact.def.name != "dtype") { continue; }
        fact.value = value->dtype();
        fact.def.allowedTypes.clear();  // a value may be of any
    }
    return all;
}

Status setVariableParameter(Edit& edit, ItemId id, const std::string& name,
                            const AttrValue& value) {
    const AttrMap before = parametersOf(*edit.document().item(id)->as<RecipeItem>());
    if (name == kInitializer) {
        if (const auto* chosen = std::get_if<std::string>(&value)) {
            WEFT_TRY(keepOverChange(edit, id, before, *chosen));
        }
        return setAttribute(edit, id, name, value);
    }
    const auto* shape = std::get_if<PartialShape>(&value);
    const auto* type = std::get_if<DType>(&value);
    const bool ofValue = initializerOf(before) == kValue && (shape != nullptr || type != nullptr);
    if (!ofValue) { return setAttribute(edit, id, name, value); }
    const Tensor now = WEFT_TRY(valueOf(before));
    if (type != nullptr) {
        const Tensor made = WEFT_TRY(withType(now, *type));
        return setAttribute(edit, id, kValue, StoredTensor::fromTensor(made));
    }
    const std::optional<Shape> full = shape->full();
    if (!full) {
        return invalidArgument(concat("got ", *shape, ", want all sizes, such as [64,10]"));
    }
    const Tensor made = WEFT_TRY(withShape(now, *full));
    return setAttribute(edit, id, kValue, StoredTensor::fromTensor(made));
}

}  // namespace weft::ui
