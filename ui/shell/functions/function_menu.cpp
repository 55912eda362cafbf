// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/functions/function_menu.h"

#include <QCoreApplication>
#include <QInputDialog>
#include <QMenu>

#include "engine/compose/functions/called_functions.h"
#include "engine/compose/functions/gradient_function.h"
#include "engine/compose/functions/make_function.h"
#include "ui/base/to_qt.h"
#include "ui/canvas/canvas_view.h"
#include "ui/commands/foreign/unpack.h"
#include "ui/document/functions/flow_panes.h"
#include "ui/document/functions/function_parts.h"
#include "ui/shell/edit_controller.h"

namespace weft::ui {
namespace {

QString words(const char* text) {
    return QCoreApplication::translate("weft::ui::FunctionMenu", text);
}

/// Of a loop or branch that was made elsewhere: its parts, and its nodes in place of it.
void addFlow(QMenu& menu, const Item& item, CanvasView& canvas, EditController& edits) {
    const Folds& folds = edits.drawing()->current()->folds;
    const auto flow = folds.flows.find(item.id);
    if (flow == folds.flows.end()) { return; }
    for (const ItemId part : flow->second.parts) {
        if (!part.valid()) { continue; }
        QAction* open = menu.addAction(words("Open %1").arg(partTitle(folds, part)));
        QObject::connect(open, &QAction::triggered, &canvas,
                         [&canvas, id = part.value] { emit canvas.openRequested(id); });
    }
    QAction* unpack = menu.addAction(words("&Unpack"));
    unpack->setObjectName(QStringLiteral("unpack"));
    QObject::connect(unpack, &QAction::triggered, &edits, [&edits, id = item.id] {
        const auto shown = edits.drawing()->current();
        (void)edits.edit(words("Unpack"),
                         [&](Edit& e) { return unpackFlow(e, *shown, id).status(); });
    });
}

/// A gradient of its own: made, opened, given up.
void addGradient(QMenu& menu, ItemId function, CanvasView& canvas, EditController& edits) {
    const Document& document = edits.drawing()->document();
    const Item* gradient = gradientFunctionOf(document, function);
    const QString name = toQt(document.item(function)->name);
    QAction* open =
        menu.addAction(gradient == nullptr ? words("Make custom gradient of %1").arg(name)
                                           : words("Open gradient %1").arg(toQt(gradient->name)));
    open->setObjectName(QStringLiteral("gradient ") + name);
    const Status has =
        checkDifferentiable(edits.drawing()->current()->expansion.known, name.toStdString());
    open->setEnabled(gradient != nullptr || has.ok());
    QObject::connect(open, &QAction::triggered, &edits, [id = function.value, &canvas, &edits] {
        openCustomGradient(id, canvas, edits);
    });
    if (gradient == nullptr) { return; }
    QAction* derive = menu.addAction(words("Derive gradient of %1 again").arg(name));
    derive->setObjectName(QStringLiteral("derive ") + name);
    QObject::connect(derive, &QAction::triggered, &edits,
                     [id = function.value, &edits] { deriveGradientOf(id, edits); });
}

}  // namespace

void addFunctions(QMenu& menu, quint64 node, CanvasView& canvas, EditController& edits) {
    const Document& document = edits.drawing()->document();
    const Item* item = document.item(ItemId{node});
    if (item == nullptr) { return; }
    addFlow(menu, *item, canvas, edits);
    for (const FunctionPart& part : functionParts(document, *item)) {
        const quint64 id = part.function.value;
        QAction* open =
            menu.addAction(part.part.isEmpty() ? words("Open function %1").arg(part.name)
                                               : words("Open %1: %2").arg(part.part, part.name));
        open->setObjectName(QStringLiteral("open ") + part.name);
        QObject::connect(open, &QAction::triggered, &canvas,
                         [&canvas, id] { emit canvas.openRequested(id); });
        QAction* rename = menu.addAction(words("Rename function %1\u2026").arg(part.name));
        rename->setObjectName(QStringLiteral("rename ") + part.name);
        QObject::connect(rename, &QAction::triggered, &edits,
                         [id, &edits, &canvas] { askFunctionName(id, edits, canvas.window()); });
        // Loops and branches are differentiated as what they are made of.
        if (part.part.isEmpty()) { addGradient(menu, part.function, canvas, edits); }
    }
}

void addShownFunction(QMenu& menu, CanvasView& canvas, EditController& edits) {
    const Drawing* drawing = edits.drawing();
    const quint64 id =
        drawing == nullptr ? 0 : functionShown(drawing->document(), ItemId{edits.group()});
    if (id == 0) { return; }
    QAction* rename = menu.addAction(words("Rename function\u2026"));
    QObject::connect(rename, &QAction::triggered, &edits,
                     [id, &edits, &canvas] { askFunctionName(id, edits, canvas.window()); });
    addGradient(menu, ItemId{id}, canvas, edits);
    menu.addSeparator();
}

quint64 functionShown(const Document& document, ItemId group) {
    const Item* item = document.item(group);
    return item != nullptr && item->as<FunctionItem>() != nullptr
               ? group.value
               : document.functionOf(group).value;
}

void openCustomGradient(quint64 function, CanvasView& canvas, EditController& edits) {
    const Drawing* drawing = edits.drawing();
    if (drawing == nullptr) { return; }
    const Item* gradient = gradientFunctionOf(drawing->document(), ItemId{function});
    if (gradient != nullptr) {
        emit canvas.openRequested(gradient->id.value);
        return;
    }
    const auto shown = drawing->current();
    MadeGradient made;
    const Status status = edits.edit(words("Make custom gradient"), [&](Edit& e) -> Status {
        made = WEFT_TRY(makeGradientFunction(e, shown->expansion, ItemId{function}));
        return okStatus();
    });
    if (!status.ok()) { return; }
    emit canvas.openRequested(made.function.value);
    if (made.derived.ok()) { return; }
    emit edits.refused(words("The gradient begins as zeros, since none could be derived: %1")
                           .arg(toQt(messageOf(made.derived))));
}

void deriveGradientOf(quint64 function, EditController& edits) {
    (void)edits.edit(words("Derive gradient again"), [&](Edit& e) {
        deriveGradientAgain(e, ItemId{function});
        return okStatus();
    });
}

void askFunctionName(quint64 function, EditController& edits, QWidget* parent) {
    const Item* item = edits.drawing()->document().item(ItemId{function});
    if (item == nullptr) { return; }
    auto* dialog = new QInputDialog(parent);  // deletes itself when closed
    dialog->setObjectName(QStringLiteral("functionName"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(words("Rename function"));
    dialog->setLabelText(words("Its calls follow."));
    dialog->setTextValue(toQt(item->name));
    QObject::connect(
        dialog, &QInputDialog::textValueSelected, &edits, [&edits, function](const QString& name) {
            const Drawing* drawing = edits.drawing();
            if (drawing == nullptr) { return; }
            const auto shown = drawing->current();
            (void)edits.edit(words("Rename function"), [&](Edit& e) {
                return renameFunction(e, shown->expansion, ItemId{function}, name.toStdString());
            });
        });
    dialog->open();
}

QString titleOfFunction(const Document& document, const Item& function) {
    const QString name = toQt(function.name);
    const auto gradientOf = functionsOfGradient(document, function.id);
    if (!gradientOf.empty()) {
        QStringList names;
        for (const Item* of : gradientOf) { names << toQt(of->name); }
        return words("%1 (gradient of %2)").arg(name, names.join(QStringLiteral(", ")));
    }
    const std::size_t calls = callersOf(document, function.name).size();
    return calls < 2 ? name : words("%1 (%2 calls share it)").arg(name).arg(calls);
}

}  // namespace weft::ui
