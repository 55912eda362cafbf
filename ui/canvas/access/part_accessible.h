// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessible>
#include <QPointer>

#include "ui/canvas/canvas_view.h"

namespace weft::ui {

/// What of the canvas an interface stands for. Known by ids, so that it outlives edits.
struct CanvasPart {
    enum class Kind { Node, Socket, Wire, Paper, Hint };
    Kind kind = Kind::Node;
    quint64 id = 0;
    int port = -1;  ///< of a socket
    bool isOutput = false;
    friend bool operator==(const CanvasPart&, const CanvasPart&) = default;
    friend size_t qHash(const CanvasPart& p, size_t seed) {
        return qHashMulti(seed, static_cast<int>(p.kind), p.id, p.port, p.isOutput);
    }
};

/// A thing on the canvas to assistive tools; invalid while no diagram shows it. GUI thread.
class PartAccessible : public QAccessibleInterface, public QAccessibleActionInterface {
public:
    PartAccessible(CanvasView* view, CanvasPart part) : m_view(view), m_part(part) {}

    bool isValid() const override { return m_view != nullptr && there(); }
    QObject* object() const override { return nullptr; }
    QAccessibleInterface* parent() const override;
    QAccessibleInterface* child(int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    QString text(QAccessible::Text kind) const override;
    void setText(QAccessible::Text, const QString&) override {}
    QRect rect() const override;
    QAccessible::State state() const override;
    void* interface_cast(QAccessible::InterfaceType type) override {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this)
                                                    : nullptr;
    }
    QString localizedActionName(const QString& name) const override { return name; }
    void doAction(const QString& name) override;

    const CanvasPart& part() const { return m_part; }

protected:
    /// Whether the diagram shows it, and what follows where it does.
    virtual bool there() const = 0;
    virtual QString words() const = 0;
    virtual QRectF place() const = 0;  ///< in the view
    virtual void describe(QAccessible::State& state) const = 0;
    virtual void act(const QString& name) = 0;

    CanvasView& view() const { return *m_view; }
    const CanvasSnapshot& shown() const { return *m_view->snapshot(); }

private:
    QPointer<CanvasView> m_view;
    CanvasPart m_part;
};

/// The interface for a part, not yet registered.
PartAccessible* makePart(CanvasView* view, const CanvasPart& part);
/// The canvas's own interface for a part: the same one each time. Null without a canvas.
QAccessibleInterface* partOf(CanvasView* view, const CanvasPart& part);

}  // namespace weft::ui
