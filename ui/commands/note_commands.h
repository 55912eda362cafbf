// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "engine/weft.h"

namespace weft::ui {

/// Gives a note other words. Errors: InvalidArgument for what is no note.
Status setNoteText(Edit& edit, ItemId note, const std::string& text);

}  // namespace weft::ui
