// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/access/part_accessible.h"

#include "ui/canvas/access/wire_accessible.h"
#include "ui/canvas/canvas_words.h"
#include "ui/canvas/drag/hand_tools.h"

namespace weft::ui {
namespace {

class NodeAccessible final : public PartAccessible {
public:
    using PartAccessible::PartAccessible;

    QAccessible::Role role() const override { return QAccessible::Grouping; }
    int childCount() const override {
        return isValid() ? inputs() + static_cast<int>(node().outputs.size()) : 0;
    }
    QAccessibleInterface* child(int index) const override {
        if (index < 0 || index >= childCount()) { return nullptr; }
        const bool isOutput = index >= inputs();
        return partOf(&view(), {CanvasPart::Kind::Socket, part().id,
                                isOutput ? index - inputs() : index, isOutput});
    }
    int indexOfChild(const QAccessibleInterface* child) const override {
        const auto* found = dynamic_cast<const PartAccessible*>(child);
        const bool ours = found != nullptr && found->part().id == part().id &&
                          found->part().kind == CanvasPart::Kind::Socket;
        if (!ours || !isValid()) { return -1; }
        return found->part().port + (found->part().isOutput ? inputs() : 0);
    }
    QStringList actionNames() const override {
        return {setFocusAction(), tr("Open"), tr("Rename"), tr("Delete")};
    }
    QStringList keyBindingsForAction(const QString& name) const override {
        if (name == tr("Open")) { return {"Return"}; }
        if (name == tr("Delete")) { return {"Delete"}; }
        return name == tr("Rename") ? QStringList{"F2"} : QStringList{};
    }

protected:
    bool there() const override { return index() >= 0; }
    QString words() const override { return nodeWords(shown(), view().live(), index()); }
    QRectF place() const override { return view().viewRect(part().id); }
    void describe(QAccessible::State& state) const override {
        state.selectable = true;
        state.selected = view().selection().contains(part().id);
        state.focused = view().hasFocus() && view().focusedNode() == part().id &&
                        !view().focusedSocket().isSocket();
    }
    void act(const QString& name) override {
        view().focusOn(part().id);
        if (name == tr("Open")) { emit view().openRequested(part().id); }
        if (name == tr("Rename")) { view().startRename(); }
        if (name == tr("Delete")) { emit view().deleteRequested({part().id}); }
    }

private:
    int index() const { return shown().diagram.indexOf(part().id); }
    const DiagramNode& node() const { return shown().node(index()); }
    int inputs() const { return static_cast<int>(node().inputs.size()); }
};

class SocketAccessible final : public PartAccessible {
public:
    using PartAccessible::PartAccessible;

    QAccessible::Role role() const override { return QAccessible::Button; }
    QAccessibleInterface* parent() const override {
        return partOf(&view(), {CanvasPart::Kind::Node, part().id});
    }
    QStringList actionNames() const override {
        return {setFocusAction(), tr("Connect"), tr("Disconnect")};
    }
    QStringList keyBindingsForAction(const QString& name) const override {
        if (name == tr("Disconnect")) { return {"Delete"}; }
        if (name != tr("Connect")) { return {}; }
        return {part().isOutput ? "W" : "Shift+W"};
    }

protected:
    bool there() const override {
        if (index() < 0) { return false; }
        const DiagramNode& node = shown().node(index());
        const std::size_t count = part().isOutput ? node.outputs.size() : node.inputs.size();
        return part().port >= 0 && part().port < static_cast<int>(count);
    }
    QString words() const override {
        return socketWords(shown(), index(), part().port, part().isOutput);
    }
    QRectF place() const override {
        const QPointF at = part().isOutput ? shown().output(index(), part().port)
                                           : shown().input(index(), part().port);
        return {view().viewTransform().toView(at) - QPointF(8, 8), QSizeF(16, 16)};
    }
    void describe(QAccessible::State& state) const override {
        const Hit socket = view().focusedSocket();
        state.focused = view().hasFocus() && view().focusedNode() == part().id &&
                        socket.port == part().port &&
                        (socket.kind == Hit::Kind::Output) == part().isOutput;
    }
    void act(const QString& name) override {
        view().focusOn(part().id, part().port, part().isOutput);
        if (name == tr("Connect")) { view().pickPartner(!part().isOutput); }
        if (name == tr("Disconnect")) { view().breakFocusedSocket(); }
    }

private:
    int index() const { return shown().diagram.indexOf(part().id); }
};

/// The next step that is offered: a button.
class HintAccessible final : public PartAccessible {
public:
    using PartAccessible::PartAccessible;

    QAccessible::Role role() const override { return QAccessible::Button; }
    QStringList actionNames() const override { return {pressAction(), setFocusAction(), hide()}; }
    QStringList keyBindingsForAction(const QString& name) const override {
        if (name == pressAction()) { return {"Return"}; }
        return name == hide() ? QStringList{"Escape"} : QStringList{};
    }

protected:
    bool there() const override { return view().hint().has_value(); }
    QString words() const override {
        return CanvasView::tr("next step: %1. %2").arg(view().hint()->name, view().hint()->words);
    }
    QRectF place() const override {
        return view().viewTransform().toView(hintRect(*view().hint()));
    }
    void describe(QAccessible::State& state) const override {
        state.focused = view().hintFocused() && view().hasFocus();
    }
    void act(const QString& name) override {
        if (name == pressAction()) { emit view().hintTaken(); }
        if (name == setFocusAction()) { view().focusHint(); }
        if (name == hide()) { emit view().hintDismissed(); }
    }

private:
    static QString hide() { return tr("Hide this hint"); }
};

}  // namespace

QAccessibleInterface* PartAccessible::parent() const {
    return QAccessible::queryAccessibleInterface(m_view.data());
}

QString PartAccessible::text(QAccessible::Text kind) const {
    return kind == QAccessible::Name && isValid() ? words() : QString();
}

QRect PartAccessible::rect() const {
    if (!isValid()) { return {}; }
    const QRect there = place().toAlignedRect();
    return {m_view->viewport()->mapToGlobal(there.topLeft()), there.size()};
}

QAccessible::State PartAccessible::state() const {
    QAccessible::State state;
    if (!isValid()) {
        state.invalid = true;
        return state;
    }
    state.focusable = true;
    state.offscreen = !QRectF(m_view->viewport()->rect()).intersects(place());
    describe(state);
    return state;
}

void PartAccessible::doAction(const QString& name) {
    if (!isValid()) { return; }
    m_view->setFocus();
    act(name);
}

PartAccessible* makePart(CanvasView* view, const CanvasPart& part) {
    switch (part.kind) {
        case CanvasPart::Kind::Node:
            return new NodeAccessible(view, part);
        case CanvasPart::Kind::Socket:
            return new SocketAccessible(view, part);
        case CanvasPart::Kind::Wire:
            return new WireAccessible(view, part);
        case CanvasPart::Kind::Paper:
            return new PaperAccessible(view, part);
        case CanvasPart::Kind::Hint:
            return new HintAccessible(view, part);
    }
    return nullptr;
}

}  // namespace weft::ui
