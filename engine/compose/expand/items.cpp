// SPDX-License-Identifier: Apache-2.0
/// @file
/// One item at a time: ops, recipes, and the inputs they read.

#include "engine/compose/expand/items.h"

#include <algorithm>

#include "engine/compose/expand/left_out.h"
#include "engine/compose/expand/roles.h"
#include "engine/compose/foreign/memory.h"
#include "engine/compose/functions/bars.h"
#include "engine/compose/ports.h"
#include "engine/train/whole_rows.h"

namespace weft {
namespace {

/// A count that an attribute may claim without anyone having wired it.
constexpr std::int64_t kMostElements = 100'000;

std::int64_t claimedElements(const ArgDef& arg, const AttrMap& attrs) {
    const auto claimed = attrs.getOr<std::int64_t>(arg.numberAttr, 0);
    return claimed < kMostElements ? claimed : 0;
}

/// How many inputs there are, and of which dtypes: told by the inputs then.
void forgetLengths(const OpDef& def, AttrMap& attrs) {
    for (const ArgDef& arg : def.inputs) {
        if (!arg.numberAttr.empty()) { attrs.erase(arg.numberAttr); }
        if (!arg.typeListAttr.empty()) { attrs.erase(arg.typeListAttr); }
    }
}

}  // namespace

ItemExpander::ItemExpander(const Document& document, const ExpandOrder& order,
                           const KnownFunctions& known, Expansion& out)
    : m_document(document), m_order(order), m_known(known), m_out(out) {
    for (const Override* made : document.all<Override>()) {
        if (made->kind == Override::Kind::Trainable) { m_trainable.push_back(made); }
    }
    for (std::size_t i = 0; i < out.findings.size(); ++i) {
        const Finding& finding = out.findings[i];
        const bool blocks =
            finding.severity == Finding::Severity::Error || finding.kind == Finding::Kind::Muted;
        if (blocks) { m_blamed.emplace(finding.item, i); }
    }
    for (const auto& [item, by] : out.leftOut) {
        const auto blamed = m_blamed.find(by);
        if (blamed != m_blamed.end()) { m_blamed.emplace(item, blamed->second); }
    }
    if (!out.leftOut.empty()) { findReadOutside(); }
}

void ItemExpander::expand(const std::vector<const Item*>& items) {
    for (const Item* item : items) {
        m_item = item;
        if (const ItemId unit = bypassedBy(m_document, m_out, item->id); unit.valid()) {
            bypass(*item, unit);
        }
        if (m_out.leftOut.contains(item->id)) { continue; }
        m_wires = &m_order.wiresInto(item->id);
        m_path = m_document.pathOf(item->id);
        const std::size_t before = m_out.graph.size();
        if (const auto* op = item->as<OpItem>()) { expandOp(*op); }
        if (const auto* recipe = item->as<RecipeItem>()) { expandRecipe(*recipe); }
        nameRoles(*item, nodeNameOf(*item, m_path), before, m_out);
    }
    closeLoops();
}

void ItemExpander::find(Finding::Kind kind, std::string port, std::string text,
                        Finding::Severity severity) {
    if (severity == Finding::Severity::Error) {
        m_blamed.emplace(m_item->id, m_out.findings.size());
    }
    m_out.findings.push_back({m_item->id, std::move(port), kind, severity, std::move(text), 0});
}

/// The item is not made because another is not: one root gets the blame for all.
void ItemExpander::blockedBy(ItemId source) {
    const auto blamed = m_blamed.find(source);
    if (blamed == m_blamed.end()) { return; }
    const Finding& root = m_out.findings[blamed->second];
    if (!m_blamed.emplace(m_item->id, blamed->second).second) { return; }
    ++m_out.findings[blamed->second].followers;
    if (root.kind == Finding::Kind::Muted) { m_out.leftOut.emplace(m_item->id, root.item); }
}

/// Output k of an op that nobody knows is there as soon as a wire says so.
std::optional<Endpoint> ItemExpander::unknownOutput(const PortRef& port) const {
    const auto made = m_out.operations.find(port.item);
    const std::string prefix = concat(kUnknownOutputs, ":");
    if (made == m_out.operations.end() || m_out.graph.node(made->second).op != nullptr ||
        !port.port.starts_with(prefix)) {
        return std::nullopt;
    }
    const auto index = parseInt(std::string_view(port.port).substr(prefix.size()));
    if (!index || *index < 0 || *index > kMostElements) { return std::nullopt; }
    return Endpoint{made->second, static_cast<int>(*index)};
}

/// The node that a port names by the part it plays in its item.
std::optional<NodeId> ItemExpander::nodeByRole(const PortRef& port) const {
    if (!port.port.starts_with(kRolePort)) { return std::nullopt; }
    return m_out.nodeOf(port.item, std::string_view(port.port).substr(1));
}

std::optional<Endpoint> ItemExpander::tensorFrom(const Wire& wire) {
    const auto found = m_out.outputs.find(wire.from);
    if (found != m_out.outputs.end()) { return found->second; }
    if (m_out.leftOut.contains(wire.from.item)) {
        blockedBy(wire.from.item);
        return std::nullopt;
    }
    if (const auto part = nodeByRole(wire.from)) { return Endpoint{*part, 0}; }
    if (const auto unknown = unknownOutput(wire.from)) {
        m_out.outputs.emplace(wire.from, *unknown);
        return unknown;
    }
    const Item* source = m_document.item(wire.from.item);
    if (source != nullptr && source->as<DataItem>() != nullptr) {
        find(Finding::Kind::NoPlaceholder, wire.to.port,
             concat("column '", wire.from.port, "' needs a placeholder before '", m_path, "'"));
    } else if (becomesNodes(source) && !m_out.operations.contains(wire.from.item)) {
        blockedBy(wire.from.item);
    } else {
        find(Finding::Kind::Unconnected, wire.to.port,
             concat("wire from a socket that is not there: got '", wire.from.port, "' of '",
                    m_document.pathOf(wire.from.item), "'"));
    }
    return std::nullopt;
}

bool ItemExpander::inputAt(const std::string& port, bool isOptional, std::optional<Input>& input) {
    const Wire* wire = m_wires->at(port);
    if (wire == nullptr) {
        if (!isOptional) {
            find(Finding::Kind::Unconnected, port,
                 concat("input '", port, "' of '", m_path, "' is not connected"));
        }
        return isOptional;
    }
    if (isOptional && isMuted(m_document, m_out, wire->from.item)) { return true; }
    if (closesLoop(m_document, *wire)) {
        input = Input{{}, wire};
    } else if (const auto tensor = tensorFrom(*wire)) {
        input = Input{*tensor, nullptr};
    }
    return input.has_value();
}

/// As many elements as are wired; a gap is an unconnected input.
bool ItemExpander::listAt(const std::string& argument, std::int64_t atLeast,
                          std::vector<Input>& inputs) {
    const auto count =
        std::max(std::ssize(m_wires->elementsOf(argument)), static_cast<std::ptrdiff_t>(atLeast));
    const Wire* muted = nullptr;
    const std::size_t before = inputs.size();
    for (std::ptrdiff_t i = 0; i < count; ++i) {
        const Wire* wire = m_wires->at(listPort(argument, static_cast<std::size_t>(i)));
        if (wire != nullptr && isMuted(m_document, m_out, wire->from.item)) {
            if (closesLoop(m_document, *wire)) { return sayOpenLoop(*wire); }
            muted = wire;
            continue;
        }
        std::optional<Input> input;
        if (!inputAt(listPort(argument, static_cast<std::size_t>(i)), false, input)) {
            return false;
        }
        inputs.push_back(*input);
    }
    if (muted == nullptr) { return true; }
    m_shortened = true;
    if (inputs.size() == before) { blockedBy(muted->from.item); }
    return inputs.size() > before;
}

bool ItemExpander::opInputs(const OpItem& op, const OpDef* def, std::vector<Input>& inputs) {
    if (def == nullptr) { return listAt(kUnknownInputs, 0, inputs); }
    bool all = true;
    for (const ArgDef& arg : def->inputs) {
        if (!arg.numberAttr.empty() || !arg.typeListAttr.empty()) {
            const std::int64_t wanted =
                std::max(claimedElements(arg, op.attrs), calledElements(m_known, op, arg.name));
            all = listAt(arg.name, wanted, inputs) && all;
            continue;
        }
        std::optional<Input> input;
        all = inputAt(arg.name, false, input) && all;
        if (input) { inputs.push_back(*input); }
    }
    return all;
}

bool ItemExpander::controlInputs(std::vector<NodeId>& nodes) {
    for (const Wire* wire : m_wires->controls()) {
        // What does not run is not waited for.
        if (m_out.leftOut.contains(wire->from.item)) { continue; }
        const auto found = m_out.operations.find(wire->from.item);
        if (const auto part = nodeByRole(wire->from)) {
            nodes.push_back(*part);
        } else if (found != m_out.operations.end()) {
            nodes.push_back(found->second);
        } else if (becomesNodes(m_document.item(wire->from.item))) {
            blockedBy(wire->from.item);
            return false;
        } else {
            find(Finding::Kind::Unconnected, kControlPort,
                 concat("'", m_path, "' waits for '", m_document.pathOf(wire->from.item),
                        "', which never runs"));
            return false;
        }
    }
    return true;
}

/// A loop's first node is added before its back edge exists: another input stands in for it.
bool ItemExpander::standIns(const std::vector<Input>& inputs, std::vector<Endpoint>& from) {
    const auto entry = std::find_if(inputs.begin(), inputs.end(),
                                    [](const Input& input) { return input.loop == nullptr; });
    if (entry == inputs.end() && !inputs.empty()) {
        find(Finding::Kind::Cycle, {}, concat("nothing enters the loop at '", m_path, "'"));
        return false;
    }
    from.reserve(inputs.size());
    for (const Input& input : inputs) {
        from.push_back(input.loop == nullptr ? input.from : entry->from);
    }
    return true;
}

/// False, for who gives up on it.
bool ItemExpander::sayOpenLoop(const Wire& wire) {
    find(Finding::Kind::Refused, wire.to.port,
         concat("the loop at '", m_path, "' is open: what closes it is muted"));
    return false;
}

void ItemExpander::closeLoops() {
    for (const OpenLoop& loop : m_loops) {
        m_item = loop.item;
        m_path = m_document.pathOf(m_item->id);
        const auto from = tensorFrom(*loop.wire);
        if (!from && isMuted(m_document, m_out, loop.wire->from.item)) { sayOpenLoop(*loop.wire); }
        if (!from) { continue; }
        const Status closed = m_out.graph.setInput(loop.node, loop.input, *from);
        if (!closed.ok()) {
            find(Finding::Kind::Refused, loop.wire->to.port, std::string(messageOf(closed)));
        }
    }
    m_loops.clear();
}

void ItemExpander::expandOp(const OpItem& op) {
    const OpDef* def = OpRegistry::global().find(op.op);
    if (def == nullptr && !m_known.contains(op.op)) {
        find(Finding::Kind::UnknownOp, {},
             concat("op '", op.op, "' is not known: kept, but a session refuses it"),
             Finding::Severity::Warning);
    }
    NodeSpec spec;
    std::vector<Input> inputs;
    m_shortened = false;
    if (!opInputs(op, def, inputs) || !controlInputs(spec.controlInputs) ||
        !standIns(inputs, spec.inputs)) {
        return;
    }
    spec.name = nodeNameOf(*m_item, m_path);
    spec.op = op.op;
    spec.attrs = op.attrs;
    if (m_shortened && def != nullptr) { forgetLengths(*def, spec.attrs); }
    completeCall(m_known, op, spec.attrs);
    spec.device = op.device;
    const Result<NodeId> node = m_out.graph.add(std::move(spec));
    if (!node.ok()) {
        return find(Finding::Kind::Refused, {}, std::string(messageOf(node.status())));
    }
    if (!op.nodeExtra.empty()) { m_out.graph.setExtraBytes(*node, op.nodeExtra); }
    m_out.operations[m_item->id] = *node;
    int index = 0;
    for (std::string& port : outputPortsOf(m_out.graph.node(*node))) {
        m_out.outputs.emplace(PortRef{m_item->id, std::move(port)}, Endpoint{*node, index++});
    }
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (inputs[i].loop == nullptr) { continue; }
        m_loops.push_back({*node, static_cast<int>(i), inputs[i].loop, m_item});
    }
    if (isPlaceholder(*m_item)) { bindColumn(op, *node); }
    const Status fits = checkCall(m_known, op, m_out.graph.node(*node).attrs);
    if (!fits.ok()) {
        find(Finding::Kind::Refused, {},
             concat("[", op.op, "] ", messageOf(fits), " (node '", m_path, "')"));
    }
}

