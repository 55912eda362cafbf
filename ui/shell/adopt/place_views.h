// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "ui/document/engine_document.h"

namespace weft::ui {

/// A graph that was made elsewhere has no places: each of its views is laid out once, so that from
/// then on nothing moves but what a hand moves. Other documents come back as they are.
/// Threading: any thread; takes as long as laying out all views does.
std::shared_ptr<const EngineDocument> placedDocument(
    const std::shared_ptr<const EngineDocument>& document);

}  // namespace weft::ui
