// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/canvas_accessible.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QHash>
#include <QPointer>

#include "ui/canvas/canvas_view.h"
#include "ui/canvas/canvas_words.h"
#include "ui/canvas/drag/hand_tools.h"

namespace weft::ui {
namespace {

/// A node, or with a port one of its sockets. Known by the node's id, so that it outlives edits; it
/// is invalid while no diagram shows it.
struct Part {
    quint64 id = 0;
    int port = -1;
    bool isOutput = false;
    friend bool operator==(const Part&, const Part&) = default;
    friend size_t qHash(const Part& p, size_t seed) {
        return qHashMulti(seed, p.id, p.port, p.isOutput);
    }
};

class CanvasAccessible;

class PartAccessible final : public QAccessibleInterface, public QAccessibleActionInterface {
public:
    PartAccessible(CanvasView* view, Part part) : m_view(view), m_part(part) {}

    bool isValid() const override;
    QObject* object() const override { return nullptr; }
    QAccessibleInterface* parent() const override;
    QAccessibleInterface* child(int index) const override;
    int childCount() const override { return m_part.port < 0 && isValid() ? sockets() : 0; }
    int indexOfChild(const QAccessibleInterface* child) const override;
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    QString text(QAccessible::Text kind) const override;
    void setText(QAccessible::Text, const QString&) override {}
    QRect rect() const override;
    QAccessible::Role role() const override {
        return m_part.port < 0 ? QAccessible::Grouping : QAccessible::Button;
    }
    QAccessible::State state() const override;
    void* interface_cast(QAccessible::InterfaceType type) override {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this)
                                                    : nullptr;
    }

    QStringList actionNames() const override;
    QString localizedActionName(const QString& name) const override { return name; }
    void doAction(const QString& name) override;
    QStringList keyBindingsForAction(const QString& name) const override;

    const Part& part() const { return m_part; }

private:
    int node() const { return m_view->snapshot()->diagram.indexOf(m_part.id); }
    int inputs() const { return static_cast<int>(m_view->snapshot()->node(node()).inputs.size()); }
    int sockets() const {
        return inputs() + static_cast<int>(m_view->snapshot()->node(node()).outputs.size());
    }
    CanvasAccessible* canvas() const;

    QPointer<CanvasView> m_view;
    Part m_part;
};

/// The next step that is offered: a button.
class HintAccessible final : public QAccessibleInterface, public QAccessibleActionInterface {
public:
    explicit HintAccessible(CanvasView* view) : m_view(view) {}

    bool isValid() const override { return m_view != nullptr && m_view->hint().has_value(); }
    QObject* object() const override { return nullptr; }
    QAccessibleInterface* parent() const override {
        return QAccessible::queryAccessibleInterface(m_view.data());
    }
    QAccessibleInterface* child(int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    QString text(QAccessible::Text kind) const override {
        if (kind != QAccessible::Name || !isValid()) { return {}; }
        return CanvasView::tr("next step: %1. %2").arg(m_view->hint()->name, m_view->hint()->words);
    }
    void setText(QAccessible::Text, const QString&) override {}
    QRect rect() const override {
        if (!isValid()) { return {}; }
        const QRect there =
            m_view->viewTransform().toView(hintRect(*m_view->hint())).toAlignedRect();
        return {m_view->viewport()->mapToGlobal(there.topLeft()), there.size()};
    }
    QAccessible::Role role() const override { return QAccessible::Button; }
    QAccessible::State state() const override {
        QAccessible::State state;
        state.invalid = !isValid();
        state.focusable = isValid();
        state.focused = isValid() && m_view->hintFocused() && m_view->hasFocus();
        return state;
    }
    void* interface_cast(QAccessible::InterfaceType type) override {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this)
                                                    : nullptr;
    }
    QStringList actionNames() const override { return {pressAction(), setFocusAction(), hide()}; }
    QString localizedActionName(const QString& name) const override { return name; }
    void doAction(const QString& name) override {
        if (!isValid()) { return; }
        if (name == pressAction()) { emit m_view->hintTaken(); }
        if (name == setFocusAction()) {
            m_view->setFocus();
            m_view->focusHint();
        }
        if (name == hide()) { emit m_view->hintDismissed(); }
    }
    QStringList keyBindingsForAction(const QString& name) const override {
        if (name == pressAction()) { return {"Return"}; }
        return name == hide() ? QStringList{"Escape"} : QStringList{};
    }

private:
    static QString hide() { return CanvasView::tr("Hide this hint"); }

