// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/palette/catalogue.h"

class QToolButton;

namespace weft::ui {

/// Two buttons, Start | All, of which one is down.
class LevelSwitch final : public QWidget {
    Q_OBJECT

public:
    explicit LevelSwitch(QWidget* parent);

    PaletteLevel level() const;
    void setLevel(PaletteLevel level);

signals:
    void changed();

private:
    QToolButton* m_start = nullptr;  // child
    QToolButton* m_all = nullptr;    // child
};

}  // namespace weft::ui
