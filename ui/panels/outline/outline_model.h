// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemModel>

#include "ui/panels/outline/outline_tree.h"

namespace weft::ui {

/// The outline's tree for Qt's views. Names can be typed; the document decides about them.
class OutlineModel final : public QAbstractItemModel {
    Q_OBJECT

public:
    using QAbstractItemModel::QAbstractItemModel;

    void setTree(OutlineTree tree);
    const OutlineTree& tree() const { return m_tree; }
    /// Names may be typed.
    void setEditable(bool editable) { m_editable = editable; }
    /// The row's index in the first column; invalid for -1.
    QModelIndex indexOf(int row) const;
    int rowAt(const QModelIndex& at) const;

    QModelIndex index(int row, int column, const QModelIndex& parent) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent) const override;
    int columnCount(const QModelIndex& parent) const override;
    bool hasChildren(const QModelIndex& parent) const override;
    bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;
    QVariant data(const QModelIndex& at, int role) const override;
    bool setData(const QModelIndex& at, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& at) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void renameRequested(quint64 item, const QString& name);

private:
    OutlineTree m_tree;
    bool m_editable = false;
};

}  // namespace weft::ui
