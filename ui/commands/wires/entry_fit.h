// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "ui/document/engine_document.h"

namespace weft::ui {

/// Whether a palette entry takes the shape of an output that was dragged to it: its shape function
/// is asked, with that shape at the first input that fits and nothing known of the others. What does
/// not depend on the shape fits. The dtype is another question: entryFits().
/// Complexity: an expansion or two of a drawing of a few items.
bool entryTakesShape(const EngineDocument& document, const std::string& entry,
                     const PortRef& output);

}  // namespace weft::ui
