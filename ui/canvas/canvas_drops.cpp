// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// The part of CanvasView that takes what is dropped on it: entries of the palette, files.

#include <QDragEnterEvent>
#include <QMimeData>
#include <QUrl>
#include <cmath>

#include "ui/canvas/canvas_view.h"
#include "ui/canvas/drag/hand_tools.h"
#include "ui/canvas/layout/node_layout.h"
#include "ui/canvas/paint/ghost_painter.h"

namespace weft::ui {
namespace {

/// Where the hand holds it: as PaletteList's picture of it.
constexpr QPointF kHeld(72, 12);
constexpr QSizeF kGhost(144, kTitleHeight + 2 * kRowHeight + kNodeBottom);

bool hasFile(const QMimeData& mime) {
    const QList<QUrl> urls = mime.urls();
    return std::any_of(urls.begin(), urls.end(), [](const QUrl& u) { return u.isLocalFile(); });
}

}  // namespace

QString CanvasView::droppedEntry(const QMimeData& mime) const {
    return QString::fromUtf8(mime.data(QLatin1String(kDroppedEntryType)));
}

QRectF CanvasView::ghostRect() const { return {m_ghostAt, kGhost}; }

QRectF CanvasView::resizedRect() const {
    return {m_snapshot->noteRects[static_cast<std::size_t>(m_resized)].topLeft(), m_resizedSize};
}

/// Files are opened also where nothing can be edited.
void CanvasView::dragEnterEvent(QDragEnterEvent* event) {
    const bool entry = m_snapshot->diagram.editable && !droppedEntry(*event->mimeData()).isEmpty();
    if (entry || hasFile(*event->mimeData())) { event->acceptProposedAction(); }
}

void CanvasView::dragMoveEvent(QDragMoveEvent* event) {
    const QString entry = droppedEntry(*event->mimeData());
    if (!entry.isEmpty() && m_snapshot->diagram.editable) {
        const QPointF at = m_view.toScene(event->position()) - kHeld;
        m_ghost = entry;
        m_ghostAt = QPointF(std::round(at.x() / kGrid), std::round(at.y() / kGrid)) * kGrid;
        m_tools->under = wireThrough(*m_snapshot, ghostRect(), -1);
        viewport()->update();
    }
    event->acceptProposedAction();
}

void CanvasView::dragLeaveEvent(QDragLeaveEvent*) {
    m_ghost.clear();
    m_tools->under = -1;
    viewport()->update();
}

void CanvasView::dropEvent(QDropEvent* event) {
    m_ghost.clear();
    viewport()->update();
    const QPointF at = m_view.toScene(event->position());
    const QString entry = droppedEntry(*event->mimeData());
    if (!entry.isEmpty() && m_snapshot->diagram.editable) {
        event->acceptProposedAction();
        m_tools->under = -1;
        const int under = wireThrough(*m_snapshot, {at - kHeld, kGhost}, -1);
        if (under >= 0) {
            emit entryDroppedOnWire(entry, m_snapshot->wire(under).id, at - kHeld);
        } else {
            emit entryDropped(entry, at - kHeld);
        }
        return;
    }
    for (const QUrl& url : event->mimeData()->urls()) {
        if (!url.isLocalFile()) { continue; }
        event->acceptProposedAction();
        emit fileDropped(url.toLocalFile(), at);
    }
}

}  // namespace weft::ui
