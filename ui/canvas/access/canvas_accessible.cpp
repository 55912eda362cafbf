// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/access/canvas_accessible.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QHash>
#include <QPointer>

#include "ui/canvas/access/part_accessible.h"
#include "ui/canvas/canvas_view.h"

namespace weft::ui {
namespace {

/// Nodes, then paper, then the wires that edits have names for, then the next step where one is
/// offered.
class CanvasAccessible final : public QAccessibleWidget {
public:
    explicit CanvasAccessible(CanvasView* view)
        : QAccessibleWidget(view, QAccessible::Canvas), m_view(view) {}
    ~CanvasAccessible() override {
        for (const QAccessible::Id id : m_parts) { QAccessible::deleteAccessibleInterface(id); }
    }

    int childCount() const override {
        if (m_view == nullptr) { return 0; }
        follow();
        return nodes() + static_cast<int>(m_others.size()) + (m_view->hint() ? 1 : 0);
    }
    QAccessibleInterface* child(int index) const override {
        if (index < 0 || index >= childCount()) { return nullptr; }
        if (index < nodes()) {
            return part({CanvasPart::Kind::Node, m_view->snapshot()->node(index).id});
        }
        const auto other = static_cast<std::size_t>(index - nodes());
        return part(other < m_others.size() ? m_others[other] : CanvasPart{CanvasPart::Kind::Hint});
    }
    int indexOfChild(const QAccessibleInterface* child) const override {
        const auto* found = dynamic_cast<const PartAccessible*>(child);
        if (found == nullptr || m_view == nullptr) { return -1; }
        const CanvasPart& part = found->part();
        if (part.kind == CanvasPart::Kind::Node) {
            return m_view->snapshot()->diagram.indexOf(part.id);
        }
        const int count = childCount();
        if (part.kind == CanvasPart::Kind::Hint) { return m_view->hint() ? count - 1 : -1; }
        const auto at = std::ranges::find(m_others, part);
        return at == m_others.end() ? -1 : nodes() + static_cast<int>(at - m_others.begin());
    }
    QAccessibleInterface* childAt(int x, int y) const override {
        const QPoint at = m_view->viewport()->mapFromGlobal(QPoint(x, y));
        const Hit hit = m_view->hitAt(at);
        const CanvasSnapshot& s = *m_view->snapshot();
        if (hit.node >= 0) { return child(hit.node); }
        if (hit.wire >= 0 && s.wire(hit.wire).id != 0) {
            return part({CanvasPart::Kind::Wire, s.wire(hit.wire).id});
        }
        if (hit.note < 0) { return nullptr; }
        return part(
            {CanvasPart::Kind::Paper, s.diagram.notes[static_cast<std::size_t>(hit.note)].id});
    }
    QAccessibleInterface* focusChild() const override {
        if (m_view->hintFocused()) { return part({CanvasPart::Kind::Hint}); }
        const quint64 id = m_view->focusedNode();
        const CanvasSnapshot& s = *m_view->snapshot();
        if (id == 0 && m_view->selectedWires().size() == 1) {
            return part({CanvasPart::Kind::Wire, *m_view->selectedWires().constBegin()});
        }
        if (s.noteOf(id) >= 0) { return part({CanvasPart::Kind::Paper, id}); }
        if (id == 0 || s.diagram.indexOf(id) < 0) { return nullptr; }
        const Hit socket = m_view->focusedSocket();
        if (!socket.isSocket()) { return part({CanvasPart::Kind::Node, id}); }
        return part({CanvasPart::Kind::Socket, id, socket.port, socket.kind == Hit::Kind::Output});
    }
    /// The same interface for the same thing each time: readers hold on to them.
    QAccessibleInterface* part(const CanvasPart& wanted) const {
        const auto found = m_parts.constFind(wanted);
        if (found != m_parts.constEnd()) { return QAccessible::accessibleInterface(*found); }
        PartAccessible* made = makePart(m_view, wanted);  // owned by QAccessible's cache
        m_parts.insert(wanted, QAccessible::registerAccessibleInterface(made));
        return made;
    }

private:
    int nodes() const { return m_view->snapshot()->nodes(); }

    /// What else there is, found once a snapshot: a large graph has many wires.
    void follow() const {
        if (m_followed == m_view->snapshot()) { return; }
        m_followed = m_view->snapshot();
        m_others.clear();
        for (const DiagramNote& note : m_followed->diagram.notes) {
            if (note.id != 0) { m_others.push_back({CanvasPart::Kind::Paper, note.id}); }
        }
        for (const CanvasWire& wire : m_followed->wires) {
            if (wire.id != 0) { m_others.push_back({CanvasPart::Kind::Wire, wire.id}); }
        }
    }

    QPointer<CanvasView> m_view;
    mutable QHash<CanvasPart, QAccessible::Id> m_parts;
    mutable std::shared_ptr<const CanvasSnapshot> m_followed;
    mutable std::vector<CanvasPart> m_others;
};

QAccessibleInterface* makeInterface(const QString&, QObject* object) {
    auto* view = qobject_cast<CanvasView*>(object);
    return view == nullptr ? nullptr : new CanvasAccessible(view);
}

}  // namespace

QAccessibleInterface* partOf(CanvasView* view, const CanvasPart& part) {
    if (view == nullptr) { return nullptr; }
    return static_cast<CanvasAccessible*>(QAccessible::queryAccessibleInterface(view))->part(part);
}

void installCanvasAccessible() {
    static const bool once = [] {
        QAccessible::installFactory(makeInterface);
        return true;
    }();
    static_cast<void>(once);
}

}  // namespace weft::ui
