// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/port_rows.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <functional>
#include <utility>

#include "ui/base/proxy_style.h"
#include "ui/canvas/paint/paint_parts.h"
#include "ui/inspectors/tinted.h"

namespace weft::ui {
namespace {

constexpr int kRowHeight = 24;

/// One line: sign, name, dtype and shape.
class PortLine final : public QWidget {
public:
    /// What a row that can be moved asks for. @param y in the coordinates of all rows.
    struct Moves {
        std::function<void(int step)> step;
        std::function<void(int y)> drag;
        std::function<void(int y)> drop;
    };

    PortLine(PortFact port, QWidget* parent) : QWidget(parent), m_port(std::move(port)) {
        setFixedHeight(kRowHeight);
        setToolTip(m_port.description);
        setAccessibleName(m_port.name + ' ' + m_port.type);
    }

    void setMoves(Moves moves) {
        m_moves = std::move(moves);
        setFocusPolicy(Qt::StrongFocus);
        setCursor(Qt::SizeVerCursor);
        setToolTip(PortRows::tr("Drag it, or press Alt+Up and Alt+Down, to change the order"));
        setAccessibleDescription(toolTip());
    }

protected:
    void paintEvent(QPaintEvent*) override {
        const Theme& theme = appTheme();
        QPainter p(this);
        p.setRenderHint(QPainter::Antialiasing);
        drawSocket(p, QPointF(5, height() / 2.0), 9, m_port.family, theme);
        const QRectF r = rect();
        // The name keeps what the type leaves it, but no less than a third.
        const double most = r.width() * 0.66;
        const double type = std::min(widthOf(m_port.type, TextRole::Mono) + 2, most);
        drawWords(p, {QRectF(18, 0, r.width() - 18 - type - 6, r.height()), m_port.name,
                      TextRole::Body, theme.text});
        drawWords(p, {QRectF(r.width() - type, 0, type, r.height()), m_port.type, TextRole::Mono,
                      theme.text2, Qt::AlignRight});
        if (!hasFocus()) { return; }
        p.setPen(QPen(theme.accent, 2));
        p.drawRoundedRect(r.adjusted(1, 1, -1, -1), 4, 4);
    }
    /// Alt+Up leaves the group anywhere else.
    bool event(QEvent* event) override {
        if (event->type() == QEvent::ShortcutOverride &&
            stepOf(*static_cast<QKeyEvent*>(event)) != 0) {
            event->accept();
            return true;
        }
        return QWidget::event(event);
    }
    void keyPressEvent(QKeyEvent* event) override {
        const int step = stepOf(*event);
        if (step == 0) { return QWidget::keyPressEvent(event); }
        m_moves.step(step);
    }
    void contextMenuEvent(QContextMenuEvent* event) override {
        if (!m_moves.step) { return QWidget::contextMenuEvent(event); }
        auto* menu = new QMenu(this);  // deletes itself when closed
        menu->setObjectName(QStringLiteral("portMenu"));
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addAction(PortRows::tr("Move &up"), [this] { m_moves.step(-1); });
        menu->addAction(PortRows::tr("Move &down"), [this] { m_moves.step(1); });
        menu->popup(event->globalPos());
    }
    void mousePressEvent(QMouseEvent* event) override { m_pressed = event->pos(); }
    void mouseMoveEvent(QMouseEvent* event) override {
        const int way = (event->pos() - m_pressed).manhattanLength();
        m_drags = m_moves.drag && (m_drags || way >= QApplication::startDragDistance());
        if (m_drags) { m_moves.drag(yIn(event->pos())); }
    }
    void mouseReleaseEvent(QMouseEvent* event) override {
        if (std::exchange(m_drags, false)) { m_moves.drop(yIn(event->pos())); }
    }
    void focusInEvent(QFocusEvent*) override { update(); }
    void focusOutEvent(QFocusEvent*) override { update(); }

private:
    int stepOf(const QKeyEvent& event) const {
        if (!m_moves.step || !event.modifiers().testFlag(Qt::AltModifier)) { return 0; }
        return event.key() == Qt::Key_Up ? -1 : event.key() == Qt::Key_Down ? 1 : 0;
    }
    int yIn(QPoint at) const { return mapTo(parentWidget()->parentWidget(), at).y(); }

