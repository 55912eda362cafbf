// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/compose/document.h"

namespace weft {

/// One function that an op calls, and as what.
struct CalledFunction {
    std::string part;  ///< the attribute: "f", "cond", "body", "branches:1"; "" the op type itself
    std::string name;
};

/// The functions that an op names by its attributes, and its type where that is no op; in the order
/// in which a reader wants them: the condition before the body, "then" before "else".
std::vector<CalledFunction> calledFunctions(const OpItem& op);
/// Items that call the function of that name, wherever they lie.
std::vector<const Item*> callersOf(const Document& document, std::string_view name);
/// The op with another name in the place of each mention of a function.
OpItem withFunctionRenamed(OpItem op, std::string_view from, const std::string& to);

}  // namespace weft
