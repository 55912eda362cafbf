// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/structure/find_popup.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QTreeWidget>
#include <algorithm>

#include "ui/base/proxy_style.h"
#include "ui/panels/row_list.h"

namespace weft::ui {
namespace {

constexpr int kWidth = 420;
constexpr int kMostRows = 14;
constexpr int kRow = 24;

}  // namespace

FindPopup::FindPopup(QLineEdit& field, QWidget* window) : QObject(window), m_field(field) {
    m_list = new QTreeWidget(window);
    m_list->setObjectName(QStringLiteral("found"));
    m_list->setAccessibleName(tr("Nodes found"));
    m_list->setColumnCount(2);
    m_list->setHeaderHidden(true);
    showRows(*m_list);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setFrameStyle(QFrame::StyledPanel | QFrame::Raised);
    m_list->setAutoFillBackground(true);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_list->hide();
    field.setToolTip(tr("Part of a name or op; op:MatMul; /a regular expression/"));
    field.installEventFilter(this);
    connect(&field, &QLineEdit::textEdited, this, &FindPopup::look);
    connect(m_list, &QTreeWidget::itemClicked, this, [this](const QTreeWidgetItem* item) {
        m_list->hide();
        emit chosen(item->data(0, Qt::UserRole).toULongLong());
    });
}

void FindPopup::setDocument(std::shared_ptr<const EngineDocument> document) {
    m_document = std::move(document);
    if (m_document == nullptr) { m_list->hide(); }
}

void FindPopup::look() {
    m_list->clear();
    if (m_document == nullptr || m_field.text().trimmed().isEmpty()) {
        m_list->hide();
        return;
    }
    QString error;
    for (const FoundNode& node : findNodes(*m_document, m_field.text(), &error)) {
        auto* row = new QTreeWidgetItem(m_list, {node.name, node.type});
        row->setData(0, Qt::UserRole, node.id);
        row->setFont(0, fontOf(TextRole::Mono));
        row->setForeground(1, appTheme().text2);
    }
    if (m_list->topLevelItemCount() == 0) {
        auto* none =
            new QTreeWidgetItem(m_list, {error.isEmpty() ? tr("Nothing of that name") : error});
        none->setFlags(Qt::NoItemFlags);
    }
    place();
    m_list->show();
    m_list->raise();
}

void FindPopup::place() {
    QWidget* window = m_list->parentWidget();
    const QPoint corner =
        m_field.mapTo(window, QPoint(m_field.width() - kWidth, m_field.height() + 2));
    const int rows = std::min(m_list->topLevelItemCount(), kMostRows);
    m_list->setGeometry(std::max(8, corner.x()), corner.y(), kWidth, rows * kRow + 8);
}

QStringList FindPopup::shown() const {
    QStringList all;
    for (int i = 0; i < m_list->topLevelItemCount(); ++i) {
        if (m_list->topLevelItem(i)->flags() != Qt::NoItemFlags) {
            all.append(m_list->topLevelItem(i)->text(0));
        }
    }
    return all;
}

bool FindPopup::isOpen() const { return m_list->isVisible(); }

bool FindPopup::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::FocusOut) { m_list->hide(); }
    if (event->type() != QEvent::KeyPress || !m_list->isVisible()) {
        return QObject::eventFilter(watched, event);
    }
    const auto* key = static_cast<QKeyEvent*>(event);
    const int at = m_list->indexOfTopLevelItem(m_list->currentItem());
    const int step = key->key() == Qt::Key_Down ? 1 : key->key() == Qt::Key_Up ? -1 : 0;
    if (step != 0) {
        if (auto* next = m_list->topLevelItem(at + step)) { m_list->setCurrentItem(next); }
        return true;
    }
    if (key->key() == Qt::Key_Escape) {
        m_list->hide();
        return true;
    }
    const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    // Without a choice Enter goes on to the next in view, as it did before there was a list.
    if (enter && m_list->currentItem() != nullptr) {
        const quint64 id = m_list->currentItem()->data(0, Qt::UserRole).toULongLong();
        m_list->hide();
        if (id != 0) { emit chosen(id); }
        return true;
    }
    return QObject::eventFilter(watched, event);
}

}  // namespace weft::ui
