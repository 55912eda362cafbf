// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <vector>

#include "engine/weft.h"

namespace weft::ui {

/// A slice of a tensor as a table: the last two axes are rows and columns, those before are fixed
/// at an index each. A vector is one column, a scalar one cell.
class TensorModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    void setTensor(const Tensor& tensor);
    const Tensor& tensor() const { return m_tensor; }
    /// Axes before the last two.
    int fixedAxes() const { return std::max(0, m_tensor.rank() - 2); }
    std::int64_t fixedAt(int axis) const { return m_fixed[static_cast<std::size_t>(axis)]; }
    void setFixed(int axis, std::int64_t index);
    /// Index of a cell in row-major order.
    std::int64_t elementAt(int row, int column) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& at, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& at) const override;
    bool setData(const QModelIndex& at, const QVariant& value, int role) override;

signals:
    /// A cell was typed.
    void typed(qint64 element, const QString& text);

private:
    Tensor m_tensor;
    std::vector<std::int64_t> m_fixed;
};

}  // namespace weft::ui
