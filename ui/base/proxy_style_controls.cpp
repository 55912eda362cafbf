// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// WeftStyle: the small controls: scroll bars, sliders, number fields, ticks, lines of menus.

#include <QAbstractSpinBox>
#include <QPainter>
#include <QStyleOption>
#include <QWidget>
#include <algorithm>

#include "ui/base/proxy_style.h"

namespace weft::ui {
namespace {

constexpr int kMenuSide = 28;  // of a menu's line, left and right of its words

bool has(const QStyleOption* option, QStyle::StateFlag flag) { return option->state & flag; }

}  // namespace

void WeftStyle::fillRound(QPainter* painter, const QRectF& rect, double radius, const QBrush& fill,
                          const QPen& pen) {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(pen);
    painter->setBrush(fill);
    const double inset = pen.style() == Qt::NoPen ? 0 : 0.5;
    painter->drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius);
    painter->restore();
}

void WeftStyle::drawScrollBar(const QStyleOptionComplex* option, QPainter* painter,
                              const QWidget* widget) const {
    const Theme& t = theme();
    painter->fillRect(option->rect, widget != nullptr
                                        ? option->palette.color(widget->backgroundRole())
                                        : t.panel);
    const QRect thumb = subControlRect(CC_ScrollBar, option, SC_ScrollBarSlider, widget);
    const bool active = has(option, State_MouseOver) || has(option, State_Sunken);
    fillRound(painter, QRectF(thumb).adjusted(2, 2, -2, -2), 3,
              withAlpha(t.lineStrong, active ? 1.0 : 0.7));
}

void WeftStyle::drawSlider(const QStyleOptionComplex* option, QPainter* painter,
                           const QWidget* widget) const {
    const Theme& t = theme();
    const QRect handle = subControlRect(CC_Slider, option, SC_SliderHandle, widget);
    const QRectF r = option->rect;
    const double y = r.center().y();
    fillRound(painter, QRectF(r.left() + 2, y - 1, r.width() - 4, 2), 1, t.lineStrong);
    fillRound(painter, QRectF(r.left() + 2, y - 1, handle.center().x() - r.left() - 2, 2), 1,
              t.accent);
    const bool focused = has(option, State_HasFocus);
    fillRound(painter, QRectF(handle.center().x() - 5.5, y - 6, 12, 12), 6, t.accent,
              QPen(focused ? t.text : t.panel, focused ? 2 : 1));
}

/// A field like any other, with two small arrows at its end.
void WeftStyle::drawSpinBox(const QStyleOptionSpinBox& option, QPainter* painter,
                            const QWidget* widget) const {
    const Theme& t = theme();
    const bool enabled = has(&option, State_Enabled);
    const QColor border = has(&option, State_HasFocus) ? t.accent : t.lineStrong;
    fillRound(painter, option.rect, size::kRadiusButton, t.isDark ? t.canvas : t.panel,
              QPen(enabled ? border : t.line, 1));
    if (option.buttonSymbols == QAbstractSpinBox::NoButtons) { return; }
    for (const bool up : {true, false}) {
        const SubControl part = up ? SC_SpinBoxUp : SC_SpinBoxDown;
        const QRectF r = subControlRect(CC_SpinBox, &option, part, widget);
        const auto step = up ? QAbstractSpinBox::StepUpEnabled : QAbstractSpinBox::StepDownEnabled;
        const bool can = enabled && option.stepEnabled.testFlag(step);
        if (can && option.activeSubControls == part) {
            fillRound(painter, r.adjusted(1, 1, -2, -1), 3, withAlpha(t.text, 0.1));
        }
        const QPointF c = r.center() + QPointF(-0.5, up ? 0.5 : -0.5);
        const double down = up ? -1 : 1;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(can ? t.text2 : t.line, 1.5));
        painter->drawPolyline(QPolygonF({c + QPointF(-3, -1.5 * down), c + QPointF(0, 1.5 * down),
                                         c + QPointF(3, -1.5 * down)}));
        painter->restore();
    }
}

