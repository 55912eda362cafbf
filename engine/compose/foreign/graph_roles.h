// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/graph/graph.h"

namespace weft {

/// What one believes of a graph that was made elsewhere, and why.
struct RoleGuess {
    NodeId node;
    std::string evidence;        ///< "in the collection train_op", "runs 8 updates of variables"
    std::vector<NodeId> others;  ///< what else it might be, likeliest first
    bool found() const { return node.valid(); }
};

/// What nodes of a graph are for, told by their ops, edges, collections and TensorFlow's own names.
struct GraphRoles {
    enum class Part : std::uint8_t {
        Forward,
        Backward,      ///< gradients, slots, updates, what only they need
        Housekeeping,  ///< saves, restores, initialises
    };
    std::vector<NodeId> placeholders;
    RoleGuess init;
    RoleGuess train;
    RoleGuess loss;     ///< its output 0
    RoleGuess restore;  ///< of the saver
    NodeId save;
    std::vector<NodeId> trained;  ///< variables that the train op moves by gradients
    std::vector<NodeId> updates;  ///< nodes that move them
    std::vector<NodeId> seeds;    ///< nodes that gradients begin with (`gradients/grad_ys_0`)
    std::vector<Part> parts;      ///< by node
    /// By node: the variable that it assigns first, reads, or makes the first value of; a variable
    /// is its own. None for all else.
    std::vector<NodeId> variables;

    Part partOf(NodeId node) const { return parts[static_cast<std::size_t>(node.value)]; }
    NodeId variableOf(NodeId node) const { return variables[static_cast<std::size_t>(node.value)]; }
};

/// Names the roles. Pure. Complexity: linear in nodes and edges, but for the candidates of the train
/// op, each of which is followed once.
GraphRoles rolesOf(const Graph& graph);

/// Whether a node is a variable: VariableV2, Variable, VarHandleOp.
bool isVariableNode(const Node& node);
/// Whether it sets or changes the variable at its first input.
bool writesVariable(const Node& node);

}  // namespace weft
