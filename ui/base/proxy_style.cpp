// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/proxy_style.h"

#include <QAbstractScrollArea>
#include <QApplication>
#include <QPainter>
#include <QStyleOption>
#include <QToolTip>
#include <QWidget>
#include <algorithm>

namespace weft::ui {
namespace {

constexpr int kTabSide = 9;    // of a tab, left and right of its words: five fit an inspector
constexpr int kMenuSide = 28;  // of a menu's line, left and right of its words

bool has(const QStyleOption* option, QStyle::StateFlag flag) { return option->state & flag; }

/// The list that a field opens below it.
bool isDropList(const QWidget* widget) {
    return widget != nullptr && widget->inherits("QComboBoxListView");
}

/// What a button's menu has chosen, as in a drop-down list.
void drawChoice(const QStyleOptionButton& option, QPainter* painter, const QStyle& style) {
    const QRect room = option.rect.adjusted(7, 0, -20, 0);
    painter->setPen(option.palette.color(QPalette::ButtonText));
    painter->drawText(room, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextHideMnemonic,
                      option.fontMetrics.elidedText(option.text, Qt::ElideRight, room.width()));
    QStyleOption arrow(option);
    arrow.rect = QRect(room.right() + 4, room.center().y() - 5, 12, 12);
    style.drawPrimitive(QStyle::PE_IndicatorArrowDown, &arrow, painter);
}

}  // namespace

WeftStyle::WeftStyle(ThemeId id) : QProxyStyle(QStringLiteral("Fusion")), m_id(id) {}

int WeftStyle::pixelMetric(PixelMetric metric, const QStyleOption* option,
                           const QWidget* widget) const {
    switch (metric) {
        case PM_DefaultFrameWidth:
        case PM_SplitterWidth:
        case PM_MenuPanelWidth:
            return 1;
        case PM_MenuVMargin:
            return size::kUnit;
        case PM_ScrollBarExtent:
            return 10;
        case PM_ScrollBarSliderMin:
            return 24;
        case PM_ButtonShiftHorizontal:
        case PM_ButtonShiftVertical:
        case PM_MenuBarPanelWidth:
        case PM_TabBarBaseOverlap:
        case PM_TabBarTabShiftVertical:
        case PM_TabBarTabShiftHorizontal:
        case PM_ToolBarFrameWidth:
        case PM_MenuBarVMargin:
            return 0;
        case PM_MenuBarItemSpacing:
            return 0;
        case PM_MenuBarHMargin:
            return size::kUnit;
        case PM_TabBarTabHSpace:
            return 2 * kTabSide;
        case PM_TabBarTabVSpace:
            return 10;
        case PM_ToolBarIconSize:
        case PM_ButtonIconSize:
            return 20;
        case PM_SmallIconSize:
            return 16;
        default:
            return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int WeftStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                         QStyleHintReturn* data) const {
    switch (hint) {
        case SH_EtchDisabledText:
        case SH_DitherDisabledText:
        case SH_UnderlineShortcut:
        case SH_ScrollBar_ContextMenu:
        case SH_ComboBox_Popup:  // a list below the field, not a menu over it
            return 0;
        case SH_Menu_SupportsSections:
            return 1;
        case SH_TabBar_Alignment:
            return Qt::AlignLeft;
        case SH_Widget_Animation_Duration:
            return 0;
        case SH_ToolTip_WakeUpDelay:
            return 400;
        default:
            return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

QSize WeftStyle::sizeFromContents(ContentsType type, const QStyleOption* option,
                                  const QSize& contents, const QWidget* widget) const {
    QSize made = QProxyStyle::sizeFromContents(type, option, contents, widget);
    switch (type) {
        case CT_PushButton:
            made.setHeight(size::kLine);
            made.setWidth(std::max(made.width() + 8, 64));
            break;
        case CT_LineEdit:
        case CT_ComboBox:
        case CT_SpinBox:
        case CT_TabBarTab:
            made.setHeight(size::kLine);
            break;
        case CT_MenuBarItem:
            made = QSize(contents.width() + 16, 24);
            break;
        case CT_MenuItem:
            made.setHeight(std::max(made.height(), contents.height() > 4 ? 26 : 9));
            made.setWidth(std::max(made.width(), contents.width() + 2 * kMenuSide));
            if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
                item != nullptr && item->menuItemType == QStyleOptionMenuItem::Separator &&
                !item->text.isEmpty()) {
                const QFontMetrics words(fontOf(TextRole::Caption));
                made = QSize(words.horizontalAdvance(item->text) + 28, 24);
            }
            break;
        case CT_HeaderSection:
            made.setHeight(24);
            break;
        case CT_ItemViewItem:
            if (isDropList(widget)) { made.setHeight(std::max(made.height(), 26)); }
            break;
        default:
            break;
    }
    return made;
}

QRect WeftStyle::subElementRect(SubElement element, const QStyleOption* option,
                                const QWidget* widget) const {
    const QRect made = QProxyStyle::subElementRect(element, option, widget);
    if (element != SE_LineEditContents) { return made; }
    // Letters keep clear of the border.
    const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
    const bool framed = frame != nullptr && frame->lineWidth > 0;
    return framed ? made.adjusted(4, 0, -4, 0) : made;
}

void WeftStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option,
                              QPainter* painter, const QWidget* widget) const {
    const Theme& t = theme();
    switch (element) {
        case PE_PanelButtonCommand:
        case PE_PanelButtonBevel:
            drawButton(option, painter);
            return;
        case PE_PanelButtonTool:
            if (has(option, State_Enabled) &&
                (has(option, State_MouseOver) || has(option, State_Sunken) ||
                 has(option, State_On))) {
                const double share =
                    has(option, State_Sunken) || has(option, State_On) ? 0.16 : 0.08;
                fillRound(painter, option->rect, size::kRadiusButton, withAlpha(t.text, share));
            }
            return;
        case PE_PanelLineEdit:
        case PE_FrameLineEdit: {
            if (const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
                frame != nullptr && frame->lineWidth == 0) {
                return;
            }
            const bool focused = has(option, State_HasFocus);
            const bool wrong = widget != nullptr && widget->property("wrong").toBool();
            const QColor field = t.isDark ? t.canvas : t.panel;
            const QColor border = wrong ? t.error : focused ? t.accent : t.lineStrong;
            fillRound(painter, option->rect, size::kRadiusButton, field,
                      QPen(border, wrong ? 2 : 1));
            return;
        }
        case PE_IndicatorCheckBox:
        case PE_IndicatorItemViewItemCheck:
            drawCheck(option, painter);
            return;
        case PE_FrameFocusRect:
            // In an open list the chosen line is filled; a ring in it would be one mark too many.
            if (isDropList(widget)) { return; }
            fillRound(painter, QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5),
                      size::kRadiusButton, Qt::NoBrush, QPen(t.accent, 2));
            return;
        case PE_Frame:
        case PE_FrameTabWidget:
        case PE_FrameGroupBox:
        case PE_FrameStatusBarItem:
        case PE_FrameTabBarBase:
        case PE_PanelMenuBar:
        case PE_FrameButtonTool:
        case PE_IndicatorButtonDropDown:
        case PE_FrameDockWidget:
            return;
        case PE_PanelMenu:
        case PE_PanelTipLabel:
            painter->fillRect(option->rect, t.isDark ? t.node : t.panel);
            return;
        case PE_FrameMenu: {
            painter->setPen(t.lineStrong);
            painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
            return;
        }
        case PE_IndicatorArrowDown:
        case PE_IndicatorArrowUp:
        case PE_IndicatorArrowRight:
        case PE_IndicatorArrowLeft:
        default:
            QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void WeftStyle::drawButton(const QStyleOption* option, QPainter* painter) const {
    const Theme& t = theme();
    const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
    const bool main =
        button != nullptr && button->features.testFlag(QStyleOptionButton::DefaultButton);
    const bool enabled = has(option, State_Enabled);
    QColor fill = main ? t.accent : t.node;
    if (!enabled) { fill = mixed(t.node, t.panel, 0.5); }
    if (enabled && has(option, State_MouseOver)) { fill = mixed(t.text, fill, 0.08); }
    if (enabled && has(option, State_Sunken)) { fill = mixed(t.text, fill, 0.16); }
    const QPen pen = main && enabled ? QPen(Qt::NoPen) : QPen(enabled ? t.lineStrong : t.line, 1);
    fillRound(painter, option->rect, size::kRadiusButton, fill, pen);
    if (has(option, State_HasFocus) && has(option, State_KeyboardFocusChange)) {
        fillRound(painter, QRectF(option->rect).adjusted(2.5, 2.5, -2.5, -2.5), 3, Qt::NoBrush,
                  QPen(main ? t.onAccent : t.accent, 2));
    }
}

void WeftStyle::drawTab(const QStyleOption* option, QPainter* painter) const {
    const Theme& t = theme();
    const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option);
    if (tab == nullptr) { return; }
    const bool chosen = has(option, State_Selected);
    const bool hovered = has(option, State_MouseOver) && has(option, State_Enabled);
    painter->save();
    painter->setFont(fontOf(chosen ? TextRole::Title : TextRole::Body));
    painter->setPen(chosen || hovered ? t.text : t.text2);
    painter->drawText(tab->rect, Qt::AlignCenter | Qt::TextHideMnemonic, tab->text);
    if (chosen) {
        const int words = painter->fontMetrics().horizontalAdvance(tab->text);
        const int side = std::clamp((tab->rect.width() - words) / 2, 0, kTabSide);
        painter->fillRect(
            QRect(tab->rect.left() + side, tab->rect.bottom() - 1, tab->rect.width() - 2 * side, 2),
            t.accent);
    }
    if (has(option, State_HasFocus) && has(option, State_KeyboardFocusChange)) {
        painter->setPen(QPen(t.accent, 2));
        painter->drawRect(tab->rect.adjusted(3, 3, -4, -4));
    }
    painter->restore();
}

void WeftStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                            const QWidget* widget) const {
    const Theme& t = theme();
    switch (element) {
        case CE_TabBarTab:
            drawTab(option, painter);
            return;
        case CE_MenuItem:
            drawMenuItem(option, painter);
            return;
        case CE_MenuBarEmptyArea:
            painter->fillRect(option->rect, t.panel);
            return;
        case CE_MenuBarItem: {
            const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
            painter->fillRect(option->rect, t.panel);
            if (has(option, State_Selected) || has(option, State_Sunken)) {
                fillRound(painter, option->rect, size::kRadiusButton, withAlpha(t.text, 0.1));
            }
            painter->setPen(t.text);
            painter->setFont(fontOf(TextRole::Body));
            if (item != nullptr) {
                // Letters are underlined while Alt is held, as elsewhere.
                const bool alt = QApplication::queryKeyboardModifiers().testFlag(Qt::AltModifier);
                const int mnemonic = alt ? Qt::TextShowMnemonic : Qt::TextHideMnemonic;
                painter->drawText(option->rect, Qt::AlignCenter | mnemonic, item->text);
            }
            return;
        }
        case CE_Splitter:
            painter->fillRect(option->rect, t.line);
            return;
        case CE_PushButtonLabel: {
            const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
            if (button == nullptr) { break; }
            const bool main = button->features.testFlag(QStyleOptionButton::DefaultButton);
            QStyleOptionButton own(*button);
            if (main && has(option, State_Enabled)) {
                own.palette.setColor(QPalette::ButtonText, t.onAccent);
            }
            if (own.features.testFlag(QStyleOptionButton::HasMenu) && own.icon.isNull()) {
                return drawChoice(own, painter, *proxy());
            }
            QProxyStyle::drawControl(element, &own, painter, widget);
            return;
        }
        case CE_ComboBoxLabel: {
            const auto* box = qstyleoption_cast<const QStyleOptionComboBox*>(option);
            if (box == nullptr) { break; }
            // Letters keep clear of the border, as in other fields.
            QStyleOptionComboBox own(*box);
            own.rect.adjust(3, 0, 0, 0);
            QProxyStyle::drawControl(element, &own, painter, widget);
            return;
        }
        case CE_HeaderSection:
        case CE_HeaderEmptyArea:
            painter->fillRect(option->rect, t.panel);
            painter->fillRect(
                QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1), t.line);
            return;
        case CE_HeaderLabel: {
            const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option);
            if (header == nullptr) { break; }
            QStyleOptionHeader own(*header);
            own.rect.adjust(8, 0, -2, 0);
            own.palette.setColor(QPalette::ButtonText, t.text2);
            QProxyStyle::drawControl(element, &own, painter, widget);
            return;
        }
        case CE_ShapedFrame:
            // Only what opens over others needs a line around it.
            if (has(option, State_Raised) ||
                (widget != nullptr && widget->inherits("QComboBoxPrivateContainer"))) {
                painter->setPen(t.lineStrong);
                painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
            }
            return;
        default:
            break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void WeftStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
                                   QPainter* painter, const QWidget* widget) const {
    if (control == CC_ScrollBar) {
        drawScrollBar(option, painter, widget);
        return;
    }
    const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (control == CC_Slider && slider != nullptr && slider->orientation == Qt::Horizontal) {
        drawSlider(option, painter, widget);
        return;
    }
    const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
    if (control == CC_SpinBox && spin != nullptr && spin->frame) {
        drawSpinBox(*spin, painter, widget);
        return;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

void WeftStyle::polish(QWidget* widget) {
    QProxyStyle::polish(widget);
    if (isDropList(widget)) {
        // It lies over the panel: on a ground of its own.
        QPalette own = widget->palette();
        own.setColor(QPalette::Window, theme().isDark ? theme().node : theme().panel);
        widget->setPalette(own);
    }
    // Two grey levels inside one panel look like a mistake: scroll areas take the panel's colour.
    if (auto* area = qobject_cast<QAbstractScrollArea*>(widget)) {
        if (area->frameShadow() != QFrame::Raised) { area->setFrameShape(QFrame::NoFrame); }
        if (area->viewport() != nullptr && area->viewport()->backgroundRole() == QPalette::Base) {
            area->viewport()->setBackgroundRole(QPalette::Window);
        }
    }
}

const Theme& appTheme() {
    const auto* style = qobject_cast<const WeftStyle*>(QApplication::style());
    return style != nullptr ? style->theme() : themeById(ThemeId::Dark);
}

void applyTheme(ThemeId id) {
    QApplication::setStyle(new WeftStyle(id));  // owned by the application
    const QPalette palette = paletteOf(themeById(id));
    QApplication::setPalette(palette);
    QToolTip::setPalette(palette);
    QApplication::setFont(fontOf(TextRole::Body));
    QToolTip::setFont(fontOf(TextRole::Caption));
}

}  // namespace weft::ui
