// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/graph/graph.h"

namespace weft {

/// A constructor argument of an optimizer.
struct HyperParameter {
    std::string_view name;  ///< "learning_rate"
    double defaultValue;    ///< NaN: must be given
    bool isFlag;            ///< 0 or 1
};

/// What an optimizer is: TensorFlow's class of that name.
struct OptimizerKind {
    std::string_view className;    ///< "AdamOptimizer"
    std::string_view defaultName;  ///< "Adam": its op's name and what its slots are called
    std::string_view summary;
    std::vector<HyperParameter> hyper;
};

/// All kinds that are built, in name order.
const std::vector<OptimizerKind>& optimizerKinds();
/// The kind, or nullptr.
const OptimizerKind* findOptimizer(std::string_view className);

/// `Optimizer(**hyper).minimize(loss, variables, name)`, but for the loss.
struct OptimizerSpec {
    std::string optimizer;                ///< class name, "AdamOptimizer"
    std::map<std::string, double> hyper;  ///< constructor arguments by name
    std::vector<std::string> variables;   ///< op names; empty: all trainable, else all variables
    std::string name;                     ///< of the training op; empty: the default, made unique
};

/// What minimize() wrote.
struct Minimized {
    NodeId train;                          ///< NoOp NAME
    std::vector<NodeId> slotInitializers;  ///< Assign nodes of the optimizer's own variables
    struct Update {
        NodeId variable;
        Endpoint gradient;
        NodeId update;  ///< `NAME/update_VARIABLE/Apply...`
        /// What the rule calls them ("m", "v", "momentum"), and their variables.
        std::vector<std::pair<std::string, NodeId>> slotVariables;
    };
    std::vector<Update> updates;  ///< one a variable that the loss depends on
    std::vector<std::pair<std::string, NodeId>>
        state;  ///< variables of the rule itself ("beta1_power")
};

/// Adds gradients, slots and updates to a graph exactly as TensorFlow 1 lays them out, so that
/// checkpoints cross in both directions: `w/Adam`, `w/Adam_1`, `beta1_power`,
/// `Adam/update_w/ApplyAdam`, NoOp `Adam`. A name "scope/Adam" puts gradients and the rule's own
/// variables under "scope/", slots stay at their variable.
/// Errors: Unimplemented for a class that is not built ("optimizer not built: got ...") and for an
/// update that would need a sparse op; InvalidArgument for unknown or missing arguments, unknown
/// variables, a loss on which no variable depends; those of addGradients().
Result<Minimized> minimize(Graph& graph, Endpoint loss, const OptimizerSpec& spec);

}  // namespace weft
