// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// MainWindow: who hears whom, and documents coming and going. How it is put together is in
/// main_window_build.cpp, what a run says in main_window_run.cpp, arrangement and themes in
/// main_window_view.cpp.

#include "ui/shell/main_window.h"

#include <QDragEnterEvent>
#include <QFileInfo>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QStackedWidget>

#include "ui/base/proxy_style.h"
#include "ui/canvas/canvas_view.h"
#include "ui/document/items/unasked.h"
#include "ui/document/project_diagram.h"
#include "ui/inspectors/data/data_import.h"
#include "ui/inspectors/data/data_keeper.h"
#include "ui/inspectors/data/data_page.h"
#include "ui/inspectors/evaluate/evaluate_panel.h"
#include "ui/inspectors/item_page.h"
#include "ui/inspectors/run/run_sheet.h"
#include "ui/inspectors/try/try_panel.h"
#include "ui/panels/adopt_bar.h"
#include "ui/panels/call_line.h"
#include "ui/panels/error_bar.h"
#include "ui/panels/problems_panel.h"
#include "ui/panels/session_bar.h"
#include "ui/panels/transcript_panel.h"
#include "ui/panels/variables_panel.h"
#include "ui/plots/histograms_panel.h"
#include "ui/plots/plots_panel.h"
#include "ui/session/gpu/known_gpus.h"
#include "ui/session/series_store.h"
#include "ui/shell/actions.h"
#include "ui/shell/adopt/adopt_controller.h"
#include "ui/shell/canvas/canvas_controller.h"
#include "ui/shell/canvas/outline_controller.h"
#include "ui/shell/canvas/state_teller.h"
#include "ui/shell/canvas/unasked_controller.h"
#include "ui/shell/context_menu.h"
#include "ui/shell/edit_controller.h"
#include "ui/shell/files/file_bar.h"
#include "ui/shell/groups/group_controller.h"
#include "ui/shell/groups/series_controller.h"
#include "ui/shell/hint_controller.h"
#include "ui/shell/palette_controller.h"
#include "ui/shell/repair_controller.h"
#include "ui/shell/run_bar.h"
#include "ui/shell/stepping/step_controller.h"
#include "ui/shell/structure/structure_controller.h"
#include "ui/shell/variables/variable_menu.h"
#include "ui/shell/welcome/welcome_page.h"

