// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/structure/keys_window.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "ui/base/proxy_style.h"
#include "ui/panels/row_list.h"
#include "ui/shell/structure/key_bindings.h"

namespace weft::ui {
namespace {

/// What acts while the canvas has the keys; it has no actions for these.
struct CanvasKey {
    const char* key;
    const char* what;
};
constexpr CanvasKey kCanvasKeys[] = {
    {"Space, Shift+A", QT_TRANSLATE_NOOP("weft::ui::KeysWindow", "Add an op here")},
    {"Enter",
     QT_TRANSLATE_NOOP("weft::ui::KeysWindow", "Open a group, or edit the first parameter")},
    {"Home", QT_TRANSLATE_NOOP("weft::ui::KeysWindow", "Fit all")},
    {"F", QT_TRANSLATE_NOOP("weft::ui::KeysWindow", "Fit the selection")},
    {"Arrows", QT_TRANSLATE_NOOP("weft::ui::KeysWindow", "Walk to the nearest node")},
    {"Shift+arrows", QT_TRANSLATE_NOOP("weft::ui::KeysWindow", "Nudge")},
    {"Ctrl+arrows", QT_TRANSLATE_NOOP("weft::ui::KeysWindow", "Move the view")},
    {"W, Shift+W", QT_TRANSLATE_NOOP("weft::ui::KeysWindow", "Wire an output, an input")},
    {"Comma, full stop", QT_TRANSLATE_NOOP("weft::ui::KeysWindow", "Walk the sockets of a node")},
    {"Tab", QT_TRANSLATE_NOOP("weft::ui::KeysWindow", "To the step offered; Enter takes it")},
    {"Ctrl+wheel", QT_TRANSLATE_NOOP("weft::ui::KeysWindow", "Zoom")},
    {"R", QT_TRANSLATE_NOOP("weft::ui::KeysWindow", "Fetch the output that has the focus")},
};

bool isModifier(int key) {
    return key == Qt::Key_Shift || key == Qt::Key_Control || key == Qt::Key_Alt ||
           key == Qt::Key_Meta || key == Qt::Key_AltGr || key == 0 || key == Qt::Key_unknown;
}

}  // namespace

QString plainText(const QAction& action) { return action.text().remove('&').remove(QChar(0x2026)); }

KeysWindow::KeysWindow(KeyBindings& bindings, QWidget* parent)
    : QWidget(parent, Qt::Window), m_bindings(bindings) {
    setObjectName(QStringLiteral("keys"));
    setWindowTitle(tr("Keys"));
    resize(520, 640);
    auto* field = new QLineEdit(this);
    field->setPlaceholderText(tr("Search keys"));
    field->setAccessibleName(tr("Search keys"));
    m_list = new QTreeWidget(this);
    m_list->setColumnCount(3);
    m_list->setHeaderLabels({tr("what"), tr("key"), tr("where")});
    showRows(*m_list);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_list->header()->setSectionResizeMode(2, QHeaderView::ResizeToContents);
    m_list->setAccessibleName(tr("Keys"));
    m_list->installEventFilter(this);
    m_words = new QLabel(this);
    m_words->setWordWrap(true);
    m_words->setMinimumHeight(36);
    m_change = new QPushButton(tr("Change"), this);
    m_reset = new QPushButton(tr("Reset"), this);
    m_resetAll = new QPushButton(tr("Reset all"), this);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_words, 1);
    for (QPushButton* button : {m_change, m_reset, m_resetAll}) { buttons->addWidget(button); }
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    column->addWidget(field);
    column->addWidget(m_list, 1);
    column->addLayout(buttons);
    connect(field, &QLineEdit::textChanged, this, &KeysWindow::narrow);
    connect(m_list, &QTreeWidget::itemActivated, this,
            [this](QTreeWidgetItem* row) { listenFor(actionOf(row)); });
    connect(m_list, &QTreeWidget::currentItemChanged, this, [this] { endListening(); });
    connect(m_change, &QPushButton::clicked, this,
            [this] { listenFor(actionOf(m_list->currentItem())); });
    connect(m_reset, &QPushButton::clicked, this, [this] {
        if (QAction* action = actionOf(m_list->currentItem())) { m_bindings.reset(*action); }
    });
    connect(m_resetAll, &QPushButton::clicked, &m_bindings, &KeyBindings::resetAll);
    connect(&m_bindings, &KeyBindings::changed, this, &KeysWindow::fill);
}

void KeysWindow::add(const QString& what, const QString& key, const QString& where,
                     QAction* action) {
    auto* row = new QTreeWidgetItem(m_list, {what, key, where});
    row->setFont(1, fontOf(TextRole::Mono));
    row->setForeground(2, appTheme().text2);
    row->setData(0, Qt::UserRole, static_cast<int>(m_actions.indexOf(action)));
    if (action == nullptr) { return; }
    row->setToolTip(0, tr("Enter or a double click, then the new key"));
    if (m_bindings.isChanged(*action)) { row->setForeground(1, appTheme().accent); }
}

