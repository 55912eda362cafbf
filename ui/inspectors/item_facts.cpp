// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/item_facts.h"

#include <QCoreApplication>
#include <algorithm>

#include "ui/base/to_qt.h"
#include "ui/inspectors/variable_facts.h"

namespace weft::ui {
namespace {

QString words(const char* text) { return QCoreApplication::translate("weft::ui::ItemFacts", text); }

const AttrMap* attrsOf(const Item& item) {
    if (const auto* op = item.as<OpItem>()) { return &op->attrs; }
    if (const auto* recipe = item.as<RecipeItem>()) { return &recipe->parameters; }
    return nullptr;
}

/// Whether wires tell the attribute: the dtype of an input, or how many there are.
bool followsFromInputs(const OpDef& def, const std::string& attr) {
    return std::any_of(def.inputs.begin(), def.inputs.end(), [&](const ArgDef& arg) {
        return arg.typeAttr == attr || arg.typeListAttr == attr || arg.numberAttr == attr;
    });
}

/// An optimizer's limit means something only where gradients are clipped.
bool counts(const Item& item, const std::string& parameter) {
    const auto* recipe = item.as<RecipeItem>();
    const RecipeDef* def = recipe == nullptr ? nullptr : findRecipe(recipe->recipe);
    if (def == nullptr || !def->isOptimizer || parameter != "clip_limit") { return true; }
    return recipe->parameters.getOr<std::string>("clip_by", "none") != "none";
}

const Node* nodeOf(const EngineDocument& expanded, const Item& item) {
    return expanded.expansion.operationOf(item.id);
}

void describe(const EngineDocument& expanded, const Document& document, const PortRef& source,
              PortFact& fact) {
    if (const OutputInfo* found = expanded.expansion.outputAt(source)) {
        const OutputInfo& info = *found;
        fact.family = familyOf(info.type, info.isRef);
        fact.type = toQt(concat(info.type, " ", info.shape));
        return;
    }
    const Item* item = document.item(source.item);
    const auto* data = item == nullptr ? nullptr : item->as<DataItem>();
    if (data == nullptr) { return; }
    for (const DataColumn& column : data->columns) {
        if (column.name != source.port) { continue; }
        fact.family = familyOf(column.type, false);
        fact.type = toQt(concat(column.type, " ", column.rowShape));
    }
}

/// What is wired to a socket. Returns whether something is.
bool tellSource(const EngineDocument& expanded, const Document& document, PortFact& fact) {
    for (const Wire* wire : document.all<Wire>()) {
        if (wire->to != fact.port) { continue; }
        const Item* source = document.item(wire->from.item);
        fact.source = source == nullptr ? QString() : toQt(source->name);
        fact.sourceItem = wire->from.item.value;
        if (source != nullptr && outputPorts(document, *source).size() > 1) {
            fact.source += QStringLiteral(" / ") + toQt(wire->from.port);
        }
        describe(expanded, document, wire->from, fact);
        return true;
    }
    return false;
}

/// A socket inside a group, as the group's border shows it.
PortFact borderFact(const Document& document, const PortRef& port) {
    PortFact fact;
    fact.name = toQt(concat(document.item(port.item)->name, " / ", port.port));
    fact.type = words("not known");
    fact.port = port;
    return fact;
}

PortFact factOf(ItemId item, const weft::PortInfo& port) {
    PortFact fact;
    fact.port = {item, port.port};
    fact.name = toQt(port.port);
    fact.description = toQt(port.description);
    fact.family = familyOf(port.type, port.isRef);
    fact.type = isKnown(port.type) ? toQt(dtypeName(port.type))
                : port.isOptional  ? words("optional")
                                   : words("not known");
    return fact;
}

}  // namespace

std::vector<ParameterFact> parametersOf(const EngineDocument& expanded, const Item& item) {
    std::vector<ParameterFact> facts;
    const OpDef* def = signatureOf(item);
    const AttrMap* attrs = attrsOf(item);
    if (def == nullptr || attrs == nullptr) { return facts; }
    const Node* node = item.as<OpItem>() == nullptr ? nullptr : nodeOf(expanded, item);
    for (const AttrDef& attr : def->attrs) {
        if (attr.name.starts_with('_') || !counts(item, attr.name)) { continue; }
        ParameterFact fact{attr, std::nullopt, followsFromInputs(*def, attr.name)};
        if (const AttrValue* own = attrs->find(attr.name)) {
            fact.value = *own;
        } else if (fact.byWires && node != nullptr) {
            if (const AttrValue* told = node->attrs.find(attr.name)) { fact.value = *told; }
        }
        facts.push_back(std::move(fact));
    }
    return isVariableRecipe(item) ? variableParameters(item, std::move(facts)) : facts;
}

std::vector<PortFact> inputsOf(const EngineDocument& expanded, const Document& document,
                               const Item& item) {
    std::vector<PortFact> facts;
    for (const PortRef& port : borderPorts(document, item, Side::Inputs)) {
        facts.push_back(borderFact(document, port));
        (void)tellSource(expanded, document, facts.back());
    }
    if (item.as<GroupItem>() != nullptr) { return facts; }
    for (const weft::PortInfo& port : inputPorts(document, item)) {
        PortFact fact = factOf(item.id, port);
        const bool wired = tellSource(expanded, document, fact);
        fact.needed = !wired && !port.isOptional && !port.isList && !isPlaceholder(item);
        facts.push_back(std::move(fact));
    }
    return facts;
}

std::vector<PortFact> outputsOf(const EngineDocument& expanded, const Document& document,
                                const Item& item) {
    std::vector<PortFact> facts;
    for (const PortRef& port : borderPorts(document, item, Side::Outputs)) {
        facts.push_back(borderFact(document, port));
        describe(expanded, document, port, facts.back());
    }
    if (item.as<GroupItem>() != nullptr) { return facts; }
    for (const weft::PortInfo& port : outputPorts(document, item)) {
        PortFact fact = factOf(item.id, port);
        describe(expanded, document, {item.id, port.port}, fact);
        facts.push_back(std::move(fact));
    }
    return facts;
}

QString kindOf(const Item& item) {
    if (const auto* op = item.as<OpItem>()) { return toQt(op->op); }
    if (const auto* recipe = item.as<RecipeItem>()) { return toQt(recipe->recipe); }
    if (item.as<DataItem>() != nullptr) { return words("Data source"); }
    return item.as<NoteItem>() != nullptr ? words("Note") : words("Group");
}

std::optional<QString> deviceOf(const Item& item) {
    if (const auto* op = item.as<OpItem>()) { return toQt(op->device); }
    if (const auto* recipe = item.as<RecipeItem>()) { return toQt(recipe->device); }
    return std::nullopt;
}

}  // namespace weft::ui
