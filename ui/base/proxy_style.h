// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPen>
#include <QProxyStyle>

#include "ui/base/theme.h"

class QStyleOptionSpinBox;

namespace weft::ui {

/// Fusion, made flat: fields and buttons 28 high, lines 1, no gradients, no etched frames. Holds
/// the theme in force, so that a widget finds its tokens through the application's style.
class WeftStyle final : public QProxyStyle {
    Q_OBJECT

public:
    explicit WeftStyle(ThemeId id);

    const Theme& theme() const { return themeById(m_id); }

    int pixelMetric(PixelMetric metric, const QStyleOption* option,
                    const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* data) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& contents,
                           const QWidget* widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption* option,
                         const QWidget* widget) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
                            QPainter* painter, const QWidget* widget) const override;
    void polish(QWidget* widget) override;
    using QProxyStyle::polish;

private:
    static void fillRound(QPainter* painter, const QRectF& rect, double radius, const QBrush& fill,
                          const QPen& pen = Qt::NoPen);
    void drawButton(const QStyleOption* option, QPainter* painter) const;
    void drawTab(const QStyleOption* option, QPainter* painter) const;
    void drawMenuItem(const QStyleOption* option, QPainter* painter) const;
    void drawScrollBar(const QStyleOptionComplex* option, QPainter* painter,
                       const QWidget* widget) const;
    void drawSpinBox(const QStyleOptionSpinBox& option, QPainter* painter,
                     const QWidget* widget) const;
    void drawCheck(const QStyleOption* option, QPainter* painter) const;
    void drawSlider(const QStyleOptionComplex* option, QPainter* painter,
                    const QWidget* widget) const;

    ThemeId m_id;
};

/// The tokens in force: those of the application's style (dark before it is set).
const Theme& appTheme();
/// Gives the application this theme: style, palette and font. Widgets hear QEvent::PaletteChange.
void applyTheme(ThemeId id);

}  // namespace weft::ui
