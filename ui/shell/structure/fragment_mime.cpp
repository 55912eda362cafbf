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
    std::vector<int> places(static_cast<std::size_t>(shown.nodes()), -1);
    for (int i = 0; i < shown.nodes(); ++i) {
        if (!ids.contains(shown.node(i).id)) { continue; }
        places[static_cast<std::size_t>(i)] = static_cast<int>(part.nodes.size());
        part.nodes.push_back(shown.node(i));
        part.nodes.back().position = shown.rect(i).topLeft();
    }
    for (DiagramWire wire : shown.diagram.wires) {
        wire.fromNode = places[static_cast<std::size_t>(wire.fromNode)];
        wire.toNode = places[static_cast<std::size_t>(wire.toNode)];
        if (wire.fromNode >= 0 && wire.toNode >= 0) { part.wires.push_back(wire); }
    }
    for (std::size_t i = 0; i < shown.diagram.notes.size(); ++i) {
        if (!ids.contains(shown.diagram.notes[i].id)) { continue; }
        part.notes.push_back(shown.diagram.notes[i]);
        part.notes.back().rect = shown.noteRects[i];
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
