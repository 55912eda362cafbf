// SPDX-License-Identifier: Apache-2.0
/// @file
/// Names of functions, and what changes at their calls when a function does; declared with
/// makeFunction().

#include <algorithm>

#include "engine/compose/functions/bars.h"
#include "engine/compose/functions/call_ports.h"
#include "engine/compose/functions/called_functions.h"
#include "engine/compose/functions/make_function.h"
#include "engine/compose/ports.h"
#include "engine/graph/op_registry.h"
#include "engine/proto/meta_graph.pb.h"

namespace weft {
namespace {

bool isTaken(const Document& document, const Expansion& expansion, const std::string& name) {
    return OpRegistry::global().find(name) != nullptr || functionNamed(document, name) != nullptr ||
           expansion.known.contains(name);
}

/// Whether what was imported, and is not drawn, speaks of the function by its name.
bool hasNamedGradient(const Document& document, const std::string& name) {
    tensorflow::MetaGraphDef frame;
    if (!frame.ParseFromString(document.settings().frame)) { return false; }
    const auto& gradients = frame.graph_def().library().gradient();
    return std::any_of(
        gradients.begin(), gradients.end(), [&](const tensorflow::GradientDef& gradient) {
            return gradient.function_name() == name || gradient.gradient_func() == name;
        });
}

/// The element after the colon of "args:3" where that is an element of the list.
std::optional<std::int64_t> elementIn(std::string_view port, std::string_view list) {
    const std::string prefix = concat(list, ":");
    return port.starts_with(prefix) ? parseInt(port.substr(prefix.size())) : std::nullopt;
}

/// Takes the wires of an element of a list away and moves those behind it up.
void closeGap(Edit& edit, ItemId call, PortRef Wire::*end, const std::string& list,
              std::int64_t gap) {
    std::vector<Wire> wires;
    for (const Wire* wire : edit.document().all<Wire>()) {
        const auto element = elementIn((wire->*end).port, list);
        if ((wire->*end).item == call && element && *element >= gap) { wires.push_back(*wire); }
    }
    for (Wire& wire : wires) {
        const std::int64_t element = *elementIn((wire.*end).port, list);
        if (element == gap) {
            edit.remove(wire.id);
            continue;
        }
        (wire.*end).port = concat(list, ":", element - 1);
        edit.put(std::move(wire));
    }
}

}  // namespace

std::string uniqueFunctionName(const Document& document, const Expansion& expansion,
                               const std::string& base) {
    std::string name = base;
    for (int i = 1; isTaken(document, expansion, name); ++i) { name = concat(base, "_", i); }
    return name;
}

Status renameFunction(Edit& edit, const Expansion& expansion, ItemId function,
                      const std::string& name) {
    const Item* found = edit.document().item(function);
    if (found == nullptr || found->as<FunctionItem>() == nullptr) {
        return notFound("it is not there any more");
    }
    if (found->name == name) { return okStatus(); }
    if (!isValidNodeName(name) || name.find('/') != std::string::npos) {
        return invalidArgument(
            concat("a function's name has letters, digits and . _ -: got '", name, "'"));
    }
    if (isTaken(edit.document(), expansion, name)) {
        return alreadyExists(concat("the name '", name, "' is in use"));
    }
    if (hasNamedGradient(edit.document(), found->name)) {
        return failedPrecondition(
            concat("an imported gradient knows the function as '", found->name, "'"));
    }
    std::vector<Item> callers;
    for (const Item* caller : callersOf(edit.document(), found->name)) {
        callers.push_back(*caller);
    }
    Item renamed = *found;
    for (Item& caller : callers) {
        caller.what = withFunctionRenamed(std::get<OpItem>(caller.what), renamed.name, name);
        edit.put(std::move(caller));
    }
    renamed.name = name;
    edit.put(std::move(renamed));
    return okStatus();
}

void followSignature(Edit& edit, const std::string& name) {
    std::vector<Item> callers;
    for (const Item* caller : callersOf(edit.document(), name)) { callers.push_back(*caller); }
    for (Item& caller : callers) {
        auto& op = std::get<OpItem>(caller.what);
        const auto ports = callPorts(op);
        if (!ports || ports->function != name) { continue; }
        for (const std::string& attr : {ports->types, std::string("Tin")}) { op.attrs.erase(attr); }
        edit.put(std::move(caller));
    }
}

void removeBarItem(Edit& edit, ItemId id) {
    const Item* item = edit.document().item(id);
    const Item* function = item == nullptr ? nullptr : edit.document().item(item->parent);
    const bool ofArguments = item != nullptr && isArgument(*item);
    if (function == nullptr || function->as<FunctionItem>() == nullptr) { return edit.remove(id); }
    const std::vector<const Item*> bar = ofArguments ? argumentsOf(edit.document(), function->id)
                                                     : resultsOf(edit.document(), function->id);
    const auto place = std::find(bar.begin(), bar.end(), item) - bar.begin();
    const std::string name = function->name;
    std::vector<std::pair<ItemId, CallPorts>> calls;
    for (const Item* caller : callersOf(edit.document(), name)) {
        const auto ports = callPorts(*caller->as<OpItem>());
        if (ports && ports->function == name) { calls.emplace_back(caller->id, *ports); }
    }
    edit.remove(id);
    followSignature(edit, name);
    for (const auto& [call, ports] : calls) {
        const std::int64_t gap = place - static_cast<std::int64_t>(ofArguments ? ports.skipped : 0);
        if (ofArguments) { closeGap(edit, call, &Wire::to, ports.inputs, gap); }
        if (ofArguments == ports.loops) { closeGap(edit, call, &Wire::from, "output", gap); }
    }
}

}  // namespace weft
