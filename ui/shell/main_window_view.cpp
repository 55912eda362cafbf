// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// MainWindow: arrangement by size, groups entered and left, search, themes.

#include <QApplication>
#include <QFileInfo>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QTimer>
#include <algorithm>

#include "ui/base/proxy_style.h"
#include "ui/base/settings.h"
#include "ui/base/to_qt.h"
#include "ui/canvas/canvas_view.h"
#include "ui/document/functions/flow_panes.h"
#include "ui/document/functions/function_parts.h"
#include "ui/inspectors/evaluate/evaluate_panel.h"
#include "ui/panels/problems_panel.h"
#include "ui/panels/transcript_panel.h"
#include "ui/panels/variables_panel.h"
#include "ui/plots/histograms_panel.h"
#include "ui/plots/plots_panel.h"
#include "ui/shell/actions.h"
#include "ui/shell/edit_controller.h"
#include "ui/shell/functions/function_menu.h"
#include "ui/shell/main_window.h"
#include "ui/shell/run_bar.h"
#include "ui/shell/tab_area.h"
#include "ui/shell/welcome/welcome_page.h"

namespace weft::ui {
namespace {

constexpr int kWide = 1920;
constexpr int kVeryWide = 3000;
constexpr int kPlotColumn = 480;
constexpr QSize kCornerPlot(460, 220);

void movePage(QWidget* page, const QString& title, TabArea* to, const std::vector<TabArea*>& from) {
    for (TabArea* area : from) { area->removePage(page); }
    to->addPage(page, title);
}

/// The first field of a page that keys can act on gets them. @return whether there is one.
bool focusFirstField(QWidget& page) {
    for (QWidget* at = page.nextInFocusChain(); at != nullptr && at != &page;
         at = at->nextInFocusChain()) {
        const bool takesKeys = (at->focusPolicy() & Qt::TabFocus) != 0 && at->isEnabled();
        if (!takesKeys || !at->isVisible() || !page.isAncestorOf(at)) { continue; }
        if (qobject_cast<QScrollArea*>(at) != nullptr) { continue; }
        at->setFocus(Qt::TabFocusReason);
        return true;
    }
    return false;
}

}  // namespace

void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    arrange();
}

void MainWindow::arrange() {
    const Arrangement wanted = width() >= kVeryWide ? Arrangement::VeryWide
                               : width() >= kWide   ? Arrangement::Wide
                                                    : Arrangement::Compact;
    const bool first = m_columns->sizes().value(0) == 0;
    m_rail->setPinned(width() >= OpRail::kPinnedFrom);
    if (m_actions->panels->isChecked()) {
        const QRect stage(m_stage->mapTo(this, QPoint()), m_stage->size());
        m_plots->setGeometry(
            QRect(stage.bottomRight() - QPoint(kCornerPlot.width() + 16, kCornerPlot.height() + 16),
                  kCornerPlot));
        return;
    }
    if (wanted != m_arrangement || m_bottomLeft->isEmpty()) {
        m_arrangement = wanted;
        const std::vector<TabArea*> all = {m_bottomLeft, m_bottomRight, m_rightColumn};
        const bool apart = wanted != Arrangement::Compact;
        movePage(m_plots, tr("Plots"),
                 wanted == Arrangement::VeryWide ? m_rightColumn : m_bottomLeft, all);
        TabArea* const words = wanted == Arrangement::Wide ? m_bottomRight : m_bottomLeft;
        movePage(m_histograms, tr("Histograms"), m_bottomLeft, all);
        movePage(m_problems, tr("Problems"), words, all);
        movePage(m_transcript, tr("Transcript"), words, all);
        movePage(m_evaluate, tr("Evaluate"), words, all);
        if (apart) { words->showPage(m_transcript); }
    }
    m_bottomRight->setVisible(!m_bottomRight->isEmpty());
    m_rightColumn->setVisible(!m_rightColumn->isEmpty());
    if (first || !m_arranged || m_arrangedFor != m_arrangement) {
        m_arranged = true;
        m_arrangedFor = m_arrangement;
        const int bottom =
            m_arrangement == Arrangement::Compact ? size::kBottom : size::kBottomLarge;
        const int plots = m_arrangement == Arrangement::VeryWide ? kPlotColumn : 0;
        m_rows->setSizes({10000, bottom});
        m_columns->setSizes({std::max(400, width() - m_rail->width() - size::kInspector - plots),
                             plots, size::kInspector});
        m_bottom->setSizes({520, 480});
    }
}