    QPointer<CanvasView> m_view;
};

class CanvasAccessible final : public QAccessibleWidget {
public:
    explicit CanvasAccessible(CanvasView* view)
        : QAccessibleWidget(view, QAccessible::Canvas), m_view(view) {}
    ~CanvasAccessible() override {
        for (const QAccessible::Id id : m_parts) { QAccessible::deleteAccessibleInterface(id); }
        if (m_hint != 0) { QAccessible::deleteAccessibleInterface(m_hint); }
    }

    /// The nodes, then the next step where one is offered.
    int childCount() const override {
        if (m_view == nullptr) { return 0; }
        return m_view->snapshot()->nodes() + (m_view->hint() ? 1 : 0);
    }
    QAccessibleInterface* child(int index) const override {
        if (index < 0 || index >= childCount()) { return nullptr; }
        if (index == m_view->snapshot()->nodes()) { return hint(); }
        return part({m_view->snapshot()->node(index).id});
    }
    int indexOfChild(const QAccessibleInterface* child) const override {
        const auto* found = dynamic_cast<const PartAccessible*>(child);
        if (dynamic_cast<const HintAccessible*>(child) != nullptr) { return childCount() - 1; }
        return found == nullptr ? -1 : m_view->snapshot()->diagram.indexOf(found->part().id);
    }
    QAccessibleInterface* childAt(int x, int y) const override {
        const QPoint at = m_view->viewport()->mapFromGlobal(QPoint(x, y));
        const Hit hit = m_view->hitAt(at);
        return hit.node < 0 ? nullptr : child(hit.node);
    }
    QAccessibleInterface* focusChild() const override {
        if (m_view->hintFocused()) { return hint(); }
        const quint64 id = m_view->focusedNode();
        if (id == 0 || m_view->snapshot()->diagram.indexOf(id) < 0) { return nullptr; }
        const Hit socket = m_view->focusedSocket();
        return part(socket.isSocket() ? Part{id, socket.port, socket.kind == Hit::Kind::Output}
                                      : Part{id});
    }
    /// The same interface for the same thing each time: readers hold on to them.
    QAccessibleInterface* part(const Part& wanted) const {
        const auto found = m_parts.constFind(wanted);
        if (found != m_parts.constEnd()) { return QAccessible::accessibleInterface(*found); }
        auto* made = new PartAccessible(m_view, wanted);  // owned by QAccessible's cache
        m_parts.insert(wanted, QAccessible::registerAccessibleInterface(made));
        return made;
    }

private:
    QAccessibleInterface* hint() const {
        if (m_hint == 0) {
            m_hint = QAccessible::registerAccessibleInterface(new HintAccessible(m_view));
        }
        return QAccessible::accessibleInterface(m_hint);
    }

