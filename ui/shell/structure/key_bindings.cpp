// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/structure/key_bindings.h"

#include <QAction>
#include <algorithm>

#include "ui/base/settings.h"

namespace weft::ui {
namespace {

const QString kState = QStringLiteral("keys");

/// The tip of an action ends with its key, in brackets.
void renewTip(QAction& action, const QList<QKeySequence>& before) {
    QString tip = action.toolTip();
    if (!before.isEmpty()) {
        const QString old = " (" + before.front().toString(QKeySequence::NativeText) + ')';
        if (tip.endsWith(old)) { tip.chop(old.size()); }
    }
    const QString now = action.shortcut().toString(QKeySequence::NativeText);
    action.setToolTip(now.isEmpty() ? tip : tip + " (" + now + ')');
}

}  // namespace

KeyBindings::KeyBindings(const QList<QAction*>& actions, QObject* parent) : QObject(parent) {
    for (QAction* action : actions) {
        if (action->objectName().isEmpty()) { continue; }
        m_actions.append(action);
        m_defaults.insert(action, action->shortcuts());
        if (action->shortcutContext() == Qt::WidgetShortcut) { m_ofCanvas.insert(action); }
    }
    load();
}

QAction* KeyBindings::holder(const QKeySequence& key, const QAction* except) const {
    for (QAction* action : m_actions) {
        if (action != except && action->shortcuts().contains(key)) { return action; }
    }
    return nullptr;
}

QString KeyBindings::whyNot(const QKeySequence& key) {
    if (key.isEmpty()) { return {}; }
    const QKeyCombination first = key[0];
    const Qt::KeyboardModifiers held = first.keyboardModifiers() & ~Qt::ShiftModifier;
    if (held != Qt::NoModifier) { return {}; }
    const int code = first.key();
    if (code >= Qt::Key_F1 && code <= Qt::Key_F35) { return {}; }
    return tr("%1 belongs to the canvas and to fields: hold Ctrl or Alt, or take a function key")
        .arg(key.toString(QKeySequence::NativeText));
}

void KeyBindings::set(QAction& action, const QKeySequence& key) {
    if (QAction* other = key.isEmpty() ? nullptr : holder(key, &action)) {
        QList<QKeySequence> left = other->shortcuts();
        left.removeAll(key);
        put(*other, left);
    }
    put(action, key.isEmpty() ? QList<QKeySequence>() : QList<QKeySequence>{key});
    store();
    emit changed();
}

void KeyBindings::reset(QAction& action) {
    const QList<QKeySequence> wanted = m_defaults.value(&action);
    for (const QKeySequence& key : wanted) {
        if (QAction* other = holder(key, &action)) {
            QList<QKeySequence> left = other->shortcuts();
            left.removeAll(key);
            put(*other, left);
        }
    }
    put(action, wanted);
    store();
    emit changed();
}

void KeyBindings::resetAll() {
    for (QAction* action : m_actions) { put(*action, m_defaults.value(action)); }
    store();
    emit changed();
}

bool KeyBindings::isChanged(const QAction& action) const {
    return action.shortcuts() != m_defaults.value(&action);
}

void KeyBindings::put(QAction& action, const QList<QKeySequence>& keys) {
    const QList<QKeySequence> before = action.shortcuts();
    if (before == keys) { return; }
    action.setShortcuts(keys);
    // The canvas takes only the keys that these come with.
    const bool taken = m_ofCanvas.contains(&action) && keys == m_defaults.value(&action);
    action.setShortcutContext(taken ? Qt::WidgetShortcut : Qt::WindowShortcut);
    renewTip(action, before);
}

/// A line an action that was changed: its name, then its keys.
void KeyBindings::load() {
    for (const QByteArray& line : Settings().state(kState).split('\n')) {
        const QList<QByteArray> parts = line.split('\t');
        const auto at = std::ranges::find_if(m_actions, [&](const QAction* action) {
            return action->objectName().toUtf8() == parts.front();
        });
        if (parts.size() < 2 || at == m_actions.end()) { continue; }
        QList<QKeySequence> keys;
        for (const QByteArray& text : parts.mid(1)) {
            const QKeySequence key =
                QKeySequence::fromString(QString::fromUtf8(text), QKeySequence::PortableText);
            if (!key.isEmpty() && whyNot(key).isEmpty()) { keys.append(key); }
        }
        put(**at, keys);
    }
}

void KeyBindings::store() const {
    QByteArrayList lines;
    for (const QAction* action : m_actions) {
        if (!isChanged(*action)) { continue; }
        QByteArrayList parts = {action->objectName().toUtf8()};
        for (const QKeySequence& key : action->shortcuts()) {
            parts.append(key.toString(QKeySequence::PortableText).toUtf8());
        }
        if (parts.size() == 1) { parts.append(QByteArray()); }
        lines.append(parts.join('\t'));
    }
    Settings().setState(kState, lines.join('\n'));
}

}  // namespace weft::ui