/// A tick in a box that is seen without one too.
void WeftStyle::drawCheck(const QStyleOption* option, QPainter* painter) const {
    const Theme& t = theme();
    const bool enabled = has(option, State_Enabled);
    const bool on = has(option, State_On) || has(option, State_NoChange);
    const bool ring = has(option, State_HasFocus) && has(option, State_KeyboardFocusChange);
    const double side = std::min({option->rect.width(), option->rect.height(), 14});
    QRectF box(0, 0, side, side);
    box.moveCenter(QRectF(option->rect).center());
    box.moveTopLeft(QPointF(box.topLeft().toPoint()));
    const QColor ground = on && enabled ? t.accent : t.isDark ? t.canvas : t.panel;
    fillRound(painter, box, 3, ground,
              QPen(ring            ? t.text
                   : on && enabled ? t.accent
                   : enabled       ? t.lineStrong
                                   : t.line,
                   1));
    if (!on) { return; }
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(enabled ? t.onAccent : t.text3, 1.75));
    const QPointF c = box.center();
    if (has(option, State_NoChange)) {
        painter->drawLine(c - QPointF(3.5, 0), c + QPointF(3.5, 0));
    } else {
        painter->drawPolyline(
            QPolygonF({c + QPointF(-3.5, 0.25), c + QPointF(-1, 3), c + QPointF(3.5, -3)}));
    }
    painter->restore();
}

void WeftStyle::drawMenuItem(const QStyleOption* option, QPainter* painter) const {
    const Theme& t = theme();
    const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
    if (item == nullptr) { return; }
    const QRect r = item->rect;
    if (item->menuItemType == QStyleOptionMenuItem::Separator && !item->text.isEmpty()) {
        painter->setPen(t.text2);
        painter->setFont(fontOf(TextRole::Caption));
        painter->drawText(r.adjusted(12, 0, -12, 0), Qt::AlignVCenter | Qt::AlignLeft, item->text);
        return;
    }
    if (item->menuItemType == QStyleOptionMenuItem::Separator) {
        painter->fillRect(QRect(r.left() + 8, r.center().y(), r.width() - 16, 1), t.line);
        return;
    }
    painter->save();
    if (has(option, State_Selected) && has(option, State_Enabled)) {
        painter->fillRect(r.adjusted(1, 0, -1, 0), withAlpha(t.text, 0.1));
    }
    painter->setPen(has(option, State_Enabled) ? t.text : mixed(t.text3, t.panel, 0.7));
    painter->setFont(fontOf(TextRole::Body));
    if (item->checkType != QStyleOptionMenuItem::NotCheckable && item->checked) {
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(t.accent, 1.5));
        const QPointF c(r.left() + 14, r.center().y() + 0.5);
        painter->drawPolyline(
            QPolygonF({c + QPointF(-4, 0), c + QPointF(-1, 3.5), c + QPointF(4.5, -4)}));
        painter->setPen(t.text);
    }
    const qsizetype tabAt = item->text.indexOf('\t');
    const QRect words = r.adjusted(kMenuSide, 0, -kMenuSide, 0);
    const int flags = Qt::AlignVCenter | Qt::TextShowMnemonic | Qt::TextSingleLine;
    painter->drawText(words, flags | Qt::AlignLeft, item->text.left(tabAt));
    if (tabAt >= 0) {
        painter->setPen(t.text2);
        painter->drawText(r.adjusted(kMenuSide, 0, -14, 0), flags | Qt::AlignRight,
                          item->text.mid(tabAt + 1));
    }
    if (item->menuItemType == QStyleOptionMenuItem::SubMenu) {
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(t.text2, 1.5));
        const QPointF c(r.right() - 12, r.center().y() + 0.5);
        painter->drawPolyline(
            QPolygonF({c + QPointF(-2, -4), c + QPointF(2, 0), c + QPointF(-2, 4)}));
    }
    painter->restore();
}

}  // namespace weft::ui