    mutable QAccessible::Id m_hint = 0;
    QPointer<CanvasView> m_view;
    mutable QHash<Part, QAccessible::Id> m_parts;
};

CanvasAccessible* PartAccessible::canvas() const {
    return static_cast<CanvasAccessible*>(QAccessible::queryAccessibleInterface(m_view.data()));
}

bool PartAccessible::isValid() const {
    if (m_view == nullptr || node() < 0) { return false; }
    const DiagramNode& shown = m_view->snapshot()->node(node());
    const std::size_t count = m_part.isOutput ? shown.outputs.size() : shown.inputs.size();
    return m_part.port < static_cast<int>(count);
}

QAccessibleInterface* PartAccessible::parent() const {
    if (m_view == nullptr) { return nullptr; }
    if (m_part.port < 0) { return canvas(); }
    return canvas()->part({m_part.id});
}

QAccessibleInterface* PartAccessible::child(int index) const {
    if (index < 0 || index >= childCount()) { return nullptr; }
    const bool isOutput = index >= inputs();
    return canvas()->part({m_part.id, isOutput ? index - inputs() : index, isOutput});
}

int PartAccessible::indexOfChild(const QAccessibleInterface* child) const {
    const auto* found = dynamic_cast<const PartAccessible*>(child);
    if (found == nullptr || found->part().id != m_part.id || found->part().port < 0) { return -1; }
    return found->part().port + (found->part().isOutput ? inputs() : 0);
}

QString PartAccessible::text(QAccessible::Text kind) const {
    if (kind != QAccessible::Name || !isValid()) { return {}; }
    if (m_part.port < 0) { return nodeWords(*m_view->snapshot(), m_view->live(), node()); }
    return socketWords(*m_view->snapshot(), node(), m_part.port, m_part.isOutput);
}

QRect PartAccessible::rect() const {
    if (!isValid()) { return {}; }
    QRect there = m_view->viewRect(m_part.id).toAlignedRect();
    if (m_part.port >= 0) {
        const CanvasSnapshot& s = *m_view->snapshot();
        const QPointF at =
            m_part.isOutput ? s.output(node(), m_part.port) : s.input(node(), m_part.port);
        there = QRect(m_view->viewTransform().toView(at).toPoint() - QPoint(8, 8), QSize(16, 16));
    }
    return {m_view->viewport()->mapToGlobal(there.topLeft()), there.size()};
}

QAccessible::State PartAccessible::state() const {
    QAccessible::State state;
    if (!isValid()) {
        state.invalid = true;
        return state;
    }
    state.focusable = true;
    const Hit socket = m_view->focusedSocket();
    const bool onNode = m_view->hasFocus() && m_view->focusedNode() == m_part.id;
    if (m_part.port < 0) {
        state.selectable = true;
        state.selected = m_view->selection().contains(m_part.id);
        state.focused = onNode && !socket.isSocket();
    } else {
        state.focused = onNode && socket.port == m_part.port &&
                        (socket.kind == Hit::Kind::Output) == m_part.isOutput;
    }
    return state;
}

QStringList PartAccessible::actionNames() const {
    if (m_part.port >= 0) { return {setFocusAction(), tr("Connect"), tr("Disconnect")}; }
    return {setFocusAction(), tr("Open"), tr("Rename")};
}

void PartAccessible::doAction(const QString& name) {
    if (!isValid()) { return; }
    m_view->setFocus();
    m_view->focusOn(m_part.id, m_part.port, m_part.isOutput);
    if (name == tr("Connect")) { m_view->pickPartner(!m_part.isOutput); }
    if (name == tr("Disconnect")) {
        const QSet<quint64> wires =
            wiresAt(*m_view->snapshot(), node(), m_part.port, m_part.isOutput);
        if (m_view->snapshot()->diagram.editable && !wires.isEmpty()) {
            emit m_view->cutRequested(wires);
        }
    }
    if (name == tr("Open")) { emit m_view->openRequested(m_part.id); }
    if (name == tr("Rename")) { m_view->startRename(); }
}

QStringList PartAccessible::keyBindingsForAction(const QString& name) const {
    if (name == tr("Connect")) { return {m_part.isOutput ? "W" : "Shift+W"}; }
    if (name == tr("Open")) { return {"Return"}; }
    if (name == tr("Rename")) { return {"F2"}; }
    return {};
}

QAccessibleInterface* makeInterface(const QString&, QObject* object) {
    auto* view = qobject_cast<CanvasView*>(object);
    return view == nullptr ? nullptr : new CanvasAccessible(view);
}

}  // namespace

void installCanvasAccessible() {
    static const bool once = [] {
        QAccessible::installFactory(makeInterface);
        return true;
    }();
    static_cast<void>(once);
}

}  // namespace weft::ui
