// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <QWidget>

#include "ui/panels/outline/outline_model.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QTreeView;

namespace weft::ui {

/// All of a project as a tree by which everything can be done with keys alone: find (filter), go
/// (Enter), rename (F2), connect (W at a socket), delete. The tree is made on another thread, so that
/// 10,000 nodes hold nothing up. It asks by signals and changes nothing. GUI thread.
class OutlinePanel final : public QWidget {
    Q_OBJECT

public:
    explicit OutlinePanel(QWidget* parent = nullptr);

    /// Follows a document; null: nothing is open. @param editable names may be typed.
    void look(std::shared_ptr<const EngineDocument> document, bool editable);
    /// Shows what is selected elsewhere; asks for nothing.
    void showSelection(const QSet<quint64>& items, const QSet<quint64>& wires);
    void focusTree();

    QTreeView& view() const { return *m_view; }
    OutlineModel& model() const { return *m_model; }
    QLineEdit& filter() const { return *m_filter; }
    QComboBox& order() const { return *m_order; }
    /// Whether the tree is of the last document that was looked at, as it is asked for.
    bool isCurrent() const { return !m_stale && !m_making; }

signals:
    /// The chosen rows are others.
    void chosen(const QSet<quint64>& items, const QSet<quint64>& wires);
    /// A socket was chosen.
    void socketChosen(quint64 item, const QString& port, bool isOutput);
    /// Enter or a double click: show it where it is drawn, a group with what is in it.
    void openRequested(quint64 item, bool isGroup);
    /// W at a socket: list what it can be wired to.
    void connectRequested(quint64 item, const QString& port, bool isOutput);
    void renameRequested(quint64 item, const QString& name);
    void deleteRequested(const QSet<quint64>& items, const QSet<quint64>& wires);
    /// Escape: back to the canvas.
    void leaveRequested();
    /// The tree is that of the document now.
    void followed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void makeSoon();
    void take(OutlineTree tree);
    bool key(int key, Qt::KeyboardModifiers modifiers);
    void tellChosen();
    void openRow(const QModelIndex& at);
    void deleteRows();
    const OutlineRow* current() const;

    QLineEdit* m_filter = nullptr;
    QComboBox* m_order = nullptr;
    QTreeView* m_view = nullptr;
    QLabel* m_notice = nullptr;
    OutlineModel* m_model = nullptr;
    std::shared_ptr<const EngineDocument> m_document;
    QSet<quint64> m_items;  // selected elsewhere
    QSet<quint64> m_wires;
    bool m_stale = false;    // the tree is not of m_document
    bool m_making = false;   // another thread makes one
    bool m_showing = false;  // rows are chosen by showSelection()
};

}  // namespace weft::ui
