// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/graph/graph.h"
#include "engine/runtime/frames.h"
#include "engine/runtime/variable_map.h"
#include "engine/runtime/variable_order.h"

namespace weft {

/// What a call is compiled for: names as Session.run takes them.
struct Signature {
    std::vector<std::string> feeds;
    std::vector<std::string> fetches;
    std::vector<std::string> targets;
};

/// A tensor that the caller gives.
struct FedTensor {
    std::string name;
    DType type = DType::Invalid;
    PartialShape shape;
};

/// The part of a graph that a call runs: from what is asked for to what is fed.
struct CallGraph {
    std::vector<FedTensor> feeds;                    ///< in the order of the signature
    std::unordered_map<Endpoint, std::int32_t> fed;  ///< fed output -> its place in `feeds`
    std::vector<Endpoint> fetched;                   ///< in the order of the signature
    std::vector<NodeId> targets;                     ///< in the order of the signature
    std::vector<NodeId> needed;                      ///< ascending

    /// Whether a control edge from the node asks for nothing: as in TensorFlow, a placeholder that is
    /// fed does not run.
    bool isGiven(const Node& node) const {
        const bool isPlaceholder = node.isOp("Placeholder") || node.isOp("PlaceholderV2");
        return isPlaceholder && fed.contains({node.id, 0});
    }
    /// Errors: InvalidArgument for unknown or doubly fed feeds and unknown fetches; NotFound for
    /// targets; OutOfRange for output indices.
    static Result<CallGraph> find(const Graph& graph, const Signature& signature);
};

/// In which order the nodes of a call run.
struct CallOrder {
    std::vector<ScheduleStep> steps;
    std::optional<FrameMap> frames;  ///< only where control flow decides what runs
    /// Each frame's nodes lie between the steps that begin and end it. Where the nodes of a frame
    /// wait for what leaves it they cannot, and no step begins or ends a frame.
    bool inPieces = true;
};

/// Orders what a call runs: dependencies, then decision 11 on reads and writes of variables, then
/// node order. Both executors run nodes in this order, which is why they see the same values.
/// Errors: InvalidArgument for cycles and malformed frames.
Result<CallOrder> orderOf(const Graph& graph, const CallGraph& call, const VariableMap& variables);

/// The rank of each random node without seeds among those of the graph, by node id.
std::vector<std::int64_t> ranksOfRandomNodes(const Graph& graph);

/// Errors: InvalidArgument for a tensor that does not fit what it is fed to.
Status checkFeed(const FedTensor& feed, const Tensor& tensor);

}  // namespace weft
