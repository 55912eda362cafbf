// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>

class QAction;
class QTreeWidget;

namespace weft::ui {

/// All keys in a window of its own: those of the menus, as they are now, and those that act while
/// the canvas has the focus.
class KeysWindow final : public QWidget {
    Q_OBJECT

public:
    explicit KeysWindow(QWidget* parent);

    /// Fills it anew and brings it to the front.
    void open(const QList<QAction*>& actions);
    /// "Undo: Ctrl+Z" of each row.
    QStringList rows() const;

private:
    void narrow(const QString& words);
    void add(const QString& what, const QString& key, const QString& where);

    QTreeWidget* m_list = nullptr;
};

/// The words of an action without its mnemonic.
QString plainText(const QAction& action);

}  // namespace weft::ui
