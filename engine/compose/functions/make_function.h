// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

#include "engine/compose/expansion.h"

/// @file
/// Functions made, called, renamed and dissolved; edits of a document.

namespace weft {

/// `base`, or base_1, base_2, ...: the name of no function, drawn or imported, and of no op.
std::string uniqueFunctionName(const Document& document, const Expansion& expansion,
                               const std::string& base);

/// What became of the items of a selection.
struct MadeFunction {
    ItemId function;
    ItemId call;
};
/// Makes a function of items that lie in one place, and a call of it where they were. Tensors that
/// lead in become arguments, those that are read or fetched outside results.
/// @param expansion of the document, for types. @param name wished for the function.
/// Errors: InvalidArgument for no items, items of several groups, and what cannot be in a body:
/// variables, placeholders, data, arguments, and inputs whose type is not known.
Result<MadeFunction> makeFunction(Edit& edit, const std::set<ItemId>& items,
                                  const Expansion& expansion, const std::string& name);

/// Puts the body of a function in the place of a call; the last call takes the function with it.
/// Returns what came out. Errors: InvalidArgument for what is no plain call of a drawn function.
Result<std::vector<ItemId>> dissolveCall(Edit& edit, ItemId call);

/// Gives a function another name, and its calls with it. Errors: InvalidArgument for a malformed
/// name, AlreadyExists for one in use, FailedPrecondition where an imported library names a
/// gradient of it.
Status renameFunction(Edit& edit, const Expansion& expansion, ItemId function,
                      const std::string& name);

/// Takes an argument or result away. What its calls give and get moves up behind it.
void removeBarItem(Edit& edit, ItemId item);
/// Lets calls take the number and types of arguments and results from the function again, after
/// those have changed. @param name the function's.
void followSignature(Edit& edit, const std::string& name);

}  // namespace weft
