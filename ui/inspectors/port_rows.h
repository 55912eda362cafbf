// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/inspectors/item_facts.h"

namespace weft::ui {

/// Sockets as rows: sign, name, dtype and shape, below an input what is wired to it, to be clicked.
/// Where they are movable a row is dragged, or moved by Alt+Up, Alt+Down and its menu.
class PortRows final : public QWidget {
    Q_OBJECT

public:
    explicit PortRows(QWidget* parent);

    /// Rows that are as before stay, and with them the focus.
    void setPorts(std::vector<PortFact> ports);
    const std::vector<PortFact>& ports() const { return m_ports; }
    /// Whether their order can be changed; before setPorts().
    void setMovable(bool movable) { m_movable = movable; }

signals:
    void sourceClicked(quint64 item);
    /// A row is to go to another place: indices of ports(), `to` of those without it.
    void moveRequested(int at, int to);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QWidget* rowOf(int index);
    void askToMove(int at, int to);
    int placeAt(int y) const;
    void dragged(int at, int y);
    void dropped(int at, int y);

    std::vector<PortFact> m_ports;
    bool m_movable = false;
    int m_mark = -1;   // y of the line where a dragged row would go; -1: none is
    int m_focus = -1;  // row that the keys stay with when the rows are new
};

}  // namespace weft::ui
