// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_theme.h"

#include <qcustomplot.h>

#include "ui/base/number_format.h"

namespace weft::ui {
namespace {

/// Ticks with our minus sign and thin spaces.
class NumberTicker final : public QCPAxisTicker {
public:
    NumberTicker() { setTickCount(5); }

protected:
    QString getTickLabel(double tick, const QLocale&, QChar, int) override {
        return formatNumber(std::abs(tick) < 1e-12 ? 0 : tick);
    }
    int getSubTickCount(double) override { return 0; }
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
