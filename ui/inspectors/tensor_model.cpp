// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/tensor_model.h"

#include <algorithm>

#include "ui/base/theme.h"
#include "ui/base/to_qt.h"

namespace weft::ui {

void TensorModel::setTensor(const Tensor& tensor) {
    const bool same = m_tensor.valid() && m_tensor.shape() == tensor.shape();
    if (same) {
        m_tensor = tensor;
        if (rowCount() > 0 && columnCount() > 0) {
            emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
        }
        return;
    }
    beginResetModel();
    m_tensor = tensor;
    m_fixed.assign(static_cast<std::size_t>(fixedAxes()), 0);
    endResetModel();
}

void TensorModel::setFixed(int axis, std::int64_t index) {
    beginResetModel();
    m_fixed[static_cast<std::size_t>(axis)] =
        std::clamp<std::int64_t>(index, 0, std::max<std::int64_t>(0, m_tensor.shape()[axis] - 1));
    endResetModel();
}

std::int64_t TensorModel::elementAt(int row, int column) const {
    std::int64_t at = 0;
    for (int axis = 0; axis < fixedAxes(); ++axis) {
        at = at * m_tensor.shape()[axis] + fixedAt(axis);
    }
    return (at * rowCount() + row) * columnCount() + column;
}

int TensorModel::rowCount(const QModelIndex& parent) const {
    if (parent.isValid() || !m_tensor.valid()) { return 0; }
    // An axis before of size 0 leaves nothing to show.
    if (m_tensor.elements() == 0) { return 0; }
    const int rank = m_tensor.rank();
    return rank == 0 ? 1 : static_cast<int>(m_tensor.shape()[rank == 1 ? 0 : rank - 2]);
}

int TensorModel::columnCount(const QModelIndex& parent) const {
    if (parent.isValid() || !m_tensor.valid()) { return 0; }
    const int rank = m_tensor.rank();
    return rank < 2 ? 1 : static_cast<int>(m_tensor.shape()[rank - 1]);
}

QVariant TensorModel::data(const QModelIndex& at, int role) const {
    if (!at.isValid()) { return {}; }
    switch (role) {
        case Qt::DisplayRole:
        case Qt::EditRole: {
            const std::int64_t element = elementAt(at.row(), at.column());
            if (m_tensor.dtype() == DType::String) {
                return toQt(m_tensor.values<std::string>()[static_cast<std::size_t>(element)]);
            }
            return toQt(formatElement(m_tensor, element));
        }
        case Qt::FontRole:
            return fontOf(TextRole::Mono);
        case Qt::TextAlignmentRole:
            return QVariant(m_tensor.dtype() == DType::String ? Qt::AlignLeft | Qt::AlignVCenter
                                                              : Qt::AlignRight | Qt::AlignVCenter);
        default:
            return {};
    }
}

QVariant TensorModel::headerData(int section, Qt::Orientation, int role) const {
    if (role == Qt::DisplayRole) { return section; }
    if (role == Qt::FontRole) { return fontOf(TextRole::MonoSmall); }
    return {};
}

Qt::ItemFlags TensorModel::flags(const QModelIndex& at) const {
    return QAbstractTableModel::flags(at) | Qt::ItemIsEditable;
}

bool TensorModel::setData(const QModelIndex& at, const QVariant& value, int role) {
    if (role != Qt::EditRole || !at.isValid()) { return false; }
    if (value.toString() == data(at, Qt::EditRole).toString()) { return false; }
    emit typed(elementAt(at.row(), at.column()), value.toString());
    return true;
}

}  // namespace weft::ui
