// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/series_legend.h"

#include <QPainter>

#include "ui/base/number_format.h"
#include "ui/base/proxy_style.h"
#include "ui/session/series_store.h"

namespace weft::ui {
namespace {

constexpr int kWidth = 136;
constexpr int kRow = 20;
constexpr int kName = 24;  // left edge of names
constexpr int kRight = 8;  // beside values
constexpr int kGap = 6;

}  // namespace

SeriesLegend::SeriesLegend(QString measure, const SeriesStore& store, QWidget* parent)
    : QWidget(parent), m_measure(std::move(measure)), m_store(store) {
    setFixedWidth(kWidth);
}

QSize SeriesLegend::sizeHint() const { return {kWidth, 80}; }

void SeriesLegend::paintEvent(QPaintEvent*) {
    const Theme& theme = appTheme();
    QPainter p(this);
    p.setFont(fontOf(TextRole::Title));
    p.setPen(theme.text);
    p.drawText(QRect(0, 6, kWidth, kRow), Qt::AlignVCenter, m_measure);
    int y = 6 + kRow + 4;
    for (const Series& s : m_store.series()) {
        if (s.name.section('/', 1) != m_measure) { continue; }
        QPen pen(theme.seriesAt(s.colour), 2);
        pen.setCapStyle(Qt::FlatCap);
        if (s.validation) { pen.setDashPattern({2, 1}); }
        p.setPen(pen);
        p.drawLine(0, y + kRow / 2, 16, y + kRow / 2);
        // The value is whole whatever it is; the name is cut.
        const QString last = s.smoothed.empty() ? QString() : formatMeasure(s.smoothed.back());
        p.setFont(fontOf(TextRole::MonoSmall));
        p.setPen(theme.text);
        const int value = p.fontMetrics().horizontalAdvance(last);
        p.drawText(QRect(kWidth - kRight - value, y, value, kRow), Qt::AlignVCenter, last);
        p.setFont(fontOf(TextRole::Caption));
        p.setPen(theme.text2);
        const int room = kWidth - kRight - value - kGap - kName;
        p.drawText(QRect(kName, y, room, kRow), Qt::AlignVCenter,
                   p.fontMetrics().elidedText(s.name.section('/', 0, 0), Qt::ElideRight, room));
        y += kRow;
    }
}

}  // namespace weft::ui
