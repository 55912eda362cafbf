// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSet>
#include <vector>

class QWidget;

namespace weft::ui {

struct Actions;
class CanvasView;
class ChoicePopup;
class EditController;

/// Answers what is asked of groups besides making and dissolving them: opened in place and closed,
/// weights shared with others, towers on several devices. One for the window. GUI thread.
class GroupController final : public QObject {
    Q_OBJECT

public:
    /// @param window lists of what can be chosen are opened in it; the parent.
    GroupController(CanvasView& canvas, Actions& actions, EditController& edits, QWidget* window);
    /// Whose weights can be shared, while that is asked. For tests.
    ChoicePopup& sharable() const { return *m_sharable; }

private:
    void toggleFold();
    void updateActions();
    quint64 chosenOne() const;
    void offerWeights();
    void takeWeights(int row);
    void askForDevices();

    CanvasView& m_canvas;
    Actions& m_actions;
    EditController& m_edits;
    ChoicePopup* m_sharable;         // child of the window
    std::vector<quint64> m_offered;  // by m_sharable
    quint64 m_asked = 0;             // who is to share
    bool m_opening = false;          // room is being found
};

}  // namespace weft::ui
