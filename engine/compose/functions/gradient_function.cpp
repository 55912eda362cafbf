// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/functions/gradient_function.h"

#include <algorithm>

#include "engine/compose/adopt.h"
#include "engine/compose/functions/bars.h"
#include "engine/compose/functions/called_functions.h"
#include "engine/compose/functions/derived_gradient.h"
#include "engine/compose/functions/make_function.h"
#include "engine/graph/op_registry.h"
#include "engine/proto/meta_graph.pb.h"

namespace weft {
namespace {

/// From one column of nodes to the next, and from one node of a column to the next.
constexpr double kBeside = 240;
constexpr double kBelow = 112;

Result<Item> functionAt(const Document& document, ItemId id) {
    const Item* item = document.item(id);
    if (item == nullptr || item->as<FunctionItem>() == nullptr) {
        return notFound("the function is not there any more");
    }
    return *item;
}

void link(Edit& edit, ItemId function, ItemId gradient) {
    (void)edit.connect({gradient, kGradientPort}, {function, kGradientPort});
}

const Wire* gradientWireOf(const Document& document, ItemId function) {
    for (const Wire* wire : document.all<Wire>()) {
        if (wire->to.item == function && isGradientWire(document, *wire)) { return wire; }
    }
    return nullptr;
}

/// Draws a gradient as the body of a function, in columns from left to right.
class GradientDrawer {
public:
    GradientDrawer(Edit& edit, Graph graph, ItemId function)
        : m_edit(edit), m_graph(std::move(graph)), m_function(function) {}

    Status draw(const std::vector<Endpoint>& gradients, const std::vector<std::string>& names) {
        std::vector<NodeId> results;
        for (std::size_t i = 0; i < gradients.size(); ++i) {
            results.push_back(
                WEFT_TRY(m_graph.add({.name = resultNodeName(names[i]),
                                      .op = kResultOp,
                                      .inputs = {gradients[i]},
                                      .attrs = {{kBarIndex, static_cast<std::int64_t>(i)}}})));
        }
        const std::vector<ItemId> items = drawNodes(m_graph, m_edit, m_function);
        const std::vector<int> columns = columnsOf();
        std::map<std::pair<ItemId, int>, int> rows;
        for (const Node& node : m_graph.nodes()) {
            const auto at = static_cast<std::size_t>(node.id.value);
            Item item = *m_edit.document().item(items[at]);
            item.x = kBeside * columns[at];
            item.y = kBelow * rows[{item.parent, columns[at]}]++;
            const auto result = std::ranges::find(results, node.id) - results.begin();
            if (result < std::ssize(results)) {
                item.name = names[static_cast<std::size_t>(result)];
            }
            keepUntold(node, std::get<OpItem>(item.what).attrs);
            m_edit.put(std::move(item));
        }
        return okStatus();
    }

private:
    /// What wires tell and what is the default goes unsaid, as where a person draws.
    static void keepUntold(const Node& node, AttrMap& attrs) {
        if (node.op == nullptr || node.isOp(kArgumentOp)) { return; }
        for (const ArgDef& arg : node.op->inputs) {
            for (const std::string* told : {&arg.typeAttr, &arg.typeListAttr, &arg.numberAttr}) {
                if (!told->empty()) { attrs.erase(*told); }
            }
        }
        for (const AttrDef& attr : node.op->attrs) {
            const AttrValue* value = attrs.find(attr.name);
            if (value != nullptr && attr.defaultValue && attrEqual(*value, *attr.defaultValue)) {
                attrs.erase(attr.name);
            }
        }
    }

    /// Arguments first; each node behind what it reads, a constant right before its first reader,
    /// results in a column of their own.
    std::vector<int> columnsOf() const {
        std::vector<int> columns(m_graph.size(), 0);
        const auto at = [](NodeId id) { return static_cast<std::size_t>(id.value); };
        for (const Node& node : m_graph.nodes()) {
            for (const Endpoint& input : node.inputs) {
                columns[at(node.id)] = std::max(columns[at(node.id)], columns[at(input.node)] + 1);
            }
        }
        const int last = *std::ranges::max_element(columns);
        for (const Node& node : m_graph.nodes()) {
            if (node.isOp(kResultOp)) { columns[at(node.id)] = last; }
            if (!node.inputs.empty() || node.isOp(kArgumentOp)) { continue; }
            int first = last;
            for (const auto& use : m_graph.uses(node.id)) {
                first = std::min(first, columns[at(use.node)]);
            }
            columns[at(node.id)] = std::max(0, first - 1);
        }
        return columns;
    }

