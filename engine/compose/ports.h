// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/compose/document.h"
#include "engine/graph/node.h"

namespace weft {

/// The socket of a placeholder that a data column is wired to.
inline constexpr const char* kFeedPort = "value";
/// The list arguments that all inputs and outputs of an unknown op count as.
inline constexpr const char* kUnknownInputs = "input";
inline constexpr const char* kUnknownOutputs = "output";

/// A socket of an item.
struct PortInfo {
    std::string port;      ///< as PortRef says it: "x", "values:1"
    std::string argument;  ///< "x", "values"
    std::string description;
    std::string label = {};       ///< what people call it, where that is not the port's name
    DType type = DType::Invalid;  ///< where the item alone tells
    bool isList = false;          ///< one of as many as are wanted
    bool isOptional = false;
    bool isRef = false;
};

/// The contract of an op or recipe item, or nullptr (unknown, or another kind of item).
const OpDef* signatureOf(const Item& item);
/// Input sockets. A list argument shows those that are wired, and one more to drop a wire on.
std::vector<PortInfo> inputPorts(const Document& document, const Item& item);
/// Output sockets; of a data source its columns, of an unknown op those that are wired.
std::vector<PortInfo> outputPorts(const Document& document, const Item& item);
/// Which side of a group's border.
enum class Side { Inputs, Outputs };
/// The sockets inside a group that wires reach across its border, each once: first those of the
/// order that the group keeps, the others in the order of their wires. Control wires have none.
/// Complexity: linear in the wires.
std::vector<PortRef> borderPorts(const Document& document, const Item& group, Side side);
/// True for ops that only exist to be fed.
bool isPlaceholder(const Item& item);
/// The port name of element i of an argument.
std::string listPort(std::string_view argument, std::size_t i);
/// What the ports of a node's inputs are called, in their order; of an unknown op "input:0", ...
std::vector<std::string> inputPortsOf(const Node& node);
/// As inputPortsOf(); of an unknown op "output:0", ...
std::vector<std::string> outputPortsOf(const Node& node);

}  // namespace weft
