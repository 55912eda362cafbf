// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <vector>

#include "ui/session/step_report.h"

namespace weft::ui {

/// One tab of the session bar.
struct SessionTab {
    QString name;
    QString target;
    QStringList devices;
    Progress progress;
    int colour = 0;        ///< of its curves
    bool changed = false;  ///< the drawing is another than what it runs
};

/// The tabs above the canvas: one a session, with colour dot, name, state, target and devices; a
/// cross on each where there are several, a plus for another. At the right the session's options
/// and where in the drawing the canvas is.
class SessionBar final : public QWidget {
    Q_OBJECT

public:
    explicit SessionBar(QWidget* parent = nullptr);

    /// @param canAdd whether there is a plus.
    void setTabs(std::vector<SessionTab> tabs, int active, bool canAdd);
    const std::vector<SessionTab>& tabs() const { return m_tabs; }
    int active() const { return m_active; }
    /// Where in the drawing the canvas is: "fashion_mlp / hidden1"; shown at the right.
    void setPlace(const QString& place);
    const QString& place() const { return m_place; }
    /// "training 1 240/4 690".
    static QString stateText(const Progress& progress);

    /// Where things are; empty for what is not shown.
    QRect tabRect(int index) const;
    QRect closeRect(int index) const;
    QRect addRect() const { return m_addRect; }
    QRect optionsRect() const;

signals:
    void activated(int index);
    void closeRequested(int index);
    void addRequested();
    /// @param below where a popover is to hang, in global coordinates.
    void optionsRequested(QPoint below);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Layout {
        QRect tab;
        int nameRoom = 0;
        int stateRoom = 0;
        int deviceRoom = 0;
    };

    void layOut();
    void paintTab(QPainter& painter, int index) const;
    QString stateOf(const SessionTab& tab) const;

    std::vector<SessionTab> m_tabs;
    std::vector<Layout> m_layout;
    int m_active = -1;
    bool m_canAdd = false;
    QRect m_addRect;
    QPoint m_mouse = {-1, -1};
    QString m_place;
};

}  // namespace weft::ui