    PortFact m_port;
    Moves m_moves;
    QPoint m_pressed;
    bool m_drags = false;
};

}  // namespace

PortRows::PortRows(QWidget* parent) : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
}

void PortRows::setPorts(std::vector<PortFact> ports) {
    if (ports == m_ports && layout()->count() > 0) { return; }
    m_ports = std::move(ports);
    while (QLayoutItem* item = layout()->takeAt(0)) {
        // It may be in the middle of asking for the move that is shown here.
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (int i = 0; i < static_cast<int>(m_ports.size()); ++i) { layout()->addWidget(rowOf(i)); }
    if (QLayoutItem* kept = layout()->itemAt(std::exchange(m_focus, -1))) {
        kept->widget()->layout()->itemAt(0)->widget()->setFocus();
    }
}

void PortRows::askToMove(int at, int to) {
    if (to < 0 || to >= static_cast<int>(m_ports.size()) || to == at) { return; }
    m_focus = to;
    emit moveRequested(at, to);
}

/// The gap between rows that is nearest: 0 before the first.
int PortRows::placeAt(int y) const {
    int place = 0;
    while (place < layout()->count() && y > layout()->itemAt(place)->geometry().center().y()) {
        ++place;
    }
    return place;
}

void PortRows::dragged(int at, int y) {
    const int place = placeAt(y);
    const bool stays = place == at || place == at + 1;
    const bool last = place == layout()->count();
    const QRect next = layout()->itemAt(last ? place - 1 : place)->geometry();
    m_mark = stays ? -1 : last ? next.bottom() : next.top();
    update();
}

void PortRows::dropped(int at, int y) {
    m_mark = -1;
    update();
    const int place = placeAt(y);
    askToMove(at, place > at ? place - 1 : place);
}

void PortRows::paintEvent(QPaintEvent* event) {
    QWidget::paintEvent(event);
    if (m_mark < 0) { return; }
    QPainter painter(this);
    painter.fillRect(QRect(0, std::clamp(m_mark - 1, 0, height() - 2), width(), 2),
                     appTheme().accent);
}

QWidget* PortRows::rowOf(int index) {
    const PortFact& port = m_ports[static_cast<std::size_t>(index)];
    auto* row = new QWidget(this);
    auto* column = new QVBoxLayout(row);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* line = new PortLine(port, row);
    column->addWidget(line);
    if (m_movable && m_ports.size() > 1) {
        line->setMoves({[this, index](int step) { askToMove(index, index + step); },
                        [this, index](int y) { dragged(index, y); },
                        [this, index](int y) { dropped(index, y); }});
    }
    if (port.sourceItem != 0) {
        auto* link = new Tinted<QToolButton>(QPalette::ButtonText, &Theme::accent, row);
        link->setText(tr("from %1").arg(port.source));
        link->setAccessibleName(tr("%1 comes from %2: go there").arg(port.name, port.source));
        link->setAutoRaise(true);
        link->setFont(fontOf(TextRole::MonoSmall));
        link->setCursor(Qt::PointingHandCursor);
        connect(link, &QToolButton::clicked, this,
                [this, item = port.sourceItem] { emit sourceClicked(item); });
        auto* inset = new QHBoxLayout;
        inset->setContentsMargins(14, 0, 0, 2);
        inset->addWidget(link);
        inset->addStretch();
        column->addLayout(inset);
    } else if (port.needed) {
        auto* hint = new Tinted<QLabel>(QPalette::WindowText, &Theme::warn, row);
        hint->setText(tr("needs a wire"));
        hint->setFont(fontOf(TextRole::Caption));
        hint->setContentsMargins(18, 0, 0, 2);
        column->addWidget(hint);
    }
    return row;
}

}  // namespace weft::ui
