// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "engine/graph/expr.h"
#include "engine/graph/flow/branch_ways.h"
#include "engine/graph/flow/loop_map.h"
#include "engine/graph/flow/node_adder.h"

namespace weft {

/// What is known of the control flow of a graph that is differentiated.
struct FlowMaps {
    explicit FlowMaps(const Graph& graph) : loops(graph), ways(graph) {}
    LoopMap loops;
    WayMap ways;
};

/// The loop that runs a while loop backwards: as many iterations as the forward loop counted, the
/// last one first. Nodes that gradient functions build while this is their adder lie in its frame;
/// where they read a value of the forward loop, they read it as it was in the iteration at hand:
/// computed again where that is cheap, else pushed on a stack by the forward loop and popped here.
/// Protocol: begin (addVariable | endVariable | add | accumulate)* finish.
/// Source: TensorFlow's while_v1 gradients (control_flow_state), built for the same ops.
class LoopGradient final : public NodeAdder {
public:
    /// @param loop index of the forward loop, described. @param outer of the loop around it, null
    /// where there is none. @param scope where nodes get their names.
    LoopGradient(Graph& graph, FlowMaps& maps, int loop, LoopGradient* outer, const Scope& scope);

    /// Builds the counters of both loops.
    Status begin();
    /// A gradient that goes from iteration to iteration, as given before the first.
    struct Variable {
        NodeId merge;
        Endpoint body;   ///< in an iteration
        Endpoint after;  ///< when all are over
    };
    /// @param first outside. @param like the forward value, whose shape holds in all iterations.
    Result<Variable> addVariable(const Expr& first, const Endpoint& like);
    /// @param next for the next iteration. Gives the last value, outside.
    Result<Expr> endVariable(const Variable& variable, const Expr& next);
    /// The sum of a gradient over all iterations, outside. @param source the forward value outside
    /// that it is the gradient of.
    Result<Expr> accumulate(const Expr& gradient, const Endpoint& source);
    /// Makes counting wait for stacks. Call last.
    Status finish();

    Result<NodeId> add(NodeSpec spec) override;
    /// Where a value of the forward graph is to be read in this loop.
    Result<Endpoint> valueOf(Endpoint e);

private:
    const LoopFrame& frame() const {
        return m_maps.loops.loops()[static_cast<std::size_t>(m_loop)];
    }
    Result<NodeId> addTo(std::string_view op, std::string_view name, std::vector<Endpoint> inputs,
                         AttrMap attrs = {}, std::vector<NodeId> controls = {});
    AttrMap enterAttrs(const std::string& frameName, bool isConstant) const;
    /// Control inputs of what is made before the forward loop, so that it lies where the loop does.
    std::vector<NodeId> beforeLoop();
    Result<Endpoint> constantBefore(std::int32_t value, std::string_view name);
    Status countForward();
    Status countBackward();
    Result<Endpoint> outerValue(const Endpoint& e);
    Result<Endpoint> entered(const Endpoint& outside);
    Result<Endpoint> history(const Endpoint& e);
    Result<Endpoint> asPushed(const Endpoint& e);
    Result<Endpoint> popped(const Endpoint& e);
    Result<std::vector<NodeId>> pivotsOf(const Endpoint& e);
    Result<Endpoint> chosen(const Node& node, int way);
    std::optional<Endpoint> sameInAllIterations(const Endpoint& e) const;
    bool isForward(const Endpoint& e);

    Graph& m_graph;
    FlowMaps& m_maps;
    const int m_loop;
    LoopGradient* const m_outer;
    Scope m_scope;
    std::string m_frame;  // of the backward loop
    int m_backward = -1;
    NodeId m_forwardAdd;   // counts up
    NodeId m_forwardNext;  // and on
    Endpoint m_count;      // iterations of the forward loop, where it ends
    NodeId m_backwardAdd;  // counts down
    NodeId m_condition;
    NodeId m_pivot;                                        // there in every iteration
    std::map<std::pair<Endpoint, bool>, NodeId> m_pivots;  // there where a way was taken
    std::vector<NodeId> m_pushes;
    std::vector<NodeId> m_pops;
    std::unordered_map<Endpoint, Endpoint> m_entered;  // outside -> in the backward loop
    std::unordered_map<Endpoint, Endpoint> m_values;   // forward -> backward
};

}  // namespace weft
