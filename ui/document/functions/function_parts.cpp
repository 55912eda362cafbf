// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/functions/function_parts.h"

#include <QCoreApplication>
#include <algorithm>

#include "engine/compose/functions/bars.h"
#include "engine/compose/functions/called_functions.h"
#include "engine/compose/functions/gradient_function.h"
#include "ui/base/to_qt.h"

namespace weft::ui {
namespace {

constexpr std::size_t kMostOps = 48;

QString partWords(const std::string& attr) {
    const auto words = [](const char* text) {
        return QCoreApplication::translate("weft::ui::FunctionParts", text);
    };
    const QString name = toQt(attr);
    if (name == QStringLiteral("cond")) { return words("condition"); }
    if (name == QStringLiteral("body")) { return words("body"); }
    if (name == QStringLiteral("then_branch")) { return words("then"); }
    if (name == QStringLiteral("else_branch")) { return words("else"); }
    if (name.startsWith(QStringLiteral("branches:"))) {
        return words("branch %1").arg(name.section(':', 1));
    }
    // A plain call says what it calls, nothing else.
    return name.isEmpty() || name == QStringLiteral("f") ? QString() : name;
}

void drawBody(const Graph& graph, PaneInfo& pane) {
    std::vector<std::pair<int, int>> wires;
    for (const Node& node : graph.nodes()) {
        for (const Endpoint& from : node.inputs) {
            wires.emplace_back(from.node.value, node.id.value);
        }
    }
    layOutPane(graph.size(), wires, pane);
}

}  // namespace

void layOutPane(std::size_t ops, const std::vector<std::pair<int, int>>& wires, PaneInfo& pane) {
    const int count = static_cast<int>(std::min(ops, kMostOps));
    std::vector<std::vector<int>> sources(static_cast<std::size_t>(count));
    for (const auto& [from, to] : wires) {
        if (from >= to || to >= count) { continue; }
        sources[static_cast<std::size_t>(to)].push_back(from);
        pane.wires.emplace_back(from, to);
    }
    std::vector<int> column(sources.size(), 0);
    std::vector<int> row(sources.size(), 0);
    std::vector<int> height;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        for (const int source : sources[i]) {
            column[i] = std::max(column[i], column[static_cast<std::size_t>(source)] + 1);
        }
        const auto at = static_cast<std::size_t>(column[i]);
        height.resize(std::max(height.size(), at + 1), 0);
        row[i] = height[at]++;
    }
    const auto last = static_cast<double>(height.size()) - 1;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        pane.ops.emplace_back(last > 0 ? column[i] / last : 0.5,
                              (row[i] + 0.5) / height[static_cast<std::size_t>(column[i])]);
    }
}

std::vector<FunctionPart> functionParts(const Document& document, const Item& item) {
    std::vector<FunctionPart> parts;
    const auto* op = item.as<OpItem>();
    if (op == nullptr) { return parts; }
    for (const CalledFunction& called : calledFunctions(*op)) {
        const Item* function = functionNamed(document, called.name);
        if (function == nullptr) { continue; }
        parts.push_back({function->id, partWords(called.part), toQt(called.name)});
    }
    return parts;
}

std::vector<PaneInfo> panesOf(const Document& document, const Expansion& expansion,
                              const Item& item) {
    std::vector<PaneInfo> panes;
    for (const FunctionPart& part : functionParts(document, item)) {
        PaneInfo pane{
            part.function.value, part.part.isEmpty() ? part.name : part.part, part.name, {}, {}};
        // What goes back through it is not what is seen in it.
        const bool hasGradient = gradientFunctionOf(document, part.function) != nullptr;
        if (part.part.isEmpty() && hasGradient) {
            pane.title =
                QCoreApplication::translate("weft::ui::FunctionParts", "\u2207 %1").arg(part.name);
        }
        const auto body = expansion.bodies.find(part.function);
        if (body != expansion.bodies.end()) { drawBody(body->second->graph, pane); }
        panes.push_back(std::move(pane));
    }
    return panes;
}

void describeBar(const Item& item, DiagramNode& node) {
    if (!isArgument(item) && !isResult(item)) { return; }
    node.form = NodeForm::Placeholder;
    node.type = QCoreApplication::translate("weft::ui::FunctionParts",
                                            isArgument(item) ? "Argument" : "Result");
}

const Expansion& expansionIn(const Expansion& whole, const Document& document, ItemId group) {
    const ItemId function = document.functionOf(group);
    const auto body = whole.bodies.find(function.valid() ? function : group);
    return body == whole.bodies.end() ? whole : *body->second;
}

}  // namespace weft::ui
