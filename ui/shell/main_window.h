// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMainWindow>
#include <functional>
#include <memory>

#include "ui/document/drawing.h"
#include "ui/palette/op_rail.h"
#include "ui/shell/session_controller.h"

class QScrollArea;
class QSplitter;
class QStackedWidget;

namespace weft::ui {

struct Actions;
class AdoptBar;
class AdoptController;
class CallLine;
class CanvasView;
class CostController;
class FlowController;
class DataKeeper;
class DataPage;
class ChangeBar;
class EditController;
class ErrorBar;
class EvaluatePanel;
class FileBar;
class ItemPage;
class HintController;
class HistogramsPanel;
class NodePage;
class OutlineController;
class PaletteController;
class PlotsPanel;
class ProblemsPanel;
class RepairController;
class RunBar;
class RunSheet;
class SeriesStore;
class SessionBar;
class StepController;
class StructureController;
class TabArea;
class TranscriptPanel;
class TryPanel;
class UnaskedController;
class VariablesPanel;
class WelcomePage;
struct LeftDrawing;

/// The studio's window. It shows an OpenDocument and what a SessionFeed reports; it never calls the
/// engine. GUI thread.
class MainWindow final : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Shows a document and listens to its session (may be null: nothing can be run). What was open
    /// before is stopped and closed; a session that is to take up its values is made after that.
    void showDocument(OpenDocument document, std::unique_ptr<SessionFeed> session);
    /// As showDocument(), for a project that can be edited: what is drawn follows it.
    void showDrawing(std::unique_ptr<Drawing> drawing, std::unique_ptr<SessionFeed> session);
    /// How further sessions of a document are made; without one there is only the first.
    void setSessionFactory(SessionController::Factory factory) {
        m_sessions->setFactory(std::move(factory));
    }
    void closeDocument();
    /// Says why a file could not be opened; what was open stays.
    void showOpenError(const QString& path, const QString& message);
    void setPaletteEntries(std::vector<PaletteEntry> entries);
    void setExamples(const QStringList& paths);
    void setRecentFiles(const QStringList& paths);
    /// Drawings that were not saved, offered while nothing is open.
    void setLeftDrawings(const QList<LeftDrawing>& left);

    CanvasView& canvas() const { return *m_canvas; }
    Actions& actions() const { return *m_actions; }
    EditController& edits() const { return *m_edits; }
    ItemPage& itemPage() const { return *m_itemPage; }
    PaletteController& palette() const { return *m_palette; }
    /// What is edited; null: nothing, or a graph that is only shown.
    Drawing* drawing() const { return m_drawing.get(); }
    SessionController& sessions() const { return *m_sessions; }
    /// The session shown, or null.
    SessionFeed* session() const;
    const Progress& progress() const;
    /// Verbs of the session shown that are over, however they ended.
    int answered() const;
    TranscriptPanel& transcript() const { return *m_transcript; }
    VariablesPanel& variables() const { return *m_variables; }
    ProblemsPanel& problems() const { return *m_problems; }
    TryPanel& tryPanel() const { return *m_try; }
    EvaluatePanel& evaluatePanel() const { return *m_evaluate; }
    DataPage& dataPage() const { return *m_dataPage; }
    RunSheet& runSheet() const { return *m_runSheet; }
    PlotsPanel& plots() const { return *m_plots; }
    ErrorBar& errorBar() const { return *m_errorBar; }
    /// What there is to say about the open file.
    FileBar& fileBar() const { return *m_fileBar; }
    ChangeBar& changeBar() const { return *m_changeBar; }
    /// Text, commands, keys and what is found.
    StructureController& structure() const { return *m_structure; }
    OutlineController& outline() const { return *m_outline; }
    /// What is believed of a graph that was made elsewhere.
    AdoptBar& adoptBar() const { return *m_adoptBar; }
    /// Breakpoints and single steps.
    StepController& steps() const { return *m_steps; }
    HistogramsPanel& histograms() const { return *m_histograms; }
    SessionBar& sessionBar() const { return *m_sessionBar; }
    CallLine& callLine() const { return *m_callLine; }
    SeriesStore& series() const { return *m_series; }
    /// Brings a panel to the front by its name: plots, problems, transcript, node, variables, run.
    bool openDock(const QString& name);

signals:
    void openRequested(const QString& path);
    /// Take up the drawing of this edit log.
    void leftRequested(const QString& log);
    /// What is open goes away now; it is all there yet.
    void documentClosing();
    void progressChanged();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    enum class Arrangement { Compact, Wide, VeryWide };

