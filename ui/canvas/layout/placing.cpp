// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/layout/placing.h"

#include <algorithm>

#include "ui/canvas/layout/layered_layout.h"
#include "ui/canvas/layout/node_layout.h"

namespace weft::ui {
namespace {

const QPointF kInside(kPanelPadding, kTitleHeight + kPanelPadding);

std::size_t at(int i) { return static_cast<std::size_t>(i); }

class Placer {
public:
    explicit Placer(const Diagram& diagram)
        : m_diagram(diagram),
          m_members(diagram.nodes.size() + 1),
          m_corners(diagram.nodes.size()),
          m_laidOut(diagram.nodes.size() + 1, false) {
        for (std::size_t i = 0; i < diagram.nodes.size(); ++i) {
            m_sizes.push_back(nodeSize(diagram.nodes[i]));
            m_members[at(diagram.nodes[i].panel + 1)].push_back(static_cast<int>(i));
        }
        m_made.through.resize(diagram.wires.size());
    }

    Placing run() {
        const auto count = static_cast<int>(m_sizes.size());
        // Panels come before what lies in them: the innermost are settled first.
        for (int panel = count - 1; panel >= -1; --panel) {
            if (panel >= 0 && node(panel).form != NodeForm::Panel) { continue; }
            settle(panel);
            if (panel >= 0) { enclose(panel); }
        }
        m_made.origins.resize(m_sizes.size());
        for (int i = 0; i < count; ++i) {
            m_made.rects.emplace_back(startOf(node(i).panel) + m_corners[at(i)], m_sizes[at(i)]);
            m_made.origins[at(i)] = startOf(i) - leastOf(i);
        }
        shiftThrough();
        return std::move(m_made);
    }

private:
    const DiagramNode& node(int i) const { return m_diagram.nodes[at(i)]; }
    bool isLaidOut(int panel) const { return m_laidOut[at(panel + 1)]; }
    QPointF leastOf(int panel) const {
        return panel < 0 || isLaidOut(panel) ? QPointF() : node(panel).least;
    }
    /// Where the contents of a panel begin in the scene; its own rectangle has to be known.
    QPointF startOf(int panel) const {
        return panel < 0 ? QPointF() : m_made.rects[at(panel)].topLeft() + kInside;
    }

    /// Corners of what lies right in a panel, from where its contents begin.
    void settle(int panel) {
        const std::vector<int>& members = m_members[at(panel + 1)];
        const bool placed =
            std::ranges::all_of(members, [this](int i) { return node(i).position.has_value(); });
        if (!placed) { return layOut(panel, members); }
        for (const int i : members) { m_corners[at(i)] = *node(i).position - leastOf(panel); }
    }

    /// The end of a wire below the top of the member that it is in.
    double heightIn(int panel, int i, const DiagramWire& wire, bool isOutput) const {
        double y = kTitleHeight / 2;
        if (!wire.control) {
            y = isOutput ? outputSocket(node(i), wire.fromPort, m_sizes[at(i)].width()).y()
                         : inputSocket(node(i), wire.toPort).y();
        }
        for (; node(i).panel != panel; i = node(i).panel) {
            y += kInside.y() + m_corners[at(i)].y();
        }
        return y;
    }

    void layOut(int panel, const std::vector<int>& members) {
        m_laidOut[at(panel + 1)] = true;
        // What a recipe makes never has places of its own.
        if (panel < 0 || !node(panel).derived) { m_made.placed = false; }
        std::vector<int> places(m_sizes.size(), -1);
        LayoutGraph graph;
        for (const int i : members) {
            places[at(i)] = static_cast<int>(graph.boxes.size());
            // Room for the error words belongs to the box, so that they never lie on a neighbour.
            graph.boxes.push_back(m_sizes[at(i)]);
            graph.follow.push_back(node(i).form == NodeForm::Pill && node(i).inputs.empty());
        }
        std::vector<std::size_t> wires;  // of the edges
        for (std::size_t w = 0; w < m_diagram.wires.size(); ++w) {
            const DiagramWire& wire = m_diagram.wires[w];
            const int from = m_diagram.memberOf(panel, wire.fromNode);
            const int to = m_diagram.memberOf(panel, wire.toNode);
            if (from < 0 || to < 0 || from == to) { continue; }
            graph.edges.push_back({places[at(from)], places[at(to)],
                                   heightIn(panel, wire.fromNode, wire, true),
                                   heightIn(panel, wire.toNode, wire, false), wire.control});
            wires.push_back(w);
        }
        LayoutResult result = layeredLayout(graph);
        if (panel >= 0) { beginAtZero(result); }
        for (const int i : members) { m_corners[at(i)] = result.positions[at(places[at(i)])]; }
        for (std::size_t e = 0; e < wires.size(); ++e) {
            const DiagramWire& wire = m_diagram.wires[wires[e]];
            const bool here =
                node(wire.fromNode).panel == panel && node(wire.toNode).panel == panel;
            if (here) { m_made.through[wires[e]] = std::move(result.through[e]); }
        }
    }

    /// A panel begins where its contents do.
    static void beginAtZero(LayoutResult& result) {
        if (result.positions.empty()) { return; }
        QPointF least = result.positions.front();
        for (const QPointF& p : result.positions) {
            least = {std::min(least.x(), p.x()), std::min(least.y(), p.y())};
        }
        for (QPointF& p : result.positions) { p -= least; }
        for (std::vector<QPointF>& way : result.through) {
            for (QPointF& p : way) { p -= least; }
        }
    }

    /// A panel is as large as what lies in it, and no narrower than its title.
    void enclose(int panel) {
        QRectF all(QPointF(), QSizeF(m_sizes[at(panel)].width() - 2 * kPanelPadding, 1));
        for (const int i : m_members[at(panel + 1)]) {
            all = all.united(QRectF(m_corners[at(i)], m_sizes[at(i)]));
        }
        for (const DiagramNote& note : m_diagram.notes) {
            if (note.panel == panel) { all = all.united(note.rect.translated(-leastOf(panel))); }
        }
        m_sizes[at(panel)] = {all.right() + 2 * kPanelPadding,
                              all.bottom() + kTitleHeight + 2 * kPanelPadding};
    }

    void shiftThrough() {
        for (std::size_t w = 0; w < m_made.through.size(); ++w) {
            if (!m_made.through[w]) { continue; }
            const QPointF start = startOf(node(m_diagram.wires[w].fromNode).panel);
            for (QPointF& p : *m_made.through[w]) { p += start; }
        }
    }

    const Diagram& m_diagram;
    std::vector<QSizeF> m_sizes;
    std::vector<std::vector<int>> m_members;  // of each panel, before them those of none
    std::vector<QPointF> m_corners;           // from where the contents of the panel begin
    std::vector<bool> m_laidOut;              // as m_members
    Placing m_made;
};

}  // namespace

Placing placingOf(const Diagram& diagram) { return Placer(diagram).run(); }

}  // namespace weft::ui
