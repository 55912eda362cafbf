// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>

#include "ui/document/engine_document.h"

/// @file
/// What one can do to wires besides making and mending them one by one.

namespace weft::ui {

/// Puts an item into a wire: its first input that fits takes what the wire carried, its first output
/// goes where the wire went. Errors: NotFound where wire or item is gone, InvalidArgument where no
/// socket fits, or the item already stands at an end of the wire.
Status insertOnWire(Edit& edit, const EngineDocument& document, ItemId wire, ItemId item);

/// Takes things away as removeThings() does; what an item fed is then fed by what fed it, where that
/// is of the same dtype.
Status removeAndHeal(Edit& edit, const EngineDocument& document, const QSet<quint64>& ids);

/// The wires into an item's first two inputs change places; one wire goes to the other input.
/// Errors: NotFound for an item that is gone, InvalidArgument where there are no two inputs, or
/// nothing is wired to them.
Status swapInputs(Edit& edit, ItemId item);

}  // namespace weft::ui
