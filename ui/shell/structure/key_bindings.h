// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QSet>

class QAction;

namespace weft::ui {

/// The keys of the window's actions: as they come, or as a person wants them, which is remembered
/// between starts by the actions' names. GUI thread.
class KeyBindings final : public QObject {
    Q_OBJECT

public:
    /// Gives the actions the keys that were chosen before. @param actions outlive this.
    KeyBindings(const QList<QAction*>& actions, QObject* parent);

    /// Whose key it is, other than this one's; null: nobody's.
    QAction* holder(const QKeySequence& key, const QAction* except) const;
    /// Why that cannot be the key of an action; empty: it can. What types or walks stays with the
    /// fields and with the canvas.
    static QString whyNot(const QKeySequence& key);
    /// Gives an action this key only (none: no key), and takes it from whoever had it.
    void set(QAction& action, const QKeySequence& key);
    /// As they came.
    void reset(QAction& action);
    void resetAll();
    bool isChanged(const QAction& action) const;
    bool isOurs(const QAction* action) const { return m_defaults.contains(action); }

signals:
    void changed();

private:
    void put(QAction& action, const QList<QKeySequence>& keys);
    void load();
    void store() const;

    QList<QAction*> m_actions;
    QHash<const QAction*, QList<QKeySequence>> m_defaults;
    QSet<const QAction*> m_ofCanvas;  // whose keys as they come the canvas takes itself
};

}  // namespace weft::ui
