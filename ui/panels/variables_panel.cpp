// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/variables_panel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QStackedLayout>
#include <QTreeView>
#include <QVBoxLayout>

#include "ui/base/empty_state.h"
#include "ui/base/number_format.h"

namespace weft::ui {

namespace {

constexpr int kName = 0;
constexpr int kFirstSpare = 2;  // these give way when the panel is narrow
constexpr int kWideEnough = 560;
constexpr std::array<int, 6> kWidths = {160, 118, 78, 72, 64, 80};

}  // namespace

VariablesPanel::VariablesPanel(QWidget* parent) : QWidget(parent) {
    using Rows = RowList<VariableRow>;
    const Qt::Alignment right = Qt::AlignRight | Qt::AlignVCenter;
    m_model = new Rows(
        {
            {.title = tr("name"),
             .text = [](const VariableRow& r) { return r.name; },
             .role = TextRole::MonoSmall,
             .tip =
                 [](const VariableRow& r) {
                     return QStringLiteral("%1\n%2 %3\n%4, %5")
                         .arg(r.name, r.dtype, r.shape, r.device, formatBytes(r.bytes));
                 }},
            {tr("value"),
             [](const VariableRow& r) {
                 return r.initialised ? (r.summary.isEmpty() ? tr("set") : r.summary)
                                      : tr("no value");
             },
             TextRole::MonoSmall},
            {tr("shape"), [](const VariableRow& r) { return r.shape; }, TextRole::MonoSmall},
            {tr("dtype"), [](const VariableRow& r) { return r.dtype; }},
            {tr("device"), [](const VariableRow& r) { return r.device; }},
            {tr("bytes"), [](const VariableRow& r) { return formatBytes(r.bytes); }, TextRole::Mono,
             right},
        },
        this);
    auto* page = new QWidget(this);
    m_view = makeListView(m_model, page);
    m_view->setObjectName(QStringLiteral("variables"));
    m_view->setAccessibleName(tr("Variables"));
    m_view->setTextElideMode(Qt::ElideLeft);  // names differ at their end
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->header()->setStretchLastSection(false);
    m_view->header()->setSectionResizeMode(QHeaderView::Interactive);
    m_view->header()->setSectionResizeMode(kName, QHeaderView::Stretch);
    for (std::size_t i = 0; i < kWidths.size(); ++i) {
        m_view->setColumnWidth(static_cast<int>(i), kWidths[i]);
    }
    m_total = new QLabel(page);
    m_total->setFont(fontOf(TextRole::Caption));
    m_total->setForegroundRole(QPalette::PlaceholderText);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 8);
    column->setSpacing(8);
    column->addWidget(m_view, 1);
    m_buttons = new QWidget(page);
    auto* row = new QHBoxLayout(m_buttons);
    row->setContentsMargins(12, 0, 12, 0);
    row->addWidget(m_total, 1);
    column->addWidget(m_buttons);
    m_empty = new EmptyState(QStringLiteral("state"),
                             tr("No variables. A Dense layer or a Variable brings some."), this);
    m_stack = new QStackedLayout(this);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(page);
    connect(m_view, &QTreeView::activated, this, [this](const QModelIndex& at) {
        emit itemChosen(m_model->rows()[static_cast<std::size_t>(at.row())].item);
    });
    connect(m_view, &QTreeView::clicked, this, [this](const QModelIndex& at) {
        emit itemChosen(m_model->rows()[static_cast<std::size_t>(at.row())].item);
    });
}

void VariablesPanel::setInitAction(QAction* action) {
    auto* button = new QPushButton(tr("Init"), m_buttons);
    button->setToolTip(tr("Run the initialisers of variables without a value (Ctrl+I)"));
    m_buttons->layout()->addWidget(button);
    button->setEnabled(action->isEnabled());
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    connect(action, &QAction::enabledChanged, button, &QPushButton::setEnabled);
}

void VariablesPanel::setVariables(std::vector<VariableRow> rows) {
    qint64 bytes = 0;
    for (const VariableRow& r : rows) { bytes += r.bytes; }
    m_total->setText(
        (rows.size() == 1 ? tr("1 variable, ") : tr("%1 variables, ").arg(rows.size())) +
        formatBytes(bytes));
    m_stack->setCurrentIndex(rows.empty() ? 0 : 1);
    m_model->setRows(std::move(rows));
}

void VariablesPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    for (int i = kFirstSpare; i < m_model->columnCount({}); ++i) {
        m_view->setColumnHidden(i, width() < kWideEnough);
    }
}

}  // namespace weft::ui
