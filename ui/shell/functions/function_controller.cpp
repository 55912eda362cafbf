// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/functions/function_controller.h"

#include <QAction>

#include "engine/compose/functions/gradient_function.h"
#include "ui/base/to_qt.h"
#include "ui/canvas/canvas_view.h"
#include "ui/document/functions/function_parts.h"
#include "ui/inspectors/functions/function_page.h"
#include "ui/shell/actions.h"
#include "ui/shell/edit_controller.h"
#include "ui/shell/functions/function_menu.h"

namespace weft::ui {

FunctionController::FunctionController(CanvasView& canvas, Actions& actions, EditController& edits,
                                       QWidget& window)
    : QObject(&window),
      m_canvas(canvas),
      m_actions(actions),
      m_edits(edits),
      m_page(new FunctionPage(&window)) {
    connect(&canvas, &CanvasView::selectionChanged, this, &FunctionController::follow);
    connect(&canvas, &CanvasView::snapshotChanged, this, &FunctionController::follow);
    connect(m_page, &FunctionPage::goTo, this, &FunctionController::placeChosen);
    connect(m_page, &FunctionPage::chosen, this, &FunctionController::chooseGradient);
    connect(m_page, &FunctionPage::newWanted, this,
            [this](quint64 function) { openCustomGradient(function, m_canvas, m_edits); });
    connect(actions.customGradient, &QAction::triggered, this, [this] {
        if (const quint64 id = functionAtHand()) { openCustomGradient(id, m_canvas, m_edits); }
    });
    connect(actions.deriveGradient, &QAction::triggered, this, [this] {
        if (const quint64 id = functionAtHand()) { deriveGradientOf(id, m_edits); }
    });
    follow();
}

/// That of the call which is selected; with nothing selected the one that is looked into.
quint64 FunctionController::functionAtHand() const {
    if (m_edits.drawing() == nullptr) { return 0; }
    const Document& document = m_edits.drawing()->document();
    const QList<quint64> chosen = m_canvas.selection();
    if (chosen.isEmpty()) { return functionShown(document, ItemId{m_edits.group()}); }
    const Item* item = chosen.size() == 1 ? document.item(ItemId{chosen.front()}) : nullptr;
    if (item == nullptr) { return 0; }
    for (const FunctionPart& part : functionParts(document, *item)) {
        if (part.part.isEmpty()) { return part.function.value; }
    }
    return 0;
}

void FunctionController::follow() {
    const quint64 id = functionAtHand();
    std::optional<FunctionFact> fact;
    if (id != 0) {
        const Drawing& drawing = *m_edits.drawing();
        fact = functionFact(*drawing.current(), drawing.document(),
                            *drawing.document().item(ItemId{id}));
    }
    const bool has = fact && fact->gradient.first != 0;
    m_actions.customGradient->setText(has ? tr("Open custom &gradient")
                                          : tr("Make custom &gradient"));
    m_actions.customGradient->setEnabled(has || (fact && fact->refused.isEmpty()));
    m_actions.deriveGradient->setEnabled(has);
    m_page->setFunction(fact);
}

void FunctionController::chooseGradient(quint64 function, quint64 gradient) {
    if (gradient == 0) { return deriveGradientOf(function, m_edits); }
    const auto shown = m_edits.drawing()->current();
    (void)m_edits.edit(tr("Set gradient"), [&](Edit& e) {
        return setGradientFunction(e, shown->expansion, ItemId{function}, ItemId{gradient});
    });
}

}  // namespace weft::ui
