// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/canvas/access/part_accessible.h"

namespace weft::ui {

/// A wire of a project to assistive tools: what it carries, from where to where.
class WireAccessible final : public PartAccessible {
public:
    using PartAccessible::PartAccessible;

    QAccessible::Role role() const override { return QAccessible::Link; }
    QStringList actionNames() const override;
    QStringList keyBindingsForAction(const QString& name) const override;

protected:
    bool there() const override;
    QString words() const override;
    QRectF place() const override;
    void describe(QAccessible::State& state) const override;
    void act(const QString& name) override;

private:
    int index() const;
};

/// A note or a frame.
class PaperAccessible final : public PartAccessible {
public:
    using PartAccessible::PartAccessible;

    QAccessible::Role role() const override { return QAccessible::Note; }
    QStringList actionNames() const override;
    QStringList keyBindingsForAction(const QString& name) const override;

protected:
    bool there() const override;
    QString words() const override;
    QRectF place() const override;
    void describe(QAccessible::State& state) const override;
    void act(const QString& name) override;

private:
    int index() const;
};

}  // namespace weft::ui
