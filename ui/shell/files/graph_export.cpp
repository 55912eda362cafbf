// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/files/graph_export.h"

#include <QActionGroup>
#include <QFileDialog>
#include <QMenu>

#include "engine/compose/file/graph_file.h"
#include "ui/base/background.h"
#include "ui/base/settings.h"
#include "ui/base/to_qt.h"
#include "ui/document/drawing.h"
#include "ui/shell/main_window.h"

namespace weft::ui {
namespace {

QString pathFromDialog(QWidget* window, const QString& suggestion) {
    return QFileDialog::getSaveFileName(
        window, GraphExport::tr("Export graph"), suggestion,
        GraphExport::tr("GraphDef (*.pb);;GraphDef as text (*.pbtxt);;MetaGraph (*.meta);;"
                        "MetaGraph as text (*.meta.pbtxt)"));
}

/// What came of an export.
struct Exported {
    Status status;
    std::size_t problems = 0;  ///< of the drawing, that leave something out
};

Exported exported(const Document& document, const std::string& path, FlowForm form) {
    Expansion expansion = expandDocument(document);
    std::size_t problems = 0;
    for (const Finding& finding : expansion.findings) {
        if (finding.severity == Finding::Severity::Error) { ++problems; }
    }
    const MetaGraph meta{std::move(expansion.graph), std::move(expansion.metaBytes)};
    return {writeGraph(meta, path, form), problems};
}

}  // namespace

GraphExport::GraphExport(MainWindow& window) : QObject(&window), m_window(window) {
    const auto made = [&window](const char* name, const QString& text) {
        auto* action = new QAction(text, &window);
        action->setObjectName(QLatin1String(name));
        window.addAction(action);
        return action;
    };
    m_export = made("exportGraph", tr("Export g&raph\u2026"));
    m_functions = made("exportFunctions", tr("Control flow as &functions"));
    m_frames = made("exportFrames", tr("Control flow as f&rames of TensorFlow 1"));
    m_functions->setToolTip(tr("Nodes that call, and the functions in the graph's library"));
    m_frames->setToolTip(tr("Switch, Merge, Enter and Exit; functions in the places of calls"));
    auto* forms = new QActionGroup(this);
    for (QAction* form : {m_functions, m_frames}) {
        form->setCheckable(true);
        forms->addAction(form);
    }
    (Settings().exportsFrames() ? m_frames : m_functions)->setChecked(true);
    connect(m_frames, &QAction::toggled, this,
            [](bool frames) { Settings().setExportsFrames(frames); });
    connect(m_export, &QAction::triggered, this, &GraphExport::ask);
}

void GraphExport::fill(QMenu& menu, QAction* before) {
    menu.insertAction(before, m_export);
    auto* forms = new QMenu(tr("Exported c&ontrol flow"), &menu);
    forms->setToolTipsVisible(true);
    forms->addActions({m_functions, m_frames});
    menu.insertMenu(before, forms);
}

void GraphExport::ask() {
    if (m_window.drawing() == nullptr) { return; }
    const QString path = m_window.drawing()->current()->path;
    const QString suggestion =
        Settings().lastFolder() + '/' + titleOfPath(path) + QStringLiteral(".pb");
    const QString asked = m_ask ? m_ask(suggestion) : pathFromDialog(&m_window, suggestion);
    if (!asked.isEmpty()) { exportTo(asked); }
}

void GraphExport::exportTo(const QString& asked) {
    if (m_window.drawing() == nullptr) { return; }
    const GraphKind kind = graphKindOf(asked.toStdString());
    const bool known = kind != GraphKind::Unknown && !isProject(asked.toStdString());
    const QString path = known ? asked : asked + QStringLiteral(".pb");
    const FlowForm form = m_frames->isChecked() ? FlowForm::Frames : FlowForm::Functions;
    inBackground(
        this,
        [document = m_window.drawing()->document(), path, form] {
            return exported(document, path.toStdString(), form);
        },
        [this, path](const Exported& done) {
            if (!done.status.ok()) {
                emit said(toQt(done.status));
                emit failed(toQt(done.status));
                return;
            }
            QString words = tr("Written: %1").arg(path);
            if (done.problems > 0) {
                words += tr("; what has problems is left out (%n)", nullptr,
                            static_cast<int>(done.problems));
            }
            emit said(words);
            emit written(path);
        });
}

}  // namespace weft::ui
