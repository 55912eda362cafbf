// SPDX-License-Identifier: Apache-2.0
/// @file
/// Document to graph, item by item. What an item cannot become is a finding at it; items that need
/// its outputs are counted as followers of the finding instead of getting their own.

#include <algorithm>

#include "engine/compose/expand_order.h"
#include "engine/compose/expand_roles.h"
#include "engine/compose/expansion.h"
#include "engine/compose/ports.h"

namespace weft {
namespace {

/// Expands the items of one stage into an expansion.
class Expander {
public:
    Expander(const Document& document, const ExpandOrder& order, Expansion& out)
        : m_document(document), m_order(order), m_out(out) {}

    void expandAll(const std::vector<const Item*>& items) {
        for (const Item* item : items) {
            m_item = item;
            const std::size_t before = m_out.graph.size();
            if (const auto* op = item->as<OpItem>()) { expandOp(*op); }
            if (const auto* recipe = item->as<RecipeItem>()) { expandRecipe(*recipe); }
            nameRoles(m_document, *item, before, m_out);
        }
    }

private:
    void find(Finding::Kind kind, std::string port, std::string text,
              Finding::Severity severity = Finding::Severity::Error) {
        m_out.findings.push_back({m_item->id, std::move(port), kind, severity, std::move(text), 0});
    }
    const std::vector<const Wire*>& wires() const {
        static const std::vector<const Wire*> none;
        const auto found = m_order.into.find(m_item->id);
        return found == m_order.into.end() ? none : found->second;
    }
    const Wire* wireAt(std::string_view port) const {
        for (const Wire* wire : wires()) {
            if (wire->to.port == port) { return wire; }
        }
        return nullptr;
    }
    std::optional<Endpoint> tensorFrom(const Wire& wire, std::string_view port);
    bool tensorAt(const std::string& port, bool isOptional, std::optional<Endpoint>& tensor);
    bool listAt(const ArgDef& arg, const AttrMap& attrs, std::vector<Endpoint>& inputs);
    bool opInputs(const OpItem& op, const OpDef* def, std::vector<Endpoint>& inputs);
    bool controlInputs(std::vector<NodeId>& nodes);
    void expandOp(const OpItem& op);
    void publishOutputs(const OpDef* def, NodeId node);
    void bindColumn(const OpItem& op, NodeId node);
    void expandRecipe(const RecipeItem& recipe);
    void takeOver(const RecipeDef& def, RecipeContext& context);
    void blockedBy(ItemId source);

