// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/problems_panel.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QStackedLayout>
#include <QTreeView>
#include <algorithm>

#include "ui/base/empty_state.h"
#include "ui/base/proxy_style.h"

namespace weft::ui {
namespace {

/// Filled triangle for errors, hollow for warnings, ring for hints: never colour alone.
QVariant markOf(const ProblemRow& row) {
    const Theme& theme = appTheme();
    QPixmap picture(32, 32);
    picture.setDevicePixelRatio(2);
    picture.fill(Qt::transparent);
    QPainter p(&picture);
    p.setRenderHint(QPainter::Antialiasing);
    const QPolygonF triangle({QPointF(2.5, 13), QPointF(8, 3), QPointF(13.5, 13)});
    switch (row.severity) {
        case ProblemRow::Severity::Error:
            p.setPen(Qt::NoPen);
            p.setBrush(theme.error);
            p.drawPolygon(triangle);
            break;
        case ProblemRow::Severity::Warning:
            p.setPen(QPen(theme.warn, 1.5));
            p.drawPolygon(triangle);
            break;
        case ProblemRow::Severity::Hint:
            p.setPen(QPen(theme.text2, 1.5));
            p.drawEllipse(QPointF(8, 8), 4.5, 4.5);
            break;
    }
    return picture;
}

}  // namespace

ProblemsPanel::ProblemsPanel(QWidget* parent) : QWidget(parent) {
    using Rows = RowList<ProblemRow>;
    m_model =
        new Rows({{tr("where"), [](const ProblemRow& r) { return r.where; }, TextRole::Mono,
                   Qt::AlignLeft | Qt::AlignVCenter, markOf},
                  {tr("problem"), [](const ProblemRow& r) { return r.text; }, TextRole::Body}},
                 this);
    m_view = makeListView(m_model, this);
    m_view->setObjectName(QStringLiteral("problems"));
    m_view->setAccessibleName(tr("Problems"));
    m_view->setColumnWidth(0, 180);
    m_stack = new QStackedLayout(this);
    m_stack->addWidget(new EmptyState(QStringLiteral("tick"), tr("No problems found."), this));
    auto* listed = new QWidget(this);
    m_repairs = new QWidget(listed);
    m_repairs->setObjectName(QStringLiteral("repairs"));
    auto* buttons = new QHBoxLayout(m_repairs);
    buttons->setContentsMargins(8, 4, 8, 4);
    buttons->setSpacing(8);
    auto* column = new QVBoxLayout(listed);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_view, 1);
    column->addWidget(m_repairs);
    m_stack->addWidget(listed);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &ProblemsPanel::showRepairs);
    const auto chosen = [this](const QModelIndex& at) {
        emit itemChosen(m_model->rows()[static_cast<std::size_t>(at.row())].item);
    };
    connect(m_view, &QTreeView::clicked, this, chosen);
    connect(m_view, &QTreeView::activated, this, chosen);
}

void ProblemsPanel::setProblems(std::vector<ProblemRow> rows) {
    m_stack->setCurrentIndex(rows.empty() ? 0 : 1);
    const int before = m_view->currentIndex().row();
    m_model->setRows(std::move(rows));
    // The first one is offered its repairs at once: nobody has to find out that rows can be chosen.
    const int wanted = std::clamp(before, 0, std::max(0, m_model->rowCount({}) - 1));
    m_view->setCurrentIndex(m_model->index(wanted, 0));
    showRepairs();
}

void ProblemsPanel::showRepairs() {
    while (QLayoutItem* item = m_repairs->layout()->takeAt(0)) {
        if (item->widget() != nullptr) { item->widget()->deleteLater(); }
        delete item;
    }
    const int at = m_view->currentIndex().row();
    const bool there = at >= 0 && at < m_model->rowCount({});
    const ProblemRow row = there ? m_model->rows()[static_cast<std::size_t>(at)] : ProblemRow();
    for (const ProblemRepair& repair : row.repairs) {
        auto* button = new QPushButton(repair.label, m_repairs);
        button->setObjectName(repair.id);
        button->setToolTip(tr("%1: %2").arg(row.where, repair.label));
        connect(button, &QPushButton::clicked, this,
                [this, item = row.item, id = repair.id] { emit repairChosen(item, id); });
        m_repairs->layout()->addWidget(button);
    }
    static_cast<QHBoxLayout*>(m_repairs->layout())->addStretch();
    m_repairs->setVisible(!row.repairs.empty());
}

}  // namespace weft::ui
