// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <memory>

#include "ui/document/engine_document.h"

namespace weft::ui {

struct Actions;
class CanvasView;
class EditController;
class OutlinePanel;
class TabArea;

/// The outline and the canvas follow each other; what the outline asks for is done as the canvas
/// would do it. One for the window. GUI thread.
class OutlineController final : public QObject {
    Q_OBJECT

public:
    OutlineController(CanvasView& canvas, Actions& actions, EditController& edits, TabArea& area);

    /// Follows a document; null: nothing is open.
    void look(std::shared_ptr<const EngineDocument> document);
    OutlinePanel& panel() const { return *m_panel; }

signals:
    /// Show this item, wherever it is drawn.
    void placeChosen(quint64 item);
    /// Show what is in this group.
    void groupChosen(quint64 group);

private:
    void follow();
    void choose(const QSet<quint64>& items, const QSet<quint64>& wires);
    void focusSocket(quint64 item, const QString& port, bool isOutput);
    void connectSocket(quint64 item, const QString& port, bool isOutput);

    CanvasView& m_canvas;
    EditController& m_edits;
    OutlinePanel* m_panel;  // the area's
    bool m_telling = false;
};

}  // namespace weft::ui