QAction* KeysWindow::actionOf(const QTreeWidgetItem* row) const {
    const int at = row == nullptr ? -1 : row->data(0, Qt::UserRole).toInt();
    return at < 0 ? nullptr : m_actions.value(at);
}

QTreeWidgetItem* KeysWindow::rowOf(const QAction* action) const {
    for (int i = 0; action != nullptr && i < m_list->topLevelItemCount(); ++i) {
        if (actionOf(m_list->topLevelItem(i)) == action) { return m_list->topLevelItem(i); }
    }
    return nullptr;
}

void KeysWindow::open(const QList<QAction*>& actions) {
    m_actions.clear();
    for (QAction* action : actions) {
        if (m_bindings.isOurs(action)) { m_actions.append(action); }
    }
    fill();
    show();
    raise();
    activateWindow();
    m_list->setFocus();
}

void KeysWindow::fill() {
    const QAction* chosen = actionOf(m_list->currentItem());
    m_listening = nullptr;
    m_clash = {};
    m_list->clear();
    for (QAction* action : m_actions) {
        QStringList keys;
        for (const QKeySequence& key : action->shortcuts()) {
            keys.append(key.toString(QKeySequence::NativeText));
        }
        const bool ofCanvas = action->shortcutContext() == Qt::WidgetShortcut;
        add(plainText(*action), keys.join(QStringLiteral(", ")),
            ofCanvas ? tr("canvas") : tr("everywhere"), action);
    }
    for (const CanvasKey& key : kCanvasKeys) {
        add(tr(key.what), QLatin1String(key.key), tr("canvas"), nullptr);
    }
    if (QTreeWidgetItem* row = rowOf(chosen)) { m_list->setCurrentItem(row); }
    narrow(m_narrowed);
    say({}, false);
}

void KeysWindow::listenFor(QAction* action) {
    QTreeWidgetItem* row = rowOf(action);
    if (row == nullptr) {
        say(tr("Keys of the canvas stay as they are"), true);
        return;
    }
    m_list->setCurrentItem(row);
    m_listening = action;
    m_clash = {};
    row->setText(1, tr("press a key"));
    say(tr("The new key of %1; Backspace: none, Escape: as it was").arg(plainText(*action)), false);
    m_list->setFocus();
}

void KeysWindow::endListening() {
    if (m_listening != nullptr) { fill(); }
}

void KeysWindow::take(const QKeySequence& key) {
    QAction& action = *m_listening;
    const QString name = key.toString(QKeySequence::NativeText);
    if (const QString why = KeyBindings::whyNot(key); !why.isEmpty()) {
        say(why, true);
        return;
    }
    const QAction* other = key.isEmpty() ? nullptr : m_bindings.holder(key, &action);
    if (other != nullptr && m_clash != key) {
        m_clash = key;
        say(tr("%1 is the key of %2: press it again to take it from there")
                .arg(name, plainText(*other)),
            true);
        return;
    }
    m_bindings.set(action, key);
    say(key.isEmpty() ? tr("%1 has no key").arg(plainText(action))
                      : tr("%1: %2").arg(plainText(action), name),
        false);
}

bool KeysWindow::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_list || m_listening == nullptr) {
        return QWidget::eventFilter(watched, event);
    }
    if (event->type() == QEvent::ShortcutOverride) {
        event->accept();
        return true;
    }
    if (event->type() != QEvent::KeyPress) { return QWidget::eventFilter(watched, event); }
    const auto* key = static_cast<QKeyEvent*>(event);
    const Qt::KeyboardModifiers held = key->modifiers() & ~Qt::KeypadModifier;
    if (isModifier(key->key())) { return true; }
    if (key->key() == Qt::Key_Escape && held == Qt::NoModifier) {
        endListening();
    } else if (key->key() == Qt::Key_Backspace && held == Qt::NoModifier) {
        take({});
    } else {
        take(QKeySequence(QKeyCombination(held, static_cast<Qt::Key>(key->key()))));
    }
    return true;
}

void KeysWindow::say(const QString& words, bool wrong) {
    m_words->setText(words);
    QPalette palette = m_words->palette();
    palette.setColor(QPalette::WindowText, wrong ? appTheme().warn : appTheme().text2);
    m_words->setPalette(palette);
    m_words->setAccessibleName(words);
}

QString KeysWindow::words() const { return m_words->text(); }

void KeysWindow::narrow(const QString& words) {
    m_narrowed = words;
    for (int i = 0; i < m_list->topLevelItemCount(); ++i) {
        QTreeWidgetItem* row = m_list->topLevelItem(i);
        const QString all = row->text(0) + ' ' + row->text(1);
        row->setHidden(!all.contains(words, Qt::CaseInsensitive));
    }
}

QStringList KeysWindow::rows() const {
    QStringList all;
    for (int i = 0; i < m_list->topLevelItemCount(); ++i) {
        const QTreeWidgetItem* row = m_list->topLevelItem(i);
        if (!row->isHidden()) { all.append(row->text(0) + QStringLiteral(": ") + row->text(1)); }
    }
    return all;
}

}  // namespace weft::ui
