// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/session_bar.h"

#include <QFontMetrics>
#include <QPaintEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/base/number_format.h"
#include "ui/base/proxy_style.h"

namespace weft::ui {

SessionBar::SessionBar(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("sessionBar"));
    setFixedHeight(size::kLine);
}

void SessionBar::setSession(const QString& name, const QString& target) {
    m_name = name;
    m_target = target;
    update();
}

void SessionBar::setProgress(const Progress& progress) {
    const bool same = stateText(progress) == stateText(m_progress);
    // While training only the tab's digits change; what stands right of it is left alone.
    const bool sameTab =
        progress.state == m_progress.state && progress.totalSteps == m_progress.totalSteps;
    m_progress = progress;
    if (same) { return; }
    setAccessibleName(m_name + ' ' + stateText(progress));
    if (sameTab && m_tabWidth > 0) {
        update(0, 0, m_tabWidth, height());
    } else {
        update();
    }
}

void SessionBar::setDevices(const QStringList& devices) {
    if (devices == m_devices) { return; }
    m_devices = devices;
    update();
}

void SessionBar::setPlace(const QString& place) {
    m_place = place;
    update();
}

QString SessionBar::stateText(const Progress& p) {
    const QString steps = p.totalSteps > 0 ? formatCount(p.step) + '/' + formatCount(p.totalSteps)
                                           : formatCount(p.step);
    switch (p.state) {
        case RunState::Empty:
            return {};
        case RunState::Idle:
            return p.step > 0 ? tr("idle at %1").arg(steps) : tr("idle");
        case RunState::Busy:
            return tr("running");
        case RunState::Training:
            return tr("training %1").arg(steps);
        case RunState::Pausing:
            return tr("pausing");
        case RunState::Paused:
            return tr("paused %1").arg(steps);
        case RunState::Stopping:
            return tr("stopping");
        case RunState::Failed:
            return tr("failed at step %1").arg(formatCount(p.step));
    }
    return {};
}

void SessionBar::paintEvent(QPaintEvent* event) {
    const Theme& theme = appTheme();
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.fillRect(rect(), theme.canvas);
    int x = 0;
    if (!m_name.isEmpty()) {
        const QString state = stateText(m_progress);
        const QString devices = m_devices.join(' ');
        const QFontMetrics title(fontOf(TextRole::Title));
        // Measuring words costs as much as drawing them; these are all of one width a letter.
        static const double kAdvance =
            QFontMetricsF(fontOf(TextRole::MonoSmall)).horizontalAdvance('0');
        const auto mono = [](const QString& text) {
            return static_cast<int>(std::ceil(static_cast<double>(text.size()) * kAdvance));
        };
        // Room for the longest state of this run, so that the tab does not grow with its digits.
        Progress longest = m_progress;
        longest.step = std::max(m_progress.totalSteps, m_progress.step);
        const int stateRoom = mono(stateText(longest));
        const int used = 30 + title.horizontalAdvance(m_name) + 14 +
                         std::max(stateRoom, mono(state)) + 14 +
                         (devices.isEmpty() ? 0 : mono(devices) + 14);
        const QRect tab(0, 0, std::min(used, width()), height());
        p.fillRect(tab, theme.panel);
        p.fillRect(QRect(tab.left(), 0, tab.width(), 2), theme.accent);
        p.setPen(Qt::NoPen);
        p.setBrush(theme.seriesAt(0));
        p.drawEllipse(QPointF(17, height() / 2.0 + 1), 4.5, 4.5);
        x = 30;
        const auto words = [&](const QString& text, TextRole role, const QColor& colour, int room) {
            p.setFont(fontOf(role));
            p.setPen(colour);
            p.drawText(QRect(x, 1, room + 2, height()), Qt::AlignVCenter, text);
            x += room + 14;
        };
        words(m_name, TextRole::Title, theme.text, title.horizontalAdvance(m_name));
        const QColor tint = m_progress.state == RunState::Failed ? theme.error : theme.text2;
        words(state, TextRole::MonoSmall, tint, std::max(stateRoom, mono(state)));
        if (!devices.isEmpty()) { words(devices, TextRole::MonoSmall, theme.text3, mono(devices)); }
        x = tab.right();
        m_tabWidth = tab.width();
        if (event->rect().right() <= x) { return; }
    }
    p.setFont(fontOf(TextRole::Caption));
    p.setPen(theme.text3);
    const QRect rest(x + 16, 0, width() - x - 28, height());
    p.drawText(rest, Qt::AlignVCenter | Qt::AlignRight,
               p.fontMetrics().elidedText(m_place, Qt::ElideMiddle, rest.width()));
}

}  // namespace weft::ui
