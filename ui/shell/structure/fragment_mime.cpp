// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/structure/fragment_mime.h"

#include <utility>

#include "ui/base/to_qt.h"
#include "ui/canvas/export/graph_picture.h"
#include "ui/commands/fragment.h"

namespace weft::ui {

Diagram partOf(const CanvasSnapshot& shown, const QSet<quint64>& ids) {
    Diagram part;
    part.editable = shown.diagram.editable;
    // Behind all others: where nothing is in a panel (-1), nothing stays in one.
    std::vector<int> places(static_cast<std::size_t>(shown.nodes()) + 1, -1);
    const auto placeOf = [&](int i) -> int& {
        return i < 0 ? places.back() : places[static_cast<std::size_t>(i)];
    };
    for (int i = 0; i < shown.nodes(); ++i) {
        const int panel = placeOf(shown.node(i).panel);
        if (panel < 0 && !ids.contains(shown.node(i).id)) { continue; }
        placeOf(i) = static_cast<int>(part.nodes.size());
        part.nodes.push_back(shown.node(i));
        part.nodes.back().panel = panel;
        if (panel < 0) { part.nodes.back().position = shown.rect(i).topLeft(); }
    }
    for (DiagramWire wire : shown.diagram.wires) {
        const int panel = placeOf(wire.panel);
        for (QPointF& via : wire.via) { via -= panel < 0 ? QPointF() : shown.origin(wire.panel); }
        wire.panel = panel;
        wire.fromNode = placeOf(wire.fromNode);
        wire.toNode = placeOf(wire.toNode);
        if (wire.fromNode >= 0 && wire.toNode >= 0) { part.wires.push_back(wire); }
    }
    for (const DiagramLink& link : shown.diagram.links) {
        const DiagramLink made{placeOf(link.node), placeOf(link.source)};
        if (made.node >= 0 && made.source >= 0) { part.links.push_back(made); }
    }
    for (std::size_t i = 0; i < shown.diagram.notes.size(); ++i) {
        const int panel = placeOf(shown.diagram.notes[i].panel);
        if (panel < 0 && !ids.contains(shown.diagram.notes[i].id)) { continue; }
        part.notes.push_back(shown.diagram.notes[i]);
        part.notes.back().panel = panel;
        if (panel < 0) { part.notes.back().rect = shown.noteRects[i]; }
    }
    return part;
}

FragmentMime::FragmentMime(const std::string& text, std::shared_ptr<const CanvasSnapshot> shown,
                           QSet<quint64> ids)
    : m_shown(std::move(shown)), m_ids(std::move(ids)) {
    setText(toQt(text));
    setData(QLatin1String(kFragmentType), QByteArray::fromStdString(text));
}

QStringList FragmentMime::formats() const {
    return QMimeData::formats() + QStringList{QLatin1String(kSvgType)};
}

bool FragmentMime::hasFormat(const QString& type) const {
    return type == QLatin1String(kSvgType) || QMimeData::hasFormat(type);
}

QVariant FragmentMime::retrieveData(const QString& type, QMetaType wanted) const {
    if (type != QLatin1String(kSvgType)) { return QMimeData::retrieveData(type, wanted); }
    if (m_svg.isEmpty()) {
        // For paper and for other programs, which are light.
        m_svg = svgOf(*makeSnapshot(partOf(*m_shown, m_ids), nullptr), themeById(ThemeId::Light));
    }
    return m_svg;
}

}  // namespace weft::ui
