// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/compose/document.h"

namespace weft {

/// Draws the functions of a library as function items. What cannot be drawn so that the same
/// FunctionDef comes out again (types that the call chooses, bodies that are no graph) stays in the
/// library, and is called as it is.
/// @param libraryBytes a serialized FunctionDefLibrary; what is drawn is taken out of it.
void adoptFunctions(Edit& edit, std::string& libraryBytes);

}  // namespace weft
