// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/weft.h"
#include "ui/document/diagram.h"

namespace weft::ui {

/// Attributes of an item as a node tells them: all but those whose names begin with `_`.
std::vector<ParameterInfo> parameterDetails(const AttrMap& attrs);
/// The few that are worth a row on the node.
std::vector<ParameterInfo> parameterRows(const AttrMap& attrs);

}  // namespace weft::ui
