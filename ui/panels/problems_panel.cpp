// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/problems_panel.h"

#include <QPainter>
#include <QStackedLayout>
#include <QTreeView>

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
    m_stack->addWidget(m_view);
    const auto chosen = [this](const QModelIndex& at) {
        emit itemChosen(m_model->rows()[static_cast<std::size_t>(at.row())].item);
    };
    connect(m_view, &QTreeView::clicked, this, chosen);
    connect(m_view, &QTreeView::activated, this, chosen);
}

void ProblemsPanel::setProblems(std::vector<ProblemRow> rows) {
    m_stack->setCurrentIndex(rows.empty() ? 0 : 1);
    m_model->setRows(std::move(rows));
}

}  // namespace weft::ui
