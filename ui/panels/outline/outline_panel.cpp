// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/outline/outline_panel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QTreeView>
#include <QVBoxLayout>

#include "ui/base/background.h"
#include "ui/base/number_format.h"

namespace weft::ui {
namespace {

/// More rows than anyone wants to see chosen, and than a view can choose at once.
constexpr qsizetype kMostShown = 200;
/// Of what a filter leaves all is unfolded, if it is no more.
constexpr int kMostUnfolded = 500;

}  // namespace

OutlinePanel::OutlinePanel(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("outline"));
    m_filter = new QLineEdit(this);
    m_filter->setPlaceholderText(tr("Filter by name or type"));
    m_filter->setAccessibleName(tr("Filter of the outline"));
    m_filter->setClearButtonEnabled(true);
    m_filter->installEventFilter(this);
    m_order = new QComboBox(this);
    m_order->addItems({tr("Place"), tr("Name"), tr("Creation")});
    m_order->setAccessibleName(tr("Order of the outline"));
    m_order->setToolTip(tr("Sorted by place, name or order of creation"));
    m_model = new OutlineModel(this);
    m_view = new QTreeView(this);
    m_view->setModel(m_model);
    m_view->setAccessibleName(tr("Outline"));
    m_view->setUniformRowHeights(true);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setTextElideMode(Qt::ElideMiddle);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setExpandsOnDoubleClick(false);
    m_view->setIndentation(16);
    m_view->header()->setStretchLastSection(true);
    m_view->header()->resizeSection(0, 168);
    m_view->installEventFilter(this);
    m_notice = new QLabel(this);
    m_notice->setFont(fontOf(TextRole::Caption));
    m_notice->setContentsMargins(8, 4, 8, 8);
    m_notice->setWordWrap(true);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(8, 0, 8, 0);
    head->addWidget(m_filter, 1);
    head->addWidget(m_order);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 0, 0);
    column->setSpacing(4);
    column->addLayout(head);
    column->addWidget(m_view, 1);
    column->addWidget(m_notice);
    const auto again = [this] {
        m_stale = true;
        makeSoon();
    };
    connect(m_filter, &QLineEdit::textChanged, this, again);
    connect(m_order, &QComboBox::currentIndexChanged, this, again);
    connect(m_model, &OutlineModel::renameRequested, this, &OutlinePanel::renameRequested);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &OutlinePanel::tellChosen);
    connect(m_view, &QTreeView::doubleClicked, this, &OutlinePanel::openRow);
}

void OutlinePanel::look(std::shared_ptr<const EngineDocument> document, bool editable) {
    m_document = std::move(document);
    m_model->setEditable(editable && m_document != nullptr);
    m_stale = true;
    makeSoon();
}

void OutlinePanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    makeSoon();
}

void OutlinePanel::focusTree() {
    m_view->setFocus(Qt::ShortcutFocusReason);
    if (!m_view->currentIndex().isValid()) {
        m_view->selectionModel()->setCurrentIndex(m_model->index(0, 0, {}),
                                                  QItemSelectionModel::NoUpdate);
    }
}

/// Nobody looks at a tree that is not shown.
void OutlinePanel::makeSoon() {
    if (!m_stale || m_making || !isVisible()) { return; }
    m_stale = false;
    m_making = true;
    const auto order = static_cast<OutlineTree::Order>(m_order->currentIndex());
    inBackground(
        this,
        [document = m_document, order, filter = m_filter->text().trimmed()] {
            return OutlineTree(document, order, filter);
        },
        [this](OutlineTree tree) {
            m_making = false;
            take(std::move(tree));
            makeSoon();
        });
}

void OutlinePanel::take(OutlineTree tree) {
    const OutlineTree& before = m_model->tree();
    QSet<QString> unfolded;
    for (std::size_t i = 0; i < before.rows().size(); ++i) {
        const OutlineRow& row = before.rows()[i];
        const bool open =
            !row.children.empty() && m_view->isExpanded(m_model->indexOf(static_cast<int>(i)));
        if (open) { unfolded.insert(row.key()); }
    }
    const QString at = current() == nullptr ? QString() : current()->key();
    const int top = m_view->verticalScrollBar()->value();
    m_showing = true;
    m_model->setTree(std::move(tree));
    const OutlineTree& now = m_model->tree();
    const bool all = !m_filter->text().trimmed().isEmpty() && now.found() <= kMostUnfolded;
    int found = -1;
    // Rows that come while it goes on are sockets, and their turn comes.
    for (std::size_t i = 0; i < now.rows().size(); ++i) {
        const OutlineRow& row = now.rows()[i];
        const QString key = row.key();
        if (key == at) { found = static_cast<int>(i); }
        if ((all && row.isGroup) || unfolded.contains(key)) {
            const QModelIndex index = m_model->indexOf(static_cast<int>(i));
            if (m_model->canFetchMore(index)) { m_model->fetchMore(index); }
            m_view->expand(index);
        }
    }
    if (found >= 0) {
        m_view->selectionModel()->setCurrentIndex(m_model->indexOf(found),
                                                  QItemSelectionModel::NoUpdate);
    }
    m_view->verticalScrollBar()->setValue(top);
    m_showing = false;
    const bool filtered = !m_filter->text().trimmed().isEmpty();
    m_notice->setText(m_document == nullptr ? tr("Nothing is open.")
                      : filtered            ? tr("%1 found").arg(formatCount(now.found()))
                                            : QString());
    m_notice->setVisible(!m_notice->text().isEmpty());
    showSelection(m_items, m_wires);
    emit followed();
}

