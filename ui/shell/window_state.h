// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QMainWindow;

namespace weft::ui {

/// Keeps where a window was, how its splitters stood and which tabs were in front, from one start
/// to the next. Parts are known by their object names. GUI thread.
class WindowState final : public QObject {
    Q_OBJECT

public:
    /// Saves whenever the window is closed.
    explicit WindowState(QMainWindow& window);

    /// Where the window was, on a screen that is there; false when nothing fits.
    bool restoreGeometry();
    /// Splitters and tabs, as they were in an arrangement like this one. Call when it is shown.
    void restoreParts();
    void save() const;

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    QString arrangement() const;
    QMainWindow& m_window;
};

/// Moves a window that no screen shows enough of, and makes it no larger than its screen.
void bringOnScreen(QWidget& window);

}  // namespace weft::ui
