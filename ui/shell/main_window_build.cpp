// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// MainWindow: how it is put together.

#include <QMenu>
#include <QMenuBar>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/canvas/canvas_view.h"
#include "ui/inspectors/data/data_keeper.h"
#include "ui/inspectors/data/data_page.h"
#include "ui/inspectors/evaluate/evaluate_panel.h"
#include "ui/inspectors/functions/function_page.h"
#include "ui/inspectors/item_page.h"
#include "ui/inspectors/iterations/iteration_page.h"
#include "ui/inspectors/run/run_sheet.h"
#include "ui/inspectors/try/try_panel.h"
#include "ui/panels/adopt_bar.h"
#include "ui/panels/call_line.h"
#include "ui/panels/change_bar.h"
#include "ui/panels/error_bar.h"
#include "ui/panels/node_page.h"
#include "ui/panels/problems_panel.h"
#include "ui/panels/session_bar.h"
#include "ui/panels/transcript_panel.h"
#include "ui/panels/variables_panel.h"
#include "ui/plots/histograms_panel.h"
#include "ui/plots/plots_panel.h"
#include "ui/session/series_store.h"
#include "ui/shell/actions.h"
#include "ui/shell/adopt/adopt_controller.h"
#include "ui/shell/canvas/outline_controller.h"
#include "ui/shell/edit_controller.h"
#include "ui/shell/figures/cost_controller.h"
#include "ui/shell/figures/flow_controller.h"
#include "ui/shell/files/file_bar.h"
#include "ui/shell/files/graph_export.h"
#include "ui/shell/functions/function_controller.h"
#include "ui/shell/hint_controller.h"
#include "ui/shell/main_window.h"
#include "ui/shell/palette_controller.h"
#include "ui/shell/repair_controller.h"
#include "ui/shell/run_bar.h"
#include "ui/shell/stepping/step_controller.h"
#include "ui/shell/structure/structure_controller.h"
#include "ui/shell/tab_area.h"
#include "ui/shell/welcome/welcome_page.h"

