// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/text_commands.h"

#include <QRegularExpression>
#include <algorithm>
#include <map>
#include <optional>

#include "engine/compose/functions/bars.h"
#include "engine/compose/functions/called_functions.h"
#include "engine/compose/text/graph_text.h"
#include "engine/compose/text/node_text.h"
#include "engine/compose/text/python_text.h"
#include "ui/base/to_qt.h"
#include "ui/commands/item_commands.h"
#include "ui/document/functions/drawn_as.h"

namespace weft::ui {
namespace {

/// " (line 4)" for the line of a text that has these words, as its reader would say it.
std::string lineWith(const QString& text, const QString& words) {
    const QStringList lines = text.split('\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (lines[i].contains(words)) { return concat(" (line ", i + 1, ")"); }
    }
    return " (line 1)";
}

/// The socket that gives a tensor, or the op that runs as a node.
std::optional<PortRef> sourceOf(const Expansion& around, const std::string& input) {
    const bool control = input.starts_with('^');
    if (control) {
        const Node* node = around.graph.find(input.substr(1));
        for (const auto& [item, operation] : around.operations) {
            if (node != nullptr && operation == node->id) { return PortRef{item, kControlPort}; }
        }
        return std::nullopt;
    }
    const std::string name = input.find(':') == std::string::npos ? input + ":0" : input;
    const Result<Endpoint> tensor = around.graph.endpoint(name);
    if (!tensor.ok()) { return std::nullopt; }
    for (const auto& [port, endpoint] : around.outputs) {
        if (endpoint == *tensor) { return port; }
    }
    return std::nullopt;
}

std::vector<std::string> inputsOf(const Graph& graph, const Node& node) {
    std::vector<std::string> inputs;
    for (const Endpoint& input : node.inputs) {
        const std::string name = graph.node(input.node).name;
        inputs.push_back(input.index == 0 ? name : graph.nameOf(input));
    }
    for (const NodeId input : node.controlInputs) {
        inputs.push_back('^' + graph.node(input).name);
    }
    return inputs;
}

Status rewire(Edit& edit, const Expansion& around, ItemId id, const NodeText& wanted,
              const QString& text) {
    for (const Wire* wire : edit.document().all<Wire>()) {
        if (wire->to.item == id) { edit.remove(wire->id); }
    }
    const OpDef* def = OpRegistry::global().find(wanted.op);
    std::vector<std::string> ports;
    if (def != nullptr) {
        const Result<SignatureTypes> types = expandSignature(*def, wanted.attrs);
        std::map<int, std::size_t> counts;
        if (types.ok()) {
            for (const auto& port : types->inputs) {
                const ArgDef& arg = def->inputs[static_cast<std::size_t>(port.arg)];
                const bool isList = !arg.numberAttr.empty() || !arg.typeListAttr.empty();
                ports.push_back(isList ? listPort(arg.name, counts[port.arg]++) : arg.name);
            }
        }
    }
    std::size_t next = 0;
    for (const std::string& input : wanted.inputs) {
        const std::optional<PortRef> from = sourceOf(around, input);
        const std::string line = lineWith(text, '"' + toQt(input) + '"');
        if (!from) { return invalidArgument(concat("there is no '", input, "' here", line)); }
        if (from->port == kControlPort) {
            WEFT_TRY(edit.connect(*from, {id, kControlPort}).status());
            continue;
        }
        if (def != nullptr && next >= ports.size()) {
            return invalidArgument(
                concat("'", wanted.op, "' takes ", ports.size(), " inputs", line));
        }
        const std::string to = def == nullptr ? listPort(kUnknownInputs, next) : ports[next];
        ++next;
        WEFT_TRY(edit.connect(*from, {id, to}).status());
    }
    return okStatus();
}

Status renameTo(Edit& edit, ItemId id, const std::string& path, const QString& text) {
    if (edit.document().pathOf(id) == path) { return okStatus(); }
    const ItemId parent = edit.document().item(id)->parent;
    const Item* group = edit.document().item(parent);
    // Names in a body begin with it.
    const bool isTop = group == nullptr || group->as<FunctionItem>() != nullptr;
    const std::string around = isTop ? std::string() : edit.document().pathOf(parent) + '/';
    if (!path.starts_with(around)) {
        return invalidArgument(concat("it lies in the group '", around, "': got '", path, "'",
                                      lineWith(text, QStringLiteral("name:"))));
    }
    return annotated(renameItem(edit, id, path.substr(around.size())), "",
                     lineWith(text, QStringLiteral("name:")));
}

/// The same of the graph before calls were laid out, where all of it lies there.
ShownNodes asDrawn(const Expansion& around, ShownNodes shown) {
    if (around.drawn == nullptr) { return shown; }
    ShownNodes drawn{around.drawn.get(), shown.function, {}};
    for (const NodeId id : shown.nodes) {
        if (around.isInCall(id)) { continue; }
        const Node* before = around.drawn->find(around.graph.node(id).name);
        if (before == nullptr) { return shown; }
        drawn.nodes.push_back(before->id);
    }
    std::ranges::sort(drawn.nodes);
    return drawn;
}

}  // namespace

ShownNodes nodesOf(const EngineDocument& document, const QSet<quint64>& ids, quint64 shown) {
    const Expansion* around = &document.expansion;
    ShownNodes found;
    const quint64 place = ids.isEmpty() ? shown : *ids.begin();
    const Item* item = document.project ? document.project->item(ItemId{place}) : nullptr;
    if (item != nullptr) {
        found.function =
            item->as<FunctionItem>() != nullptr ? item->id : document.project->functionOf(item->id);
        const auto body = document.expansion.bodies.find(found.function);
        if (body != document.expansion.bodies.end()) { around = body->second.get(); }
    }
    found.graph = &around->graph;
    if (ids.isEmpty()) { return found; }
    for (const Node& node : around->graph.nodes()) {
        const std::vector<quint64> parts = idsShowing(document, DrawnNode{around, node.id});
        if (std::ranges::any_of(parts, [&](quint64 id) { return ids.contains(id); })) {
            found.nodes.push_back(node.id);
        }
    }
    return asDrawn(*around, std::move(found));
}

QString nodesText(const ShownNodes& shown) {
    QString text;
    for (const NodeId id : shown.nodes) {
        QString inner = toQt(nodeToText(*shown.graph, shown.graph->node(id))).trimmed();
        inner.replace('\n', QStringLiteral("\n  "));
        text += QStringLiteral("node {\n  ") + inner + QStringLiteral("\n}\n");
    }
    return text;
}

QString pythonText(const EngineDocument& document, const ShownNodes& shown) {
    if (const Item* function =
            document.project ? document.project->item(shown.function) : nullptr) {
        return toQt(functionToPython(document.graph(), function->name));
    }
    return shown.nodes.empty() ? QString() : toQt(graphToPython(*shown.graph, shown.nodes));
}

Result<std::string> copiedGraphDef(const EngineDocument& document, const ShownNodes& shown,
                                   FlowForm form) {
    if (!shown.function.valid()) { return graphDefText(*shown.graph, shown.nodes, form); }
    // The library is the drawing's: a body has none of its own.
    Graph body = *shown.graph;
    body.libraryBytes = document.graph().libraryBytes;
    return graphDefText(body, shown.nodes, form);
}

QString functionTexts(const EngineDocument& document, const ShownNodes& shown) {
    std::vector<std::string> names;
    if (const Item* function =
            document.project ? document.project->item(shown.function) : nullptr) {
        names.push_back(function->name);
    }
    for (const NodeId id : shown.nodes) {
        const Node& node = shown.graph->node(id);
        for (const CalledFunction& called : calledFunctions({node.opName, node.attrs, {}, {}})) {
            if (std::ranges::find(names, called.name) == names.end()) {
                names.push_back(called.name);
            }
        }
    }
    const auto wrapped = [](const char* what, const std::string& message) {
        const QString inner = toQt(message).trimmed().replace('\n', QStringLiteral("\n  "));
        return QLatin1String(what) + QStringLiteral(" {\n  ") + inner + QStringLiteral("\n}\n");
    };
    QStringList gradients;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const GradientText gradient = gradientDefText(document.graph(), names[i]);
        if (gradient.text.empty()) { continue; }
        gradients.append(wrapped("gradient", gradient.text));
        if (std::ranges::find(names, gradient.function) == names.end()) {
            names.push_back(gradient.function);
        }
    }
    QStringList all;
    for (const std::string& name : names) {
        const std::string text = functionDefText(document.graph(), name);
        if (!text.empty()) { all.append(wrapped("function", text)); }
    }
    return (all + gradients).join('\n');
}

