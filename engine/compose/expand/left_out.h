// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>

#include "engine/compose/expansion.h"

/// @file
/// Items that a person has muted or bypassed: what becomes of them and of those around.

namespace weft {

/// Each item that is muted or bypassed, or lies in a group that is, by the outermost that is.
std::map<ItemId, ItemId> leftOutItems(const Document& document);
/// A finding for each muted item; what is not made because of it counts as its follower.
void sayMuted(const Document& document, Expansion& out);
/// Whether it is not made because something is muted.
bool isMuted(const Document& document, const Expansion& expansion, ItemId item);
/// The bypassed item or group that it is, or lies in; none: neither.
ItemId bypassedBy(const Document& document, const Expansion& expansion, ItemId item);

}  // namespace weft
