// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/functions/function_menu.h"

#include <QCoreApplication>
#include <QInputDialog>
#include <QMenu>

#include "engine/compose/functions/called_functions.h"
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
    }
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
    const std::size_t calls = callersOf(document, function.name).size();
    return calls < 2 ? toQt(function.name)
                     : words("%1 (%2 calls share it)").arg(toQt(function.name)).arg(calls);
}

}  // namespace weft::ui