/// A column that feeds the placeholder must give what it takes.
void ItemExpander::bindColumn(const OpItem& op, NodeId node) {
    const Wire* wire = m_wires->at(kFeedPort);
    if (wire == nullptr || m_out.leftOut.contains(wire->from.item)) {
        if (op.op == "Placeholder") {
            find(Finding::Kind::Unfed, {},
                 concat("'", m_path, "' has no feed: every call that needs it must give one"),
                 Finding::Severity::Warning);
        }
        return;
    }
    const auto wrong = [&](std::string text) {
        find(Finding::Kind::WrongBinding, kFeedPort, std::move(text));
    };
    const Item* source = m_document.item(wire->from.item);
    const auto* data = source == nullptr ? nullptr : source->as<DataItem>();
    if (data == nullptr) { return wrong(concat("only a data column can feed '", m_path, "'")); }
    const auto column =
        std::find_if(data->columns.begin(), data->columns.end(),
                     [&](const DataColumn& c) { return c.name == wire->from.port; });
    if (column == data->columns.end()) {
        return wrong(
            concat("data source '", data->source, "' has no column '", wire->from.port, "'"));
    }
    const Result<RowType> row = convertedType({column->type, column->rowShape}, wire->conversions);
    if (!row.ok()) { return wrong(std::string(messageOf(row.status()))); }
    const OutputInfo& wanted = m_out.graph.output({node, 0});
    const PartialShape batch = PartialShape{kUnknownDim}.concat(row->rowShape);
    const bool fits = wanted.shape.compatibleWith(batch) || feedsWholeRows(wanted.shape, *row);
    if (row->type != wanted.type || !fits) {
        return wrong(concat("column '", column->name, "' does not fit '", m_path, "': got ",
                            row->type, " ", batch, ", want ", wanted.type, " ", wanted.shape));
    }
    m_out.bindings.push_back({node, source->id, column->name, wire->conversions});
}

