// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/attr_field.h"

#include <QKeyEvent>
#include <QLabel>
#include <QVBoxLayout>

#include "ui/base/proxy_style.h"
#include "ui/base/to_qt.h"
#include "ui/inspectors/value_widgets.h"

namespace weft::ui {

AttrField::AttrField(AttrDef attr, QWidget* parent) : QWidget(parent), m_attr(std::move(attr)) {
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(2);
    m_reason = new QLabel(this);
    m_reason->setObjectName(QStringLiteral("reason"));
    m_reason->setFont(fontOf(TextRole::Caption));
    m_reason->setWordWrap(true);
    m_reason->hide();
}

void AttrField::build(QWidget* editor) {
    m_column->addWidget(editor);
    m_column->addWidget(m_reason);
    QWidget* const field = this->editor();
    field->installEventFilter(this);
    field->setAccessibleName(toQt(m_attr.name));
    field->setAccessibleDescription(toQt(m_attr.description));
    setFocusProxy(field);
}

void AttrField::show(const AttrValue* value) {
    const AttrValue& fallback =
        m_attr.defaultValue ? *m_attr.defaultValue : AttrValue(std::monostate());
    const AttrValue& now = value == nullptr ? fallback : *value;
    // What is being typed stays while others change other things.
    if (m_shown && attrEqual(now, m_value)) { return; }
    m_value = now;
    m_isDefault = m_attr.defaultValue && attrEqual(now, *m_attr.defaultValue);
    m_shown = true;
    restore();
}

void AttrField::restore() {
    setReason({});
    display(m_value, m_isDefault);
}

void AttrField::offer(Result<AttrValue> value, ChangeKind kind) {
    if (!value.ok()) {
        setReason(toQt(messageOf(value.status())));
        return;
    }
    if (attrEqual(*value, m_value)) {
        restore();
        return;
    }
    const AttrValue made = *value;
    const Status status = m_accept ? m_accept(*std::move(value), kind) : okStatus();
    if (!status.ok()) {
        setReason(toQt(messageOf(status)));
        return;
    }
    setReason({});
    show(&made);
}

QString AttrField::reason() const { return m_reason->text(); }

void AttrField::setReason(const QString& reason) {
    m_reason->setText(reason);
    m_reason->setVisible(!reason.isEmpty());
    QPalette palette = m_reason->palette();
    palette.setColor(QPalette::WindowText, appTheme().error);
    m_reason->setPalette(palette);
    markWrong(editor(), !reason.isEmpty());
}

bool AttrField::eventFilter(QObject* watched, QEvent* event) {
    if (watched == editor() && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        restore();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void AttrField::changeEvent(QEvent* event) {
    if (event->type() == QEvent::StyleChange && m_shown) {
        const QString reason = this->reason();
        if (reason.isEmpty()) {
            display(m_value, m_isDefault);
        } else {
            setReason(reason);
        }
    }
    QWidget::changeEvent(event);
}

}  // namespace weft::ui
