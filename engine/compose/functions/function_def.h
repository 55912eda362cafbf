// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/compose/expansion.h"

namespace tensorflow {
class FunctionDef;
class FunctionDefLibrary;
}  // namespace tensorflow

namespace weft {

/// Names of the results of functions, by function: outputs of nodes that call one by its type.
using ResultNames = std::map<std::string, std::vector<std::string>, std::less<>>;

/// Those of the functions of a library.
ResultNames resultNames(const tensorflow::FunctionDefLibrary& library);

/// Writes a function as TensorFlow's libraries hold it: the nodes of the body in the order of their
/// items, and of the item's definition what still holds. What could not be made is left out.
/// @param body the expansion of what lies in the function.
void writeFunctionDef(const Document& document, const Item& function, const Expansion& body,
                      const ResultNames& results, tensorflow::FunctionDef& out);

}  // namespace weft
