// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <functional>
#include <vector>

#include "ui/base/theme.h"

class QTreeView;

namespace weft::ui {

/// A read-only table over a vector of values: each column is a title and a function from a row to
/// its text. The panels' lists need no more of Qt's models than this.
template <class Row>
class RowList : public QAbstractTableModel {
public:
    struct Column {
        QString title;
        std::function<QString(const Row&)> text;
        TextRole role = TextRole::Mono;
        Qt::Alignment align = Qt::AlignLeft | Qt::AlignVCenter;
        /// Decoration: name of an icon; may be empty.
        std::function<QVariant(const Row&)> decoration;
        /// Where it says more than the text.
        std::function<QString(const Row&)> tip;
    };

    RowList(std::vector<Column> columns, QObject* parent)
        : QAbstractTableModel(parent), m_columns(std::move(columns)) {}

    const std::vector<Row>& rows() const { return m_rows; }
    /// Replaces all rows; selection and scroll position stay when their number stays.
    void setRows(std::vector<Row> rows) {
        if (rows.size() == m_rows.size()) {
            m_rows = std::move(rows);
            if (!m_rows.empty()) {
                emit dataChanged(index(0, 0), index(rowCount({}) - 1, columnCount({}) - 1));
            }
            return;
        }
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
    }
    void append(Row row) {
        const int at = rowCount({});
        beginInsertRows({}, at, at);
        m_rows.push_back(std::move(row));
        endInsertRows();
    }
    /// Changes the last row.
    void replaceLast(Row row) {
        m_rows.back() = std::move(row);
        const int at = rowCount({}) - 1;
        emit dataChanged(index(at, 0), index(at, columnCount({}) - 1));
    }
    void dropFirst(int count) {
        beginRemoveRows({}, 0, count - 1);
        m_rows.erase(m_rows.begin(), m_rows.begin() + count);
        endRemoveRows();
    }

    int rowCount(const QModelIndex& parent) const override {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }
    int columnCount(const QModelIndex&) const override {
        return static_cast<int>(m_columns.size());
    }
    QVariant data(const QModelIndex& at, int role) const override {
        const Row& row = m_rows[static_cast<std::size_t>(at.row())];
        const Column& column = m_columns[static_cast<std::size_t>(at.column())];
        switch (role) {
            case Qt::DisplayRole:
                return column.text(row);
            case Qt::ToolTipRole:
                return column.tip ? column.tip(row) : column.text(row);
            case Qt::FontRole:
                return fontOf(column.role);
            case Qt::TextAlignmentRole:
                return QVariant(column.align);
            case Qt::DecorationRole:
                return column.decoration ? column.decoration(row) : QVariant();
            default:
                return {};
        }
    }
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override {
        const Column& column = m_columns[static_cast<std::size_t>(section)];
        if (orientation != Qt::Horizontal) { return {}; }
        if (role == Qt::DisplayRole) { return column.title; }
        if (role == Qt::FontRole) { return fontOf(TextRole::Caption); }
        if (role == Qt::TextAlignmentRole) { return QVariant(column.align); }
        return {};
    }

private:
    std::vector<Column> m_columns;
    std::vector<Row> m_rows;
};

/// Rows of 24 pixels with room at their sides, as all lists of the window have.
void showRows(QTreeView& view);
/// A flat list view with 24 pixel rows, for these tables.
QTreeView* makeListView(QAbstractItemModel* model, QWidget* parent);

}  // namespace weft::ui
