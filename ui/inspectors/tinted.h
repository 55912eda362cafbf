// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QEvent>
#include <QPalette>
#include <QWidget>

#include "ui/base/proxy_style.h"

namespace weft::ui {

/// A widget whose words have a colour of the theme, also when another is chosen.
template <class Widget>
class Tinted final : public Widget {
public:
    Tinted(QPalette::ColorRole role, QColor Theme::*colour, QWidget* parent)
        : Widget(parent), m_role(role), m_colour(colour) {
        tint();
    }

protected:
    void changeEvent(QEvent* event) override {
        Widget::changeEvent(event);
        if (event->type() == QEvent::StyleChange) { tint(); }
    }

private:
    void tint() {
        QPalette palette = this->palette();
        palette.setColor(m_role, appTheme().*m_colour);
        this->setPalette(palette);
    }

    QPalette::ColorRole m_role;
    QColor Theme::*m_colour;
};

}  // namespace weft::ui
