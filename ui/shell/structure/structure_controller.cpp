// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/structure/structure_controller.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMainWindow>
#include <QMimeData>
#include <QPlainTextEdit>

#include "ui/base/background.h"
#include "ui/base/number_format.h"
#include "ui/base/settings.h"
#include "ui/base/to_qt.h"
#include "ui/canvas/canvas_view.h"
#include "ui/commands/text_commands.h"
#include "ui/panels/text_panel.h"
#include "ui/shell/actions.h"
#include "ui/shell/edit_controller.h"
#include "ui/shell/structure/choice_popup.h"
#include "ui/shell/structure/find_popup.h"
#include "ui/shell/structure/key_bindings.h"
#include "ui/shell/structure/keys_window.h"
#include "ui/shell/tab_area.h"

namespace weft::ui {
namespace {

/// More nodes than anyone reads; all of them can be copied.
constexpr std::size_t kShownNodes = 50;

}  // namespace

StructureController::StructureController(const Parts& parts)
    : QObject(&parts.edits), m_parts(parts) {
    m_text = new TextPanel(&parts.window);
    parts.inspector.addPage(m_text, tr("Text"));
    m_commands = new ChoicePopup(&parts.window, QStringLiteral("commandPalette"));
    m_found = new FindPopup(parts.search, &parts.window);
    m_keys = new KeysWindow(*new KeyBindings(allActions(), this), &parts.window);
    const Actions& a = parts.actions;
    connect(a.text, &QAction::triggered, this, [this] {
        m_parts.inspector.showPage(m_text);
        m_text->editor().setFocus(Qt::ShortcutFocusReason);
    });
    connect(a.commands, &QAction::triggered, this, &StructureController::openCommands);
    connect(a.shortcuts, &QAction::triggered, this, [this] { m_keys->open(allActions()); });
    connect(a.copyGraphDef, &QAction::triggered, this, [this] { copyText(false); });
    connect(a.copyPython, &QAction::triggered, this, [this] { copyText(true); });
    connect(m_text, &TextPanel::tabChanged, this, &StructureController::showText);
    connect(m_text, &TextPanel::typed, this, &StructureController::takeText);
    connect(m_found, &FindPopup::chosen, this, [this](quint64 id) {
        emit placeChosen(id);
        m_parts.canvas.setFocus();
    });
    connect(m_commands, &ChoicePopup::chosen, this, [this](int row) {
        m_parts.canvas.setFocus();
        m_offered[row]->trigger();
    });
    connect(&parts.canvas, &CanvasView::selectionChanged, this, &StructureController::showText);
    connect(&parts.canvas, &CanvasView::snapshotChanged, this, &StructureController::showText);
    look(nullptr);
}

void StructureController::look(std::shared_ptr<const EngineDocument> document) {
    m_document = std::move(document);
    m_found->setDocument(m_document);
    for (QAction* action : {m_parts.actions.copyGraphDef, m_parts.actions.copyPython}) {
        action->setEnabled(m_document != nullptr);
    }
    showText();
}

QSet<quint64> StructureController::chosen() const {
    const QList<quint64> list = m_parts.canvas.selection();
    return {list.begin(), list.end()};
}

void StructureController::showText() {
    if (!m_text->isVisible()) { return; }
    ++m_textAsked;
    if (m_document == nullptr) {
        m_text->showFunctions({});
        m_text->show({}, 0, tr("Select a node to see it as text."));
        return;
    }
    ShownNodes shown = nodesOf(*m_document, chosen(), m_parts.edits.group());
    const std::size_t all = shown.nodes.size();
    if (all > kShownNodes) { shown.nodes.resize(kShownNodes); }
    const bool python = m_text->tab() == TextPanel::Tab::Python;
    const quint64 item = python ? 0 : editableNode(*m_document, chosen());
    QString notice;
    if (all > kShownNodes) {
        notice = tr("%1 of %2 nodes are shown; Copy as GraphDef or Python takes all.")
                     .arg(formatCount(static_cast<qint64>(kShownNodes)),
                          formatCount(static_cast<qint64>(all)));
    } else if (chosen().isEmpty()) {
        notice = tr("Select a node to see it as text.");
    } else if (all == 0) {
        notice = tr("It makes no node yet.");
    } else if (item != 0) {
        notice = tr("Can be edited; Escape restores.");
    }
    const bool calls = !m_document->graph().libraryBytes.empty();
    if (python && shown.function.valid()) {
        notice = tr("The function one looks into, as a whole.");
    }
    if (calls) {
        showLater(shown, notice);
    } else {
        m_text->showFunctions({});
    }
    if (python) {
        if (!calls) { m_text->show(pythonText(*m_document, shown), 0, notice); }
    } else if (item != 0 && all == 1) {
        const Node& node = shown.graph->node(shown.nodes[0]);
        m_text->show(toQt(nodeToText(*shown.graph, node)).trimmed(), item, notice);
    } else {
        m_text->show(nodesText(shown), 0, notice);
    }
}

/// Libraries may be large: what is made of them is made on another thread.
void StructureController::showLater(const ShownNodes& shown, const QString& notice) {
    struct Texts {
        QString functions;
        QString python;
    };
    const bool python = m_text->tab() == TextPanel::Tab::Python;
    inBackground(
        this,
        [document = m_document, shown, python] {
            return python ? Texts{{}, pythonText(*document, shown)}
                          : Texts{functionTexts(*document, shown), {}};
        },
        [this, python, notice, asked = m_textAsked](const Texts& texts) {
            if (asked != m_textAsked) { return; }
            m_text->showFunctions(texts.functions);
            if (python) { m_text->show(texts.python, 0, notice); }
        });
}

void StructureController::takeText(quint64 item, const QString& text) {
    Drawing* drawing = m_parts.edits.drawing();
    if (drawing == nullptr) { return; }
    const std::shared_ptr<const EngineDocument> document = drawing->current();
    // Tried first: what is wrong is said here, at its line.
    Edit tried(drawing->document());
    Status status = setNodeText(tried, *document, ItemId{item}, text);
    if (status.ok()) { status = detail::statusOf(tried.finish()); }
    if (!status.ok()) {
        const QString words = toQt(messageOf(status));
        m_text->setProblem(words, lineIn(words));
        return;
    }
    m_text->setProblem({}, 0);
    (void)m_parts.edits.edit(
        tr("Edit text"), [&](Edit& e) { return setNodeText(e, *document, ItemId{item}, text); });
}

QList<QAction*> StructureController::allActions() const {
    QList<QAction*> all;
    for (QAction* action : m_parts.window.actions()) {
        if (!action->text().isEmpty() && !action->objectName().isEmpty()) { all.append(action); }
    }
    return all;
}

void StructureController::openCommands() {
    std::vector<ChoicePopup::Row> rows;
    m_offered.clear();
    for (QAction* action : allActions()) {
        if (action == m_parts.actions.commands) { continue; }
        m_offered.append(action);
        rows.push_back({plainText(*action), action->shortcut().toString(QKeySequence::NativeText),
                        action->isEnabled()});
    }
    m_commands->open(tr("Search all commands"), std::move(rows));
}

void StructureController::copyText(bool python) {
    if (m_document == nullptr) { return; }
    ShownNodes shown = nodesOf(*m_document, chosen(), m_parts.edits.group());
    if (shown.nodes.empty()) {
        for (const Node& node : shown.graph->nodes()) { shown.nodes.push_back(node.id); }
    }
    const FlowForm form = Settings().exportsFrames() ? FlowForm::Frames : FlowForm::Functions;
    const auto made = [document = m_document, shown, python, form]() -> Result<std::string> {
        if (python) { return pythonText(*document, shown).toStdString(); }
        return copiedGraphDef(*document, shown, form);
    };
    const auto take = [this](const Result<std::string>& text) {
        if (text.ok()) {
            QGuiApplication::clipboard()->setText(toQt(*text));
        } else {
            emit m_parts.edits.refused(toQt(text.status()));
        }
    };
    if (m_document->graph().libraryBytes.empty()) { return take(made()); }
    inBackground(this, made, take);
}

}  // namespace weft::ui