namespace weft::ui {
namespace {

QScrollArea* scrolled(QWidget* page, const QString& name, QWidget* parent) {
    auto* area = new QScrollArea(parent);
    area->setObjectName(name);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setWidget(page);
    return area;
}

/// Pages below each other, as wide as the tab.
QWidget* columnOf(std::initializer_list<QWidget*> pages) {
    auto* made = new QWidget;
    auto* column = new QVBoxLayout(made);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    for (QWidget* page : pages) { column->addWidget(page); }
    column->addStretch();
    return made;
}

}  // namespace

void MainWindow::build() {
    m_actions->fill(*menuBar());
    m_runBar = new RunBar(*m_actions, this);
    m_callLine = new CallLine(this);
    m_sessionBar = new SessionBar(this);
    m_errorBar = new ErrorBar(this);
    m_fileBar = new FileBar(this);
    m_changeBar = new ChangeBar(this);
    m_adoptBar = new AdoptBar(this);
    auto* exporting = new GraphExport(*this);  // a child
    if (auto* file = qobject_cast<QMenu*>(m_actions->recent->parentWidget())) {
        exporting->fill(*file, m_actions->closeFile);
    }
    connect(exporting, &GraphExport::said, m_errorBar, &ErrorBar::tell);
    m_stage = new QStackedWidget(this);
    m_canvas = new CanvasView(m_stage);
    m_edits = new EditController(*m_canvas, *m_actions, this);
    m_repairs = new RepairController(*m_edits);
    m_hints = new HintController(*m_canvas, *m_edits);
    m_data = new DataKeeper(this);
    m_steps = new StepController({*m_canvas, *m_edits, *m_actions, *m_sessions}, this);
    m_costs = new CostController(*m_canvas, *m_actions, *m_sessions, this);
    connect(m_costs, &CostController::changed, this, &MainWindow::updateLive);
    m_flows = new FlowController(*m_canvas, *m_actions, *m_sessions, *this);
    connect(m_flows, &FlowController::changed, this, &MainWindow::updateLive);
    auto* functions = new FunctionController(*m_canvas, *m_actions, *m_edits, *this);
    connect(functions, &FunctionController::placeChosen, this, &MainWindow::enterGroup);
    m_adopt = new AdoptController(*m_adoptBar, *m_edits, *m_data);
    m_welcome = new WelcomePage(m_actions->newFile, m_actions->open, m_stage);
    m_stage->addWidget(m_welcome);
    m_stage->addWidget(m_canvas);
    m_rail = new OpRail(m_stage, this);
    m_palette = new PaletteController(*m_canvas, *m_edits, *m_rail, m_stage);

    m_plots = new PlotsPanel(*m_series, this);
    m_plots->setObjectName(QStringLiteral("plots"));
    m_histograms = new HistogramsPanel(this);
    m_problems = new ProblemsPanel(this);
    m_problems->setObjectName(QStringLiteral("problems"));
    m_transcript = new TranscriptPanel(m_series.get(), this);
    m_transcript->setObjectName(QStringLiteral("transcript"));
    m_nodePage = new NodePage(this);
    m_itemPage = new ItemPage(this);
    m_dataPage = new DataPage(*m_data, this);
    m_nodeScroll =
        scrolled(columnOf({m_dataPage, m_nodePage, m_itemPage, functions->page(), m_flows->page()}),
                 QStringLiteral("node"), this);
    m_variables = new VariablesPanel(this);
    m_variables->setObjectName(QStringLiteral("variables"));
    m_runSheet = new RunSheet(this);
    m_runScroll = scrolled(m_runSheet, QStringLiteral("run"), this);
    m_try = new TryPanel(this);
    m_evaluate = new EvaluatePanel(this);

    m_bottomLeft = new TabArea(this);
    m_bottomRight = new TabArea(this);
    m_rightColumn = new TabArea(this);
    m_inspector = new TabArea(this);
    m_inspector->addPage(m_nodeScroll, tr("Node"));
    m_inspector->addPage(m_variables, tr("Variables"));
    m_inspector->addPage(m_runScroll, tr("Run"));
    m_inspector->addPage(scrolled(m_try, QStringLiteral("try"), this), tr("Try"));
    m_structure = new StructureController(
        {*this, *m_canvas, *m_edits, *m_actions, *m_inspector, *m_runBar->search()});
    m_outline = new OutlineController(*m_canvas, *m_actions, *m_edits, *m_inspector);
    connect(m_outline, &OutlineController::placeChosen, this, &MainWindow::goTo);
    connect(m_outline, &OutlineController::groupChosen, this, [this](quint64 group) {
        std::vector<quint64> way =
            m_document.wayTo ? m_document.wayTo(group) : std::vector<quint64>();
        way.push_back(group);
        showWay(std::move(way));
    });
    connect(m_structure, &StructureController::placeChosen, this, &MainWindow::goTo);
    m_bottomLeft->addPage(m_plots, tr("Plots"));
    m_bottomLeft->addPage(m_histograms, tr("Histograms"));
    m_bottomLeft->addPage(m_problems, tr("Problems"));
    m_bottomLeft->addPage(m_transcript, tr("Transcript"));
    m_bottomLeft->addPage(m_evaluate, tr("Evaluate"));

    auto* upper = new QWidget(this);
    auto* upperColumn = new QVBoxLayout(upper);
    upperColumn->setContentsMargins(0, 0, 0, 0);
    upperColumn->setSpacing(0);
    upperColumn->addWidget(m_sessionBar);
    upperColumn->addWidget(m_fileBar);
    upperColumn->addWidget(m_adoptBar);
    upperColumn->addWidget(m_changeBar);
    upperColumn->addWidget(m_errorBar);
    upperColumn->addWidget(m_stage, 1);
    m_bottom = new QSplitter(Qt::Horizontal, this);
    m_bottom->addWidget(m_bottomLeft);
    m_bottom->addWidget(m_bottomRight);
    m_rows = new QSplitter(Qt::Vertical, this);
    m_rows->addWidget(upper);
    m_rows->addWidget(m_bottom);
    m_rows->setStretchFactor(0, 1);
    m_rows->setStretchFactor(1, 0);
    m_columns = new QSplitter(Qt::Horizontal, this);
    m_columns->addWidget(m_rows);
    m_columns->addWidget(m_rightColumn);
    m_columns->addWidget(m_inspector);
    m_columns->setStretchFactor(0, 1);
    for (QSplitter* splitter : {m_bottom, m_rows, m_columns}) {
        splitter->setHandleWidth(1);
        splitter->setChildrenCollapsible(false);
    }
    // WindowState knows them by these.
    m_bottom->setObjectName(QStringLiteral("bottomSplitter"));
    m_rows->setObjectName(QStringLiteral("rowSplitter"));
    m_columns->setObjectName(QStringLiteral("columnSplitter"));
    m_bottomLeft->setObjectName(QStringLiteral("bottomLeft"));
    m_bottomRight->setObjectName(QStringLiteral("bottomRight"));
    m_rightColumn->setObjectName(QStringLiteral("rightColumn"));
    m_inspector->setObjectName(QStringLiteral("inspector"));
    m_bottom->setMinimumHeight(120);
    m_inspector->setMinimumWidth(220);
    m_inspector->setMaximumWidth(480);
    m_rightColumn->setMaximumWidth(480);

    auto* body = new QHBoxLayout;
    body->setContentsMargins(0, 0, 0, 0);
    body->setSpacing(0);
    body->addWidget(m_rail);
    body->addWidget(m_columns, 1);
    auto* central = new QWidget(this);
    auto* column = new QVBoxLayout(central);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_runBar);
    column->addWidget(m_callLine);
    column->addLayout(body, 1);
    setCentralWidget(central);
}

}  // namespace weft::ui
