// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/histogram_plot.h"

#include <QPainter>
#include <algorithm>

#include "ui/base/number_format.h"
#include "ui/base/proxy_style.h"

namespace weft::ui {
namespace {

constexpr std::size_t kMostSlices = 24;
constexpr int kTitle = 20;
constexpr int kAxis = 18;

}  // namespace

HistogramPlot::HistogramPlot(QString tensor, QWidget* parent)
    : QWidget(parent), m_tensor(std::move(tensor)) {
    setMinimumSize(160, 96);
    setAccessibleName(tr("Histogram of %1").arg(m_tensor));
}

void HistogramPlot::add(qint64 step, const TensorStats& stats) {
    // A run that began anew tells another story.
    if (!m_slices.empty() && step < m_slices.back().step) { m_slices.clear(); }
    if (!m_slices.empty() && step == m_slices.back().step) { m_slices.pop_back(); }
    m_slices.push_back({step, stats});
    if (m_slices.size() > kMostSlices) {
        std::deque<Slice> kept;
        for (std::size_t i = m_slices.size() % 2 == 0 ? 1 : 0; i < m_slices.size(); i += 2) {
            kept.push_back(m_slices[i]);
        }
        m_slices = std::move(kept);
    }
    update();
}

QPolygonF HistogramPlot::ridge(const Slice& slice, const QRectF& area, double height, double left,
                               double right) const {
    const std::vector<int>& bins = slice.stats.bins;
    const int most = bins.empty() ? 0 : *std::max_element(bins.begin(), bins.end());
    QPolygonF line;
    const double range = right - left;
    const auto x = [&](double value) {
        return area.left() + (range > 0 ? (value - left) / range : 0.5) * area.width();
    };
    const double width = (slice.stats.most - slice.stats.least) / static_cast<double>(bins.size());
    line.append({x(slice.stats.least), area.bottom()});
    for (std::size_t i = 0; i < bins.size(); ++i) {
        const double middle = slice.stats.least + (static_cast<double>(i) + 0.5) * width;
        line.append({x(middle), area.bottom() - (most > 0 ? height * bins[i] / most : 0)});
    }
    line.append({x(slice.stats.most), area.bottom()});
    return line;
}

void HistogramPlot::paintEvent(QPaintEvent*) {
    const Theme& theme = appTheme();
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setFont(fontOf(TextRole::MonoSmall));
    p.setPen(theme.text);
    p.drawText(QRect(4, 0, width() - 90, kTitle), Qt::AlignVCenter,
               p.fontMetrics().elidedText(m_tensor, Qt::ElideLeft, width() - 90));
    if (m_slices.empty()) { return; }
    p.setPen(theme.text2);
    p.drawText(QRect(width() - 90, 0, 86, kTitle), Qt::AlignVCenter | Qt::AlignRight,
               tr("step %1").arg(formatCount(m_slices.back().step)));
    double left = m_slices.front().stats.least;
    double right = m_slices.front().stats.most;
    for (const Slice& slice : m_slices) {
        left = std::min(left, slice.stats.least);
        right = std::max(right, slice.stats.most);
    }
    const QRectF all(8, kTitle + 4, width() - 16, height() - kTitle - kAxis - 6);
    const double ridgeHeight = all.height() * (m_slices.size() > 1 ? 0.55 : 0.95);
    const double room = all.height() - ridgeHeight;
    for (std::size_t i = 0; i < m_slices.size(); ++i) {
        const double age = m_slices.size() < 2
                               ? 1
                               : static_cast<double>(i) / static_cast<double>(m_slices.size() - 1);
        QRectF area = all;
        area.setBottom(all.top() + ridgeHeight + room * age);
        const bool newest = i + 1 == m_slices.size();
        const QColor base = theme.seriesAt(0);
        const QPolygonF line = ridge(m_slices[i], area, ridgeHeight, left, right);
        p.setPen(Qt::NoPen);
        p.setBrush(mixed(base, theme.panel, newest ? 0.55 : 0.08 + 0.22 * age));
        p.drawPolygon(line);
        p.setPen(
            QPen(newest ? base : mixed(base, theme.panel, 0.25 + 0.3 * age), newest ? 1.5 : 1));
        p.setBrush(Qt::NoBrush);
        p.drawPolyline(line);
    }
    const QRect axis(8, height() - kAxis, width() - 16, kAxis);
    p.fillRect(QRect(axis.left(), axis.top(), axis.width(), 1), theme.line);
    p.setPen(theme.text2);
    p.drawText(axis, Qt::AlignVCenter | Qt::AlignLeft, formatNumber(left, 3));
    p.drawText(axis, Qt::AlignVCenter | Qt::AlignRight, formatNumber(right, 3));
    if (m_slices.back().stats.wild > 0) {
        p.setPen(theme.error);
        p.drawText(axis, Qt::AlignCenter,
                   tr("%1 not finite").arg(formatCount(m_slices.back().stats.wild)));
    }
}

}  // namespace weft::ui
