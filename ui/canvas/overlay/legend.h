// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace weft::ui {

/// What the canvas's sockets, lines, forms and colours mean, each drawn by the painters that draw
/// the graph itself. Lies over a corner of the canvas; clicks go through it. GUI thread.
class Legend final : public QWidget {
    Q_OBJECT

public:
    explicit Legend(QWidget* parent);

protected:
    void paintEvent(QPaintEvent* event) override;
};

}  // namespace weft::ui
