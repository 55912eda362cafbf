// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QSet>
#include <string>
#include <string_view>
#include <vector>

#include "engine/weft.h"

/// @file
/// Parts of a drawing as text: copy, paste, duplicate.

namespace weft::ui {

inline constexpr const char* kFragmentType = "application/vnd.weft.fragment";

/// The first line of a fragment's text.
inline constexpr const char* kFragmentHead = "# weft fragment 1";

/// Items with what is in them, the wires between them and what is said about them, as text that
/// pasteText() reads: kFragmentHead, then `weft.Project` in protobuf text.
std::string fragmentOf(const Document& document, const QSet<quint64>& ids);
/// Adds what the text describes to a group, its upper left corner at a place: a fragment, NodeDef or
/// GraphDef text, or a table of numbers (a constant). Ids are new, names made unique; wires to what was not copied are left out, or
/// with `keepLinks` made again where their source is still there.
/// Returns the items added. Errors: InvalidArgument for text that is none of these, with its line;
/// ResourceExhausted above the limits of files.
Result<std::vector<ItemId>> pasteText(Edit& edit, std::string_view text, ItemId parent, QPointF at,
                                      bool keepLinks = false);
/// Copies items beside themselves, with the wires that come in. Returns the copies.
Result<std::vector<ItemId>> duplicateItems(Edit& edit, const QSet<quint64>& ids, QPointF offset);

}  // namespace weft::ui
