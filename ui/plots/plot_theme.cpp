// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_theme.h"

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

#include "ui/base/number_format.h"

namespace weft::ui {
namespace {

/// Ticks with our minus sign and thin spaces, all with the same number of digits behind the point.
class NumberTicker final : public QCPAxisTicker {
public:
    NumberTicker() { setTickCount(5); }

protected:
    QVector<QString> createLabelVector(const QVector<double>& ticks, const QLocale&, QChar,
                                       int) override {
        double largest = 0;
        for (const double tick : ticks) { largest = std::max(largest, std::abs(tick)); }
        const double step = ticks.size() > 1 ? std::abs(ticks[1] - ticks[0]) : largest;
        QVector<QString> labels;
        for (const double tick : ticks) {
            // A tick that should be nought misses it by rounding.
            const double value = std::abs(tick) < step * 1e-6 ? 0 : tick;
            const bool plain = largest < 1e6 && step >= 1e-4;
            labels.append(plain ? formatFixed(value, decimalsOf(step)) : formatNumber(value, 3));
        }
        return labels;
    }
    int getSubTickCount(double) override { return 0; }

private:
    /// Digits behind the point that a multiple of the step needs: 0.25 needs two.
    static int decimalsOf(double step) {
        int decimals = 0;
        double scaled = step;
        while (decimals < 6 && std::abs(scaled - std::round(scaled)) > 1e-6 * scaled) {
            scaled *= 10;
            ++decimals;
        }
        return decimals;
    }
};

void styleAxis(QCPAxis& axis, const Theme& theme) {
    axis.setBasePen(QPen(theme.line, 1));
    axis.setTickPen(Qt::NoPen);
    axis.setSubTickPen(Qt::NoPen);
    axis.setTickLabelFont(fontOf(TextRole::MonoSmall));
    axis.setTickLabelColor(theme.text2);
    axis.setTickLabelPadding(6);
    axis.setTicker(QSharedPointer<QCPAxisTicker>(new NumberTicker));
    axis.grid()->setPen(QPen(mixed(theme.line, theme.panel, 0.4), 1));
    axis.grid()->setZeroLinePen(Qt::NoPen);
}

}  // namespace

void stylePlot(QCustomPlot& plot) {
    const Theme& theme = appTheme();
    plot.setBackground(theme.panel);
    plot.axisRect()->setBackground(theme.panel);
    plot.axisRect()->setMinimumMargins(QMargins(40, 6, 4, 22));
    styleAxis(*plot.xAxis, theme);
    styleAxis(*plot.yAxis, theme);
}

}  // namespace weft::ui