void OutlinePanel::showSelection(const QSet<quint64>& items, const QSet<quint64>& wires) {
    m_items = items;
    m_wires = wires;
    if (!isVisible() || m_stale) { return; }
    m_showing = true;
    QItemSelection rows;
    QModelIndex first;
    const auto choose = [&](OutlineRow::Kind kind, quint64 id) {
        const QModelIndex at = m_model->indexOf(m_model->tree().find(kind, id));
        if (!at.isValid()) { return; }
        rows.select(at, at.siblingAtColumn(1));
        if (!first.isValid() || at.row() < first.row()) { first = at; }
    };
    if (items.size() <= kMostShown) {
        for (const quint64 id : items) { choose(OutlineRow::Kind::Item, id); }
        for (const quint64 id : wires) { choose(OutlineRow::Kind::Wire, id); }
    }
    const bool own = m_view->hasFocus() || m_filter->hasFocus();
    // A socket that keys have reached here stays where it is.
    const OutlineRow* now = current();
    const bool inside =
        own && now != nullptr && now->kind == OutlineRow::Kind::Socket && items.contains(now->id);
    if (!inside) {
        m_view->selectionModel()->select(rows, QItemSelectionModel::ClearAndSelect);
        if (first.isValid() && !own) {
            m_view->selectionModel()->setCurrentIndex(first, QItemSelectionModel::NoUpdate);
            m_view->scrollTo(first);
        }
    }
    m_showing = false;
}

const OutlineRow* OutlinePanel::current() const {
    const int row = m_model->rowAt(m_view->currentIndex());
    return row < 0 ? nullptr : &m_model->tree().row(row);
}

void OutlinePanel::tellChosen() {
    if (m_showing) { return; }
    QSet<quint64> items;
    QSet<quint64> wires;
    const QModelIndexList list = m_view->selectionModel()->selectedRows();
    for (const QModelIndex& at : list) {
        const OutlineRow& row = m_model->tree().row(m_model->rowAt(at));
        (row.kind == OutlineRow::Kind::Wire ? wires : items).insert(row.id);
    }
    m_items = items;
    m_wires = wires;
    const OutlineRow* only =
        list.size() == 1 ? &m_model->tree().row(m_model->rowAt(list[0])) : nullptr;
    if (only != nullptr && only->kind == OutlineRow::Kind::Socket) {
        emit socketChosen(only->id, only->port, only->isOutput);
        return;
    }
    emit chosen(items, wires);
}

void OutlinePanel::openRow(const QModelIndex& at) {
    const int i = m_model->rowAt(at);
    if (i < 0) { return; }
    const OutlineRow& row = m_model->tree().row(i);
    if (row.kind == OutlineRow::Kind::Wire) {
        // To its other end.
        const Wire* wire = m_document == nullptr || !m_document->project
                               ? nullptr
                               : m_document->project->find<Wire>(ItemId{row.id});
        if (wire == nullptr) { return; }
        emit openRequested((row.isOutput ? wire->to : wire->from).item.value, false);
        return;
    }
    emit openRequested(row.id, row.isGroup);
}

void OutlinePanel::deleteRows() {
    QSet<quint64> items;
    QSet<quint64> wires;
    for (const QModelIndex& at : m_view->selectionModel()->selectedRows()) {
        const OutlineRow& row = m_model->tree().row(m_model->rowAt(at));
        if (row.kind == OutlineRow::Kind::Wire) { wires.insert(row.id); }
        if (row.kind == OutlineRow::Kind::Socket) {
            // A socket stands for its wires, as on the canvas.
            for (const int child : row.children) { wires.insert(m_model->tree().row(child).id); }
        }
        const bool thing =
            row.kind == OutlineRow::Kind::Item || row.kind == OutlineRow::Kind::Paper;
        if (thing) { items.insert(row.id); }
    }
    if (!items.isEmpty() || !wires.isEmpty()) { emit deleteRequested(items, wires); }
}

bool OutlinePanel::key(int key, Qt::KeyboardModifiers modifiers) {
    const QModelIndex at = m_view->currentIndex();
    const OutlineRow* row = current();
    if (key == Qt::Key_Escape) {
        emit leaveRequested();
        return true;
    }
    if (row == nullptr) { return false; }
    switch (key) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
            openRow(at);
            return true;
        case Qt::Key_F2:
            if (row->kind == OutlineRow::Kind::Item) { m_view->edit(at.siblingAtColumn(0)); }
            return true;
        case Qt::Key_Delete:
            deleteRows();
            return true;
        case Qt::Key_W:
            if (row->kind != OutlineRow::Kind::Socket || (modifiers & ~Qt::ShiftModifier) != 0) {
                return false;
            }
            emit connectRequested(row->id, row->port, row->isOutput);
            return true;
        default:
            return false;
    }
}

bool OutlinePanel::eventFilter(QObject* watched, QEvent* event) {
    const bool isKey =
        event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride;
    if (isKey) {
        const auto* pressed = static_cast<QKeyEvent*>(event);
        const int code = pressed->key();
        if (watched == m_filter && event->type() == QEvent::KeyPress && code == Qt::Key_Down) {
            focusTree();
            return true;
        }
        const bool ours = code == Qt::Key_Delete || code == Qt::Key_F2;
        if (watched == m_view && event->type() == QEvent::ShortcutOverride && ours) {
            event->accept();  // the window's Delete and F2 are about the canvas
            return true;
        }
        if (watched == m_view && event->type() == QEvent::KeyPress &&
            key(code, pressed->modifiers())) {
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace weft::ui
