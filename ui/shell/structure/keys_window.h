// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QList>
#include <QPointer>
#include <QWidget>

class QAction;
class QLabel;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace weft::ui {

class KeyBindings;

/// All keys in a window of its own: those of the menus, as they are now, and those that act while
/// the canvas has the focus. Those of the menus can be changed: Enter or a double click on a row,
/// then the new key; a key that another action has is named, and taken over when it is pressed
/// again. Backspace takes the key away, Escape leaves it.
class KeysWindow final : public QWidget {
    Q_OBJECT

public:
    KeysWindow(KeyBindings& bindings, QWidget* parent);

    /// Fills it anew and brings it to the front.
    void open(const QList<QAction*>& actions);
    /// "Undo: Ctrl+Z" of each row.
    QStringList rows() const;
    /// Waits for the new key of an action.
    void listenFor(QAction* action);
    /// What is said about the key being changed.
    QString words() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fill();
    void narrow(const QString& words);
    void add(const QString& what, const QString& key, const QString& where, QAction* action);
    void take(const QKeySequence& key);
    void endListening();
    void say(const QString& words, bool wrong);
    QTreeWidgetItem* rowOf(const QAction* action) const;
    QAction* actionOf(const QTreeWidgetItem* row) const;

    KeyBindings& m_bindings;
    QList<QAction*> m_actions;
    QString m_narrowed;
    QPointer<QAction> m_listening;  // its key is pressed next
    QKeySequence m_clash;           // pressed once, and another's
    QTreeWidget* m_list = nullptr;  // child, as those below
    QLabel* m_words = nullptr;
    QPushButton* m_change = nullptr;
    QPushButton* m_reset = nullptr;
    QPushButton* m_resetAll = nullptr;
};

/// The words of an action without its mnemonic.
QString plainText(const QAction& action);

}  // namespace weft::ui
