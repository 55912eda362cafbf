// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/announce.h"

#include <QAccessible>
#include <QAccessibleWidget>

namespace weft::ui {
namespace {

class AnnouncerAccessible final : public QAccessibleWidget {
public:
    explicit AnnouncerAccessible(Announcer* widget)
        : QAccessibleWidget(widget, QAccessible::Notification), m_announcer(widget) {}
    QString text(QAccessible::Text kind) const override {
        return kind == QAccessible::Name ? m_announcer->said() : QString();
    }
    QAccessible::State state() const override {
        QAccessible::State state;
        state.readOnly = true;
        return state;
    }

private:
    Announcer* m_announcer;
};

QAccessibleInterface* makeInterface(const QString&, QObject* object) {
    auto* announcer = qobject_cast<Announcer*>(object);
    return announcer == nullptr ? nullptr : new AnnouncerAccessible(announcer);
}

}  // namespace

Announcer::Announcer(QWidget* window) : QWidget(window) {
    static const bool once = [] {
        QAccessible::installFactory(makeInterface);
        return true;
    }();
    static_cast<void>(once);
    setObjectName(QStringLiteral("announcer"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    setGeometry(0, 0, 0, 0);
}

void Announcer::say(const QString& words) {
    if (words.isEmpty()) { return; }
    m_said = words;
    emit spoken(words);
    if (!QAccessible::isActive()) { return; }
    // Readers differ in which of these they speak of a notification.
    for (const QAccessible::Event kind :
         {QAccessible::NameChanged, QAccessible::ObjectShow, QAccessible::Alert}) {
        QAccessibleEvent event(this, kind);
        QAccessible::updateAccessibility(&event);
    }
}

}  // namespace weft::ui
