// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/canvas/paint/live_layer.h"

namespace weft::ui {

/// The inspector's tab Node: name and type of the selected node, its parameters, inputs and outputs
/// with dtype and shape, devices. Painted rows, scrolled by whoever holds it.
class NodePage final : public QWidget {
    Q_OBJECT

public:
    explicit NodePage(QWidget* parent = nullptr);

    /// Shows nothing (the hint) when the node is null.
    void setNode(const DiagramNode* node, const NodeLive& live);
    /// Lines as shown, "name\tvalue"; for tests.
    QStringList lines() const;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Row {
        enum class Kind { Head, Section, Pair, Words, Socket };
        Kind kind = Kind::Pair;
        QString left;
        QString right;
        Family family = Family::Unknown;
        QColor colour;
    };

    void addPorts(const QString& title, const std::vector<PortInfo>& ports);

    std::vector<Row> m_rows;
};

}  // namespace weft::ui
