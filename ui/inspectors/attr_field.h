// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <functional>
#include <optional>

#include "engine/weft.h"

class QLabel;
class QVBoxLayout;

namespace weft::ui {

/// How a change came about: steps that follow each other are one change.
enum class ChangeKind { Whole, Step };

/// An editor of one attribute. Text that is no value of its kind, or that is refused, stays in the
/// field, marked, with the reason below; Escape brings the value back.
/// Protocol: setAccept show (user's changes | show)*.
class AttrField : public QWidget {
    Q_OBJECT

public:
    using Accept = std::function<Status(AttrValue, ChangeKind)>;

    AttrField(AttrDef attr, QWidget* parent);

    const AttrDef& attr() const { return m_attr; }
    /// What makes a change; its error is shown as the reason.
    void setAccept(Accept accept) { m_accept = std::move(accept); }
    /// Shows a value; null: the default, pale. What is being typed stays while the value is as
    /// before.
    void show(const AttrValue* value);
    /// Why what stands in the field is not the value; empty: it is.
    QString reason() const;
    /// The widget that has the keyboard focus.
    virtual QWidget* editor() const = 0;
    /// Text of the field as it stands.
    virtual QString text() const = 0;

protected:
    /// The widget shows the value.
    virtual void display(const AttrValue& value, bool isDefault) = 0;
    /// Puts the editor above the reason.
    void build(QWidget* editor);
    /// What the user made of it; the change, or why not.
    void offer(Result<AttrValue> value, ChangeKind kind = ChangeKind::Whole);
    /// Escape: as before.
    void restore();
    const AttrValue& value() const { return m_value; }
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void setReason(const QString& reason);

    AttrDef m_attr;
    Accept m_accept;
    AttrValue m_value;
    bool m_isDefault = false;
    bool m_shown = false;
    QVBoxLayout* m_column = nullptr;  // child
    QLabel* m_reason = nullptr;       // child
};

/// The editor for an attribute's kind: spin for int, box for bool, menu for words and dtypes of
/// which some are allowed, a table behind one line for tensors, else a line.
AttrField* makeAttrField(const AttrDef& attr, QWidget* parent);

}  // namespace weft::ui
