// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/session_bar.h"

#include <QFontMetrics>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPaintEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "ui/base/icons.h"
#include "ui/base/number_format.h"
#include "ui/base/proxy_style.h"

namespace weft::ui {
namespace {

constexpr int kLead = 30;     // to the name, behind the dot
constexpr int kGap = 14;      // between the parts of a tab
constexpr int kCross = 20;    // room for a cross
constexpr int kAdd = 28;      // room for the plus
constexpr int kOptions = 28;  // room for the options

/// Measuring words costs as much as drawing them; these are all of one width a letter.
int mono(const QString& text) {
    static const double kAdvance =
        QFontMetricsF(fontOf(TextRole::MonoSmall)).horizontalAdvance('0');
    return static_cast<int>(std::ceil(static_cast<double>(text.size()) * kAdvance));
}

/// What of a tab decides how wide it is.
bool sameRoom(const SessionTab& a, const SessionTab& b) {
    return a.name == b.name && a.devices == b.devices && a.changed == b.changed &&
           a.progress.state == b.progress.state && a.progress.totalSteps == b.progress.totalSteps &&
           a.colour == b.colour;
}

}  // namespace

SessionBar::SessionBar(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("sessionBar"));
    setFixedHeight(size::kLine);
    setMouseTracking(true);
}

QString SessionBar::stateOf(const SessionTab& tab) const {
    const QString state = stateText(tab.progress);
    const bool working =
        tab.progress.state == RunState::Training || tab.progress.state == RunState::Busy ||
        tab.progress.state == RunState::Halted;
    if (!tab.changed) { return state; }
    return working ? state + tr(", graph changed") : tr("graph changed");
}

void SessionBar::setTabs(std::vector<SessionTab> tabs, int active, bool canAdd) {
    const bool same = tabs.size() == m_tabs.size() && active == m_active && canAdd == m_canAdd &&
                      std::ranges::equal(tabs, m_tabs, sameRoom);
    const std::vector<SessionTab> before = std::exchange(m_tabs, std::move(tabs));
    m_active = active;
    m_canAdd = canAdd;
    if (!same) { layOut(); }
    for (std::size_t i = 0; i < m_tabs.size(); ++i) {
        // While training only the digits of a tab change; what stands beside it is left alone.
        const bool told = same && stateOf(m_tabs[i]) == stateOf(before[i]);
        if (told) { continue; }
        if (same) { update(m_layout[i].tab); }
        if (static_cast<int>(i) == active) {
            setAccessibleName(m_tabs[i].name + ' ' + stateOf(m_tabs[i]));
        }
    }
    if (!same) { update(); }
    if (m_tabs.empty()) { setAccessibleName({}); }
}

void SessionBar::setPlace(const QString& place) {
    m_place = place;
    update();
}

void SessionBar::layOut() {
    const QFontMetrics title(fontOf(TextRole::Title));
    m_layout.clear();
    int x = 0;
    for (const SessionTab& tab : m_tabs) {
        Layout made;
        made.nameRoom = title.horizontalAdvance(tab.name);
        // Room for the longest state of this run, so that the tab does not grow with its digits.
        SessionTab longest = tab;
        longest.progress.step = std::max(tab.progress.totalSteps, tab.progress.step);
        made.stateRoom = std::max(mono(stateOf(longest)), mono(stateOf(tab)));
        made.deviceRoom = tab.devices.isEmpty() ? 0 : mono(tab.devices.join(' '));
        int width = kLead + made.nameRoom + kGap + made.stateRoom + kGap;
        if (made.deviceRoom > 0) { width += made.deviceRoom + kGap; }
        if (m_tabs.size() > 1) { width += kCross; }
        made.tab = QRect(x, 0, width, height());
        x += width + 1;
        m_layout.push_back(made);
    }
    m_addRect = m_canAdd ? QRect(x, 0, kAdd, height()) : QRect();
}

QRect SessionBar::tabRect(int index) const {
    const bool there = index >= 0 && index < static_cast<int>(m_layout.size());
    return there ? m_layout[static_cast<std::size_t>(index)].tab : QRect();
}

QRect SessionBar::closeRect(int index) const {
    const QRect tab = tabRect(index);
    if (tab.isEmpty() || m_tabs.size() < 2) { return {}; }
    return QRect(tab.right() - kCross - 3, (height() - kCross) / 2 + 1, kCross, kCross);
}

