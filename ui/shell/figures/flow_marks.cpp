// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/figures/flow_marks.h"

#include <QCoreApplication>
#include <numeric>

#include "ui/base/number_format.h"

namespace weft::ui {
namespace {

QString tr(const char* text) { return QCoreApplication::translate("weft::ui::FlowMarks", text); }

/// Of a loop that is come to several times its iterations are added up.
PaneMark bodyMark(const FlowReport& report) {
    const QString figure = report.iterations == 1
                               ? tr("1 iteration")
                               : tr("%1 iterations").arg(formatCount(report.iterations));
    if (report.left == 0) {
        return {tr("%1 so far").arg(figure), tr("%1 so far").arg(figure), false};
    }
    if (report.left == 1) {
        return {figure, tr("%1 in the last call").arg(figure), report.iterations == 0};
    }
    const QString loops = formatCount(report.left);
    return {tr("%1 in %2 loops").arg(formatCount(report.iterations), loops),
            tr("%1 in the last call, which came here %2 times").arg(figure, loops),
            report.iterations == 0};
}

PaneMark partMark(qint64 taken, qint64 all) {
    if (taken == 0) { return {tr("not taken"), tr("not taken in the last call"), true}; }
    if (all == 1) { return {tr("taken"), tr("taken in the last call"), false}; }
    const QString times =
        taken == 1 ? tr("taken once") : tr("taken %1 times").arg(formatCount(taken));
    return {times, tr("%1 in the last call").arg(times), false};
}

}  // namespace

std::vector<PaneMark> paneMarks(const FlowReport& report, std::size_t parts) {
    std::vector<PaneMark> marks(parts);
    if (parts == 0) { return marks; }
    if (report.isLoop) {
        if (report.left + report.iterations > 0) { marks.back() = bodyMark(report); }
        return marks;
    }
    const qint64 all = std::accumulate(report.taken.begin(), report.taken.end(), qint64{0});
    for (std::size_t i = 0; all > 0 && i < parts; ++i) {
        marks[i] = partMark(i < report.taken.size() ? report.taken[i] : 0, all);
    }
    return marks;
}

}  // namespace weft::ui
