// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/access/wire_accessible.h"

#include "ui/canvas/canvas_words.h"
#include "ui/canvas/drag/frames.h"
#include "ui/canvas/drag/hand_tools.h"
#include "ui/canvas/paint/near_painter.h"

namespace weft::ui {
int WireAccessible::index() const { return wireOf(shown(), part().id); }
bool WireAccessible::there() const { return index() >= 0; }
QString WireAccessible::words() const { return wireName(shown(), shown().wire(index())); }

QRectF WireAccessible::place() const {
    const CanvasWire& wire = shown().wire(index());
    const QPointF middle = middleOfWire(shown(), wire, view().viewTransform());
    return {middle - QPointF(8, 8), QSizeF(16, 16)};
}

void WireAccessible::describe(QAccessible::State& state) const {
    state.selectable = true;
    state.selected = view().selectedWires().contains(part().id);
    state.linked = true;
    state.focused = state.selected && view().hasFocus() && view().selectedWires().size() == 1 &&
                    view().focusedNode() == 0;
}

QStringList WireAccessible::actionNames() const {
    return {setFocusAction(),           tr("Go to its source"), tr("Go to its target"),
            tr("Lead through a point"), tr("Straighten"),       tr("Delete")};
}

QStringList WireAccessible::keyBindingsForAction(const QString& name) const {
    return name == tr("Delete") ? QStringList{"Delete"} : QStringList{};
}

void WireAccessible::act(const QString& name) {
    const CanvasWire wire = shown().wire(index());
    if (name == tr("Go to its source")) {
        view().focusOn(shown().node(wire.fromNode).id, wire.control ? -1 : wire.fromPort, true);
        return;
    }
    if (name == tr("Go to its target")) {
        view().focusOn(shown().node(wire.toNode).id, wire.control ? -1 : wire.toPort, false);
        return;
    }
    view().selectWire(part().id);
    if (name == tr("Lead through a point")) { view().addPoint(part().id); }
    if (name == tr("Straighten")) { view().removePoints(part().id); }
    if (name == tr("Delete")) { emit view().cutRequested({part().id}); }
}

int PaperAccessible::index() const { return shown().noteOf(part().id); }
bool PaperAccessible::there() const { return index() >= 0; }

QString PaperAccessible::words() const {
    const DiagramNote& note = shown().diagram.notes[static_cast<std::size_t>(index())];
    QString text =
        (note.frame ? CanvasView::tr("frame %1") : CanvasView::tr("note %1")).arg(note.text);
    if (note.frame) {
        const qsizetype held = heldBy(shown(), index()).size();
        text +=
            ", " + (held == 1 ? tr("1 thing on it") : CanvasView::tr("%1 things on it").arg(held));
    }
    return note.locked ? text + ", " + tr("locked") : text;
}

QRectF PaperAccessible::place() const {
    return view().viewTransform().toView(shown().noteRects[static_cast<std::size_t>(index())]);
}

void PaperAccessible::describe(QAccessible::State& state) const {
    state.selectable = true;
    state.selected = view().selection().contains(part().id);
    state.focused = state.selected && view().hasFocus() && view().focusedNode() == part().id;
}

QStringList PaperAccessible::actionNames() const {
    return {setFocusAction(), tr("Edit words"), tr("Delete")};
}

QStringList PaperAccessible::keyBindingsForAction(const QString& name) const {
    if (name == tr("Edit words")) { return {"F2"}; }
    return name == tr("Delete") ? QStringList{"Delete"} : QStringList{};
}

void PaperAccessible::act(const QString& name) {
    view().select({part().id});
    if (name == tr("Edit words")) { view().editWords(part().id); }
    if (name == tr("Delete")) { emit view().deleteRequested({part().id}); }
}

}  // namespace weft::ui
