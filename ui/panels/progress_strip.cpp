// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/progress_strip.h"

#include <QPaintEvent>
#include <QPainter>

#include "ui/base/number_format.h"
#include "ui/base/proxy_style.h"

namespace weft::ui {
namespace {

constexpr int kValuesTop = 18;  // captions stand above and stay

}  // namespace

ProgressStrip::ProgressStrip(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("progress"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFixedHeight(size::kToolbar);
}

QSize ProgressStrip::sizeHint() const { return {520, size::kToolbar}; }
QSize ProgressStrip::minimumSizeHint() const { return {120, size::kToolbar}; }

void ProgressStrip::setProgress(const Progress& progress) {
    const std::size_t before = figures().size();
    m_progress = progress;
    const bool sameCaptions = figures().size() == before;
    setAccessibleName(tr("Step %1 of %2").arg(progress.step).arg(progress.totalSteps));
    if (sameCaptions) {
        update(0, kValuesTop, width(), height() - kValuesTop);
    } else {
        update();
    }
}

std::vector<ProgressStrip::Slot> ProgressStrip::figures() const {
    const Progress& p = m_progress;
    if (p.state == RunState::Empty || (p.state == RunState::Idle && p.step == 0)) { return {}; }
    const QString dash = QStringLiteral("-");
    const QString steps =
        formatCount(p.step) + (p.totalSteps > 0 ? '/' + formatCount(p.totalSteps) : QString());
    std::vector<Slot> made;
    made.push_back({tr("step"), steps, 112});
    if (p.epochs > 0) {
        made.push_back({tr("epoch"), QStringLiteral("%1/%2").arg(p.epoch).arg(p.epochs), 56});
    }
    made.push_back({tr("loss"), p.loss ? formatMeasure(*p.loss) : dash, 76});
    made.push_back(
        {tr("steps/s"), p.stepsPerSecond > 0 ? formatNumber(p.stepsPerSecond, 3) : dash, 68});
    made.push_back({tr("time left"), formatDuration(p.etaSeconds), 96});
    return made;
}

void ProgressStrip::paintEvent(QPaintEvent* event) {
    const Theme& theme = appTheme();
    QPainter p(this);
    int x = 4;
    for (const Slot& slot : figures()) {
        if (x + slot.width > width()) { break; }
        if (event->rect().top() < kValuesTop) {
            p.setFont(fontOf(TextRole::Caption));
            p.setPen(theme.text3);
            p.drawText(QRect(x, 3, slot.width, 15), Qt::AlignVCenter, slot.caption);
        }
        p.setFont(fontOf(TextRole::Mono));
        p.setPen(theme.text);
        p.drawText(QRect(x, kValuesTop, slot.width, 17), Qt::AlignVCenter, slot.value);
        x += slot.width + 12;
    }
    if (m_progress.totalSteps <= 0 || x <= 4) { return; }
    const double share = static_cast<double>(m_progress.step) /
                         static_cast<double>(std::max<qint64>(1, m_progress.totalSteps));
    const int length = x - 16;
    p.fillRect(QRect(4, height() - 4, length, 2), theme.line);
    const QColor colour = m_progress.state == RunState::Failed ? theme.error : theme.accent;
    p.fillRect(QRect(4, height() - 4, qRound(length * std::min(share, 1.0)), 2), colour);
}

}  // namespace weft::ui
