// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/adopt/adopt_controller.h"

#include "ui/commands/foreign/guesses.h"
#include "ui/panels/adopt_bar.h"
#include "ui/shell/edit_controller.h"

namespace weft::ui {

AdoptController::AdoptController(AdoptBar& bar, EditController& edits)
    : QObject(&edits), m_bar(bar), m_edits(edits) {
    connect(&bar, &AdoptBar::otherChosen, this, [this](int key, quint64 item) {
        if (m_edits.drawing() == nullptr) { return; }
        const std::shared_ptr<const EngineDocument> document = m_edits.drawing()->current();
        (void)m_edits.edit(tr("Choose instead"), [&](Edit& e) {
            return chooseInstead(e, *document, static_cast<ForeignGuess::What>(key), ItemId{item});
        });
    });
}

void AdoptController::look(const EngineDocument* document) {
    if (document == nullptr) {
        m_bar.reset();
        return;
    }
    std::vector<AdoptChip> chips;
    for (ForeignGuess& guess : guessesOf(*document)) {
        chips.push_back({static_cast<int>(guess.what), std::move(guess.words),
                         std::move(guess.evidence), guess.item, std::move(guess.places),
                         std::move(guess.others), guess.needsWork});
    }
    m_bar.show(chips);
}

}  // namespace weft::ui
