// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace weft::ui {

struct Actions;
class CanvasView;
class EditController;

/// Folds the series of what is selected to stacks, and unfolds selected stacks: one step. One for
/// the window. GUI thread.
class SeriesController final : public QObject {
    Q_OBJECT

public:
    SeriesController(CanvasView& canvas, Actions& actions, EditController& edits, QObject* parent);

private:
    void toggle();

    CanvasView& m_canvas;
    EditController& m_edits;
    bool m_busy = false;  // room is being found
};

}  // namespace weft::ui
