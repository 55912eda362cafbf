// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/call_line.h"

#include <QFontMetrics>
#include <QMouseEvent>
#include <QPainter>

#include "ui/base/proxy_style.h"

namespace weft::ui {
namespace {

constexpr int kPad = 7;  // inside a chip
constexpr int kSide = 12;

}  // namespace

CallLine::CallLine(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("callLine"));
    setFixedHeight(size::kLine);
    setMouseTracking(true);
    setAccessibleName(tr("Call line"));
}

void CallLine::setCall(const QString& session, const QStringList& fetches,
                       const QStringList& feeds) {
    m_session = session;
    m_pieces.clear();
    if (!session.isEmpty()) {
        m_pieces.push_back({session + QStringLiteral(":  run( ["), false, {}});
        for (const QString& fetch : fetches) { m_pieces.push_back({fetch, true, {}}); }
        m_pieces.push_back(
            {feeds.isEmpty() ? QStringLiteral("]") : QStringLiteral("], feed_dict={"), false, {}});
        for (const QString& feed : feeds) { m_pieces.push_back({feed, true, {}}); }
        m_pieces.push_back(
            {feeds.isEmpty() ? QStringLiteral(" )") : QStringLiteral("} )"), false, {}});
    }
    setAccessibleDescription(text());
    layOut();
    update();
}

QString CallLine::text() const {
    QString all;
    bool before = false;
    for (const Piece& piece : m_pieces) {
        if (piece.chip && before) { all += QStringLiteral(", "); }
        before = piece.chip;
        all += piece.text;
    }
    return all;
}

void CallLine::layOut() {
    const QFontMetrics metrics(fontOf(TextRole::Mono));
    int x = kSide;
    for (Piece& piece : m_pieces) {
        const int width = metrics.horizontalAdvance(piece.text) + (piece.chip ? 2 * kPad : 0);
        piece.rect = QRect(x, 4, width, size::kLine - 8);
        x += width + 5;
    }
}

void CallLine::paintEvent(QPaintEvent*) {
    const Theme& theme = appTheme();
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setFont(fontOf(TextRole::Mono));
    if (m_pieces.empty()) {
        p.setFont(fontOf(TextRole::Body));
        p.setPen(theme.text3);
        p.drawText(rect().adjusted(kSide, 0, -kSide, 0), Qt::AlignVCenter,
                   tr("The call that a session is asked appears here"));
    }
    const int end = width() - kSide;
    for (std::size_t i = 0; i < m_pieces.size(); ++i) {
        const Piece& piece = m_pieces[i];
        const bool cut = piece.rect.right() > end - 16 && i + 1 < m_pieces.size();
        if (cut || piece.rect.right() > end) {
            // What has no room is told by dots rather than cut in half.
            p.setPen(theme.text2);
            p.drawText(QRect(piece.rect.left(), 0, 24, height()), Qt::AlignVCenter,
                       QString(QChar(0x2026)));
            break;
        }
        if (piece.chip) {
            const bool hovered = static_cast<int>(i) == m_hover;
            p.setPen(QPen(hovered ? theme.text3 : mixed(theme.lineStrong, theme.panel, 0.6), 1));
            p.setBrush(theme.canvas);
            p.drawRoundedRect(QRectF(piece.rect).adjusted(0.5, 0.5, -0.5, -0.5), size::kRadiusChip,
                              size::kRadiusChip);
            p.setPen(theme.text);
            p.drawText(piece.rect, Qt::AlignCenter, piece.text);
        } else {
            p.setPen(theme.text2);
            p.drawText(piece.rect, Qt::AlignVCenter, piece.text);
        }
    }
    p.fillRect(QRect(0, height() - 1, width(), 1), theme.line);
}

void CallLine::mouseMoveEvent(QMouseEvent* event) {
    int hover = -1;
    for (std::size_t i = 0; i < m_pieces.size(); ++i) {
        if (m_pieces[i].chip && m_pieces[i].rect.contains(event->pos())) {
            hover = static_cast<int>(i);
        }
    }
    if (hover != m_hover) {
        m_hover = hover;
        update();
    }
}

void CallLine::mousePressEvent(QMouseEvent* event) {
    for (const Piece& piece : m_pieces) {
        if (piece.chip && piece.rect.contains(event->pos())) {
            emit tensorClicked(piece.text.section(':', 0, 0));
            return;
        }
    }
}

void CallLine::leaveEvent(QEvent*) {
    m_hover = -1;
    update();
}

}  // namespace weft::ui
