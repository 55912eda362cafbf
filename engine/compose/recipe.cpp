// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/recipe.h"

#include <map>

#include "engine/base/check.h"
#include "engine/base/strings.h"

namespace weft {
namespace {

std::map<std::string, RecipeDef, std::less<>>& table() {
    static std::map<std::string, RecipeDef, std::less<>> recipes;
    return recipes;
}

Status checkedByRecipe(const RecipeDef& recipe, std::string_view name, const AttrValue& value) {
    const Status status = recipe.check == nullptr ? okStatus() : recipe.check(name, value);
    if (status.ok()) { return status; }
    return invalidArgument(concat("attribute '", name, "': ", messageOf(status)));
}

}  // namespace

RecipeContext::RecipeContext(NodeWriter nodes, AttrMap parameters,
                             std::vector<std::optional<Endpoint>> inputs, std::size_t outputs)
    : NodeWriter(std::move(nodes)),
      m_parameters(std::move(parameters)),
      m_inputs(std::move(inputs)),
      m_outputs(outputs) {}

Status RecipeContext::inputError(int port, std::string_view message) {
    m_failedInput = port;
    return invalidArgument(message);
}

Trainable RecipeContext::trainable(std::string_view role, Trainable byRecipe) const {
    for (const auto& [name, value] : m_trainable) {
        if (name == role) { return value; }
    }
    return byRecipe;
}

std::vector<const RecipeDef*> allRecipes() {
    std::vector<const RecipeDef*> all;
    for (const auto& [name, recipe] : table()) { all.push_back(&recipe); }
    return all;
}

const RecipeDef* findRecipe(std::string_view name) {
    const auto found = table().find(name);
    return found == table().end() ? nullptr : &found->second;
}

Status checkParameter(const RecipeDef& recipe, const AttrDef& parameter, const AttrValue& value) {
    OpDef only;
    only.attrs = {parameter};
    AttrMap tried({{parameter.name, value}});
    WEFT_TRY(completeAttrs(only, tried));
    return checkedByRecipe(recipe, parameter.name, value);
}

Status completeParameters(const RecipeDef& recipe, AttrMap& parameters) {
    WEFT_TRY(completeAttrs(recipe.signature, parameters));
    for (const auto& [name, value] : parameters) { WEFT_TRY(checkedByRecipe(recipe, name, value)); }
    return okStatus();
}

RecipeRegistration::RecipeRegistration(const RecipeText& text) {
    RecipeDef recipe;
    recipe.signature.name = text.name;
    recipe.signature.summary = text.summary;
    recipe.signature.category = text.category;
    for (const auto& [argument, description] : text.inputs) {
        Result<ArgDef> arg = parseArg(argument, description);
        WEFT_CHECK(arg.ok(), argument.c_str());
        recipe.signature.inputs.push_back(*std::move(arg));
    }
    for (const auto& [argument, description] : text.outputs) {
        Result<ArgDef> arg = parseArg(argument, description);
        WEFT_CHECK(arg.ok(), argument.c_str());
        recipe.signature.outputs.push_back(*std::move(arg));
    }
    for (const std::string& parameter : text.parameters) {
        Result<AttrDef> attr = parseAttr(parameter);
        WEFT_CHECK(attr.ok(), parameter.c_str());
        // Signatures have no words for a tensor as default; recipes start from zero.
        if (attr->kind == "tensor") {
            attr->defaultValue = StoredTensor::fromTensor(Tensor::scalar(0.0F));
        }
        recipe.signature.attrs.push_back(*std::move(attr));
    }
    recipe.defaultName = text.defaultName;
    recipe.optional = text.optional;
    recipe.stage = text.stage;
    recipe.isMetric = text.isMetric;
    recipe.isOptimizer = text.isOptimizer;
    recipe.check = text.check;
    recipe.expand = text.expand;
    const bool added = table().emplace(text.name, std::move(recipe)).second;
    WEFT_CHECK(added, "two recipes of one name");
}

}  // namespace weft
