// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <utility>
#include <vector>

#include "ui/document/engine_document.h"

/// @file
/// What is believed of a graph that was made elsewhere, and how a person says otherwise.

namespace weft::ui {

/// One thing that is believed, with the reason and what else it might be.
struct ForeignGuess {
    enum class What { Train, Loss, Feeds, Init, Saver, Unknown };
    What what = What::Train;
    QString words;     ///< "trains by Adam"
    QString evidence;  ///< "in the collection train_op"
    quint64 item = 0;  ///< where it is; 0: nowhere
    /// What one may go to: placeholders, ops that nobody knows.
    std::vector<std::pair<quint64, QString>> places;
    /// What one may choose instead.
    std::vector<std::pair<quint64, QString>> others;
    bool needsWork = false;  ///< something is missing before it can train
};

/// All that is believed of a document; empty for a drawing of one's own.
std::vector<ForeignGuess> guessesOf(const EngineDocument& document);
/// Believes something else: the run sheet, the folded node, the collection that names init follow.
/// Errors: NotFound, InvalidArgument for what cannot be chosen.
Status chooseInstead(Edit& edit, const EngineDocument& document, ForeignGuess::What what,
                     ItemId item);

}  // namespace weft::ui
