// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/palette/level_switch.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QToolButton>

namespace weft::ui {

LevelSwitch::LevelSwitch(QWidget* parent) : QWidget(parent) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2);
    auto* group = new QButtonGroup(this);
    const auto button = [&](const QString& text, const QString& tip) {
        auto* made = new QToolButton(this);
        made->setText(text);
        made->setToolTip(tip);
        made->setAccessibleName(text);
        made->setCheckable(true);
        made->setAutoRaise(true);
        made->setFixedHeight(24);
        group->addButton(made);
        row->addWidget(made);
        connect(made, &QToolButton::clicked, this, &LevelSwitch::changed);
        return made;
    };
    m_start = button(tr("Start"), tr("What a first network needs"));
    m_all = button(tr("All"), tr("Every op, with internal and superseded ones"));
    m_start->setChecked(true);
}

PaletteLevel LevelSwitch::level() const {
    return m_all->isChecked() ? PaletteLevel::All : PaletteLevel::Start;
}

void LevelSwitch::setLevel(PaletteLevel level) {
    (level == PaletteLevel::All ? m_all : m_start)->setChecked(true);
}

}  // namespace weft::ui
