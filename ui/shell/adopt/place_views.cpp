// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/adopt/place_views.h"

#include <algorithm>
#include <map>
#include <set>

#include "engine/compose/foreign/take_over.h"
#include "ui/canvas/canvas_snapshot.h"
#include "ui/canvas/layout/layered_layout.h"
#include "ui/canvas/layout/node_layout.h"
#include "ui/commands/item_commands.h"
#include "ui/document/functions/function_parts.h"

namespace weft::ui {
namespace {

/// Corners of the nodes of a view that was never laid out.
QHash<quint64, QPointF> cornersOf(Diagram view) {
    QHash<quint64, QPointF> corners;
    if (!view.editable || view.empty()) { return corners; }
    const std::shared_ptr<const CanvasSnapshot> s = makeSnapshot(std::move(view), nullptr);
    if (s->placed) { return corners; }
    for (int i = 0; i < s->nodes(); ++i) { corners[s->node(i).id] = s->rect(i).topLeft(); }
    return corners;
}

/// The insides of groups, laid out by roughly how large their nodes are: all of them in one pass over
/// the items and wires, since a graph may have thousands.
class InsidePlacer {
public:
    explicit InsidePlacer(const EngineDocument& document)
        : m_folds(document.folds), m_project(*document.project) {
        for (const Item* item : m_project.all<Item>()) {
            View* view = viewOf(m_folds.above(m_project, item->id));
            if (view == nullptr || m_folds.headOf(item->id) != item->id) { continue; }
            view->unplaced = view->unplaced && item->x == 0 && item->y == 0;
            view->index.emplace(item->id, static_cast<int>(view->nodes.size()));
            const bool isFlow = m_folds.flows.contains(item->id);
            const std::size_t panes = isFlow ? 2 : functionParts(m_project, *item).size();
            view->nodes.push_back({item->id, panes, {}, {}});
        }
        for (const Wire* wire : m_project.all<Wire>()) { add(*wire); }
    }

    QHash<quint64, QPointF> corners() const {
        QHash<quint64, QPointF> corners;
        for (const auto& [group, view] : m_views) {
            if (!view.unplaced) { continue; }
            LayoutGraph graph;
            for (const Node& node : view.nodes) {
                const auto rows = std::max(node.inputs.size(), node.outputs.size());
                const auto panes = static_cast<double>(node.panes);
                graph.boxes.emplace_back(
                    std::max(kWidth, panes * kPane),
                    kHeight + kRow * static_cast<double>(rows) + (panes > 0 ? kPaneHeight : 0));
                graph.follow.push_back(false);
            }
            for (const auto& [ends, weak] : view.edges) {
                graph.edges.push_back({ends.first, ends.second, kHeight / 2, kHeight / 2, weak});
            }
            const LayoutResult result = layeredLayout(graph);
            for (std::size_t i = 0; i < view.nodes.size(); ++i) {
                corners[view.nodes[i].id.value] = result.positions[i];
            }
        }
        return corners;
    }

private:
    static constexpr double kWidth = 208;
    static constexpr double kHeight = 92;  // title, two parameters, footer
    static constexpr double kRow = 20;
    static constexpr double kPane = 140;

    struct Node {
        ItemId id;
        std::size_t panes = 0;
        std::set<PortRef> inputs;
        std::set<PortRef> outputs;
    };
    struct View {
        std::vector<Node> nodes;
        std::map<ItemId, int> index;
        std::map<std::pair<int, int>, bool> edges;  // whether it is order only
        bool unplaced = true;
    };

    View* viewOf(ItemId group) {
        const Item* item = m_project.item(group);
        return item == nullptr || !holdsItems(*item) ? nullptr : &m_views[group];
    }

    /// A wire is seen in the group that holds both its ends.
    void add(const Wire& wire) {
        const std::vector<ItemId> from = m_folds.chain(m_project, wire.from.item);
        const std::vector<ItemId> to = m_folds.chain(m_project, wire.to.item);
        for (const ItemId a : from) {
            const ItemId around = m_folds.above(m_project, a);
            const auto b = std::ranges::find_if(
                to, [&](ItemId id) { return m_folds.above(m_project, id) == around; });
            if (b == to.end()) { continue; }
            View* view = viewOf(around);
            const ItemId source = m_folds.headOf(a);
            const ItemId user = m_folds.headOf(*b);
            if (view == nullptr || source == user) { return; }
            const int one = view->index.at(source);
            const int other = view->index.at(user);
            const bool control = wire.to.port == kControlPort;
            view->edges.try_emplace({one, other}, control);
            if (control) { return; }
            view->nodes[static_cast<std::size_t>(one)].outputs.insert(wire.from);
            view->nodes[static_cast<std::size_t>(other)].inputs.insert(wire.to);
            return;
        }
    }

    const Folds& m_folds;
    const Document& m_project;
    std::map<ItemId, View> m_views;
};

/// What is folded into a series lies where its stack does: a chain to the right, others below.
void placeMembers(const EngineDocument& document, QHash<quint64, QPointF>& corners) {
    constexpr double kAcross = 256;
    constexpr double kDown = 144;
    for (const NodeSeries& series : document.folds.series) {
        const auto head = corners.constFind(series.members.front().value);
        if (head == corners.constEnd()) { continue; }
        const QPointF step = series.chained ? QPointF(kAcross, 0) : QPointF(0, kDown);
        QPointF at = *head;
        for (const ItemId member : series.members) {
            corners.insert(member.value, at);
            at += step;
        }
    }
}

}  // namespace

std::shared_ptr<const EngineDocument> placedDocument(
    const std::shared_ptr<const EngineDocument>& document) {
    if (!document->project || !isForeign(*document->project)) { return document; }
    const OpenDocument shown = presented(document);
    Edit edit(*document->project);
    QHash<quint64, QPointF> corners = cornersOf(shown.top);
    corners.insert(InsidePlacer(*document).corners());
    placeMembers(*document, corners);
    moveItems(edit, corners);
    Result<Delta> delta = edit.finish();
    Document placed = *document->project;
    if (!delta.ok() || delta->empty() || !placed.apply(*delta).ok()) { return document; }
    return projectOf(placed, document->path);
}

}  // namespace weft::ui
