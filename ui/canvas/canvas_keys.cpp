// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// The part of CanvasView that answers keys. They act only while the canvas itself has the focus,
/// so that letters stay letters in the fields over it.

#include <QAccessible>
#include <QKeyEvent>
#include <cmath>
#include <cstring>

#include "ui/canvas/canvas_view.h"
#include "ui/canvas/canvas_words.h"
#include "ui/canvas/drag/hand_tools.h"
#include "ui/canvas/drag/inline_edit.h"
#include "ui/canvas/drag/socket_picker.h"
#include "ui/canvas/drag/wire_refusal.h"
#include "ui/canvas/layout/node_layout.h"

namespace weft::ui {
namespace {

constexpr double kKeyPan = 60;

bool isArrow(int key) {
    return key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Up || key == Qt::Key_Down;
}

QPointF stepOf(int key) {
    switch (key) {
        case Qt::Key_Left:
            return {-1, 0};
        case Qt::Key_Right:
            return {1, 0};
        case Qt::Key_Up:
            return {0, -1};
        default:
            return {0, 1};
    }
}

/// What the key types in a Latin layout: letters of others (Cyrillic, Greek) are none of ours, but
/// stand on the same keys. X11 and Wayland number these by their rows.
int latinKey(const QKeyEvent& event) {
    struct Row {
        quint32 first;
        const char* keys;
    };
    constexpr Row kRows[] = {{24, "QWERTYUIOP[]"}, {38, "ASDFGHJKL;"}, {52, "ZXCVBNM,./"}};
    if (event.key() < 0x80 || event.key() >= Qt::Key_Escape) { return event.key(); }
    for (const Row& row : kRows) {
        const quint32 at = event.nativeScanCode() - row.first;
        if (event.nativeScanCode() >= row.first && at < std::strlen(row.keys)) {
            return static_cast<unsigned char>(row.keys[at]);
        }
    }
    return event.key();
}

}  // namespace

void CanvasView::focusInEvent(QFocusEvent* event) {
    if (event->reason() == Qt::BacktabFocusReason && m_hint) { focusHint(); }
    if (event->reason() == Qt::TabFocusReason && m_snapshot->nodes() > 0 && m_focus.keyboard == 0) {
        m_focus.keyboard = m_snapshot->node(0).id;
    }
    showFocus();
}

void CanvasView::focusOutEvent(QFocusEvent* event) {
    // A line or a list over the canvas goes on with what the keys have reached.
    const bool passing = event->reason() == Qt::OtherFocusReason ||
                         event->reason() == Qt::PopupFocusReason ||
                         event->reason() == Qt::ActiveWindowFocusReason;
    if (!passing) {
        m_focus.keyboard = 0;
        m_focus.socket = -1;
        unfocusHint();
    }
    viewport()->update();
}

/// Tab is a key of the drag while a wire is in the hand; else it goes to the next step that is
/// offered, and from there on, or opens the palette where that is wished.
bool CanvasView::focusNextPrevChild(bool next) {
    if (m_pull) { return false; }
    // Of the fields over it Tab comes here too.
    const bool own = window()->focusWidget() == this;
    if (next && own && m_tabAdds && m_snapshot->diagram.editable) {
        emit addRequested(pointerScene());
        return true;
    }
    return tabToHint(next) || QAbstractScrollArea::focusNextPrevChild(next);
}

quint64 CanvasView::focusedNode() const {
    if (m_focus.keyboard != 0) { return m_focus.keyboard; }
    return m_focus.selected.isEmpty() ? 0 : *m_focus.selected.constBegin();
}

Hit CanvasView::focusedSocket() const {
    const int node = m_snapshot->diagram.indexOf(m_focus.keyboard);
    if (node < 0 || m_focus.socket < 0) { return {}; }
    const DiagramNode& n = m_snapshot->node(node);
    const std::size_t count = m_focus.socketIsOutput ? n.outputs.size() : n.inputs.size();
    if (static_cast<std::size_t>(m_focus.socket) >= count) { return {}; }
    return {m_focus.socketIsOutput ? Hit::Kind::Output : Hit::Kind::Input, node, m_focus.socket, -1,
            -1};
}

void CanvasView::focusOn(quint64 node, int port, bool isOutput) {
    reveal(node);
    m_focus.keyboard = node;
    m_focus.socket = port;
    m_focus.socketIsOutput = isOutput;
    m_socketByKeys = port >= 0;
    showFocus();
}

/// Draws the focus and tells screen readers where it is.
void CanvasView::showFocus() {
    viewport()->update();
    const int node = m_snapshot->diagram.indexOf(focusedNode());
    if (node < 0) { return; }
    if (QAccessible::isActive() && hasFocus()) {
        if (QAccessibleInterface* self = QAccessible::queryAccessibleInterface(this)) {
            if (QAccessibleInterface* part = self->focusChild()) {
                QAccessibleEvent event(part, QAccessible::Focus);
                QAccessible::updateAccessibility(&event);
            }
        }
    }
    const Hit socket = focusedSocket();
    setAccessibleDescription(socket.isSocket() ? socketWords(*m_snapshot, socket.node, socket.port,
                                                             socket.kind == Hit::Kind::Output)
                                               : nodeWords(*m_snapshot, m_live, node));
}

/// Moves the focus to the nearest node in the arrow's direction.
void CanvasView::walk(int key) {
    if (m_snapshot->nodes() == 0) { return; }
    const int at = m_snapshot->diagram.indexOf(focusedNode());
    const QPointF way = stepOf(key);
    int best = at < 0 ? 0 : -1;
    double least = 0;
    for (int i = 0; at >= 0 && i < m_snapshot->nodes(); ++i) {
        const QPointF d = m_snapshot->rect(i).center() - m_snapshot->rect(at).center();
        const double along = QPointF::dotProduct(d, way);
        const double across = std::abs(way.x() != 0 ? d.y() : d.x());
        if (i == at || along <= 1) { continue; }
        const double cost = along + 2 * across;
        if (best < 0 || cost < least) {
            best = i;
            least = cost;
        }
    }
    if (best < 0) { return; }
    const quint64 id = m_snapshot->node(best).id;
    focusOn(id);
}

/// Through the inputs, then the outputs of the focused node, and round again.
void CanvasView::walkSockets(int step) {
    const int node = m_snapshot->diagram.indexOf(focusedNode());
    if (node < 0) { return; }
    const auto inputs = static_cast<int>(m_snapshot->node(node).inputs.size());
    const int all = inputs + static_cast<int>(m_snapshot->node(node).outputs.size());
    if (all == 0) { return; }
    const bool inside = m_focus.socket >= 0 && m_focus.keyboard == m_snapshot->node(node).id;
    int at = step > 0 ? -1 : all;
    if (inside) { at = m_focus.socket + (m_focus.socketIsOutput ? inputs : 0); }
    at = (at + step + all) % all;
    m_focus.keyboard = m_snapshot->node(node).id;
    m_focus.socketIsOutput = at >= inputs;
    m_focus.socket = at >= inputs ? at - inputs : at;
    m_socketByKeys = true;
    showFocus();
}

/// The outputs of what is chosen, by their tensors' names; of what has none, itself.
void CanvasView::requestRun() {
    QStringList tensors;
    const Hit socket = focusedSocket();
    if (socket.kind == Hit::Kind::Output) {
        tensors.append(m_snapshot->port(socket.node, socket.port, true).tensor);
    } else {
        QSet<quint64> ids = m_focus.selected;
        if (ids.isEmpty() && m_focus.keyboard != 0) { ids.insert(m_focus.keyboard); }
        for (const DiagramNode& node : m_snapshot->diagram.nodes) {
            if (!ids.contains(node.id)) { continue; }
            for (const PortInfo& port : node.outputs) { tensors.append(port.tensor); }
            if (node.outputs.empty()) { tensors.append(node.name); }
        }
    }
    tensors.removeAll(QString());
    if (!tensors.isEmpty()) { emit runRequested(tensors); }
}

void CanvasView::startRename() {
    const int i = m_snapshot->diagram.indexOf(focusedNode());
    if (i < 0) { editWords(focusedNode()); }
    if (i < 0 || !editable(m_snapshot->node(i).id)) { return; }
    const DiagramNode& node = m_snapshot->node(i);
    if (node.series != SeriesMark::No) { return; }  // it has no name of its own
    QStringList taken;
    for (const DiagramNode& other : m_snapshot->diagram.nodes) {
        if (other.id != node.id && other.panel == node.panel) { taken.append(other.name); }
    }
    QRectF place = m_view.toView(m_snapshot->rect(i));
    place.setHeight(kTitleHeight * std::max(m_view.zoom, 1.0));
    delete m_edit;
    auto* line = new NameEdit(node.name, taken, viewport());
    m_edit = line;
    line->showAt(place.toRect());
    const quint64 id = node.id;
    connect(line, &InlineEdit::done, this,
            [this, id](const QString& name) { emit renameRequested(id, name); });
    connect(line, &NameEdit::nameTaken, this,
            [this, id](const QString& name) { emit nameTaken(id, name); });
}

void CanvasView::pickPartner(bool fromInput) {
    const int node = m_snapshot->diagram.indexOf(focusedNode());
    if (node < 0 || !m_snapshot->diagram.editable) { return; }
    Hit from = focusedSocket();
    const Hit::Kind wanted = fromInput ? Hit::Kind::Input : Hit::Kind::Output;
    if (from.kind != wanted) { from = firstSocket(*m_snapshot, node, !fromInput); }
    if (!from.isSocket()) { return; }
    const SocketRef fixed = m_snapshot->port(node, from.port, !fromInput).socket;
    m_focus.keyboard = m_snapshot->node(node).id;
    m_focus.socket = from.port;
    m_focus.socketIsOutput = !fromInput;
    delete m_picker;
    m_picker = new SocketPicker(viewport());
    m_picker->offer(partnersOf(*m_snapshot, from, m_quickCheck));
    if (fixed.item == 0) { m_picker->refuse(whyNotWired(*m_snapshot, from)); }
    const QPointF at =
        fromInput ? m_snapshot->input(node, from.port) : m_snapshot->output(node, from.port);
    m_picker->showAt(m_view.toView(at).toPoint());
    connect(m_picker, &SocketPicker::picked, this, [this, fixed, fromInput](const SocketRef& to) {
        const SocketRef& output = fromInput ? to : fixed;
        const SocketRef& input = fromInput ? fixed : to;
        const WireVerdict verdict =
            m_thoroughCheck ? m_thoroughCheck(output, input) : WireVerdict();
        if (!verdict.fits) {
            m_picker->refuse(verdict.reason);
            return;
        }
        m_picker->dismiss();
        emit connectRequested(output, input);
    });
    showFocus();
}

bool CanvasView::walkKey(QKeyEvent& event) {
    if (!isArrow(event.key())) { return false; }
    const Qt::KeyboardModifiers modifiers = event.modifiers() & ~Qt::KeypadModifier;
    if (modifiers == Qt::AltModifier && event.key() == Qt::Key_Up) {
        emit leaveRequested();
    } else if (modifiers == Qt::ShiftModifier) {
        nudge(stepOf(event.key()) * kGrid);
    } else if (modifiers == Qt::ControlModifier) {
        moveBy(-stepOf(event.key()) * kKeyPan);
    } else if (modifiers == Qt::NoModifier) {
        walk(event.key());
    } else {
        return false;
    }
    return true;
}

bool CanvasView::viewKey(QKeyEvent& event) {
    const bool control = event.modifiers().testFlag(Qt::ControlModifier);
    switch (event.key()) {
        case Qt::Key_Home:
            fitAll();
            return true;
        case Qt::Key_F:
            if (control) { return false; }
            fitSelection();
            return true;
        case Qt::Key_Escape:
            if (m_pull || (m_move && !m_move->asked) || m_resized >= 0 || !m_focus.band.isEmpty() ||
                !m_tools->stroke.isEmpty() || m_tools->point) {
                cancelDrag();
            } else if (m_focus.socket >= 0) {
                m_focus.socket = -1;
                showFocus();
            } else {
                select({});
            }
            return true;
        case Qt::Key_A: {
            if (!control) { return false; }
            QSet<quint64> all;
            for (const DiagramNode& node : m_snapshot->diagram.nodes) { all.insert(node.id); }
            for (const DiagramNote& note : m_snapshot->diagram.notes) {
                if (note.id != 0) { all.insert(note.id); }
            }
            select(all);
            return true;
        }
        case Qt::Key_Return:
        case Qt::Key_Enter: {
            const quint64 id = focusedNode();
            if (control || id == 0) { return false; }
            const int note = m_snapshot->noteOf(id);
            if (note >= 0) {
                editWords(id);
            } else {
                emit openRequested(id);
            }
            return true;
        }
        default:
            return false;
    }
}

bool CanvasView::editKey(QKeyEvent& event) {
    const Qt::KeyboardModifiers modifiers = event.modifiers();
    const bool shift = modifiers == Qt::ShiftModifier;
    if (modifiers != Qt::NoModifier && !shift) { return false; }
    const bool editable = m_snapshot->diagram.editable;
    switch (event.key()) {
        case Qt::Key_Tab:
        case Qt::Key_Backtab:
            if (m_pull) { repairPulled(); }
            return true;
        case Qt::Key_Space:
        case Qt::Key_A:
            if ((event.key() == Qt::Key_A) != shift || !editable) { return false; }
            emit addRequested(pointerScene());
            return true;
        case Qt::Key_W:
            pickPartner(shift);
            return true;
        case Qt::Key_R:
            if (shift) { return false; }
            requestRun();
            return true;
        case Qt::Key_F2:
            startRename();
            return true;
        case Qt::Key_Comma:
            walkSockets(-1);
            return true;
        case Qt::Key_Period:
            walkSockets(1);
            return true;
        default:
            return false;
    }
}

void CanvasView::keyPressEvent(QKeyEvent* event) {
    if (m_hintFocused && hintKey(event->key())) {
        event->accept();
        return;
    }
    QKeyEvent latin(event->type(), latinKey(*event), event->modifiers(), event->text());
    if (toolKey(latin) || walkKey(latin) || editKey(latin) || viewKey(latin)) {
        event->accept();
        return;
    }
    QAbstractScrollArea::keyPressEvent(event);
}

}  // namespace weft::ui
