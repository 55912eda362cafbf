// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <vector>

#include "ui/base/theme.h"

namespace weft::ui {

/// How much of the palette is shown while nothing is typed.
enum class PaletteLevel {
    Start,  ///< what a first network needs
    All,    ///< everything, also what nobody places by hand
};

/// What can be added to a drawing: a recipe, an op, a data source, a note.
struct PaletteEntry {
    QString name;  ///< as commands know it
    QString summary;
    Category category = Category::Math;
    PaletteLevel level = PaletteLevel::All;
    /// Internal, deprecated or superseded: found only where everything is asked for.
    bool special = false;
    /// Shown only for a dragged wire that it fits, then first.
    bool onlyDragged = false;
};

/// What an entry is called when it is dragged: text in UTF-8 of this type.
inline constexpr const char* kEntryType = "application/x-weft-entry";

/// The entries of level Start, in their order.
const QStringList& startEntries();
/// All entries: those of Start first, in their order, then recipes, then ops by name. An op that a
/// recipe has the name of is left out: the recipe is what a person means.
std::vector<PaletteEntry> catalogue();

}  // namespace weft::ui
