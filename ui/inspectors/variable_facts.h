// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/inspectors/item_facts.h"

/// @file
/// A Variable is made from a value or by an initializer, and only some of its parameters count
/// either way. Its page shows those, with shape and dtype always: of a value they are the value's.

namespace weft::ui {

bool isVariableRecipe(const Item& item);
/// Of all parameters of a Variable those that count, as they count.
std::vector<ParameterFact> variableParameters(const Item& item, std::vector<ParameterFact> all);
/// As setAttribute(), but shape and dtype of a value reach into it, and whoever goes over to an
/// initializer, or back to a value, keeps both.
/// Errors: those of setAttribute(), withShape() and withType(); InvalidArgument for a value of
/// sizes that are not known.
Status setVariableParameter(Edit& edit, ItemId id, const std::string& name, const AttrValue& value);

}  // namespace weft::ui