    void build();
    void connectActions();
    void connectPanels();
    void arrange();
    void setPanelsHidden(bool hidden);
    void connectSessions();
    void connectSessionPanels();
    void tellTensor();
    void showOptions(QPoint corner);
    void watchLayer();
    void sampleHistograms(const QStringList& variables);
    void onReport(const SessionReport& report);
    void showSession();
    void showTabs();
    void showCall();
    void showFailure();
    void showProblems();
    void askVerb(void (SessionFeed::*verb)());
    void updateLive();
    void updateInspector();
    void updateVerbs();
    void updateTitle();
    void trainOrPause();
    void runChosen();
    QStringList chosenTensors() const;
    void followDrawing();
    void refreshPicture();
    /// What is shown of a group: its inside, with what no call asks for.
    std::function<Diagram()> pictureOf(quint64 group) const;
    void connectRepairs();
    void showGroup(quint64 id);
    void showWay(std::vector<quint64> way);
    quint64 groupFor(quint64 shown) const;
    QString nameOfGroup(quint64 id) const;
    void enterGroup(quint64 id);
    void leaveGroup();
    void findNext(const QString& text);
    void goTo(quint64 item);
    void nextPane();
    void openNode(quint64 id);
    void setTheme(ThemeId id);
    void showAbout();

    std::unique_ptr<Actions> m_actions;
    std::unique_ptr<SeriesStore> m_series;
    std::unique_ptr<SessionController> m_sessions;
    std::unique_ptr<Drawing> m_drawing;
    OpenDocument m_document;
    std::vector<quint64> m_path;              // groups entered
    QStringList m_groupNames;                 // their names
    RunState m_shownState = RunState::Empty;  // that the verbs were told for
    bool m_shownUnfinished = false;
    Difference m_shownDifference = Difference::None;
    const EngineDocument* m_shownDrawn = nullptr;  // that the difference is to; never looked into
    bool m_offerSources = false;                   // of the data source that was just added
    Arrangement m_arrangement = Arrangement::Compact;
    bool m_arranged = false;  // sizes were set once for m_arrangedFor
    Arrangement m_arrangedFor = Arrangement::Compact;

    RunBar* m_runBar = nullptr;
    CallLine* m_callLine = nullptr;
    SessionBar* m_sessionBar = nullptr;
    ErrorBar* m_errorBar = nullptr;
    FileBar* m_fileBar = nullptr;
    ChangeBar* m_changeBar = nullptr;
    AdoptBar* m_adoptBar = nullptr;
    AdoptController* m_adopt = nullptr;          // child of m_edits
    StepController* m_steps = nullptr;           // child
    CostController* m_costs = nullptr;           // child
    FlowController* m_flows = nullptr;           // child
    UnaskedController* m_unasked = nullptr;      // child
    StructureController* m_structure = nullptr;  // child of m_edits
    OutlineController* m_outline = nullptr;      // child of m_edits
    HistogramsPanel* m_histograms = nullptr;
    OpRail* m_rail = nullptr;
    QStackedWidget* m_stage = nullptr;
    CanvasView* m_canvas = nullptr;
    EditController* m_edits = nullptr;
    RepairController* m_repairs = nullptr;   // child of m_edits
    PaletteController* m_palette = nullptr;  // child of the stage
    HintController* m_hints = nullptr;       // child of m_edits
    WelcomePage* m_welcome = nullptr;
    QSplitter* m_columns = nullptr;
    QSplitter* m_rows = nullptr;
    QSplitter* m_bottom = nullptr;
    TabArea* m_bottomLeft = nullptr;
    TabArea* m_bottomRight = nullptr;
    TabArea* m_rightColumn = nullptr;
    TabArea* m_inspector = nullptr;
    PlotsPanel* m_plots = nullptr;
    ProblemsPanel* m_problems = nullptr;
    TranscriptPanel* m_transcript = nullptr;
    NodePage* m_nodePage = nullptr;
    ItemPage* m_itemPage = nullptr;
    QScrollArea* m_nodeScroll = nullptr;
    VariablesPanel* m_variables = nullptr;
    RunSheet* m_runSheet = nullptr;
    TryPanel* m_try = nullptr;
    EvaluatePanel* m_evaluate = nullptr;
    DataKeeper* m_data = nullptr;  // child
    DataPage* m_dataPage = nullptr;
    QScrollArea* m_runScroll = nullptr;
};

}  // namespace weft::ui
