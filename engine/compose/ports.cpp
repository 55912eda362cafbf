// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/ports.h"

#include <algorithm>
#include <map>
#include <set>

#include "engine/compose/functions/call_ports.h"
#include "engine/compose/recipe.h"
#include "engine/graph/op_registry.h"

namespace weft {
namespace {

/// More elements than any list argument has; a wire of a hostile file may name any.
constexpr std::int64_t kMostElements = 100'000;

bool isList(const ArgDef& arg) { return !arg.numberAttr.empty() || !arg.typeListAttr.empty(); }

PortInfo portOfArg(const ArgDef& arg, const AttrMap& attrs) {
    const DType type =
        arg.typeAttr.empty() ? arg.type : attrs.getOr<DType>(arg.typeAttr, DType::Invalid);
    return {.port = arg.name,
            .argument = arg.name,
            .description = arg.description,
            .type = type,
            .isList = isList(arg),
            .isRef = arg.isRef};
}

const AttrMap& attrsOf(const Item& item) {
    static const AttrMap none;
    if (const auto* op = item.as<OpItem>()) { return op->attrs; }
    if (const auto* recipe = item.as<RecipeItem>()) { return recipe->parameters; }
    return none;
}

/// As many elements of a list argument as wires need: up to the highest that one names.
std::size_t wiredElements(const Document& document, ItemId item, PortRef Wire::*end,
                          std::string_view argument) {
    const std::string prefix = concat(argument, ":");
    std::int64_t count = 0;
    for (const Wire* wire : document.all<Wire>()) {
        const PortRef& port = wire->*end;
        if (port.item != item || !port.port.starts_with(prefix)) { continue; }
        const auto index = parseInt(std::string_view(port.port).substr(prefix.size()));
        if (index && *index < kMostElements) { count = std::max(count, *index + 1); }
    }
    return static_cast<std::size_t>(count);
}

/// Of an op nobody knows: the sockets that wires use.
std::vector<PortInfo> wiredPorts(const Document& document, ItemId item, PortRef Wire::*end,
                                 const char* argument) {
    std::vector<PortInfo> ports;
    const std::size_t count = wiredElements(document, item, end, argument);
    for (std::size_t i = 0; i < count; ++i) {
        ports.push_back({.port = listPort(argument, i), .argument = argument, .description = {}});
    }
    return ports;
}

/// How many elements of the arguments of a list are meant: one a type, or the number attribute.
std::int64_t listLength(const ArgDef& arg, const AttrMap& attrs) {
    if (!arg.typeListAttr.empty()) {
        return std::ssize(attrs.getOr<std::vector<DType>>(arg.typeListAttr, {}));
    }
    return attrs.getOr<std::int64_t>(arg.numberAttr, 0);
}

/// What a call's list of inputs is to its function, where that is drawn.
std::optional<std::vector<const Item*>> calledArguments(const Document& document, const Item& item,
                                                        const ArgDef& arg) {
    const auto* op = item.as<OpItem>();
    const auto call = op == nullptr ? std::nullopt : callPorts(*op);
    if (!call || call->inputs != arg.name) { return std::nullopt; }
    return argumentsOfCall(document, *op);
}

std::optional<std::vector<const Item*>> calledResults(const Document& document, const Item& item) {
    const auto* op = item.as<OpItem>();
    return op == nullptr ? std::nullopt : resultsOfCall(document, *op);
}

/// Element i of a list argument. @param called what the elements are to a function, if to one.
PortInfo elementOf(const PortInfo& list, std::size_t i, const std::vector<const Item*>& called) {
    PortInfo element = list;
    element.port = listPort(list.argument, i);
    if (i < called.size()) {
        element.label = called[i]->name;
        element.type = called[i]->as<OpItem>()->attrs.getOr<DType>("T", element.type);
    }
    return element;
}

/// @param ports which argument each is of; fewer than `count` for an unknown op.
std::vector<std::string> portNames(const std::vector<ArgDef>& args,
                                   const std::vector<SignatureTypes::Port>& ports,
                                   std::string_view unknown, std::size_t count) {
    std::vector<std::string> names;
    names.reserve(count);
    int previous = -1;
    std::size_t element = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (i >= ports.size()) {
            names.push_back(listPort(unknown, i));
            continue;
        }
        element = ports[i].arg == previous ? element + 1 : 0;
        previous = ports[i].arg;
        const ArgDef& arg = args[static_cast<std::size_t>(previous)];
        names.push_back(isList(arg) ? listPort(arg.name, element) : arg.name);
    }
    return names;
}

}  // namespace

std::string listPort(std::string_view argument, std::size_t i) { return concat(argument, ":", i); }

std::vector<std::string> inputPortsOf(const Node& node) {
    const Result<SignatureTypes> types =
        node.op == nullptr ? SignatureTypes{} : expandSignature(*node.op, node.attrs);
    if (node.op == nullptr || !types.ok()) {
        return portNames({}, {}, kUnknownInputs, node.inputs.size());
    }
    return portNames(node.op->inputs, types->inputs, kUnknownInputs, node.inputs.size());
}

