// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/weft.h"

namespace weft::ui {

/// Wires the columns of a data source to placeholders that nothing feeds and that have their names;
/// the only column of a file goes by the file's name. Only where it fits, as it is or converted.
/// Returns how many were wired.
int bindByName(Edit& edit, ItemId data);

}  // namespace weft::ui