quint64 editableNode(const EngineDocument& document, const QSet<quint64>& ids) {
    if (ids.size() != 1 || !document.project) { return 0; }
    const Item* item = document.project->item(ItemId{*ids.begin()});
    // Arguments and results have names and types alone, which the inspector edits.
    const bool single =
        item != nullptr && item->as<OpItem>() != nullptr && !isArgument(*item) && !isResult(*item);
    return single && !document.folds.isAnchor(item->id) ? item->id.value : 0;
}

Status setNodeText(Edit& edit, const EngineDocument& document, ItemId id, const QString& text) {
    const NodeText wanted = WEFT_TRY(nodeFromText(text.toStdString()));
    const Item* found = edit.document().item(id);
    const auto* before = found == nullptr ? nullptr : found->as<OpItem>();
    if (before == nullptr) { return notFound("it is not there any more"); }
    const OpDef* def = OpRegistry::global().find(wanted.op);
    for (const auto& [name, value] : wanted.attrs) {
        const AttrDef* attr = def == nullptr ? nullptr : def->attr(name);
        const std::string line = lineWith(text, '"' + toQt(name) + '"');
        if (def == nullptr || name.starts_with('_')) { continue; }
        if (attr == nullptr) {
            return invalidArgument(concat("'", wanted.op, "' has no attribute '", name, "'", line));
        }
        OpDef only;
        only.name = def->name;
        only.attrs = {*attr};
        AttrMap tried({{name, value}});
        WEFT_TRY(annotated(completeAttrs(only, tried), "", line));
    }
    const Expansion& around = document.expansion.around(id);
    const auto operation = around.operations.find(id);
    const Node* node =
        operation == around.operations.end() ? nullptr : &around.drawnNode(operation->second);
    Item item = *found;
    auto& op = std::get<OpItem>(item.what);
    const bool another = op.op != wanted.op;
    op.op = wanted.op;
    op.device = wanted.device;
    for (const auto& [name, value] : before->attrs) {
        if (!wanted.attrs.has(name)) { op.attrs.erase(name); }
    }
    for (const auto& [name, value] : wanted.attrs) {
        const AttrValue* known = node == nullptr ? nullptr : node->attrs.find(name);
        // What the inputs tell stays told by them.
        if (known == nullptr || !attrEqual(*known, value)) { op.attrs.set(name, value); }
    }
    edit.put(std::move(item));
    WEFT_TRY(renameTo(edit, id, wanted.name, text));
    const bool same = node != nullptr && !another && inputsOf(around.graph, *node) == wanted.inputs;
    return same ? okStatus() : rewire(edit, around, id, wanted, text);
}

int lineIn(const QString& message) {
    static const QRegularExpression line(QStringLiteral("\\(line (\\d+)"));
    const QRegularExpressionMatch match = line.match(message);
    return match.hasMatch() ? match.captured(1).toInt() : 0;
}

}  // namespace weft::ui
