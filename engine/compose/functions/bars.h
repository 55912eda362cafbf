// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/compose/document.h"

/// @file
/// Where values enter and leave the body of a function: items `_Arg` and `_Retval`, which together
/// are its input and output bar.

namespace weft {

struct Expansion;

inline constexpr const char* kArgumentOp = "_Arg";
inline constexpr const char* kResultOp = "_Retval";
/// The attribute that puts arguments and results in their order, from 0.
inline constexpr const char* kBarIndex = "index";

bool isArgument(const Item& item);
bool isResult(const Item& item);

/// Functions of the document, in id order.
std::vector<const Item*> functionsOf(const Document& document);
/// The function of that name, or nullptr.
const Item* functionNamed(const Document& document, std::string_view name);
/// Arguments of a function in their order; equal indices by id.
std::vector<const Item*> argumentsOf(const Document& document, ItemId function);
/// As argumentsOf(): what it returns.
std::vector<const Item*> resultsOf(const Document& document, ItemId function);
/// Types of arguments or results, Invalid where one has none yet. @param body which lies around them.
std::vector<DType> barTypes(const std::vector<const Item*>& bar, const Expansion& body);
/// "(float32, int32)".
std::string typesText(const std::vector<DType>& types);

/// What the node of an op is called. Results may have the name of a node: theirs are marked.
/// @param path the item's.
std::string nodeNameOf(const Item& item, const std::string& path);
/// The name of the node that stands for a result in the graph of a body.
std::string resultNodeName(std::string_view result);

}  // namespace weft
