// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QWidget;

namespace weft::ui {

struct Actions;
class CanvasView;
class EditController;
class FunctionPage;

/// Custom gradients of functions: the verbs, and the inspector's part on the function at hand. One
/// for the window. GUI thread.
class FunctionController final : public QObject {
    Q_OBJECT

public:
    /// All of it outlives this.
    FunctionController(CanvasView& canvas, Actions& actions, EditController& edits,
                       QWidget& window);

    /// What belongs below the page of a call that is selected. Owned by the window.
    FunctionPage* page() const { return m_page; }

signals:
    /// A function is to be looked into.
    void placeChosen(quint64 function);

private:
    quint64 functionAtHand() const;
    void follow();
    void chooseGradient(quint64 function, quint64 gradient);

    CanvasView& m_canvas;
    Actions& m_actions;
    EditController& m_edits;
    FunctionPage* m_page;
};

}  // namespace weft::ui
