// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/hint_controller.h"

#include <algorithm>

#include "ui/base/settings.h"
#include "ui/base/to_qt.h"
#include "ui/canvas/canvas_view.h"
#include "ui/commands/item_commands.h"
#include "ui/shell/edit_controller.h"

namespace weft::ui {
namespace {

constexpr std::size_t kMostItems =
    200;                        // who draws more needs no hints, and finding them takes time
constexpr double kBeside = 56;  // from a node to the next one

std::vector<NextStep::Kind> hiddenKinds() {
    using Kind = NextStep::Kind;
    const QStringList hidden = weft::ui::Settings().hiddenHints();
    std::vector<Kind> kinds;
    for (const Kind kind :
         {Kind::Data, Kind::Placeholder, Kind::Flatten, Kind::Layer, Kind::Loss, Kind::Minimise}) {
        if (hidden.contains(nameOf(kind))) { kinds.push_back(kind); }
    }
    return kinds;
}

QString titleOf(const NextStep& step) {
    if (step.kind != NextStep::Kind::Placeholder) { return toQt(step.entry); }
    return toQt(step.wires.front().first.port);
}

}  // namespace

HintController::HintController(CanvasView& canvas, EditController& edits)
    : QObject(&edits), m_canvas(canvas), m_edits(edits) {
    connect(&canvas, &CanvasView::hintTaken, this, &HintController::take);
    connect(&canvas, &CanvasView::hintDismissed, this, &HintController::dismiss);
}

void HintController::look(const Drawing* drawing) {
    m_step.reset();
    const CanvasSnapshot& shown = *m_canvas.snapshot();
    const bool few = drawing != nullptr && shown.nodes() <= static_cast<int>(kMostItems) &&
                     drawing->document().all<Item>().size() <= kMostItems;
    if (few && shown.diagram.editable && drawing->upToDate()) {
        m_of = drawing->current();
        m_step = nextStep(*m_of, ItemId{m_edits.group()}, hiddenKinds());
    }
    if (!m_step) {
        m_of.reset();
        m_follow = false;
        m_canvas.setHint(std::nullopt);
        return;
    }
    const CanvasHint hint = placed(*m_step);
    m_step->at = hint.at;
    m_canvas.setHint(hint);
    if (std::exchange(m_follow, false)) {
        QRectF both = hintRect(hint);
        for (const quint64 id : m_canvas.selection()) {
            const int at = shown.diagram.indexOf(id);
            if (at >= 0) { both = both.united(shown.rect(at)); }
        }
        m_canvas.bringIntoView(both);
    }
}

/// Right of what it is wired to; on an empty canvas in the middle.
CanvasHint HintController::placed(const NextStep& step) const {
    CanvasHint hint{titleOf(step), step.words, step.at, {}};
    const CanvasSnapshot& s = *m_canvas.snapshot();
    QRectF place = hintRect(hint);
    std::optional<QRectF> sources;
    for (const auto& [from, port] : step.wires) {
        hint.from.push_back({from.item.value, toQt(from.port)});
        const int at = s.diagram.indexOf(from.item.value);
        if (at < 0) { continue; }
        if (!sources) { sources = s.rect(at); }
        sources->setRight(std::max(sources->right(), s.rect(at).right()));
    }
    if (sources) {
        place.moveTopLeft({sources->right() + kBeside, sources->top()});
    } else {
        const QRectF view(m_canvas.viewport()->rect());
        place.moveCenter(m_canvas.viewTransform().toScene(view.center()));
    }
    hint.at = snapped(s.freePlace(place));
    return hint;
}

void HintController::take() {
    if (!m_step || m_of == nullptr) { return; }
    const NextStep step = *m_step;
    const std::shared_ptr<const EngineDocument> document = m_of;
    m_follow = true;
    const Status done = m_edits.edit(tr("Add %1").arg(titleOf(step)), [&](Edit& edit) -> Status {
        const ItemId made = WEFT_TRY(takeStep(edit, *document, ItemId{m_edits.group()}, step));
        m_edits.selectSoon({made.value});
        return okStatus();
    });
    if (done.ok()) {
        m_canvas.setHint(std::nullopt);
        m_canvas.setFocus();
        if (step.kind == NextStep::Kind::Data) { emit m_edits.dataAdded(); }
    }
}

void HintController::dismiss() {
    if (!m_step) { return; }
    weft::ui::Settings().hideHint(nameOf(m_step->kind));
    m_step.reset();
    m_canvas.setHint(std::nullopt);
}

}  // namespace weft::ui
