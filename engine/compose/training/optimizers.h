// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/graph/graph.h"

namespace weft {

/// A constructor argument of an optimizer.
struct HyperParameter {
    std::string_view name;  ///< "learning_rate"
    double defaultValue;    ///< NaN: must be given
    bool isFlag;            ///< 0 or 1
};

/// A variable that an optimizer keeps beside each variable it updates.
struct SlotRule {
    /// How it starts: zeros, ones, a constant, ones times a number, or a constant outside the
    /// variable's scope.
    enum class Start { Zeros, Ones, Constant, ScaledOnes, OuterConstant };
    std::string_view name;  ///< what the rule calls it: "momentum"
    Start start = Start::Zeros;
    std::string_view value = {};  ///< the argument it starts with
};

/// The op of an update, ApplyX, and what it reads behind the variable, in its order: slots as
/// ":name", names of constants, and "grad".
struct ApplyRule {
    std::string_view op;  ///< "Momentum": ApplyMomentum, ResourceSparseApplyMomentum, ...
    std::vector<SlotRule> slotRules;
    std::vector<std::string_view> inputs;
};

/// What an optimizer is: TensorFlow's class of that name.
struct OptimizerKind {
    std::string_view className;    ///< "AdamOptimizer"
    std::string_view defaultName;  ///< "Adam": its op's name and what its slots are called
    std::string_view summary;
    std::vector<HyperParameter> hyper;
    /// Constants NAME/first, which hold the argument second.
    std::vector<std::pair<std::string_view, std::string_view>> constants;
    ApplyRule rule;
    ApplyRule variant = {};             ///< used instead where the argument below is not 0
    std::string_view variantFlag = {};  ///< "centered"
};

/// All kinds that are built, in name order.
const std::vector<OptimizerKind>& optimizerKinds();
/// The kind, or nullptr.
const OptimizerKind* findOptimizer(std::string_view className);

/// What is done to gradients before they are applied: tf.clip_by_value, tf.clip_by_norm,
/// tf.clip_by_global_norm.
struct GradientClip {
    enum class By { None, Value, Norm, GlobalNorm };
    By by = By::None;
    double limit = 1;  ///< of an element's magnitude, a gradient's norm, the norm of them all
    friend bool operator==(const GradientClip&, const GradientClip&) = default;
};

/// `Optimizer(**hyper).minimize(loss, variables, name)`, but for the loss.
struct OptimizerSpec {
    std::string optimizer;                ///< class name, "AdamOptimizer"
    std::map<std::string, double> hyper;  ///< constructor arguments by name
    GradientClip clip = {};               ///< between compute_gradients() and apply_gradients()
    std::vector<std::string> variables;   ///< op names; empty: all trainable, else all variables
    std::string name;                     ///< of the training op; empty: the default, made unique
};

/// What minimize() wrote.
struct Minimized {
    NodeId train;                          ///< NoOp NAME
    std::vector<NodeId> slotInitializers;  ///< Assign nodes of the optimizer's own variables
    struct Update {
        NodeId variable;
        Endpoint gradient;  ///< before it is clipped; of a sparse update by the gathered rows
        NodeId update;      ///< `NAME/update_VARIABLE/Apply...`, or what ends a sparse update
        /// What the rule calls them ("m", "v", "momentum"), and their variables.
        std::vector<std::pair<std::string, NodeId>> slotVariables;
    };
    std::vector<Update> updates;  ///< one a variable that the loss depends on
    std::vector<std::pair<std::string, NodeId>>
        state;  ///< variables of the rule itself ("beta1_power")
};

/// Adds gradients, slots and updates to a graph exactly as TensorFlow 1 lays them out, so that
/// checkpoints cross in both directions: `w/Adam`, `w/Adam_1`, `beta1_power`,
/// `Adam/update_w/ApplyAdam`, NoOp `Adam`. Variables may be references or resources; those that are
/// only gathered from get sparse updates of the gathered rows. A name "scope/Adam" puts gradients and the rule's own
/// variables under "scope/", slots stay at their variable.
/// Errors: Unimplemented for a class that is not built ("optimizer not built: got ...");
/// InvalidArgument for unknown or missing arguments, unknown
/// variables, a loss on which no variable depends; those of addGradients() and clipGradients().
Result<Minimized> minimize(Graph& graph, Endpoint loss, const OptimizerSpec& spec);

}  // namespace weft
