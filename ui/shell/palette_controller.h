// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointF>
#include <memory>

#include "ui/document/diagram.h"
#include "ui/palette/palette_search.h"

namespace weft::ui {

class CanvasView;
class EditController;
class OpRail;
class QuickAdd;

/// Opens the palette where the canvas asks for it, filtered by the socket that a wire was dragged
/// from, and adds what is taken. One for the window. GUI thread.
class PaletteController final : public QObject {
    Q_OBJECT

public:
    /// @param stage over which the popup opens.
    PaletteController(CanvasView& canvas, EditController& edits, OpRail& rail, QWidget* stage);

    /// What every project has.
    void setEntries(std::vector<PaletteEntry> entries);
    /// Shows the functions of the project that is edited, too.
    void follow();
    /// Opens the popup at a place of the scene. @param socket none: nothing is dragged.
    void openAt(QPointF scene, const SocketRef& socket, bool fromIsOutput);
    QuickAdd& popup() const { return *m_popup; }

private:
    void filterBy(const SocketRef& socket, bool fromIsOutput);

    CanvasView& m_canvas;
    EditController& m_edits;
    OpRail& m_rail;
    QWidget* m_stage;
    std::vector<PaletteEntry> m_entries;
    QStringList m_own;            // entries of this project that are shown before those
    QuickAdd* m_popup = nullptr;  // child of the stage
    QPointF m_scene;
    SocketRef m_socket;
    bool m_fromIsOutput = true;
};

}  // namespace weft::ui
