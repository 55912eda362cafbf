// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/compose/document.h"

namespace weft {

/// How an op hands its inputs to a function and gets its outputs from one.
struct CallPorts {
    std::string function;     ///< the one that says which there are; of several with one signature
    std::string inputs;       ///< the list argument whose tensors are the function's arguments
    std::size_t skipped = 0;  ///< arguments of the function that come from elsewhere
    std::string types;        ///< the attribute with the types of the outputs
    bool loops = false;       ///< the outputs are what the arguments were
};
/// Of an op of TensorFlow's that calls functions by its attributes; nothing for others.
std::optional<CallPorts> callPorts(const OpItem& op);

/// Arguments that the function of a call takes by its inputs; nothing where it is not drawn.
std::optional<std::vector<const Item*>> argumentsOfCall(const Document& document, const OpItem& op);
/// What the outputs of a call are, as argumentsOfCall(): results, of a loop its arguments.
std::optional<std::vector<const Item*>> resultsOfCall(const Document& document, const OpItem& op);

/// Types of what functions take and give, by name: as far as they have been expanded.
struct FunctionTypes {
    std::vector<DType> arguments;
    std::vector<DType> results;
};
using KnownFunctions = std::map<std::string, FunctionTypes, std::less<>>;
/// Says in an op's attributes what types its outputs have, where nobody said and its function is
/// known.
void completeCall(const KnownFunctions& known, const OpItem& op, AttrMap& attrs);
/// As many tensors as the function of a call takes at a list argument; 0 where that is not known.
std::int64_t calledElements(const KnownFunctions& known, const OpItem& op,
                            const std::string& argument);
/// Whether a call fits the functions it names. Errors: InvalidArgument with what is given and
/// wanted. @param attrs complete, of the node.
Status checkCall(const KnownFunctions& known, const OpItem& op, const AttrMap& attrs);

}  // namespace weft