QRect SessionBar::optionsRect() const {
    return m_tabs.empty() ? QRect() : QRect(width() - kOptions - 4, 0, kOptions, height());
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
        case RunState::Halted:
            return p.totalSteps > 0 ? tr("halted in step %1").arg(formatCount(p.step + 1))
                                    : tr("halted");
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

void SessionBar::paintTab(QPainter& p, int index) const {
    const Theme& theme = appTheme();
    const SessionTab& tab = m_tabs[static_cast<std::size_t>(index)];
    const Layout& room = m_layout[static_cast<std::size_t>(index)];
    const bool shown = index == m_active;
    const bool hovered = room.tab.contains(m_mouse);
    p.fillRect(room.tab,
               shown ? theme.panel : mixed(theme.panel, theme.canvas, hovered ? 0.6 : 0.3));
    if (shown) { p.fillRect(QRect(room.tab.left(), 0, room.tab.width(), 2), theme.accent); }
    p.setPen(Qt::NoPen);
    p.setBrush(theme.seriesAt(tab.colour));
    p.drawEllipse(QPointF(room.tab.left() + 17, height() / 2.0 + 1), 4.5, 4.5);
    int x = room.tab.left() + kLead;
    const auto words = [&](const QString& text, TextRole role, const QColor& colour, int width) {
        p.setFont(fontOf(role));
        p.setPen(colour);
        p.drawText(QRect(x, 1, width + 2, height()), Qt::AlignVCenter, text);
        x += width + kGap;
    };
    words(tab.name, TextRole::Title, shown ? theme.text : theme.text2, room.nameRoom);
    const QColor tint = tab.progress.state == RunState::Failed ? theme.error
                        : tab.changed                          ? theme.warn
                                                               : theme.text2;
    words(stateOf(tab), TextRole::MonoSmall, tint, room.stateRoom);
    if (room.deviceRoom > 0) {
        words(tab.devices.join(' '), TextRole::MonoSmall, theme.text3, room.deviceRoom);
    }
    const QRect cross = closeRect(index);
    if (cross.isEmpty()) { return; }
    const QColor colour = cross.contains(m_mouse) ? theme.text : theme.text3;
    p.drawPixmap(cross.center() - QPoint(7, 7),
                 lineIconPixmap(QStringLiteral("close"), 16, colour, devicePixelRatioF()));
}

void SessionBar::paintEvent(QPaintEvent* event) {
    const Theme& theme = appTheme();
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.fillRect(event->rect(), theme.canvas);
    int x = 0;
    for (std::size_t i = 0; i < m_tabs.size(); ++i) {
        if (event->rect().intersects(m_layout[i].tab)) { paintTab(p, static_cast<int>(i)); }
        x = m_layout[i].tab.right();
    }
    if (event->rect().right() <= x) { return; }
    const auto icon = [&](const QRect& at, const QString& name) {
        const QColor colour = at.contains(m_mouse) ? theme.text : theme.text2;
        p.drawPixmap(at.center() - QPoint(7, 7),
                     lineIconPixmap(name, 16, colour, devicePixelRatioF()));
    };
    if (!m_addRect.isEmpty()) {
        icon(m_addRect, QStringLiteral("plus"));
        x = m_addRect.right();
    }
    if (!m_tabs.empty()) { icon(optionsRect(), QStringLiteral("options")); }
    p.setFont(fontOf(TextRole::Caption));
    p.setPen(theme.text3);
    const int end = m_tabs.empty() ? width() - 12 : optionsRect().left() - 6;
    const QRect rest(x + 16, 0, end - x - 16, height());
    if (rest.width() < 24) { return; }
    p.drawText(rest, Qt::AlignVCenter | Qt::AlignRight,
               p.fontMetrics().elidedText(m_place, Qt::ElideMiddle, rest.width()));
}

void SessionBar::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton) { return; }
    const bool middle = event->button() == Qt::MiddleButton;
    for (int i = 0; i < static_cast<int>(m_tabs.size()); ++i) {
        if (closeRect(i).contains(event->pos()) ||
            (middle && m_tabs.size() > 1 && tabRect(i).contains(event->pos()))) {
            emit closeRequested(i);
            return;
        }
        if (tabRect(i).contains(event->pos())) {
            emit activated(i);
            return;
        }
    }
    if (m_addRect.contains(event->pos())) { emit addRequested(); }
    if (optionsRect().contains(event->pos())) {
        emit optionsRequested(mapToGlobal(optionsRect().bottomRight() + QPoint(1, 2)));
    }
}

void SessionBar::mouseMoveEvent(QMouseEvent* event) {
    m_mouse = event->pos();
    update();
}

void SessionBar::leaveEvent(QEvent*) {
    m_mouse = {-1, -1};
    update();
}

void SessionBar::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    layOut();
}

bool SessionBar::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) { return QWidget::event(event); }
    const auto* help = static_cast<QHelpEvent*>(event);
    QString tip;
    if (m_addRect.contains(help->pos())) { tip = tr("Another session on this graph"); }
    if (optionsRect().contains(help->pos())) { tip = tr("Options of the session"); }
    for (int i = 0; i < static_cast<int>(m_tabs.size()); ++i) {
        const SessionTab& tab = m_tabs[static_cast<std::size_t>(i)];
        if (closeRect(i).contains(help->pos())) {
            tip = tr("Close %1 and free its variables").arg(tab.name);
        } else if (tabRect(i).contains(help->pos())) {
            tip =
                QStringLiteral("%1, %2, %3\n%4")
                    .arg(tab.name, tab.target, stateOf(tab), tr("Ctrl+Tab shows the next session"));
        }
    }
    QToolTip::showText(help->globalPos(), tip, this);
    return true;
}

}  // namespace weft::ui
