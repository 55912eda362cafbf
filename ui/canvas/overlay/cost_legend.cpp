// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/overlay/cost_legend.h"

#include <QPainter>
#include <array>

#include "ui/base/number_format.h"
#include "ui/base/proxy_style.h"
#include "ui/canvas/paint/paint_parts.h"

namespace weft::ui {
namespace {

constexpr int kWidth = 244;
constexpr int kPadding = 12;
constexpr int kRow = 18;
constexpr int kScale = 32;  // height of the heat colours with their shares
constexpr double kSwatch = 8;

/// "< 1 %", "1", ... "> 40 %".
QString shareWords(std::size_t k) {
    const auto percent = [](double share) { return formatNumber(share * 100); };
    if (k == 0) {
        return QStringLiteral("< ") + percent(kHeatSteps.front()) + QStringLiteral(" %");
    }
    if (k + 1 == kHeatColours) { return QStringLiteral("> ") + percent(kHeatSteps.back()); }
    return percent(kHeatSteps[k - 1]) + QChar(0x2013) + percent(kHeatSteps[k]);
}

}  // namespace

CostLegend::CostLegend(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("costLegend"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
}

void CostLegend::setKey(CostKey key) {
    if (key == m_key) { return; }
    m_key = std::move(key);
    const auto rows =
        1 + static_cast<int>(m_key.devices.size()) + static_cast<int>(m_key.lines.size());
    resize(kWidth, 2 * kPadding + rows * kRow + (m_key.heat ? kScale : 0));
    QStringList words{m_key.head, m_key.sum};
    for (const CostKey::Device& device : m_key.devices) {
        words << device.name + ' ' + device.figure;
    }
    words << m_key.lines;
    words.removeAll(QString());
    setAccessibleName(words.join(QStringLiteral(", ")));
    update();
}

void CostLegend::paintEvent(QPaintEvent*) {
    const Theme& theme = appTheme();
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(QPen(theme.lineStrong, 1));
    p.setBrush(theme.panel);
    p.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), size::kRadiusNode,
                      size::kRadiusNode);
    QRectF row(kPadding, kPadding, kWidth - 2 * kPadding, kRow);
    const auto next = [&row] { row.translate(0, kRow); };
    drawWords(p, {row, m_key.head, TextRole::Title, theme.text});
    drawWords(p, {row, m_key.sum, TextRole::Mono, theme.text, Qt::AlignRight});
    next();
    if (m_key.heat) {
        const double each = row.width() / static_cast<double>(kHeatColours);
        for (std::size_t k = 0; k < kHeatColours; ++k) {
            const QRectF part(row.left() + each * static_cast<double>(k), row.top() + 4, each, 10);
            p.fillRect(part, theme.heat[k]);
            drawWords(p, {part.translated(0, 12), shareWords(k), TextRole::Caption, theme.text2,
                          Qt::AlignHCenter});
        }
        p.setPen(QPen(theme.lineStrong, 1));
        p.setBrush(Qt::NoBrush);
        p.drawRect(QRectF(row.left() + 0.5, row.top() + 4.5, row.width() - 1, 9));
        row.translate(0, kScale);
    }
    for (const CostKey::Device& device : m_key.devices) {
        p.fillRect(QRectF(row.left(), row.center().y() - kSwatch / 2, kSwatch, kSwatch),
                   theme.deviceAt(device.colour));
        drawWords(p, {row.adjusted(kSwatch + 8, 0, 0, 0), device.name, TextRole::Mono, theme.text});
        drawWords(p, {row, device.figure, TextRole::Mono, theme.text2, Qt::AlignRight});
        next();
    }
    for (const QString& line : m_key.lines) {
        drawWords(p, {row, line, TextRole::Caption, theme.text2});
        next();
    }
}

}  // namespace weft::ui