namespace weft::ui {

MainWindow::MainWindow(QWidget* parent)
    : QMainWindow(parent),
      m_actions(std::make_unique<Actions>(this)),
      m_series(std::make_unique<SeriesStore>()),
      m_sessions(std::make_unique<SessionController>(*m_series)) {
    setObjectName(QStringLiteral("mainWindow"));
    setMinimumSize(1024, 640);
    setAcceptDrops(true);
    KnownGpus::restoreOptions();
    build();
    connectActions();
    connectPanels();
    connectSessions();
    connectSessionPanels();
    closeDocument();
    arrange();
}

MainWindow::~MainWindow() {
    // It tells what is in view until it is gone; the sessions go before it.
    m_variables->disconnect(this);
}

void MainWindow::connectActions() {
    const Actions& a = *m_actions;
    connect(a.closeFile, &QAction::triggered, this, &MainWindow::closeDocument);
    connect(a.quit, &QAction::triggered, this, &QWidget::close);
    connect(a.find, &QAction::triggered, m_runBar->search(), [this] {
        m_runBar->search()->setFocus(Qt::ShortcutFocusReason);
        m_runBar->search()->selectAll();
    });
    connect(a.selectAll, &QAction::triggered, this, [this] {
        QSet<quint64> all;
        for (const DiagramNode& node : m_canvas->snapshot()->diagram.nodes) { all.insert(node.id); }
        m_canvas->select(all);
    });
    connect(a.fit, &QAction::triggered, m_canvas, &CanvasView::fitAll);
    connect(a.fitSelection, &QAction::triggered, m_canvas, &CanvasView::fitSelection);
    connect(a.zoomFull, &QAction::triggered, m_canvas, &CanvasView::zoomToFull);
    connect(a.zoomIn, &QAction::triggered, m_canvas, &CanvasView::zoomIn);
    connect(a.zoomOut, &QAction::triggered, m_canvas, &CanvasView::zoomOut);
    connect(a.shapes, &QAction::toggled, m_canvas, &CanvasView::setAllShapes);
    connect(a.panels, &QAction::toggled, this, &MainWindow::setPanelsHidden);
    connect(a.fullScreen, &QAction::toggled, this,
            [this](bool on) { on ? showFullScreen() : showNormal(); });
    connect(a.leave, &QAction::triggered, this, &MainWindow::leaveGroup);
    connect(a.nextPane, &QAction::triggered, this, &MainWindow::nextPane);
    connect(a.dark, &QAction::triggered, this, [this] { setTheme(ThemeId::Dark); });
    connect(a.light, &QAction::triggered, this, [this] { setTheme(ThemeId::Light); });
    connect(a.contrast, &QAction::triggered, this, [this] { setTheme(ThemeId::Contrast); });
    connect(a.about, &QAction::triggered, this, &MainWindow::showAbout);
    connect(a.init, &QAction::triggered, this, [this] { askVerb(&SessionFeed::init); });
    connect(a.step, &QAction::triggered, this, [this] {
        if (!m_steps->finishStep()) { askVerb(&SessionFeed::step); }
    });
    connect(m_steps, &StepController::runWanted, this, &MainWindow::runChosen);
    connect(a.run, &QAction::triggered, this, &MainWindow::runChosen);
    connect(a.stop, &QAction::triggered, this, [this] {
        if (session() != nullptr) { session()->stop(); }
    });
    connect(a.train, &QAction::triggered, this, &MainWindow::trainOrPause);
    const ThemeId id = appTheme().id;
    (id == ThemeId::Dark ? a.dark : id == ThemeId::Light ? a.light : a.contrast)->setChecked(true);
}

void MainWindow::connectPanels() {
    m_plots->setTrainAction(m_actions->train);
    m_variables->setInitAction(m_actions->init);
    connect(m_canvas, &CanvasView::selectionChanged, this, &MainWindow::updateInspector);
    connect(m_canvas, &CanvasView::snapshotChanged, this, &MainWindow::updateLive);
    connect(m_canvas, &CanvasView::openRequested, this, &MainWindow::openNode);
    connect(m_canvas, &CanvasView::leaveRequested, this, &MainWindow::leaveGroup);
    connect(m_canvas, &CanvasView::snapshotChanged, m_edits, &EditController::snapshotShown);
    connect(m_canvas, &CanvasView::snapshotChanged, m_hints,
            [this] { m_hints->look(m_drawing.get()); });
    connect(m_canvas, &CanvasView::menuRequested, this, [this](const Hit& hit, QPoint global) {
        QMenu* menu = contextMenuFor(hit, *m_canvas, *m_actions, *m_edits, this);
        if (hit.node >= 0) {
            addVariableEntries(*menu, m_canvas->snapshot()->node(hit.node).id,
                               {*m_edits, *m_sessions, *m_variables,
                                [this](const QString& dock) { openDock(dock); }});
        }
        menu->popup(global);
    });
    connect(m_canvas, &CanvasView::runRequested, this, [this](const QStringList& tensors) {
        m_sessions->choose(tensors);
        m_sessions->run({});
    });
    connect(m_edits, &EditController::refused, m_errorBar, &ErrorBar::tell);
    new StateTeller(*this);  // a child
    auto* tools = new CanvasController(*m_canvas, *m_actions, *m_edits, this);
    connect(tools, &CanvasController::said, m_errorBar, &ErrorBar::tell);
    m_unasked = new UnaskedController(*m_actions->unasked, this);
    connect(m_unasked, &UnaskedController::changed, this, &MainWindow::refreshPicture);
    new GroupController(*m_canvas, *m_actions, *m_edits, this);   // a child
    new SeriesController(*m_canvas, *m_actions, *m_edits, this);  // a child
    connect(m_try, &TryPanel::evaluateRequested, this, [this] {
        openDock(QStringLiteral("evaluate"));
        m_evaluate->start();
    });
    connect(m_evaluate, &EvaluatePanel::rowChosen, this, [this](qint64 row, const QString& split) {
        openDock(QStringLiteral("try"));
        m_try->showRow(row, split);
    });
    connect(m_edits, &EditController::dataAdded, this, [this] { m_offerSources = true; });
    connect(m_dataPage, &DataPage::sourceChosen, m_canvas, qOverload<>(&QWidget::setFocus));
    connect(m_data, &DataKeeper::told, m_errorBar, &ErrorBar::tell);
    connect(m_data, &DataKeeper::added, this,
            [this](quint64 item) { m_edits->selectSoon({item}); });
    connect(m_canvas, &CanvasView::fileDropped, this, [this](const QString& path, QPointF at) {
        if (m_drawing && looksLikeData(path)) {
            const EditController::Spot spot = m_edits->spotAt(at);
            m_data->takeFile(path, spot.group.value, spot.at);
        } else {
            emit openRequested(path);
        }
    });
    connect(m_itemPage, &ItemPage::goTo, this, &MainWindow::goTo);
    connect(m_adoptBar, &AdoptBar::placeChosen, this, &MainWindow::goTo);
    connect(m_problems, &ProblemsPanel::itemChosen, this, &MainWindow::goTo);
    connectRepairs();
    connect(m_variables, &VariablesPanel::itemChosen, this, &MainWindow::goTo);
    connect(m_errorBar, &ErrorBar::showNode, this, &MainWindow::goTo);
    connect(m_callLine, &CallLine::tensorClicked, this, &MainWindow::findNext);
    connect(m_welcome, &WelcomePage::fileChosen, this, &MainWindow::openRequested);
    connect(m_welcome, &WelcomePage::leftChosen, this, &MainWindow::leftRequested);
    connect(m_runBar->search(), &QLineEdit::returnPressed, this,
            [this] { findNext(m_runBar->search()->text()); });
}

void MainWindow::showDocument(OpenDocument document, std::unique_ptr<SessionFeed> session) {
    closeDocument();
    m_document = std::move(document);
    m_stage->setCurrentWidget(m_canvas);
    m_canvas->showDiagram(m_document.top);
    m_sessions->begin(std::move(session));
    m_canvas->setFocus();
    updateVerbs();
    updateTitle();
}

void MainWindow::showDrawing(std::unique_ptr<Drawing> drawing,
                             std::unique_ptr<SessionFeed> session) {
    showDocument(drawing->shown(), std::move(session));
    m_drawing = std::move(drawing);
    m_edits->setDrawing(m_drawing.get());
    m_itemPage->setDrawing(m_drawing.get());
    m_try->setDrawing(m_drawing.get(), MainWindow::session());
    m_evaluate->setDrawing(m_drawing.get(), MainWindow::session());
    m_data->setDrawing(m_drawing.get());
    m_runSheet->setDrawing(m_drawing.get());
    connect(m_drawing.get(), &Drawing::expanded, this, &MainWindow::followDrawing);
    m_repairs->look(m_drawing->current());
    m_adopt->look(m_drawing->current().get());
    m_steps->look(m_drawing->current().get());
    m_structure->look(m_drawing->current());
    m_outline->look(m_drawing->current());
    m_unasked->look(m_drawing->current());
    connect(m_drawing.get(), &Drawing::edited, m_sessions.get(), &SessionController::expectDrawn);
    connect(m_drawing.get(), &Drawing::historyChanged, this, &MainWindow::updateTitle);
    connect(m_drawing.get(), &Drawing::wentTo, this, &MainWindow::showGroup);
    updateVerbs();
}

/// Shows what the drawing has become, in the same view.
void MainWindow::followDrawing() {
    m_document = m_drawing->shown();
    m_repairs->look(m_drawing->current());
    m_adopt->look(m_drawing->current().get());
    m_steps->look(m_drawing->current().get());
    m_structure->look(m_drawing->current());
    m_outline->look(m_drawing->current());
    m_unasked->look(m_drawing->current());
    m_palette->follow();
    updateTitle();
    showProblems();
    if (m_drawing->upToDate()) { m_sessions->setDrawn(m_drawing->current()); }
    const quint64 group = m_path.empty() ? 0 : m_path.back();
    const Item* item = m_drawing->document().item(ItemId{group});
    const bool isGone = item == nullptr && group < nodeIdIn(NodeId{0});
    const bool isUnfolded = item != nullptr && item->as<OpItem>() != nullptr &&
                            !m_drawing->current()->folds.isAnchor(item->id);
    if (group != 0 && (isGone || isUnfolded)) {
        leaveGroup();
        return;
    }
    refreshPicture();
}

std::function<Diagram()> MainWindow::pictureOf(quint64 group) const {
    return [inside = m_document.inside, group, unasked = m_unasked->unasked()] {
        Diagram diagram = inside(group);
        markUnasked(*unasked, diagram);
        return diagram;
    };
}

/// The same view of what has become of the group that is shown.
void MainWindow::refreshPicture() {
    if (!m_document.inside) { return; }
    m_canvas->updateDiagram(pictureOf(m_path.empty() ? 0 : m_path.back()));
}

void MainWindow::closeDocument() {
    if (!m_document.title.isEmpty()) { emit documentClosing(); }
    m_try->setDrawing(nullptr, nullptr);
    m_evaluate->setDrawing(nullptr, nullptr);
    // Shows no session, with the drawing still there: the pages let go of it after that.
    m_sessions->begin(nullptr);
    m_edits->setDrawing(nullptr);
    m_hints->look(nullptr);
    m_repairs->look(nullptr);
    m_adopt->look(nullptr);
    m_steps->look(nullptr);
    m_structure->look(nullptr);
    m_outline->look(nullptr);
    m_unasked->look(nullptr);
    m_itemPage->setDrawing(nullptr);
    m_data->setDrawing(nullptr);
    m_dataPage->setItem(nullptr, 0);
    m_runSheet->setDrawing(nullptr);
    m_drawing.reset();
    m_document = {};
    m_path.clear();
    m_groupNames.clear();
    m_actions->leave->setEnabled(false);
    m_stage->setCurrentWidget(m_welcome);
    m_canvas->showDiagram({});
    showFailure();
    updateVerbs();
    updateTitle();
}

void MainWindow::showOpenError(const QString& path, const QString& message) {
    ErrorReport report;
    report.plain = tr("%1 could not be opened.").arg(QFileInfo(path).fileName());
    report.code = message.section(QStringLiteral(": "), 0, 0);
    report.message = message.section(QStringLiteral(": "), 1);
    m_errorBar->show(report);
}

void MainWindow::setPaletteEntries(std::vector<PaletteEntry> entries) {
    m_palette->setEntries(std::move(entries));
}
void MainWindow::setExamples(const QStringList& paths) { m_welcome->setExamples(paths); }

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() == 1 && urls.front().isLocalFile()) { event->acceptProposedAction(); }
}

void MainWindow::dropEvent(QDropEvent* event) {
    emit openRequested(event->mimeData()->urls().front().toLocalFile());
}

void MainWindow::closeEvent(QCloseEvent* event) {
    // The session finishes its step and saves what it trained; nobody has to look on.
    hide();
    if (!m_document.title.isEmpty()) { emit documentClosing(); }
    m_try->setDrawing(nullptr, nullptr);
    m_evaluate->setDrawing(nullptr, nullptr);
    m_sessions->begin(nullptr);
    m_sessions->waitForLeaving();
    event->accept();
}

}  // namespace weft::ui
