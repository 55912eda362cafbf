// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/autodiff/backprop.h"
#include "engine/compose/training/optimizer_slots.h"
#include "engine/compose/training/optimizers.h"
#include "engine/graph/expr.h"

namespace weft {

/// One call of minimize(): what its steps share.
class Minimizer {
public:
    /// @param rate a scalar of the graph in place of the learning rate of `spec`.
    Minimizer(Graph& graph, Endpoint loss, const OptimizerSpec& spec, const OptimizerKind& kind,
              std::optional<Endpoint> rate = std::nullopt)
        : m_graph(graph), m_loss(loss), m_spec(spec), m_kind(kind), m_rate(rate), m_writer(graph) {}

    Result<Minimized> run();

private:
    Status readHyper();
    Status findVariables();
    Status differentiate();
    Status addBetaPowers();
    Status addSlots();
    Status addConstants();
    Status addAdjustedStrength();
    Result<Endpoint> scalarFor(const OptimizedVariable& variable, std::string_view scalar);
    Status addUpdate(std::size_t i);
    Result<NodeId> addApply(std::size_t i, const RowGradient* rows);
    Result<NodeId> addSparse(std::size_t i);
    Status finish();

    Graph& m_graph;
    Endpoint m_loss;
    const OptimizerSpec& m_spec;
    const OptimizerKind& m_kind;
    std::optional<Endpoint> m_rate;
    const ApplyRule* m_rule = nullptr;
    NodeWriter m_writer;
    std::string m_name;
    std::string m_prefix;  // "" or "scope/"
    std::map<std::string_view, double> m_hyper;
    std::map<std::string_view, Endpoint> m_constants;
    std::vector<NodeId> m_trained;
    std::vector<OptimizedVariable> m_variables;                // one an update
    std::vector<Expr> m_gradients;                             // one an update
    std::map<std::size_t, std::vector<SlotVariable>> m_slots;  // by update
    std::vector<SlotVariable> m_powers;                        // beta1_power, beta2_power
    Minimized m_made;
};

}  // namespace weft
