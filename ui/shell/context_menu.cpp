// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/context_menu.h"

#include <QCoreApplication>
#include <QMenu>

#include "ui/base/proxy_style.h"
#include "ui/base/to_qt.h"
#include "ui/canvas/canvas_view.h"
#include "ui/commands/gradients_of.h"
#include "ui/commands/item_commands.h"
#include "ui/commands/note_commands.h"
#include "ui/commands/wire_commands.h"
#include "ui/session/gpu/known_gpus.h"
#include "ui/shell/actions.h"
#include "ui/shell/edit_controller.h"
#include "ui/shell/functions/function_menu.h"

namespace weft::ui {
namespace {

QString words(const char* text) {
    return QCoreApplication::translate("weft::ui::ContextMenu", text);
}

bool isFloatScalar(const PortInfo& port) {
    return port.family == Family::Float && port.shape == QStringLiteral("[]");
}

void addMinimise(QMenu& menu, const PortInfo& port, EditController& edits) {
    if (port.socket.item == 0 || edits.drawing() == nullptr || !isFloatScalar(port)) { return; }
    QMenu* optimizers = menu.addMenu(words("&Minimise this"));
    optimizers->setObjectName(QStringLiteral("minimise"));
    for (const RecipeDef* recipe : allRecipes()) {
        if (!recipe->isOptimizer) { continue; }
        const QString name = toQt(recipe->signature.name);
        QAction* action = optimizers->addAction(name);
        action->setObjectName(name);
        action->setToolTip(toQt(recipe->signature.summary));
        QObject::connect(action, &QAction::triggered, &edits,
                         [&edits, name, port] { edits.minimiseThis(port.socket, name); });
    }
}

/// The derivative of a tensor by what it is made of.
void addGradients(QMenu& menu, const PortInfo& port, EditController& edits) {
    if (port.socket.item == 0 || edits.drawing() == nullptr || port.family != Family::Float) {
        return;
    }
    const PortRef y = portRefOf(port.socket);
    const auto offered = differentiableBy(*edits.drawing()->current(), y);
    if (offered.empty()) { return; }
    QMenu* gradients = menu.addMenu(words("&Gradients of this by"));
    gradients->setObjectName(QStringLiteral("gradients"));
    for (const auto& [x, name] : offered) {
        QAction* action = gradients->addAction(name);
        action->setObjectName(name);
        QObject::connect(action, &QAction::triggered, &edits, [&edits, y, x = x] {
            (void)edits.edit(words("Gradients"), [&](Edit& e) -> Status {
                edits.selectSoon({WEFT_TRY(addGradientOf(e, y, x)).value});
                return okStatus();
            });
        });
    }
}

void addDevice(QMenu& devices, quint64 id, const QString& name, EditController& edits) {
    QAction* action = devices.addAction(name.isEmpty() ? words("&Any") : name);
    QObject::connect(action, &QAction::triggered, &edits, [&edits, id, name] {
        (void)edits.edit(words("Set device"),
                         [&](Edit& e) { return setDevice(e, ItemId{id}, name.toStdString()); });
    });
}

/// The cards of this machine, or why there are none; as soon as they are known.
void addGpus(QMenu& devices, quint64 id, EditController& edits) {
    const auto add = [&devices, &edits, id](const GpuList& list) {
        for (const GpuEntry& card : list.cards) {
            addDevice(devices, id, toQt(card.device), edits);
            devices.actions().back()->setToolTip(toQt(card.name));
        }
        if (list.cards.empty()) {
            devices.addAction(words("No GPU: %1").arg(toQt(list.reason)))->setEnabled(false);
        }
    };
    KnownGpus& known = KnownGpus::instance();
    if (const auto& list = known.list()) {
        add(*list);
        return;
    }
    QAction* waiting = devices.addAction(words("Looking for GPUs..."));
    waiting->setEnabled(false);
    QObject::connect(&known, &KnownGpus::answered, &devices, [&devices, add, waiting] {
        devices.removeAction(waiting);
        add(*KnownGpus::instance().list());
    });
}

void addDevices(QMenu& menu, quint64 id, EditController& edits) {
    const Document& document = edits.drawing()->document();
    const Item* item = document.item(ItemId{id});
    if (item == nullptr || (item->as<OpItem>() == nullptr && item->as<RecipeItem>() == nullptr)) {
        return;
    }
    QMenu* devices = menu.addMenu(words("&Device"));
    QStringList names = {QString()};
    for (int i = 0; i < document.settings().cpuDevices; ++i) {
        names.append(QStringLiteral("/device:CPU:%1").arg(i));
    }
    for (const QString& name : names) { addDevice(*devices, id, name, edits); }
    addGpus(*devices, id, edits);
}

void addRun(QMenu& menu, const QStringList& tensors, CanvasView& canvas) {
    if (tensors.isEmpty()) { return; }
    QAction* action = menu.addAction(words("&Run %1").arg(tensors.join(QStringLiteral(", "))));
    QObject::connect(action, &QAction::triggered, &canvas,
                     [&canvas, tensors] { emit canvas.runRequested(tensors); });
}

void fillForNode(QMenu& menu, const DiagramNode& node, CanvasView& canvas, Actions& actions,
                 EditController& edits) {
    QAction* open = menu.addAction(words("&Open"));
    open->setEnabled(node.form == NodeForm::Group || node.form == NodeForm::Panel || node.derived ||
                     !node.panes.empty() || node.series != SeriesMark::No);
    QObject::connect(open, &QAction::triggered, &canvas,
                     [&canvas, id = node.id] { emit canvas.openRequested(id); });
    QStringList tensors;
    for (const PortInfo& port : node.outputs) {
        if (!port.tensor.isEmpty()) { tensors.append(port.tensor); }
    }
    addRun(menu, tensors, canvas);
    for (const PortInfo& port : node.outputs) { addMinimise(menu, port, edits); }
    if (node.outputs.size() == 1) { addGradients(menu, node.outputs.front(), edits); }
    if (edits.drawing() == nullptr) { return; }
    addFunctions(menu, node.id, canvas, edits);
    addDevices(menu, node.id, edits);
    menu.addActions({actions.breakpoint, actions.mute, actions.bypass});
    menu.addSeparator();
    menu.addActions({actions.rename, actions.duplicate, actions.cut, actions.copy});
    menu.addActions({actions.copyGraphDef, actions.copyPython});
    menu.addActions(
        {actions.group, actions.makeFunction, actions.ungroup, actions.fold, actions.foldSeries});
    menu.addActions({actions.shareWeights, actions.ownWeights, actions.replicate});
    menu.addSeparator();
    menu.addAction(actions.remove);
}

/// Colour and lock of paper: of all that is selected with it.
void fillForNote(QMenu& menu, const DiagramNote& note, CanvasView& canvas, Actions& actions,
                 EditController& edits) {
    if (edits.drawing() == nullptr || note.id == 0) { return; }
    const QList<quint64> list = canvas.selection();
    const QSet<quint64> ids(list.begin(), list.end());
    QAction* edit = menu.addAction(note.frame ? words("&Title") : words("&Words"));
    edit->setShortcut(Qt::Key_F2);
    edit->setShortcutContext(Qt::WidgetShortcut);  // told only: the canvas takes it
    QObject::connect(edit, &QAction::triggered, &canvas,
                     [&canvas, id = note.id] { canvas.editWords(id); });
    QMenu* colours = menu.addMenu(words("&Colour"));
    colours->setObjectName(QStringLiteral("paper"));
    for (int k = 0; k < kPapers; ++k) {
        QPixmap swatch(16, 16);
        swatch.fill(appTheme().paper(k));
        QAction* action = colours->addAction(QIcon(swatch), nameOfPaper(k));
        action->setCheckable(true);
        action->setChecked(note.colour == k);
        QObject::connect(action, &QAction::triggered, &edits, [&edits, ids, k] {
            (void)edits.edit(words("Set colour"), [&](Edit& e) {
                setNoteColour(e, ids, k);
                return okStatus();
            });
        });
    }
    QAction* lock = menu.addAction(note.locked ? words("Un&lock") : words("&Lock"));
    lock->setObjectName(QStringLiteral("lockNote"));
    QObject::connect(lock, &QAction::triggered, &edits, [&edits, ids, locked = note.locked] {
        (void)edits.edit(locked ? words("Unlock") : words("Lock"), [&](Edit& e) {
            setNotesLocked(e, ids, !locked);
            return okStatus();
        });
    });
    menu.addSeparator();
    menu.addActions({actions.duplicate, actions.cut, actions.copy, actions.remove});
}

void fillForWire(QMenu& menu, const DiagramWire& wire, CanvasView& canvas) {
    const quint64 id = wire.id;
    QAction* lead = menu.addAction(words("&Lead through a point"));
    lead->setObjectName(QStringLiteral("leadWire"));
    QObject::connect(lead, &QAction::triggered, &canvas, [&canvas, id] { canvas.addPoint(id); });
    if (!wire.via.empty()) {
        QAction* straight = menu.addAction(words("&Straighten"));
        straight->setObjectName(QStringLiteral("straightenWire"));
        QObject::connect(straight, &QAction::triggered, &canvas,
                         [&canvas, id] { canvas.removePoints(id); });
    }
    QAction* cut = menu.addAction(words("&Delete wire"));
    QObject::connect(cut, &QAction::triggered, &canvas,
                     [&canvas, id] { emit canvas.disconnectRequested(id); });
}

}  // namespace

QMenu* contextMenuFor(const Hit& hit, CanvasView& canvas, Actions& actions, EditController& edits,
                      QWidget* parent) {
    auto* menu = new QMenu(parent);  // deletes itself when closed
    menu->setObjectName(QStringLiteral("contextMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const std::shared_ptr<const CanvasSnapshot> shown = canvas.snapshot();
    if (hit.node >= 0) {
        const DiagramNode& node = shown->node(hit.node);
        if (!canvas.selection().contains(node.id)) { canvas.select({node.id}); }
        if (hit.kind == Hit::Kind::Output) {
            const PortInfo& port = node.outputs[static_cast<std::size_t>(hit.port)];
            if (!port.tensor.isEmpty()) { addRun(*menu, {port.tensor}, canvas); }
            addMinimise(*menu, port, edits);
            addGradients(*menu, port, edits);
            menu->addSeparator();
        }
        fillForNode(*menu, node, canvas, actions, edits);
    } else if (hit.wire >= 0) {
        const CanvasWire& wire = shown->wire(hit.wire);
        const DiagramNode& from = shown->node(wire.fromNode);
        if (!wire.control) {
            const PortInfo& port = from.outputs[static_cast<std::size_t>(wire.fromPort)];
            if (!port.tensor.isEmpty()) { addRun(*menu, {port.tensor}, canvas); }
            addMinimise(*menu, port, edits);
            addGradients(*menu, port, edits);
        }
        const DiagramWire& drawn = shown->diagram.wires[static_cast<std::size_t>(hit.wire)];
        if (edits.drawing() != nullptr && drawn.id != 0) { fillForWire(*menu, drawn, canvas); }
    } else if (hit.note >= 0 && edits.drawing() != nullptr) {
        const DiagramNote& note = shown->diagram.notes[static_cast<std::size_t>(hit.note)];
        if (!canvas.selection().contains(note.id)) { canvas.select({note.id}); }
        fillForNote(*menu, note, canvas, actions, edits);
    } else {
        menu->addActions({actions.addNode, actions.frame, actions.paste, actions.selectAll});
        menu->addSeparator();
        addShownFunction(*menu, canvas, edits);
        menu->addActions({actions.fit, actions.zoomFull, actions.leave});
    }
    return menu;
}

}  // namespace weft::ui
