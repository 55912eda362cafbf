// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <optional>

#include "ui/commands/next_step.h"

namespace weft::ui {

class CanvasView;
class Drawing;
class EditController;
struct CanvasHint;

/// Offers on the canvas what most people do next, from data to training, and does it where it is
/// taken; what was hidden once is never offered again. One for the window. GUI thread.
class HintController final : public QObject {
    Q_OBJECT

public:
    HintController(CanvasView& canvas, EditController& edits);

    /// Another diagram is shown, of this drawing; null: of nothing that can be edited.
    void look(const Drawing* drawing);

private:
    void take();
    void dismiss();
    CanvasHint placed(const NextStep& step) const;

    CanvasView& m_canvas;
    EditController& m_edits;
    std::optional<NextStep> m_step;
    std::shared_ptr<const EngineDocument> m_of;  ///< what the step was found in
    bool m_follow = false;                       // it was just taken: the next one is shown whole
};

}  // namespace weft::ui
