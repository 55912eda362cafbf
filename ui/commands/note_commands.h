// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>
#include <QSet>
#include <QSizeF>
#include <string>

#include "engine/weft.h"

/// @file
/// Notes and frames: paper with words. A frame is paper that takes along what lies on it; its first
/// line is its title.

namespace weft::ui {

/// What a frame is called at first.
inline constexpr const char* kNewFrame = "Frame";

/// Lays a frame on a group's picture, its corners on the grid, in the colour that the fewest frames
/// beside it have. Errors: InvalidArgument for a rectangle without area.
Result<ItemId> addFrame(Edit& edit, ItemId parent, QRectF rect);
/// Changes the words of a note, or how large its paper is. Errors: NotFound for what is no note.
Status setNoteText(Edit& edit, ItemId id, const std::string& text);
Status resizeNote(Edit& edit, ItemId id, QSizeF size);
/// Gives notes and frames another colour of the look, 0: that of notes. What is no note stays.
void setNoteColour(Edit& edit, const QSet<quint64>& ids, int colour);
/// Keeps notes and frames where they are, or lets them go. What is no note stays.
void setNotesLocked(Edit& edit, const QSet<quint64>& ids, bool locked);

}  // namespace weft::ui
