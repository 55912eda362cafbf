// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/inspectors/item_facts.h"

namespace weft::ui {

/// Sockets as rows: sign, name, dtype and shape, below an input what is wired to it, to be clicked.
class PortRows final : public QWidget {
    Q_OBJECT

public:
    explicit PortRows(QWidget* parent);

    /// Rows that are as before stay, and with them the focus.
    void setPorts(std::vector<PortFact> ports);
    const std::vector<PortFact>& ports() const { return m_ports; }

signals:
    void sourceClicked(quint64 item);

private:
    QWidget* rowOf(const PortFact& port);

    std::vector<PortFact> m_ports;
};

}  // namespace weft::ui
