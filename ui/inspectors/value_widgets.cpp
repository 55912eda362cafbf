// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/value_widgets.h"

#include <QLineEdit>
#include <algorithm>

#include "ui/base/proxy_style.h"

namespace weft::ui {

void IntSpin::setText(const QString& text) {
    if (lineEdit()->text() != text) { lineEdit()->setText(text); }
}

void IntSpin::stepBy(int steps) {
    bool isNumber = false;
    const qint64 now = lineEdit()->text().trimmed().toLongLong(&isNumber);
    if (!isNumber) { return; }
    qint64 next = 0;
    if (__builtin_add_overflow(now, static_cast<qint64>(steps), &next)) { return; }
    next = std::max<qint64>(next, m_minimum);
    if (next == now) { return; }
    lineEdit()->setText(QString::number(next));
    emit stepped(lineEdit()->text());
}

void markWrong(QWidget* field, bool wrong) {
    if (field->property("wrong").toBool() == wrong) { return; }
    field->setProperty("wrong", wrong);
    field->update();
}

void markPale(QWidget* field, bool pale) {
    QPalette palette = field->palette();
    const QColor& text = pale ? appTheme().text3 : appTheme().text;
    palette.setColor(QPalette::Text, text);
    palette.setColor(QPalette::ButtonText, text);
    palette.setColor(QPalette::WindowText, text);
    field->setPalette(palette);
}

}  // namespace weft::ui
