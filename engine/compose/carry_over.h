// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/compose/expansion.h"

/// @file
/// How a session goes over to an edited graph: what keeps its value, and what does not.

namespace weft {

class Session;

/// How far an edit reaches into a session that was made before it. Each level asks for more than
/// the one before.
enum class Difference {
    None,      ///< moves, notes, empty groups, titles
    RunSheet,  ///< rows, epochs, data, knobs: taken over without touching any value
    Options,   ///< devices, seed, placement: another session of the same graph
    Graph,
};

/// Whether both have the same nodes, in the same order, with the same inputs and attributes.
bool sameGraph(const Graph& a, const Graph& b);
/// What lies between two states of a drawing. @param a, b null for a plain graph, which has no run
/// sheet. Complexity: linear in nodes and rows.
Difference differenceOf(const Document* a, const Expansion& expansionA, const Document* b,
                        const Expansion& expansionB);

/// What becomes of a session's state when it goes over from one expansion to another.
struct CarryOver {
    struct Pair {
        NodeId from;
        NodeId to;
    };
    std::vector<Pair> kept;       ///< variables of equal dtype and shape
    std::vector<Pair> reset;      ///< variables whose dtype or shape is another now
    std::vector<NodeId> added;    ///< variables of the new graph only
    std::vector<NodeId> dropped;  ///< variables of the old graph only
    std::vector<NodeId> places;   ///< by old node: what it is in the new graph, or none
    bool losesNothing() const { return reset.empty() && dropped.empty(); }
};
/// Nodes are the same when they have the same item and role, else the same name; the op must agree.
CarryOver planCarryOver(const Expansion& from, const Expansion& to);
/// Gives the new session the values of the kept variables, shared until one of both writes, and the
/// positions of the random streams of nodes that are still there.
/// Errors: those of variableOf() and ResourceStore::restore().
/// Threading: while no step of either runs.
Status carryOver(const CarryOver& plan, const Session& from, Session& to);

}  // namespace weft
