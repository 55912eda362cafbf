// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/palette_controller.h"

#include <QCoreApplication>

#include "engine/compose/functions/bars.h"
#include "ui/base/to_qt.h"
#include "ui/canvas/canvas_view.h"
#include "ui/commands/data_commands.h"
#include "ui/commands/functions/function_commands.h"
#include "ui/commands/wires/entry_fit.h"
#include "ui/document/functions/function_facts.h"
#include "ui/palette/op_rail.h"
#include "ui/palette/quick_add.h"
#include "ui/shell/edit_controller.h"

namespace weft::ui {
namespace {

QSet<QString> usedIn(const Document& document) {
    QSet<QString> used;
    for (const Item* item : document.all<Item>()) {
        if (const auto* op = item->as<OpItem>()) { used.insert(toQt(op->op)); }
        if (const auto* recipe = item->as<RecipeItem>()) { used.insert(toQt(recipe->recipe)); }
    }
    return used;
}

/// What a placeholder for a column would be, and what is done to its rows on the way.
std::pair<QString, QString> offeredFor(const ColumnProposal& proposal) {
    const QString what = toQt(concat(proposal.name, "  ", proposal.type, ' ', proposal.shape));
    QStringList steps;
    for (std::size_t i = 0; i < proposal.conversions.size(); ++i) {
        steps.append(QStringLiteral("%1: %2").arg(toQt(proposal.conversions[i].toString()),
                                                  proposal.reasons[i]));
    }
    return {what, steps.join(QStringLiteral(", "))};
}

/// "float32 [?,128]" of an output; of an input nothing is known before a wire is there.
QString carriedBy(const EngineDocument& document, const SocketRef& socket) {
    const PortRef port = portRefOf(socket);
    if (const OutputInfo* info = document.expansion.outputAt(port)) {
        return toQt(concat(info->type, " ", info->shape));
    }
    const Item* item = document.project ? document.project->item(port.item) : nullptr;
    return item == nullptr ? QString() : toQt(concat(item->name, " / ", port.port));
}

/// What the functions of a project add to the palette: calls of them, and in a body its arguments
/// and results.
std::vector<PaletteEntry> functionEntries(const Document& document, ItemId group) {
    const auto words = [](const char* text) {
        return QCoreApplication::translate("weft::ui::PaletteController", text);
    };
    std::vector<PaletteEntry> entries;
    const Item* around = document.item(group);
    const bool inBody = around != nullptr && around->as<FunctionItem>() != nullptr;
    if (inBody) {
        entries.push_back({QLatin1String(kArgumentEntry), words("A value that calls give."),
                           Category::Data, PaletteLevel::Start});
        entries.push_back({QLatin1String(kResultEntry), words("A value that calls get back."),
                           Category::Data, PaletteLevel::Start});
    }
    const ItemId function = inBody ? group : document.functionOf(group);
    for (const Item* item : functionsOf(document)) {
        if (item->id == function) { continue; }
        QStringList about = gradientWords(document, item->id);
        about.prepend(words("Calls a function of this project"));
        entries.push_back({callEntryOf(toQt(item->name)), about.join(QStringLiteral(", ")) + '.',
                           Category::Control, PaletteLevel::Start});
    }
    return entries;
}

}  // namespace

PaletteController::PaletteController(CanvasView& canvas, EditController& edits, OpRail& rail,
                                     QWidget* stage)
    : QObject(stage), m_canvas(canvas), m_edits(edits), m_rail(rail), m_stage(stage) {
    m_popup = new QuickAdd(stage);
    connect(&edits, &EditController::paletteWanted, this, &PaletteController::openAt);
    connect(m_popup, &QuickAdd::chosen, this, [this](const QString& entry) {
        m_edits.addEntryWired(entry, m_scene, m_socket, m_fromIsOutput);
    });
    connect(m_popup, &QuickAdd::closed, &canvas, qOverload<>(&QWidget::setFocus));
    connect(&rail, &OpRail::coverChanged, &canvas, &CanvasView::setCovered);
    connect(&rail, &OpRail::entryChosen, this, [this](const QString& entry) {
        const QPointF middle = QRectF(m_canvas.viewport()->rect()).center();
        m_edits.addEntryAt(entry, m_canvas.viewTransform().toScene(middle));
    });
}

void PaletteController::setEntries(std::vector<PaletteEntry> entries) {
    m_entries = std::move(entries);
    m_own = {QString()};
    follow();
}

void PaletteController::follow() {
    const Drawing* drawing = m_edits.drawing();
    std::vector<PaletteEntry> own;
    if (drawing != nullptr) { own = functionEntries(drawing->document(), ItemId{m_edits.group()}); }
    QStringList names;
    for (const PaletteEntry& entry : own) { names.append(entry.name + entry.summary); }
    if (names == m_own) { return; }
    m_own = names;
    own.insert(own.end(), m_entries.begin(), m_entries.end());
    const auto search = std::make_shared<PaletteSearch>(std::move(own), builtInSynonyms());
    m_popup->setSearch(search);
    m_rail.setSearch(search);
}

void PaletteController::openAt(QPointF scene, const SocketRef& socket, bool fromIsOutput) {
    const Drawing* drawing = m_edits.drawing();
    if (drawing == nullptr) { return; }
    follow();
    m_scene = scene;
    m_socket = socket;
    m_fromIsOutput = fromIsOutput;
    m_popup->setUsed(usedIn(drawing->document()));
    if (socket.item != 0) { filterBy(socket, fromIsOutput); }
    const QPoint at = m_canvas.viewTransform().toView(scene).toPoint();
    m_popup->openAt(m_canvas.viewport()->mapTo(m_stage, at));
}

void PaletteController::filterBy(const SocketRef& socket, bool fromIsOutput) {
    const std::shared_ptr<const EngineDocument> document = m_edits.drawing()->current();
    std::pair<QString, QString> words{carriedBy(*document, socket), {}};
    const auto proposal = document->project && fromIsOutput
                              ? proposalFor(*document->project, portRefOf(socket))
                              : std::nullopt;
    if (proposal) { words = offeredFor(*proposal); }
    m_popup->setFilter(
        [document, port = portRefOf(socket), fromIsOutput](const QString& entry) {
            const std::string name = entry.toStdString();
            if (!entryFits(*document, name, port, fromIsOutput)) { return false; }
            return !fromIsOutput || entryTakesShape(*document, name, port);
        },
        words.first, words.second);
}

}  // namespace weft::ui