    const Document& m_document;
    const ExpandOrder& m_order;
    Expansion& m_out;
    const Item* m_item = nullptr;
    std::map<ItemId, ItemId> m_rootOf;  // items not made: the item whose finding is to blame
};

/// The item is not made because another is not: one root gets the blame for all.
void Expander::blockedBy(ItemId source) {
    const auto known = m_rootOf.find(source);
    const ItemId root = known == m_rootOf.end() ? source : known->second;
    m_rootOf[m_item->id] = root;
    for (Finding& finding : m_out.findings) {
        if (finding.item == root && finding.severity == Finding::Severity::Error) {
            ++finding.followers;
            return;
        }
    }
}

std::optional<Endpoint> Expander::tensorFrom(const Wire& wire, std::string_view port) {
    const auto found = m_out.outputs.find(wire.from);
    if (found != m_out.outputs.end()) { return found->second; }
    const Item* source = m_document.item(wire.from.item);
    if (source != nullptr && source->as<DataItem>() != nullptr) {
        find(Finding::Kind::NoPlaceholder, std::string(port),
             concat("column '", wire.from.port, "' needs a placeholder before '",
                    m_document.pathOf(m_item->id), "'"));
        return std::nullopt;
    }
    const bool made = m_out.operations.contains(wire.from.item);
    if (made || source == nullptr) {
        find(Finding::Kind::Unconnected, std::string(port),
             concat("wire from a socket that is not there: got '", wire.from.port, "' of '",
                    m_document.pathOf(wire.from.item), "'"));
    } else {
        blockedBy(wire.from.item);
    }
    return std::nullopt;
}

bool Expander::tensorAt(const std::string& port, bool isOptional, std::optional<Endpoint>& tensor) {
    const Wire* wire = wireAt(port);
    if (wire == nullptr) {
        if (!isOptional) {
            find(Finding::Kind::Unconnected, port,
                 concat("input '", port, "' of '", m_document.pathOf(m_item->id),
                        "' is not connected"));
        }
        return isOptional;
    }
    tensor = tensorFrom(*wire, port);
    return tensor.has_value();
}

/// As many elements as are wired; a gap is an unconnected input.
bool Expander::listAt(const ArgDef& arg, const AttrMap& attrs, std::vector<Endpoint>& inputs) {
    std::size_t count = 0;
    for (const Wire* wire : wires()) {
        if (wire->to.port.starts_with(arg.name + ":")) { ++count; }
    }
    const auto wanted = attrs.getOr<std::int64_t>(arg.numberAttr, 0);
    if (wanted > 0 && wanted < 100'000) {
        count = std::max(count, static_cast<std::size_t>(wanted));
    }
    for (std::size_t i = 0; i < count; ++i) {
        std::optional<Endpoint> tensor;
        if (!tensorAt(listPort(arg.name, i), false, tensor)) { return false; }
        inputs.push_back(*tensor);
    }
    return true;
}

bool Expander::opInputs(const OpItem& op, const OpDef* def, std::vector<Endpoint>& inputs) {
    if (def == nullptr) {
        return listAt({.name = "input",
                       .description = {},
                       .typeAttr = {},
                       .typeListAttr = {},
                       .numberAttr = {}},
                      {}, inputs);
    }
    bool all = true;
    for (const ArgDef& arg : def->inputs) {
        if (!arg.numberAttr.empty() || !arg.typeListAttr.empty()) {
            all = listAt(arg, op.attrs, inputs) && all;
            continue;
        }
        std::optional<Endpoint> tensor;
        all = tensorAt(arg.name, false, tensor) && all;
        if (tensor) { inputs.push_back(*tensor); }
    }
    return all;
}

bool Expander::controlInputs(std::vector<NodeId>& nodes) {
    for (const Wire* wire : wires()) {
        if (wire->to.port != kControlPort) { continue; }
        const auto found = m_out.operations.find(wire->from.item);
        if (found == m_out.operations.end()) { return blockedBy(wire->from.item), false; }
        nodes.push_back(found->second);
    }
    return true;
}

void Expander::expandOp(const OpItem& op) {
    const OpDef* def = OpRegistry::global().find(op.op);
    if (def == nullptr) {
        find(Finding::Kind::UnknownOp, {},
             concat("op '", op.op, "' is not known: kept, but a session refuses it"),
             Finding::Severity::Warning);
    }
    NodeSpec spec;
    if (!opInputs(op, def, spec.inputs) || !controlInputs(spec.controlInputs)) { return; }
    spec.name = m_document.pathOf(m_item->id);
    spec.op = op.op;
    spec.attrs = op.attrs;
    spec.device = op.device;
    const Result<NodeId> node = m_out.graph.add(std::move(spec));
    if (!node.ok()) {
        return find(Finding::Kind::Refused, {}, std::string(messageOf(node.status())));
    }
    if (!op.nodeExtra.empty()) { m_out.graph.setExtraBytes(*node, op.nodeExtra); }
    m_out.operations[m_item->id] = *node;
    publishOutputs(def, *node);
    if (isPlaceholder(*m_item)) { bindColumn(op, *node); }
}

void Expander::publishOutputs(const OpDef* def, NodeId node) {
    const Node& made = m_out.graph.node(node);
    const Result<SignatureTypes> types = def == nullptr ? Result<SignatureTypes>(SignatureTypes{})
                                                        : expandSignature(*def, made.attrs);
    int previous = -1;
    std::size_t element = 0;
    for (int i = 0; i < static_cast<int>(made.outputs.size()); ++i) {
        std::string port = listPort("output", static_cast<std::size_t>(i));
        if (types.ok() && static_cast<std::size_t>(i) < types->outputs.size()) {
            const int arg = types->outputs[static_cast<std::size_t>(i)].arg;
            element = arg == previous ? element + 1 : 0;
            previous = arg;
            const ArgDef& out = def->outputs[static_cast<std::size_t>(arg)];
            const bool isList = !out.numberAttr.empty() || !out.typeListAttr.empty();
            port = isList ? listPort(out.name, element) : out.name;
        }
        m_out.outputs[{m_item->id, port}] = {node, i};
    }
}

/// A column that feeds the placeholder must give what it takes.
void Expander::bindColumn(const OpItem& op, NodeId node) {
    const Wire* wire = wireAt(kFeedPort);
    const std::string name = m_document.pathOf(m_item->id);
    if (wire == nullptr) {
        if (op.op == "Placeholder") {
            find(Finding::Kind::Unfed, {},
                 concat("'", name, "' has no feed: every call that needs it must give one"),
                 Finding::Severity::Warning);
        }
        return;
    }
    const Item* source = m_document.item(wire->from.item);
    const auto* data = source == nullptr ? nullptr : source->as<DataItem>();
    if (data == nullptr) {
        return find(Finding::Kind::WrongBinding, kFeedPort,
                    concat("only a data column can feed '", name, "'"));
    }
    const auto column =
        std::find_if(data->columns.begin(), data->columns.end(),
                     [&](const DataColumn& c) { return c.name == wire->from.port; });
    if (column == data->columns.end()) {
        return find(
            Finding::Kind::WrongBinding, kFeedPort,
            concat("data source '", data->source, "' has no column '", wire->from.port, "'"));
    }
    const Result<RowType> row = convertedType({column->type, column->rowShape}, wire->conversions);
    if (!row.ok()) {
        return find(Finding::Kind::WrongBinding, kFeedPort, std::string(messageOf(row.status())));
    }
    const OutputInfo& wanted = m_out.graph.output({node, 0});
    const PartialShape batch = PartialShape{kUnknownDim}.concat(row->rowShape);
    if (row->type != wanted.type || !wanted.shape.compatibleWith(batch)) {
        return find(Finding::Kind::WrongBinding, kFeedPort,
                    concat("column '", column->name, "' does not fit '", name, "': got ", row->type,
                           " ", batch, ", want ", wanted.type, " ", wanted.shape));
    }
    m_out.bindings.push_back({node, source->id, column->name, wire->conversions});
}

void Expander::expandRecipe(const RecipeItem& recipe) {
    const RecipeDef* def = findRecipe(recipe.recipe);
    if (def == nullptr) {
        return find(Finding::Kind::UnknownRecipe, {},
                    concat("recipe '", recipe.recipe, "' is not known"));
    }
    AttrMap parameters = recipe.parameters;
    const Status complete = completeAttrs(def->signature, parameters);
    if (!complete.ok()) {
        return find(Finding::Kind::BadParameter, {}, std::string(messageOf(complete)));
    }
    std::vector<std::optional<Endpoint>> inputs;
    bool all = true;
    for (const ArgDef& arg : def->signature.inputs) {
        const bool isOptional =
            std::find(def->optional.begin(), def->optional.end(), arg.name) != def->optional.end();
        inputs.emplace_back();
        all = tensorAt(arg.name, isOptional, inputs.back()) && all;
    }
    if (!all) { return; }
    RecipeContext context(m_out.graph, m_document.pathOf(m_item->id), parameters, std::move(inputs),
                          def->signature.outputs.size());
    context.setDevice(recipe.device);
    for (const Override* made : m_document.all<Override>()) {
        if (made->item == m_item->id && made->kind == Override::Kind::Trainable) {
            context.overrideTrainable(made->role, made->flag ? Trainable::Yes : Trainable::No);
        }
    }
    const Status expanded = def->expand(context);
    if (!expanded.ok()) {
        const int at = context.failedInput();
        return find(Finding::Kind::Refused,
                    at < 0 ? "" : def->signature.inputs[static_cast<std::size_t>(at)].name,
                    std::string(messageOf(expanded)));
    }
    takeOver(*def, context);
}

void Expander::takeOver(const RecipeDef& def, RecipeContext& context) {
    for (std::size_t i = 0; i < context.outputs().size(); ++i) {
        if (const auto& value = context.outputs()[i]) {
            m_out.outputs[{m_item->id, def.signature.outputs[i].name}] = *value;
        }
    }
    NodeId operation = context.operation();
    if (!operation.valid() && !context.outputs().empty() && context.outputs()[0]) {
        operation = context.outputs()[0]->node;
    }
    m_out.operations[m_item->id] = operation;
    m_out.modeFeeds.insert(m_out.modeFeeds.end(), context.modeFeeds().begin(),
                           context.modeFeeds().end());
    if (context.minimized()) { m_out.trained[m_item->id] = *context.minimized(); }
}

/// One NoOp over all initializers in node order; a graph that brought its own keeps it.
void addInit(Expansion& out) {
    std::vector<NodeId> initializers;
    const auto& collections = out.graph.collections().variables;
    const auto variables = collections.find("variables");
    if (variables != collections.end()) {
        for (const VariableInfo& info : variables->second) {
            const Node* node = out.graph.find(info.initializer);
            if (node != nullptr) { initializers.push_back(node->id); }
        }
    }
    std::sort(initializers.begin(), initializers.end());
    const Node* own = out.graph.find("init");
    if (initializers.empty() && own != nullptr && own->isOp("NoOp")) {
        out.init = own->id;
        return;
    }
    const Result<NodeId> made = out.graph.add({.name = out.graph.uniqueName("init"),
                                               .op = "NoOp",
                                               .inputs = {},
                                               .controlInputs = std::move(initializers)});
    if (!made.ok()) { return; }
    out.init = *made;
    out.origins.push_back({ItemId{}, "init"});
}

}  // namespace

std::optional<NodeId> Expansion::nodeOf(ItemId item, std::string_view role) const {
    for (std::size_t i = 0; i < origins.size(); ++i) {
        if (origins[i].item == item && origins[i].role == role) {
            return NodeId{static_cast<std::int32_t>(i)};
        }
    }
    return std::nullopt;
}

std::optional<Endpoint> Expansion::tensorAt(const PortRef& port) const {
    const auto found = outputs.find(port);
    return found == outputs.end() ? std::nullopt : std::optional<Endpoint>(found->second);
}

bool Expansion::hasErrors() const {
    return std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
        return finding.severity == Finding::Severity::Error;
    });
}

Expansion expandForward(const Document& document) {
    Expansion out;
    const ExpandOrder order = orderOf(document);
    for (const Item* item : order.cyclic) {
        out.findings.push_back(
            {item->id,
             {},
             Finding::Kind::Cycle,
             Finding::Severity::Error,
             concat("'", document.pathOf(item->id), "' is in or behind a cycle of wires"),
             0});
    }
    out.graph.libraryBytes = document.settings().functionLibrary;
    Expander(document, order, out).expandAll(order.forward);
    applyOverrides(document, order.forward, out);
    out.documentVersion = document.version();
    return out;
}

void expandBackward(const Document& document, Expansion& expansion) {
    const ExpandOrder order = orderOf(document);
    Expander(document, order, expansion).expandAll(order.backward);
    applyOverrides(document, order.backward, expansion);
    addInit(expansion);
}

Expansion expandDocument(const Document& document) {
    Expansion expansion = expandForward(document);
    expandBackward(document, expansion);
    return expansion;
}

}  // namespace weft