std::vector<std::string> outputPortsOf(const Node& node) {
    const Result<SignatureTypes> types =
        node.op == nullptr ? SignatureTypes{} : expandSignature(*node.op, node.attrs);
    if (node.op == nullptr || !types.ok()) {
        return portNames({}, {}, kUnknownOutputs, node.outputs.size());
    }
    return portNames(node.op->outputs, types->outputs, kUnknownOutputs, node.outputs.size());
}

const OpDef* signatureOf(const Item& item) {
    if (const auto* op = item.as<OpItem>()) { return OpRegistry::global().find(op->op); }
    if (const auto* recipe = item.as<RecipeItem>()) {
        const RecipeDef* found = findRecipe(recipe->recipe);
        return found == nullptr ? nullptr : &found->signature;
    }
    return nullptr;
}

std::vector<PortRef> borderPorts(const Document& document, const Item& group, Side side) {
    const auto* kept = group.as<GroupItem>();
    if (kept == nullptr) { return {}; }
    const auto isInside = [&](ItemId id) {
        const Item* item = document.item(id);
        while (item != nullptr && item->id != group.id) { item = document.item(item->parent); }
        return item != nullptr;
    };
    const bool inputs = side == Side::Inputs;
    std::vector<PortRef> used;
    std::set<PortRef> seen;
    for (const Wire* wire : document.all<Wire>()) {
        const PortRef& inner = inputs ? wire->to : wire->from;
        const PortRef& outer = inputs ? wire->from : wire->to;
        if (inner.port == kControlPort || !isInside(inner.item) || isInside(outer.item)) {
            continue;
        }
        if (seen.insert(inner).second) { used.push_back(inner); }
    }
    std::map<PortRef, std::size_t> places;
    for (const PortRef& port : inputs ? kept->inputs : kept->outputs) {
        places.emplace(port, places.size());
    }
    std::ranges::stable_sort(used, {}, [&](const PortRef& port) {
        const auto place = places.find(port);
        return place == places.end() ? places.size() : place->second;
    });
    return used;
}

bool isPlaceholder(const Item& item) {
    const auto* op = item.as<OpItem>();
    return op != nullptr && (op->op == "Placeholder" || op->op == "PlaceholderWithDefault");
}

std::vector<PortInfo> inputPorts(const Document& document, const Item& item) {
    const OpDef* signature = signatureOf(item);
    if (signature == nullptr) { return wiredPorts(document, item.id, &Wire::to, kUnknownInputs); }
    std::vector<PortInfo> ports;
    const auto* recipe = item.as<RecipeItem>();
    const RecipeDef* def = recipe == nullptr ? nullptr : findRecipe(recipe->recipe);
    for (const ArgDef& arg : signature->inputs) {
        PortInfo port = portOfArg(arg, attrsOf(item));
        port.isOptional = def != nullptr && std::find(def->optional.begin(), def->optional.end(),
                                                      arg.name) != def->optional.end();
        if (!port.isList) {
            ports.push_back(std::move(port));
            continue;
        }
        const std::size_t count = wiredElements(document, item.id, &Wire::to, arg.name);
        if (const auto called = calledArguments(document, item, arg)) {
            for (std::size_t i = 0; i < std::max(count, called->size()); ++i) {
                ports.push_back(elementOf(port, i, *called));
            }
            continue;
        }
        for (std::size_t i = 0; i <= count; ++i) {
            ports.push_back(elementOf(port, i, {}));
            ports.back().isOptional = i == count;
        }
    }
    if (isPlaceholder(item)) {
        PortInfo feed = portOfArg(signature->outputs.front(), attrsOf(item));
        feed.port = feed.argument = kFeedPort;
        feed.isOptional = true;
        ports.push_back(std::move(feed));
    }
    return ports;
}

std::vector<PortInfo> outputPorts(const Document& document, const Item& item) {
    std::vector<PortInfo> ports;
    if (const auto* data = item.as<DataItem>()) {
        for (const DataColumn& column : data->columns) {
            ports.push_back({.port = column.name,
                             .argument = column.name,
                             .description = concat(column.type, " ", column.rowShape),
                             .type = column.type});
        }
        return ports;
    }
    const OpDef* signature = signatureOf(item);
    if (signature == nullptr) {
        return wiredPorts(document, item.id, &Wire::from, kUnknownOutputs);
    }
    for (const ArgDef& arg : signature->outputs) {
        const PortInfo port = portOfArg(arg, attrsOf(item));
        if (!port.isList) {
            ports.push_back(port);
            continue;
        }
        const auto called = calledResults(document, item);
        const auto count =
            std::max(listLength(arg, attrsOf(item)), called ? std::ssize(*called) : 0);
        for (std::ptrdiff_t i = 0; i < count; ++i) {
            ports.push_back(elementOf(port, static_cast<std::size_t>(i),
                                      called.value_or(std::vector<const Item*>())));
        }
    }
    return ports;
}

}  // namespace weft