void MainWindow::setPanelsHidden(bool hidden) {
    m_rail->setVisible(!hidden);
    m_inspector->setVisible(!hidden);
    m_bottom->setVisible(!hidden);
    m_rightColumn->setVisible(!hidden && !m_rightColumn->isEmpty());
    if (hidden) {
        for (TabArea* area : {m_bottomLeft, m_rightColumn}) { area->removePage(m_plots); }
        m_plots->setParent(this);
        m_plots->setAutoFillBackground(true);
        m_plots->show();
        m_plots->raise();
        // The canvas takes its new size first.
        QTimer::singleShot(0, this, [this] { arrange(); });
        return;
    }
    TabArea* const home = m_arrangement == Arrangement::VeryWide ? m_rightColumn : m_bottomLeft;
    std::vector<std::pair<QWidget*, QString>> pages = {{m_plots, tr("Plots")}};
    if (home == m_bottomLeft && m_arrangement == Arrangement::Compact) {
        m_bottomLeft->removePage(m_histograms);
        m_bottomLeft->removePage(m_problems);
        m_bottomLeft->removePage(m_transcript);
        m_bottomLeft->removePage(m_evaluate);
        pages.emplace_back(m_histograms, tr("Histograms"));
        pages.emplace_back(m_problems, tr("Problems"));
        pages.emplace_back(m_transcript, tr("Transcript"));
        pages.emplace_back(m_evaluate, tr("Evaluate"));
    }
    for (const auto& [page, title] : pages) { home->addPage(page, title); }
    home->showPage(m_plots);
    arrange();
}

bool MainWindow::openDock(const QString& name) {
    for (TabArea* area : {m_inspector, m_bottomLeft, m_bottomRight, m_rightColumn}) {
        if (area->showPage(name)) { return true; }
    }
    return false;
}

/// Canvas, inspector, panels below, and round again.
void MainWindow::nextPane() {
    const std::vector<QWidget*> panes = {m_stage, m_inspector, m_bottomLeft};
    const QWidget* now = QApplication::focusWidget();
    std::size_t at = panes.size() - 1;
    for (std::size_t i = 0; i < panes.size(); ++i) {
        if (now != nullptr && panes[i]->isAncestorOf(now)) { at = i; }
    }
    for (std::size_t k = 1; k <= panes.size(); ++k) {
        QWidget* const next = panes[(at + k) % panes.size()];
        if (next == m_stage && m_stage->currentWidget() == m_canvas) {
            m_canvas->setFocus(Qt::TabFocusReason);
            return;
        }
        if (next->isVisible() && focusFirstField(*next)) { return; }
    }
}

/// A group is entered, a series unfolded; of what has nothing inside the first parameter gets the keys.
void MainWindow::openNode(quint64 id) {
    const int at = m_canvas->snapshot()->diagram.indexOf(id);
    if (at >= 0 && m_canvas->snapshot()->node(at).series != SeriesMark::No) {
        m_canvas->select({id});
        m_actions->foldSeries->trigger();
        return;
    }
    const std::size_t depth = m_path.size();
    enterGroup(id);
    if (m_path.size() != depth || m_drawing == nullptr) { return; }
    m_canvas->select({id});
    openDock(QStringLiteral("node"));
    focusFirstField(*m_nodeScroll->widget());
}

void MainWindow::enterGroup(quint64 id) {
    if (!m_document.inside || id == 0) { return; }
    const Item* item = m_drawing ? m_drawing->document().item(ItemId{id}) : nullptr;
    if (item != nullptr) {
        // A call is entered where its function is; of several the first that is read.
        const auto parts = functionParts(m_drawing->document(), *item);
        if (!parts.empty()) { return enterGroup(parts.front().function.value); }
    }
    Diagram inside = pictureOf(id)();
    const bool isGroup = item != nullptr && holdsItems(*item);
    if (inside.empty() && !isGroup) { return; }
    const int at = m_canvas->snapshot()->diagram.indexOf(id);
    m_path.push_back(id);
    m_groupNames.append(at < 0 ? nameOfGroup(id) : m_canvas->snapshot()->node(at).name);
    m_edits->setGroup(groupFor(id));
    m_canvas->showDiagram(std::move(inside));
    m_actions->leave->setEnabled(true);
    updateTitle();
}

QString MainWindow::nameOfGroup(quint64 id) const {
    const Item* item = m_drawing ? m_drawing->document().item(ItemId{id}) : nullptr;
    if (item == nullptr) { return {}; }
    const Folds& folds = m_drawing->current()->folds;
    const QString flow = flowName(m_drawing->document(), folds, item->id);
    if (!flow.isEmpty()) {
        // A part is entered past the loop that it belongs to.
        const ItemId around = folds.above(m_drawing->document(), item->id);
        const bool past = folds.anchors.at(item->id) == Folds::Kind::Part &&
                          std::ranges::find(m_path, around.value) == m_path.end();
        return past ? flowName(m_drawing->document(), folds, around) + QStringLiteral(" / ") + flow
                    : flow;
    }
    return item->as<FunctionItem>() == nullptr ? toQt(item->name)
                                               : titleOfFunction(m_drawing->document(), *item);
}

/// The group that what is added to a view belongs to.
quint64 MainWindow::groupFor(quint64 shown) const {
    if (!m_drawing) { return shown; }
    const Document& document = m_drawing->document();
    const Item* at = document.item(ItemId{shown});
    while (at != nullptr && !holdsItems(*at)) { at = document.item(at->parent); }
    return at == nullptr ? 0 : at->id.value;
}