    Edit& m_edit;
    Graph m_graph;
    ItemId m_function;
};

}  // namespace

bool isGradientWire(const Document& document, const Wire& wire) {
    const auto isFunction = [&](const PortRef& end) {
        const Item* item = document.item(end.item);
        return end.port == kGradientPort && item != nullptr && item->as<FunctionItem>() != nullptr;
    };
    return isFunction(wire.from) && isFunction(wire.to);
}

const Item* gradientFunctionOf(const Document& document, ItemId function) {
    const Wire* wire = gradientWireOf(document, function);
    return wire == nullptr ? nullptr : document.item(wire->from.item);
}

std::vector<const Item*> functionsOfGradient(const Document& document, ItemId gradient) {
    std::vector<const Item*> functions;
    for (const Wire* wire : document.all<Wire>()) {
        if (wire->from.item == gradient && isGradientWire(document, *wire)) {
            functions.push_back(document.item(wire->to.item));
        }
    }
    std::ranges::sort(functions, {}, [](const Item* function) { return function->id; });
    return functions;
}

std::string importedGradientOf(const Document& document, const std::string& function) {
    tensorflow::MetaGraphDef frame;
    if (!frame.ParseFromString(document.settings().frame)) { return {}; }
    for (const auto& gradient : frame.graph_def().library().gradient()) {
        if (gradient.function_name() == function) { return gradient.gradient_func(); }
    }
    return {};
}

Status checkDifferentiable(const KnownFunctions& known, const std::string& function) {
    const auto found = known.find(function);
    if (found == known.end()) { return notFound("the function is not there any more"); }
    const FunctionTypes& types = found->second;
    if (std::ranges::find(types.arguments, DType::Resource) != types.arguments.end()) {
        return invalidArgument(concat("'", function,
                                      "' takes the handle of a variable: custom gradients go by "
                                      "values, so give it the variable's value"));
    }
    for (const auto* side : {&types.arguments, &types.results}) {
        if (std::ranges::find(*side, DType::Invalid) != side->end()) {
            return invalidArgument(
                concat("'", function, "' is not complete: not all of its types are known"));
        }
        if (std::ranges::none_of(*side, isFloating)) {
            return invalidArgument(concat("'", function, "' has no floating point ",
                                          side == &types.arguments ? "argument" : "result",
                                          ": there is nothing to differentiate"));
        }
    }
    return okStatus();
}

GradientSignature gradientSignature(const Document& document, const Expansion& expansion,
                                    const Item& function) {
    GradientSignature wanted;
    const auto types = expansion.known.find(function.name);
    if (types == expansion.known.end()) { return wanted; }
    const auto add = [](std::vector<GradientPort>& ports, const std::string& prefix,
                        const std::vector<const Item*>& bar, const std::vector<DType>& barTypes) {
        for (std::size_t i = 0; i < std::min(bar.size(), barTypes.size()); ++i) {
            ports.push_back({prefix + bar[i]->name, barTypes[i]});
        }
    };
    const auto arguments = argumentsOf(document, function.id);
    add(wanted.arguments, "", arguments, types->second.arguments);
    add(wanted.arguments, "grad_", resultsOf(document, function.id), types->second.results);
    add(wanted.results, "grad_", arguments, types->second.arguments);
    return wanted;
}

Result<MadeGradient> makeGradientFunction(Edit& edit, const Expansion& expansion, ItemId id) {
    const Item function = WEFT_TRY(functionAt(edit.document(), id));
    if (const Item* gradient = gradientFunctionOf(edit.document(), id)) {
        return alreadyExists(
            concat("'", function.name, "' has the gradient '", gradient->name, "'"));
    }
    const auto body = expansion.bodies.find(id);
    const auto types = expansion.known.find(function.name);
    if (body == expansion.bodies.end() || types == expansion.known.end()) {
        return notFound("the function is not there any more");
    }
    WEFT_TRY(checkDifferentiable(expansion.known, function.name));
    // An expansion may be older than the document.
    const auto nodesOf = [&](const std::vector<const Item*>& bar) -> Result<std::vector<NodeId>> {
        std::vector<NodeId> nodes;
        for (const Item* item : bar) {
            const auto made = body->second->operations.find(item->id);
            if (made == body->second->operations.end()) {
                return failedPrecondition(
                    concat("'", function.name, "' has just been changed: try again"));
            }
            nodes.push_back(made->second);
        }
        return nodes;
    };
    const auto arguments = argumentsOf(edit.document(), id);
    const GradientSignature wanted = gradientSignature(edit.document(), expansion, function);
    std::vector<std::string> seeds;
    for (std::size_t i = arguments.size(); i < wanted.arguments.size(); ++i) {
        seeds.push_back(wanted.arguments[i].name);
    }
    const std::vector<NodeId> given = WEFT_TRY(nodesOf(arguments));
    const std::vector<NodeId> returned = WEFT_TRY(nodesOf(resultsOf(edit.document(), id)));
    GradientBody derived = WEFT_TRY(derivedGradient(body->second->graph, given, returned, seeds));
    const std::string name =
        uniqueFunctionName(edit.document(), expansion, concat(function.name, "_grad"));
    const ItemId made = edit.put(Item{.name = name, .folded = true, .what = FunctionItem{}});
    std::vector<std::string> names;
    for (const GradientPort& result : wanted.results) { names.push_back(result.name); }
    WEFT_TRY(GradientDrawer(edit, std::move(derived.graph), made).draw(derived.results, names));
    link(edit, id, made);
    return MadeGradient{made, derived.derived};
}

Status setGradientFunction(Edit& edit, const Expansion& expansion, ItemId id, ItemId gradient) {
    const Item function = WEFT_TRY(functionAt(edit.document(), id));
    const Item chosen = WEFT_TRY(functionAt(edit.document(), gradient));
    if (id == gradient) {
        return invalidArgument(concat("'", function.name, "' cannot be its own gradient"));
    }
    WEFT_TRY(checkGradient(expansion.known, function.name, chosen.name));
    link(edit, id, gradient);
    return okStatus();
}

void deriveGradientAgain(Edit& edit, ItemId id) {
    const Wire* wire = gradientWireOf(edit.document(), id);
    if (wire == nullptr) { return; }
    const ItemId gradient = wire->from.item;
    edit.remove(wire->id);
    removeUnusedFunction(edit, gradient);
}

void removeUnusedFunction(Edit& edit, ItemId id) {
    while (true) {
        const Result<Item> function = functionAt(edit.document(), id);
        if (!function.ok() || !callersOf(edit.document(), function->name).empty() ||
            !functionsOfGradient(edit.document(), id).empty()) {
            return;
        }
        const Item* gradient = gradientFunctionOf(edit.document(), id);
        const ItemId next = gradient == nullptr ? ItemId{} : gradient->id;
        edit.remove(id);
        id = next;
    }
}

Status checkGradient(const KnownFunctions& known, const std::string& function,
                     const std::string& gradient) {
    const auto of = known.find(function);
    const auto by = known.find(gradient);
    if (of == known.end() || by == known.end()) { return okStatus(); }
    std::vector<DType> arguments = of->second.arguments;
    arguments.insert(arguments.end(), of->second.results.begin(), of->second.results.end());
    const auto check = [&](const char* what, const std::vector<DType>& got,
                           const std::vector<DType>& want) -> Status {
        const bool fits = std::ranges::equal(got, want, [](DType a, DType b) {
            // A handle's gradient is that of its value; what is not known yet may fit.
            return a == b || a == DType::Invalid || b == DType::Invalid || b == DType::Resource;
        });
        if (fits) { return okStatus(); }
        return invalidArgument(concat("'", gradient, "' is no gradient of function '", function,
                                      "', its ", what, " do not fit: got ", typesText(got),
                                      ", want ", typesText(want)));
    };
    WEFT_TRY(check("arguments", by->second.arguments, arguments));
    return check("results", by->second.results, of->second.arguments);
}

}  // namespace weft
