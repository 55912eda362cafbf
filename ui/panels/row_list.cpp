// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/row_list.h"

#include <QApplication>
#include <QHeaderView>
#include <QStyledItemDelegate>
#include <QTreeView>

namespace weft::ui {
namespace {

/// Rows of one height, whatever font a column has.
class RowDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        // The mark of a chosen row has no gaps between its columns.
        const QStyle& style = *(option.widget ? option.widget->style() : QApplication::style());
        style.drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
        QStyleOptionViewItem own(option);
        own.rect.adjust(8, 0, 0, 0);
        own.state &= ~(QStyle::State_Selected | QStyle::State_MouseOver);
        QStyledItemDelegate::paint(painter, own, index);
    }
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        QSize made = QStyledItemDelegate::sizeHint(option, index);
        made.setHeight(24);
        made.setWidth(made.width() + 16);
        return made;
    }
};

}  // namespace

void showRows(QTreeView& view) {
    view.setItemDelegate(new RowDelegate(&view));
    view.setRootIsDecorated(false);
    view.setUniformRowHeights(true);
}

QTreeView* makeListView(QAbstractItemModel* model, QWidget* parent) {
    auto* view = new QTreeView(parent);
    view->setModel(model);
    showRows(*view);
    view->setIndentation(0);
    view->setAllColumnsShowFocus(true);
    view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view->setTextElideMode(Qt::ElideMiddle);
    view->header()->setMinimumSectionSize(40);
    view->header()->setStretchLastSection(true);
    view->header()->setSectionsClickable(false);
    return view;
}

}  // namespace weft::ui
