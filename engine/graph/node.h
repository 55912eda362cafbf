// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/graph/attr.h"
#include "engine/graph/op_def.h"

namespace weft {

/// Place of a node in its graph: nodes are numbered 0, 1, 2, ... in creation order.
struct NodeId {
    std::int32_t value = -1;
    bool valid() const { return value >= 0; }
    friend auto operator<=>(NodeId, NodeId) = default;
};

/// One output of a node: a tensor of the graph.
struct Endpoint {
    NodeId node;
    int index = 0;
    friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};

/// A small integer tensor of which some elements may be known before a run.
struct PartialValue {
    Shape shape;
    std::vector<std::optional<std::int64_t>> elements;  ///< row-major, shape.elements() of them
};

/// What is known of the variable behind a resource handle.
struct HandleInfo {
    DType type = DType::Invalid;
    PartialShape shape;
    friend bool operator==(const HandleInfo&, const HandleInfo&) = default;
};

/// What is known of one output of a node.
struct OutputInfo {
    DType type = DType::Invalid;  ///< Invalid for outputs of unknown ops
    bool isRef = false;
    PartialShape shape;
    std::optional<PartialValue> value;  ///< of small integer outputs
    std::optional<HandleInfo> handle;   ///< of resource outputs: what they point to
};

/// One operation of a graph. Made and changed only by Graph.
struct Node {
    NodeId id;
    std::string name;
    std::string opName;
    const OpDef* op = nullptr;  ///< null for an op type this build does not know
    AttrMap attrs;              ///< complete (defaults filled in) for known ops
    std::string device;         ///< as requested: "", "/gpu:0", "/job:worker/device:CPU:1"
    std::vector<Endpoint> inputs;
    std::vector<NodeId> controlInputs;
    std::vector<OutputInfo> outputs;
    /// Fields of the NodeDef message that Weft does not read, kept for saving.
    std::string extraBytes;

    bool isOp(std::string_view type) const { return opName == type; }
};

/// "x:0" as graphs write it: name and output index; "^x" is a control input.
struct TensorName {
    std::string node;
    int index = 0;
    bool isControl = false;
    std::string toString() const;
};
/// Errors: InvalidArgument for an empty name, or an index that is no number in [0, 2^31).
Result<TensorName> parseTensorName(std::string_view text);
/// True for the edge that closes a loop: NextIteration to Merge. No other may close a cycle.
bool isLoopBackEdge(std::string_view sourceOp, std::string_view readerOp);
/// A name as messages show it: bytes that do not print escaped, long ones cut.
std::string shownName(std::string_view name);
/// True for names a GraphDef may hold: [A-Za-z0-9.][A-Za-z0-9_.\\/>-]*, or beginning with "_"
/// inside Weft. A part ".." between slashes is refused: names may end up in paths.
bool isValidNodeName(std::string_view name);

}  // namespace weft

template <>
struct std::hash<weft::NodeId> {
    std::size_t operator()(weft::NodeId id) const noexcept {
        return static_cast<std::size_t>(id.value);
    }
};
template <>
struct std::hash<weft::Endpoint> {
    std::size_t operator()(const weft::Endpoint& e) const noexcept {
        return static_cast<std::size_t>(e.node.value) * 1000003U +
               static_cast<std::size_t>(e.index);
    }
};
