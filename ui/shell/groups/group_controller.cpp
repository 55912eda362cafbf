// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/groups/group_controller.h"

#include <QAction>
#include <algorithm>

#include "engine/compose/foreign/take_over.h"
#include "ui/base/background.h"
#include "ui/base/to_qt.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/layout/panel_room.h"
#include "ui/commands/foreign/unpack.h"
#include "ui/commands/groups/replicate.h"
#include "ui/commands/groups/share_weights.h"
#include "ui/commands/item_commands.h"
#include "ui/document/project_diagram.h"
#include "ui/shell/actions.h"
#include "ui/shell/edit_controller.h"
#include "ui/shell/groups/replicate_dialog.h"
#include "ui/shell/structure/choice_popup.h"

namespace weft::ui {
namespace {

/// A group that opens, and how far others go for it.
struct Opening {
    ItemId group;
    QHash<quint64, QPointF> room;
};

/// Room for groups that open one after the other in the picture of another, without those in which
/// nothing is to be seen.
std::vector<Opening> openingsOf(Document document, const EngineDocument& drawn, ItemId shown,
                                const QSet<quint64>& groups) {
    std::vector<Opening> openings;
    const auto picture = [&](const Document& of) {
        return diagramOfItems(of, drawn.expansion, shown, drawn.folds);
    };
    QList<quint64> ids = groups.values();
    std::ranges::sort(ids);
    for (const quint64 id : ids) {
        Edit tried(document);
        if (!openGroup(tried, ItemId{id}, {}).ok()) { continue; }
        const Diagram opened = picture(tried.document());
        const int at = opened.indexOf(id);
        // A layer that makes nothing, because it is not wired, has nothing to be seen.
        if (at < 0 || opened.nodes[static_cast<std::size_t>(at)].form != NodeForm::Panel) {
            continue;
        }
        openings.push_back({ItemId{id}, roomToOpen(picture(document), opened, id)});
        Edit made(document);
        if (openGroup(made, ItemId{id}, openings.back().room).ok()) { document = made.document(); }
    }
    return openings;
}

/// Whether an op of a foreign graph stands for others, or did before it was unfolded.
bool standsForOthers(const EngineDocument& drawn, ItemId id) {
    if (!drawn.roles) { return false; }
    if (drawn.folds.isAnchor(id)) { return true; }
    const auto kept = memoryOf(*drawn.project);
    const ForeignMemory memory =
        kept ? *kept : memoryFrom(drawn.expansion.graph, *drawn.roles, itemsByPath(*drawn.project));
    const auto trains = [&](const RunRow* row) {
        return row->mode == RunRow::Mode::Training && !row->targets.empty() &&
               row->targets.front() == id;
    };
    return id == memory.train.item || id == housekeeperOf(memory) ||
           std::ranges::any_of(drawn.project->rows(), trains) ||
           std::ranges::any_of(memory.variables, [&](const auto& v) { return v.second == id; }) ||
           std::ranges::any_of(memory.flows, [&](const auto& flow) { return flow.anchor == id; });
}

/// An op that stands for others of a foreign graph is drawn as what it stands for, and the other
/// way round.
void toggleOp(Edit& edit, const EngineDocument& drawn, ItemId id) {
    const Item* item = edit.document().item(id);
    if (item == nullptr || item->as<OpItem>() == nullptr) { return; }
    if (drawn.folds.flows.contains(id)) {
        (void)unpackFlow(edit, drawn, id);
        return;
    }
    if (packFlow(edit, id).ok()) { return; }
    Item changed = *item;
    changed.folded = !changed.folded;
    edit.put(std::move(changed));
}

}  // namespace

GroupController::GroupController(CanvasView& canvas, Actions& actions, EditController& edits,
                                 QWidget* window)
    : QObject(window),
      m_canvas(canvas),
      m_actions(actions),
      m_edits(edits),
      m_sharable(new ChoicePopup(window, QStringLiteral("sharableWeights"))) {
    connect(actions.fold, &QAction::triggered, this, &GroupController::toggleFold);
    connect(&canvas, &CanvasView::foldRequested, this, &GroupController::toggleFold);
    connect(actions.shareWeights, &QAction::triggered, this, &GroupController::offerWeights);
    connect(actions.ownWeights, &QAction::triggered, this, [this] {
        (void)m_edits.edit(tr("Own weights"),
                           [&](Edit& e) { return ownWeights(e, ItemId{chosenOne()}); });
    });
    connect(actions.replicate, &QAction::triggered, this, &GroupController::askForDevices);
    connect(m_sharable, &ChoicePopup::chosen, this, &GroupController::takeWeights);
    connect(&canvas, &CanvasView::selectionChanged, this, &GroupController::updateActions);
    connect(&canvas, &CanvasView::snapshotChanged, this, &GroupController::updateActions);
    updateActions();
}

quint64 GroupController::chosenOne() const {
    const QList<quint64> chosen = m_canvas.selection();
    return m_edits.drawing() == nullptr || chosen.size() != 1 ? 0 : chosen.front();
}

void GroupController::updateActions() {
    const quint64 id = chosenOne();
    const Item* item = id == 0 ? nullptr : m_edits.drawing()->document().item(ItemId{id});
    const bool shares = item != nullptr && item->shares.valid();
    const int node = m_canvas.snapshot()->diagram.indexOf(id);
    const bool has = node >= 0 && m_canvas.snapshot()->node(node).hasVariables;
    m_actions.shareWeights->setEnabled(item != nullptr && item->as<OpItem>() == nullptr && has &&
                                       !shares);
    m_actions.ownWeights->setEnabled(shares);
    m_actions.replicate->setEnabled(m_edits.drawing() != nullptr &&
                                    !m_canvas.selection().isEmpty());
}

/// The names of all that could give its weights.
void GroupController::offerWeights() {
    m_asked = chosenOne();
    if (m_asked == 0) { return; }
    const Drawing& drawing = *m_edits.drawing();
    const Item* item = drawing.document().item(ItemId{m_asked});
    if (item == nullptr) { return; }
    std::vector<ChoicePopup::Row> rows;
    m_offered.clear();
    for (const ItemId other : sharableWith(*drawing.current(), ItemId{m_asked})) {
        const Item* source = drawing.document().item(other);
        if (source == nullptr) { continue; }
        m_offered.push_back(other.value);
        const auto* recipe = source->as<RecipeItem>();
        rows.push_back({toQt(drawing.document().pathOf(other)),
                        recipe == nullptr ? tr("Group") : toQt(recipe->recipe)});
    }
    if (rows.empty()) {
        emit m_edits.refused(tr("Nothing else has weights of the same names and shapes as %1")
                                 .arg(toQt(item->name)));
        return;
    }
    m_sharable->open(tr("Share weights of %1 with").arg(toQt(item->name)), std::move(rows));
}

void GroupController::takeWeights(int row) {
    m_canvas.setFocus();
    const ItemId with{m_offered[static_cast<std::size_t>(row)]};
    (void)m_edits.edit(tr("Share weights"),
                       [&](Edit& e) { return shareWeights(e, ItemId{m_asked}, with); });
}

/// What is selected when the question is asked becomes towers when it is answered.
void GroupController::askForDevices() {
    const Drawing* drawing = m_edits.drawing();
    const QList<quint64> list = m_canvas.selection();
    if (drawing == nullptr || list.isEmpty()) { return; }
    auto* dialog = new ReplicateDialog(drawing->document().settings().cpuDevices,
                                       m_canvas.window());  // deletes itself when closed
    connect(dialog, &QDialog::accepted, this,
            [this, dialog, ids = QSet<quint64>(list.begin(), list.end())] {
                const Drawing* now = m_edits.drawing();
                if (now == nullptr) { return; }
                const auto document = now->current();
                const std::vector<std::string> devices = dialog->devices();
                (void)m_edits.edit(tr("Replicate over devices"), [&](Edit& e) -> Status {
                    QSet<quint64> made;
                    for (const ItemId id : WEFT_TRY(replicate(e, *document, ids, devices))) {
                        made.insert(id.value);
                    }
                    m_edits.selectSoon(made);
                    return okStatus();
                });
            });
    dialog->open();
}

/// How much room a group needs is found out on another thread, from what is seen now.
void GroupController::toggleFold() {
    const Drawing* drawing = m_edits.drawing();
    if (drawing == nullptr || m_opening) { return; }
    QSet<quint64> closed;
    QSet<quint64> others;
    for (const quint64 id : m_canvas.selection()) {
        const Item* item = drawing->document().item(ItemId{id});
        if (item == nullptr || drawing->current()->folds.seriesAt(item->id) != nullptr) {
            continue;
        }
        const bool opens = item->as<GroupItem>() != nullptr || item->as<RecipeItem>() != nullptr;
        if (opens && !item->opened) { closed.insert(id); }
        const bool isOp = item->as<OpItem>() != nullptr;
        if (item->opened || (isOp && standsForOthers(*drawing->current(), item->id))) {
            others.insert(id);
        }
    }
    if (closed.isEmpty() && others.isEmpty()) {
        if (m_canvas.selection().isEmpty()) { return; }
        emit m_edits.refused(tr("Only groups, layers and loops open in place"));
        return;
    }
    m_opening = true;
    inBackground(
        this,
        [document = drawing->document(), drawn = drawing->current(), closed,
         shown = ItemId{m_edits.group()}] { return openingsOf(document, *drawn, shown, closed); },
        [this, others](const std::vector<Opening>& openings) {
            m_opening = false;
            const QString label = others.isEmpty() ? tr("Open in place") : tr("Fold or unfold");
            if (m_edits.drawing() == nullptr) { return; }
            if (openings.empty() && others.isEmpty()) {
                emit m_edits.refused(tr("Nothing is in it yet: wire its inputs first"));
                return;
            }
            const auto shown = m_edits.drawing()->current();
            (void)m_edits.edit(label, [&](Edit& e) -> Status {
                for (const Opening& opening : openings) {
                    WEFT_TRY(openGroup(e, opening.group, opening.room));
                }
                for (const quint64 id : others) {
                    const Item* item = e.document().item(ItemId{id});
                    if (item != nullptr && item->opened) {
                        WEFT_TRY(closeGroup(e, ItemId{id}));
                    } else {
                        toggleOp(e, *shown, ItemId{id});
                    }
                }
                return okStatus();
            });
        });
}

}  // namespace weft::ui
