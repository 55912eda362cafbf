// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/edit_controller.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>
#include <utility>

#include "engine/compose/functions/make_function.h"
#include "ui/base/to_qt.h"
#include "ui/canvas/canvas_view.h"
#include "ui/commands/foreign/unpack.h"
#include "ui/commands/fragment.h"
#include "ui/commands/functions/function_commands.h"
#include "ui/commands/groups/fold_series.h"
#include "ui/commands/item_commands.h"
#include "ui/commands/note_commands.h"
#include "ui/commands/wires/wire_points.h"
#include "ui/shell/actions.h"
#include "ui/shell/structure/fragment_mime.h"

namespace weft::ui {
namespace {

constexpr double kPasteOffset = 24;
constexpr QSizeF kNewNode(144, 72);  // as most are

QString countOf(qsizetype count, const QString& one, const QString& many) {
    return count == 1 ? one : many.arg(count);
}

QSet<quint64> idsOf(const std::vector<ItemId>& items) {
    QSet<quint64> ids;
    for (const ItemId item : items) { ids.insert(item.value); }
    return ids;
}

}  // namespace

EditController::EditController(CanvasView& canvas, Actions& actions, QObject* parent)
    : QObject(parent), m_canvas(canvas), m_actions(actions) {
    connectCanvas();
    connectActions();
    updateActions();
}

void EditController::setDrawing(Drawing* drawing) {
    m_drawing = drawing;
    m_group = 0;
    m_selectNext.clear();
    if (drawing != nullptr) {
        connect(drawing, &Drawing::refused, this, &EditController::refused);
        connect(drawing, &Drawing::historyChanged, this, &EditController::updateActions);
    }
    updateActions();
}

Status EditController::edit(const QString& label, const std::function<Status(Edit&)>& fill,
                            const QString& mergeKey) {
    if (m_drawing == nullptr) {
        const QString reason =
            tr("A graph file is shown as it is; save it as a project to edit it");
        emit refused(reason);
        return failedPrecondition(reason.toStdString());
    }
    return m_drawing->edit(label, m_group, fill, mergeKey);
}

EditController::Spot EditController::spotAt(QPointF scene) const {
    return spotIn(m_canvas.snapshot()->panelAt(scene), scene);
}

EditController::Spot EditController::spotIn(int panel, QPointF scene) const {
    const CanvasSnapshot& s = *m_canvas.snapshot();
    // Nothing is added to what a recipe makes.
    while (panel >= 0 && s.node(panel).derived) { panel = s.node(panel).panel; }
    if (panel < 0) { return {ItemId{m_group}, scene}; }
    return {ItemId{s.node(panel).id}, scene - s.origin(panel)};
}

void EditController::addEntryAt(const QString& entry, QPointF scene) {
    add(entry, m_canvas.snapshot()->freePlace({scene, kNewNode}));
}

void EditController::dropEntryAt(const QString& entry, QPointF scene) {
    add(entry, scene);
    m_viewStays = true;
}

void EditController::add(const QString& entry, QPointF scene) {
    const Spot spot = spotAt(scene);
    const Status status = edit(tr("Add %1").arg(entry), [&](Edit& e) -> Status {
        const ItemId made = WEFT_TRY(addEntry(e, entry.toStdString(), spot.group, spot.at));
        selectSoon({made.value});
        return okStatus();
    });
    if (!status.ok()) { return; }
    m_canvas.setFocus();
    if (entry == QLatin1String(kDataEntry)) { emit dataAdded(); }
}

void EditController::addEntryWired(const QString& entry, QPointF scene, const SocketRef& socket,
                                   bool fromIsOutput) {
    if (m_drawing == nullptr || socket.item == 0) {
        addEntryAt(entry, scene);
        return;
    }
    const std::shared_ptr<const EngineDocument> document = m_drawing->current();
    const Spot spot = spotAt(scene);
    const Status status = edit(tr("Add %1").arg(entry), [&](Edit& e) -> Status {
        const ItemId made = WEFT_TRY(addConnected(e, *document, entry.toStdString(), spot.group,
                                                  spot.at, portRefOf(socket), fromIsOutput));
        selectSoon({made.value});
        return okStatus();
    });
    if (status.ok()) { m_canvas.setFocus(); }
}

void EditController::minimiseThis(const SocketRef& loss, const QString& optimizer) {
    if (m_drawing == nullptr) { return; }
    const std::shared_ptr<const EngineDocument> document = m_drawing->current();
    (void)edit(tr("Minimise"), [&](Edit& e) -> Status {
        selectSoon(
            {WEFT_TRY(minimise(e, *document, portRefOf(loss), optimizer.toStdString())).value});
        return okStatus();
    });
}

/// Answers of the drawing as it is when asked: a wire may hang while edits come in.
void EditController::connectChecks() {
    const auto ask = [this](auto check) -> WireCheck {
        return [this, check](const SocketRef& from, const SocketRef& to) {
            if (m_drawing == nullptr) { return WireVerdict{false, tr("cannot be edited"), {}}; }
            return check(*m_drawing->current(), portRefOf(from), portRefOf(to));
        };
    };
    m_canvas.setWireChecks(ask(checkSockets), ask(checkWire));
}

void EditController::connectCanvas() {
    connectChecks();
    connect(&m_canvas, &CanvasView::moveRequested, this,
            [this](const QHash<quint64, QPointF>& corners) {
                const auto own = m_canvas.snapshot()->ownCorners(corners);
                (void)edit(tr("Move"), [&](Edit& e) {
                    moveWithSeries(e, m_drawing->current()->folds, own);
                    return okStatus();
                });
            });
    connect(&m_canvas, &CanvasView::connectRequested, this,
            [this](const SocketRef& from, const SocketRef& to) {
                (void)edit(tr("Connect"), [&](Edit& e) {
                    return connectSockets(e, portRefOf(from), portRefOf(to)).status();
                });
            });
    connect(&m_canvas, &CanvasView::repairRequested, this,
            [this](const SocketRef& from, const SocketRef& to) {
                if (m_drawing == nullptr) { return; }
                const auto document = m_drawing->current();
                const WireVerdict verdict = checkWire(*document, portRefOf(from), portRefOf(to));
                (void)edit(tr("Connect with %1").arg(toQt(verdict.repair)), [&](Edit& e) {
                    return connectRepaired(e, *document, portRefOf(from), portRefOf(to), verdict)
                        .status();
                });
            });
    connect(&m_canvas, &CanvasView::rewireRequested, this,
            [this](quint64 wire, const SocketRef& from, const SocketRef& to) {
                (void)edit(tr("Move wire"), [&](Edit& e) -> Status {
                    const Wire* was = e.document().find<Wire>(ItemId{wire});
                    const auto points = was == nullptr ? std::vector<WirePoint>() : was->points;
                    e.remove(ItemId{wire});
                    const ItemId made = WEFT_TRY(connectSockets(e, portRefOf(from), portRefOf(to)));
                    const Wire* moved = e.document().find<Wire>(made);
                    if (moved != nullptr && !points.empty()) {
                        Wire led = *moved;
                        led.points = points;
                        e.put(std::move(led));
                    }
                    return okStatus();
                });
            });
    connect(&m_canvas, &CanvasView::disconnectRequested, this, [this](quint64 wire) {
        (void)edit(tr("Disconnect"), [&](Edit& e) {
            e.remove(ItemId{wire});
            return okStatus();
        });
    });
    connect(&m_canvas, &CanvasView::renameRequested, this,
            [this](quint64 node, const QString& name) {
                (void)edit(tr("Rename"), [&](Edit& e) {
                    const ItemId named = namedAt(*m_drawing->current(), ItemId{node});
                    return renameItem(e, named, name.toStdString());
                });
            });
    connect(&m_canvas, &CanvasView::noteTextRequested, this,
            [this](quint64 note, const QString& t) {
                (void)edit(tr("Edit note"),
                           [&](Edit& e) { return setNoteText(e, ItemId{note}, t.toStdString()); });
            });
    connect(&m_canvas, &CanvasView::noteSizeRequested, this, [this](quint64 note, QSizeF size) {
        (void)edit(tr("Resize note"), [&](Edit& e) { return resizeNote(e, ItemId{note}, size); });
    });
    connect(&m_canvas, &CanvasView::addRequested, this,
            [this](QPointF scene) { emit paletteWanted(scene, {}, true); });
    connect(&m_canvas, &CanvasView::wireDropped, this,
            [this](const SocketRef& from, bool fromIsOutput, QPointF scene) {
                emit paletteWanted(scene, from, fromIsOutput);
            });
    connect(&m_canvas, &CanvasView::entryDropped, this, &EditController::dropEntryAt);
    connect(&m_canvas, &CanvasView::selectionChanged, this, &EditController::updateActions);
}

void EditController::connectActions() {
    const Actions& a = m_actions;
    connect(a.undo, &QAction::triggered, this, [this] {
        if (m_drawing != nullptr) { m_drawing->undo(); }
    });
    connect(a.redo, &QAction::triggered, this, [this] {
        if (m_drawing != nullptr) { m_drawing->redo(); }
    });
    connect(a.copy, &QAction::triggered, this, &EditController::copy);
    connect(a.cut, &QAction::triggered, this, [this] {
        copy();
        removeChosen();
    });
    connect(a.paste, &QAction::triggered, this, [this] { paste(false); });
    connect(a.pasteLinked, &QAction::triggered, this, [this] { paste(true); });
    connect(a.duplicate, &QAction::triggered, this, &EditController::duplicateChosen);
    connect(a.remove, &QAction::triggered, this, &EditController::removeChosen);
    connect(a.rename, &QAction::triggered, &m_canvas, &CanvasView::startRename);
    connect(a.group, &QAction::triggered, this, &EditController::groupChosen);
    connect(a.makeFunction, &QAction::triggered, this, &EditController::makeFunctionOfChosen);
    connect(a.ungroup, &QAction::triggered, this, &EditController::dissolveChosen);
    connect(a.addNode, &QAction::triggered, this, [this] {
        const QPointF middle = QRectF(m_canvas.viewport()->rect()).center();
        emit paletteWanted(m_canvas.viewTransform().toScene(middle), {}, true);
    });
}

/// What is selected; a loop or branch that is drawn as one node is all that it is made of.
QSet<quint64> EditController::chosen() const {
    const QList<quint64> list = m_canvas.selection();
    QSet<quint64> ids(list.begin(), list.end());
    if (m_drawing == nullptr) { return ids; }
    for (const quint64 id : list) {
        if (!m_drawing->current()->folds.flows.contains(ItemId{id})) { continue; }
        ids.remove(id);
        for (const ItemId part :
             m_drawing->current()->folds.wholeOf(m_drawing->document(), ItemId{id})) {
            ids.insert(part.value);
        }
    }
    return m_drawing->current()->folds.withSeries(ids);
}

void EditController::copy() {
    if (m_drawing == nullptr || chosen().isEmpty()) { return; }
    const std::string text = fragmentOf(m_drawing->document(), chosen());
    auto* data = new FragmentMime(text, m_canvas.snapshot(), chosen());  // the clipboard's
    QGuiApplication::clipboard()->setMimeData(data);
}

void EditController::paste(bool keepLinks) {
    const QMimeData* data = QGuiApplication::clipboard()->mimeData();
    if (data == nullptr) { return; }
    const QString type = QLatin1String(kFragmentType);
    const QByteArray text = data->hasFormat(type) ? data->data(type) : data->text().toUtf8();
    if (text.isEmpty()) { return; }
    const QRectF view(m_canvas.viewport()->rect());
    const QPointF pointer = m_canvas.viewport()->mapFromGlobal(QCursor::pos());
    const Spot spot =
        spotAt(m_canvas.viewTransform().toScene(view.contains(pointer) ? pointer : view.center()));
    (void)edit(tr("Paste"), [&](Edit& e) -> Status {
        const std::vector<ItemId> made = WEFT_TRY(
            pasteText(e, std::string_view(text.constData(), static_cast<std::size_t>(text.size())),
                      spot.group, spot.at, keepLinks));
        selectSoon(idsOf(made));
        return okStatus();
    });
}

void EditController::removeChosen() {
    // A socket that keys have reached stands for its wires.
    if (m_canvas.socketByKeys()) {
        m_canvas.breakFocusedSocket();
        return;
    }
    const QSet<quint64> ids = chosen() + m_canvas.selectedWires();
    if (ids.isEmpty()) { return; }
    (void)edit(countOf(ids.size(), tr("Delete"), tr("Delete %1 items")), [&](Edit& e) {
        removeThings(e, ids);
        return okStatus();
    });
}

void EditController::duplicateChosen() {
    const QSet<quint64> ids = chosen();
    if (ids.isEmpty()) { return; }
    (void)edit(
        countOf(ids.size(), tr("Duplicate"), tr("Duplicate %1 items")), [&](Edit& e) -> Status {
            selectSoon(
                idsOf(WEFT_TRY(duplicateItems(e, ids, QPointF(kPasteOffset, kPasteOffset)))));
            return okStatus();
        });
}

void EditController::groupChosen() {
    const QSet<quint64> ids = chosen();
    if (ids.isEmpty()) { return; }
    (void)edit(countOf(ids.size(), tr("Group"), tr("Group %1 items")), [&](Edit& e) -> Status {
        selectSoon({WEFT_TRY(groupItems(e, ids)).value});
        return okStatus();
    });
}

void EditController::makeFunctionOfChosen() {
    const QSet<quint64> ids = chosen();
    if (ids.isEmpty() || m_drawing == nullptr) { return; }
    const std::shared_ptr<const EngineDocument> shown = m_drawing->current();
    (void)edit(tr("Make function"), [&](Edit& e) -> Status {
        selectSoon({WEFT_TRY(makeFunctionOf(e, *shown, ids)).value});
        return okStatus();
    });
}

void EditController::dissolveChosen() {
    const QList<quint64> ids = m_canvas.selection();
    if (ids.isEmpty() || m_drawing == nullptr) { return; }
    const std::shared_ptr<const EngineDocument> shown = m_drawing->current();
    const bool unpacks = shown->folds.flows.contains(ItemId{ids.front()});
    (void)edit(unpacks ? tr("Unpack") : tr("Dissolve group"), [&](Edit& e) -> Status {
        QSet<quint64> out;
        for (const quint64 id : ids) {
            if (shown->folds.flows.contains(ItemId{id})) {
                out.insert(WEFT_TRY(unpackFlow(e, *shown, ItemId{id})).value);
                continue;
            }
            const Item* item = e.document().item(ItemId{id});
            const bool isCall = item != nullptr && item->as<OpItem>() != nullptr;
            out += idsOf(
                WEFT_TRY(isCall ? dissolveCall(e, ItemId{id}) : dissolveGroup(e, ItemId{id})));
        }
        selectSoon(out);
        return okStatus();
    });
}

void EditController::snapshotShown() {
    if (m_selectNext.isEmpty()) { return; }
    QSet<quint64> there;
    for (const quint64 id : m_selectNext) {
        const CanvasSnapshot& s = *m_canvas.snapshot();
        if (s.diagram.indexOf(id) >= 0 || s.noteOf(id) >= 0) { there.insert(id); }
    }
    // An older picture may come first: the things asked for are in a later one.
    if (there.isEmpty()) { return; }
    m_selectNext.clear();
    m_canvas.select(there);
    QRectF made;
    for (const quint64 id : there) {
        const int at = m_canvas.snapshot()->diagram.indexOf(id);
        if (at >= 0) { made = made.united(m_canvas.snapshot()->rect(at)); }
    }
    if (!std::exchange(m_viewStays, false)) { m_canvas.bringIntoView(made); }
}

void EditController::updateActions() {
    const Actions& a = m_actions;
    const bool there = m_drawing != nullptr;
    const bool some = there && !m_canvas.selection().isEmpty();
    a.undo->setEnabled(there && m_drawing->canUndo());
    a.redo->setEnabled(there && m_drawing->canRedo());
    a.undo->setText(there && m_drawing->canUndo() ? tr("&Undo %1").arg(m_drawing->undoLabel())
                                                  : tr("&Undo"));
    a.redo->setText(there && m_drawing->canRedo() ? tr("&Redo %1").arg(m_drawing->redoLabel())
                                                  : tr("&Redo"));
    for (QAction* action : {a.cut, a.copy, a.duplicate, a.remove, a.heal, a.rename, a.group,
                            a.makeFunction, a.ungroup, a.fold, a.foldSeries, a.swap}) {
        action->setEnabled(some);
    }
    a.remove->setEnabled(some || (there && !m_canvas.selectedWires().isEmpty()));
    for (QAction* action : {a.paste, a.pasteLinked, a.addNode, a.frame, a.layOut}) {
        action->setEnabled(there);
    }
}

}  // namespace weft::ui