void MainWindow::leaveGroup() {
    if (m_path.empty()) { return; }
    const quint64 left = m_path.back();
    m_path.pop_back();
    m_groupNames.removeLast();
    const quint64 group = m_path.empty() ? 0 : m_path.back();
    m_edits->setGroup(groupFor(group));
    m_canvas->showDiagram(pictureOf(group)());
    m_actions->leave->setEnabled(group != 0);
    updateTitle();
    // Of a function, what calls it and shows it.
    const auto selectLeft = [this, left] {
        const std::vector<DiagramNode>& nodes = m_canvas->snapshot()->diagram.nodes;
        const auto shows = [left](const DiagramNode& node) {
            return node.id == left ||
                   std::ranges::find(node.panes, left, &PaneInfo::function) != node.panes.end();
        };
        const auto found = std::ranges::find_if(nodes, shows);
        m_canvas->select({found == nodes.end() ? left : found->id});
    };
    connect(m_canvas, &CanvasView::snapshotChanged, this, selectLeft, Qt::SingleShotConnection);
}

/// Shows a group of the drawing, from wherever one is: what undo and redo change must be seen.
void MainWindow::showGroup(quint64 id) {
    const quint64 shown = m_path.empty() ? 0 : m_path.back();
    // What is open in place is seen from around it.
    for (const Item* group = nullptr; m_drawing && id != shown; id = group->parent.value) {
        group = m_drawing->document().item(ItemId{id});
        if (group == nullptr || !group->opened) { break; }
    }
    // What is folded belongs to the group around it: it is left only for another group.
    if (id == shown || (m_drawing && id == groupFor(shown))) { return; }
    std::vector<quint64> way;
    if (id != 0) {
        way = m_document.wayTo ? m_document.wayTo(id) : std::vector<quint64>();
        way.push_back(id);
    }
    showWay(std::move(way));
}

/// Shows the inside of the last of these groups, which lie in each other.
void MainWindow::showWay(std::vector<quint64> way) {
    m_path = std::move(way);
    m_groupNames.clear();
    for (const quint64 id : m_path) { m_groupNames.append(nameOfGroup(id)); }
    const quint64 group = m_path.empty() ? 0 : m_path.back();
    m_edits->setGroup(groupFor(group));
    m_actions->leave->setEnabled(group != 0);
    m_canvas->showDiagram(pictureOf(group)());
    updateTitle();
}

/// Selects the next node whose name holds the text, after the selected one.
void MainWindow::findNext(const QString& text) {
    const Diagram& diagram = m_canvas->snapshot()->diagram;
    const auto count = static_cast<int>(diagram.nodes.size());
    if (text.isEmpty() || count == 0) { return; }
    const QList<quint64> chosen = m_canvas->selection();
    const int from = chosen.isEmpty() ? -1 : diagram.indexOf(chosen.front());
    for (int k = 1; k <= count; ++k) {
        const int i = (from + k + count) % count;
        const DiagramNode& node = diagram.nodes[static_cast<std::size_t>(i)];
        if (node.name.contains(text, Qt::CaseInsensitive)) {
            m_canvas->reveal(node.id);
            return;
        }
    }
}

void MainWindow::goTo(quint64 item) {
    if (item == 0) { return; }
    if (m_canvas->snapshot()->diagram.indexOf(item) >= 0) {
        m_canvas->reveal(item);
        return;
    }
    const Item* function = m_drawing ? m_drawing->document().item(ItemId{item}) : nullptr;
    if (function != nullptr && function->as<FunctionItem>() != nullptr) { return showGroup(item); }
    // What is folded into a series is shown as its stack.
    quint64 shown = m_drawing ? m_drawing->current()->folds.headOf(ItemId{item}).value : item;
    if (m_document.wayTo) {
        showWay(m_document.wayTo(item));
    } else {
        shown = m_document.topOf ? m_document.topOf(item) : item;
        showWay({});
    }
    connect(
        m_canvas, &CanvasView::snapshotChanged, this, [this, shown] { m_canvas->reveal(shown); },
        Qt::SingleShotConnection);
}

void MainWindow::setTheme(ThemeId id) {
    applyTheme(id);
    Settings().setTheme(id);
}

void MainWindow::setRecentFiles(const QStringList& paths) {
    m_welcome->setRecentFiles(paths);
    m_actions->recent->clear();
    for (const QString& path : paths) {
        QAction* entry = m_actions->recent->addAction(path);
        entry->setEnabled(QFileInfo::exists(path));
        connect(entry, &QAction::triggered, this, [this, path] { emit openRequested(path); });
    }
    m_actions->recent->addSeparator();
    connect(m_actions->recent->addAction(tr("&Clear this list")), &QAction::triggered, this,
            [this] {
                Settings().clearRecentFiles();
                setRecentFiles({});
            });
    m_actions->recent->setEnabled(!paths.isEmpty());
}

void MainWindow::setLeftDrawings(const QList<LeftDrawing>& left) {
    m_welcome->setLeftDrawings(left);
}

void MainWindow::showAbout() {
    QMessageBox::about(
        this, tr("About Weft"),
        tr("Weft %1\n\nA workbench for dataflow graphs. GPL-3.0-or-later; its engine "
           "is Apache-2.0.\nIt never uses the network by itself.")
            .arg(QApplication::applicationVersion()));
}

}  // namespace weft::ui
