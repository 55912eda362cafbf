// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/outline/outline_model.h"

#include <QSize>

#include "ui/base/proxy_style.h"

namespace weft::ui {
namespace {

constexpr int kRow = 24;  // pixels high, as in other lists

}  // namespace

void OutlineModel::setTree(OutlineTree tree) {
    beginResetModel();
    m_tree = std::move(tree);
    endResetModel();
}

QModelIndex OutlineModel::indexOf(int row) const {
    if (row < 0) { return {}; }
    return createIndex(m_tree.row(row).place, 0, static_cast<quintptr>(row));
}

int OutlineModel::rowAt(const QModelIndex& at) const {
    return at.isValid() ? static_cast<int>(at.internalId()) : -1;
}

QModelIndex OutlineModel::index(int row, int column, const QModelIndex& parent) const {
    const std::vector<int>& children = m_tree.children(rowAt(parent));
    if (row < 0 || row >= static_cast<int>(children.size())) { return {}; }
    return createIndex(row, column, static_cast<quintptr>(children[static_cast<std::size_t>(row)]));
}

QModelIndex OutlineModel::parent(const QModelIndex& child) const {
    return child.isValid() ? indexOf(m_tree.row(rowAt(child)).parent) : QModelIndex();
}

int OutlineModel::rowCount(const QModelIndex& parent) const {
    if (parent.column() > 0) { return 0; }
    return static_cast<int>(m_tree.children(rowAt(parent)).size());
}

int OutlineModel::columnCount(const QModelIndex&) const { return 2; }

bool OutlineModel::hasChildren(const QModelIndex& parent) const {
    return rowCount(parent) > 0 || canFetchMore(parent);
}

bool OutlineModel::canFetchMore(const QModelIndex& parent) const {
    return parent.isValid() && !m_tree.row(rowAt(parent)).complete;
}

void OutlineModel::fetchMore(const QModelIndex& parent) {
    const int row = rowAt(parent);
    const auto added = static_cast<int>(m_tree.missing(row).size());
    if (added == 0) {
        m_tree.complete(row);
        return;
    }
    const int first = rowCount(parent);
    beginInsertRows(indexOf(row), first, first + added - 1);
    m_tree.complete(row);
    endInsertRows();
}

QVariant OutlineModel::data(const QModelIndex& at, int role) const {
    if (!at.isValid()) { return {}; }
    const OutlineRow& row = m_tree.row(rowAt(at));
    const bool isItem = row.kind == OutlineRow::Kind::Item;
    switch (role) {
        case Qt::DisplayRole:
            return at.column() == 0 ? row.name : row.detail;
        case Qt::EditRole:
            return row.name;
        case Qt::ToolTipRole:
            return row.problem.isEmpty() ? row.name : row.name + '\n' + row.problem;
        case Qt::FontRole:
            return fontOf(at.column() == 0 && isItem ? TextRole::Mono : TextRole::MonoSmall);
        case Qt::ForegroundRole:
            if (!row.problem.isEmpty()) { return appTheme().error; }
            return isItem && at.column() == 0 ? appTheme().text : appTheme().text2;
        case Qt::SizeHintRole:
            return QSize(0, kRow);
        case Qt::AccessibleTextRole: {
            QString text = row.name + QStringLiteral(", ") + row.detail;
            if (!row.problem.isEmpty()) { text += ", " + tr("error: %1").arg(row.problem); }
            return text;
        }
        default:
            return {};
    }
}

bool OutlineModel::setData(const QModelIndex& at, const QVariant& value, int role) {
    const OutlineRow& row = m_tree.row(rowAt(at));
    const QString name = value.toString().trimmed();
    if (role != Qt::EditRole || row.kind != OutlineRow::Kind::Item || name == row.name) {
        return false;
    }
    // The row changes when the document has.
    emit renameRequested(row.id, name);
    return false;
}

Qt::ItemFlags OutlineModel::flags(const QModelIndex& at) const {
    if (!at.isValid()) { return {}; }
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    const bool named = m_tree.row(rowAt(at)).kind == OutlineRow::Kind::Item && at.column() == 0;
    if (named && m_editable) { flags |= Qt::ItemIsEditable; }
    return flags;
}

QVariant OutlineModel::headerData(int section, Qt::Orientation, int role) const {
    if (role == Qt::DisplayRole) { return section == 0 ? tr("Name") : tr("Kind"); }
    return role == Qt::FontRole ? QVariant(fontOf(TextRole::Caption)) : QVariant();
}

}  // namespace weft::ui
