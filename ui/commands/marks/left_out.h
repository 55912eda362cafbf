// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>

#include "ui/document/engine_document.h"

namespace weft::ui {

/// Mutes or bypasses all of these, also all that is folded at one of them; where all are so already,
/// takes them back in. Notes are passed over.
/// Errors: InvalidArgument for a part of a recipe, which has no life of its own; for data that is to
/// be bypassed.
Status toggleLeftOut(Edit& edit, const EngineDocument& document, const QSet<quint64>& ids,
                     LeftOut wish);
/// Takes an item back in. Errors: NotFound.
Status takeBackIn(Edit& edit, ItemId id);

}  // namespace weft::ui
