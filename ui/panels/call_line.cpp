// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/call_line.h"

#include <QDragEnterEvent>
#include <QFontMetrics>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>

#include "ui/base/icons.h"
#include "ui/base/proxy_style.h"

namespace weft::ui {
namespace {

constexpr int kPad = 7;  // inside a chip
constexpr int kSide = 12;
constexpr int kCross = 14;  // room for a cross in a chip
constexpr int kField = 180;

QString nameOf(const CallFeed& feed) { return feed.tensor.section(':', 0, 0); }

}  // namespace

QRect CallLine::Piece::cross() const {
    return removable ? QRect(rect.right() - kCross - 3, rect.top(), kCross + 3, rect.height())
                     : QRect();
}

CallLine::CallLine(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("callLine"));
    setFixedHeight(size::kLine);
    setMouseTracking(true);
    setAcceptDrops(true);
    setAccessibleName(tr("Call line"));
    m_field = new QLineEdit(this);
    m_field->setObjectName(QStringLiteral("feedField"));
    m_field->setFont(fontOf(TextRole::Mono));
    m_field->installEventFilter(this);
    m_field->hide();
    connect(m_field, &QLineEdit::returnPressed, this, [this] { endEdit(true); });
}

void CallLine::setCall(const QString& session, const QStringList& fetches,
                       const QStringList& feeds) {
    std::vector<CallFeed> told;
    for (const QString& feed : feeds) { told.push_back({{}, feed}); }
    compose(session, fetches, told, false);
}

void CallLine::setChosen(const QString& session, const QStringList& fetches,
                         const std::vector<CallFeed>& feeds) {
    compose(session, fetches, feeds, true);
}

void CallLine::addChip(const QString& text, bool removable, const CallFeed& feed) {
    m_pieces.push_back({text, true, removable, feed});
}

void CallLine::compose(const QString& session, const QStringList& fetches,
                       const std::vector<CallFeed>& feeds, bool chosen) {
    m_pieces.clear();
    const auto words = [this](const QString& text) { m_pieces.push_back({text}); };
    if (!session.isEmpty()) {
        words(session + QStringLiteral(":  run( ["));
        for (const QString& fetch : fetches) { addChip(fetch, chosen); }
        words(feeds.empty() ? QStringLiteral("]") : QStringLiteral("], feed_dict={"));
        for (const CallFeed& feed : feeds) {
            const QString value = feed.missing ? QStringLiteral("?") : feed.text;
            addChip(feed.byHand ? nameOf(feed) + QStringLiteral(": ") + value : feed.text, false,
                    feed);
        }
        words(feeds.empty() ? QStringLiteral(" )") : QStringLiteral("} )"));
    }
    m_hover = -1;
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

QRect CallLine::chipRect(const QString& text) const {
    const auto found = std::ranges::find_if(
        m_pieces, [&](const Piece& piece) { return piece.chip && piece.text == text; });
    return found == m_pieces.end() ? QRect() : found->rect;
}

void CallLine::layOut() {
    const QFontMetrics metrics(fontOf(TextRole::Mono));
    int x = kSide;
    for (Piece& piece : m_pieces) {
        int width = metrics.horizontalAdvance(piece.text);
        if (piece.chip) { width += 2 * kPad + (piece.removable ? kCross : 0); }
        piece.rect = QRect(x, 4, width, size::kLine - 8);
        x += width + 5;
    }
}

void CallLine::paintChip(QPainter& p, const Piece& piece, bool hovered) const {
    const Theme& theme = appTheme();
    const QColor quiet =
        piece.feed.missing ? theme.warn : mixed(theme.lineStrong, theme.panel, 0.6);
    p.setPen(QPen(hovered ? theme.text3 : quiet, 1));
    p.setBrush(theme.canvas);
    p.drawRoundedRect(QRectF(piece.rect).adjusted(0.5, 0.5, -0.5, -0.5), size::kRadiusChip,
                      size::kRadiusChip);
    p.setPen(piece.feed.missing ? theme.warn : theme.text);
    p.drawText(piece.rect.adjusted(kPad, 0, -kPad, 0), Qt::AlignVCenter | Qt::AlignLeft,
               piece.text);
    if (!piece.removable) { return; }
    p.drawPixmap(piece.cross().center() - QPoint(5, 5),
                 lineIconPixmap(QStringLiteral("close"), 12, theme.text2, devicePixelRatioF()));
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
            paintChip(p, piece, static_cast<int>(i) == m_hover);
        } else {
            p.setPen(theme.text2);
            p.drawText(piece.rect, Qt::AlignVCenter, piece.text);
        }
    }
    p.fillRect(QRect(0, height() - 1, width(), 1), theme.line);
}

int CallLine::pieceAt(QPoint at) const {
    for (std::size_t i = 0; i < m_pieces.size(); ++i) {
        if (m_pieces[i].chip && m_pieces[i].rect.contains(at)) { return static_cast<int>(i); }
    }
    return -1;
}

void CallLine::mouseMoveEvent(QMouseEvent* event) {
    const int hover = pieceAt(event->pos());
    if (hover == m_hover) { return; }
    m_hover = hover;
    setToolTip(hover < 0 ? QString()
               : m_pieces[static_cast<std::size_t>(hover)].feed.byHand
                   ? tr("Click to type its value: [1, 2, 3]")
                   : tr("Click to go there"));
    update();
}

void CallLine::mousePressEvent(QMouseEvent* event) {
    const int at = pieceAt(event->pos());
    if (at < 0) { return; }
    const Piece piece = m_pieces[static_cast<std::size_t>(at)];
    if (piece.cross().contains(event->pos())) {
        emit fetchRemoved(piece.text);
    } else if (piece.feed.byHand) {
        editFeed(piece.feed.tensor);
    } else {
        emit tensorClicked(piece.text.section(':', 0, 0));
    }
}

void CallLine::editFeed(const QString& tensor) {
    const auto found = std::ranges::find_if(m_pieces, [&](const Piece& piece) {
        return piece.feed.byHand && piece.feed.tensor == tensor;
    });
    if (found == m_pieces.end()) { return; }
    m_typed = tensor;
    m_field->setText(found->feed.text);
    m_field->setPlaceholderText(QStringLiteral("[1, 2, 3]"));
    const int left = std::clamp(found->rect.left(), 0, std::max(0, width() - kField - kSide));
    m_field->setGeometry(left, 1, kField, height() - 3);
    m_field->setAccessibleName(tr("Value of %1").arg(tensor));
    m_field->show();
    m_field->setFocus();
    m_field->selectAll();
}

void CallLine::endEdit(bool take) {
    if (m_field->isHidden()) { return; }
    m_field->hide();
    const QString tensor = std::exchange(m_typed, {});
    if (take) { emit feedTyped(tensor, m_field->text()); }
}

bool CallLine::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::FocusOut) { endEdit(true); }
    if (event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        endEdit(false);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void CallLine::leaveEvent(QEvent*) {
    m_hover = -1;
    update();
}

void CallLine::dragEnterEvent(QDragEnterEvent* event) {
    if (!m_pieces.empty() && event->mimeData()->hasText() && !event->mimeData()->hasUrls()) {
        event->acceptProposedAction();
    }
}

void CallLine::dropEvent(QDropEvent* event) {
    const QString name = event->mimeData()->text().trimmed();
    if (!name.isEmpty()) { emit fetchAdded(name); }
    event->acceptProposedAction();
}

}  // namespace weft::ui