void ItemExpander::expandRecipe(const RecipeItem& recipe) {
    const RecipeDef* def = findRecipe(recipe.recipe);
    if (def == nullptr) {
        return find(Finding::Kind::UnknownRecipe, {},
                    concat("recipe '", recipe.recipe, "' is not known"));
    }
    AttrMap parameters = recipe.parameters;
    const Status complete = completeParameters(*def, parameters);
    if (!complete.ok()) {
        return find(Finding::Kind::BadParameter, {}, std::string(messageOf(complete)));
    }
    std::vector<std::optional<Endpoint>> inputs;
    bool all = true;
    for (const ArgDef& arg : def->signature.inputs) {
        const bool isOptional =
            std::find(def->optional.begin(), def->optional.end(), arg.name) != def->optional.end();
        std::optional<Input> input;
        all = inputAt(arg.name, isOptional, input) && all;
        inputs.push_back(input ? std::optional(input->from) : std::nullopt);
    }
    if (!all) { return; }
    NodeWriter writer(m_out.graph, m_path, recipe.device);
    if (const ItemId source = m_order.sharing.sourceOf(m_item->id); source.valid()) {
        if (!becomesNodes(m_document.item(source))) {
            return find(Finding::Kind::Refused, {},
                        concat("'", m_path, "' shares the weights of '", m_document.pathOf(source),
                               "', which has none"));
        }
        if (!m_out.operations.contains(source)) { return blockedBy(source); }
        writer = writer.sharingWith(m_document.pathOf(source));
    }
    RecipeContext context(std::move(writer), std::move(parameters), std::move(inputs),
                          def->signature.outputs.size());
    for (const Override* made : m_trainable) {
        if (made->item == m_item->id) {
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

void ItemExpander::takeOver(const RecipeDef& def, const RecipeContext& context) {
    for (std::size_t i = 0; i < context.outputs().size(); ++i) {
        if (const auto& value = context.outputs()[i]) {
            m_out.outputs.emplace(PortRef{m_item->id, def.signature.outputs[i].name}, *value);
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

}  // namespace weft
