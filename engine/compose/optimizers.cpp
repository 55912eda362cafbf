// SPDX-License-Identifier: Apache-2.0
/// @file
/// Slots and update ops of the optimizers; the arithmetic is in the Apply... kernels.

#include "engine/compose/optimizers.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "engine/autodiff/backprop.h"
#include "engine/compose/variables.h"

namespace weft {
namespace {

constexpr double kRequired = std::numeric_limits<double>::quiet_NaN();

/// One call of minimize(): what its steps share.
class Minimizer {
public:
    Minimizer(Graph& graph, Endpoint loss, const OptimizerSpec& spec, const OptimizerKind& kind)
        : m_graph(graph), m_loss(loss), m_spec(spec), m_kind(kind), m_writer(graph) {}

    Result<Minimized> run() {
        WEFT_TRY(readHyper());
        WEFT_TRY(findVariables());
        m_name = m_spec.name.empty() ? m_graph.uniqueName(m_kind.defaultName) : m_spec.name;
        const std::size_t slash = m_name.rfind('/');
        m_prefix = slash == std::string::npos ? "" : m_name.substr(0, slash + 1);
        WEFT_TRY(differentiate());
        if (m_kind.defaultName == "Adam") { WEFT_TRY(addBetaPowers()); }
        WEFT_TRY(addSlots());
        WEFT_TRY(addHyperConstants());
        for (Minimized::Update& update : m_made.updates) { WEFT_TRY(addUpdate(update)); }
        WEFT_TRY(finish());
        return std::move(m_made);
    }

private:
    Status readHyper() {
        for (const auto& [name, value] : m_spec.hyper) {
            const bool known =
                std::any_of(m_kind.hyper.begin(), m_kind.hyper.end(),
                            [&, key = name](const HyperParameter& h) { return h.name == key; });
            if (!known) {
                return invalidArgument(
                    concat("unknown argument of ", m_kind.className, ": got '", name, "'"));
            }
        }
        for (const HyperParameter& hyper : m_kind.hyper) {
            const auto given = m_spec.hyper.find(std::string(hyper.name));
            if (given == m_spec.hyper.end() && std::isnan(hyper.defaultValue)) {
                return invalidArgument(
                    concat(m_kind.className, " needs the argument '", hyper.name, "'"));
            }
            m_hyper[hyper.name] = given == m_spec.hyper.end() ? hyper.defaultValue : given->second;
        }
        return okStatus();
    }

    Status findVariables() {
        std::vector<std::string> names = m_spec.variables;
        if (names.empty()) {
            const auto& collections = m_graph.collections().variables;
            const auto trainable = collections.find("trainable_variables");
            if (trainable != collections.end()) {
                for (const VariableInfo& info : trainable->second) {
                    // An edit may have renamed or removed what an imported collection lists.
                    if (m_graph.endpoint(info.variable).ok()) { names.push_back(info.variable); }
                }
            } else if (!collections.contains("variables")) {
                // A bare GraphDef does not say what is trainable.
                for (const Node& node : m_graph.nodes()) {
                    if (node.isOp("VariableV2")) { names.push_back(node.name); }
                }
            }
        }
        std::set<NodeId> seen;
        for (const std::string& name : names) {
            const Endpoint variable = WEFT_TRY(m_graph.endpoint(name));
            const Node& node = m_graph.node(variable.node);
            if (!node.isOp("VariableV2")) {
                return unimplemented(concat("minimize: got a variable of op ", node.opName,
                                            ", want VariableV2 (node '", node.name, "')"));
            }
            if (seen.insert(node.id).second) { m_variables.push_back(node.id); }
        }
        if (m_variables.empty()) {
            return invalidArgument("no variables to optimize: none is trainable");
        }
        return okStatus();
    }

    Status differentiate() {
        std::vector<Endpoint> xs;
        for (const NodeId variable : m_variables) { xs.push_back({variable, 0}); }
        GradientOptions options;
        options.scope = m_prefix + "gradients";
        options.gate = GateGradients::Yes;
        const std::vector<std::optional<Endpoint>> gradients =
            WEFT_TRY(addGradients(m_graph, {m_loss}, xs, {}, options));
        for (std::size_t i = 0; i < xs.size(); ++i) {
            if (!gradients[i]) { continue; }
            m_made.updates.push_back({.variable = m_variables[i],
                                      .gradient = *gradients[i],
                                      .update = {},
                                      .slotVariables = {}});
        }
        if (m_made.updates.empty()) {
            return invalidArgument(concat("No gradients provided for any variable: the loss '",
                                          m_graph.nameOf(m_loss),
                                          "' does not depend on any of them"));
        }
        if (m_kind.defaultName == "Momentum") { return refuseSparse(); }
        return okStatus();
    }

    /// TensorFlow updates only the gathered rows of a variable's momentum, by an op that is not
    /// built; updating all rows would give other numbers.
    Status refuseSparse() const {
        for (const Minimized::Update& update : m_made.updates) {
            std::vector<NodeId> reads{update.variable};
            for (const Graph::Use& use : m_graph.uses(update.variable)) {
                if (m_graph.node(use.node).isOp("Identity")) { reads.push_back(use.node); }
            }
            for (const NodeId read : reads) {
                for (const Graph::Use& use : m_graph.uses(read)) {
                    const Node& user = m_graph.node(use.node);
                    if (use.input == 0 && (user.isOp("Gather") || user.isOp("GatherV2"))) {
                        return unimplemented(
                            concat("optimizer not built: got a sparse gradient of '",
                                   m_graph.node(update.variable).name,
                                   "', which needs SparseApplyMomentum"));
                    }
                }
            }
        }
        return okStatus();
    }

    /// The powers live beside the variable whose name sorts first, as in TensorFlow.
    Status addBetaPowers() {
        std::string first;
        for (const Minimized::Update& update : m_made.updates) {
            // TensorFlow compares tensor names: "a:0" sorts after "a/b:0".
            const std::string name = m_graph.node(update.variable).name + ":0";
            if (first.empty() || name < first) { first = name; }
        }
        first.resize(first.size() - 2);
        const NodeWriter beside = m_writer.colocatedWith(first);
        for (const char* beta : {"beta1", "beta2"}) {
            const std::string name = m_graph.uniqueName(concat(m_prefix, beta, "_power"));
            const Tensor start = Tensor::scalar(static_cast<float>(m_hyper.at(beta)));
            const VariableNodes nodes =
                WEFT_TRY(addVariableOfValue(beside, name, start, Trainable::No));
            m_powers.push_back(nodes);
            m_made.slotInitializers.push_back(nodes.assign);
            m_made.state.emplace_back(std::string(beta) + "_power", nodes.variable);
        }
        return okStatus();
    }

    Status addSlots() {
        std::vector<std::string> slots;
        if (m_kind.defaultName == "Adam") { slots = {"m", "v"}; }
        if (m_kind.defaultName == "Momentum") { slots = {"momentum"}; }
        for (Minimized::Update& update : m_made.updates) {
            const Node& variable = m_graph.node(update.variable);
            const std::optional<Shape> shape = variable.outputs[0].shape.full();
            if (!shape && !slots.empty()) {
                return invalidArgument(concat("variable has an unknown shape: got ",
                                              variable.outputs[0].shape, " (node '", variable.name,
                                              "')"));
            }
            const NodeWriter beside = m_writer.colocatedWith(variable.name);
            for (const std::string& slot : slots) {
                const std::string name =
                    m_graph.uniqueName(concat(variable.name, "/", m_kind.defaultName));
                const VariableNodes nodes = WEFT_TRY(addVariableOfInitializer(
                    beside, name, {}, variable.outputs[0].type, *shape, Trainable::No));
                update.slotVariables.emplace_back(slot, nodes.variable);
                m_made.slotInitializers.push_back(nodes.assign);
            }
        }
        return okStatus();
    }

    Status addHyperConstants() {
        for (const HyperParameter& hyper : m_kind.hyper) {
            if (hyper.isFlag) { continue; }
            m_constants[hyper.name] = WEFT_TRY(m_writer.scalar(
                concat(m_name, "/", hyper.name), DType::Float, m_hyper.at(hyper.name)));
        }
        return okStatus();
    }

    /// A scalar of the rule as an update of `variable` takes it; float64 variables need a Cast.
    Result<Endpoint> scalarFor(const Node& variable, Endpoint scalar) {
        const DType type = variable.outputs[0].type;
        if (m_graph.output(scalar).type == type) { return scalar; }
        const std::string name =
            m_graph.uniqueName(concat(m_name, "/update_", variable.name, "/Cast"));
        return m_writer.colocatedWith(variable.name).add(name, "Cast", {scalar}, {{"DstT", type}});
    }

    Status addUpdate(Minimized::Update& update) {
        const Node& variable = m_graph.node(update.variable);
        std::vector<Endpoint> inputs{{variable.id, 0}};
        for (const auto& [slot, id] : update.slotVariables) { inputs.push_back({id, 0}); }
        AttrMap attrs{{"use_locking", m_hyper.at("use_locking") != 0}};
        if (m_kind.defaultName == "Adam") {
            for (const VariableNodes& power : m_powers) {
                inputs.push_back(WEFT_TRY(scalarFor(variable, power.read)));
            }
            for (const char* name : {"learning_rate", "beta1", "beta2", "epsilon"}) {
                inputs.push_back(WEFT_TRY(scalarFor(variable, m_constants.at(name))));
            }
            inputs.push_back(update.gradient);
        } else {
            inputs.push_back(WEFT_TRY(scalarFor(variable, m_constants.at("learning_rate"))));
            inputs.push_back(update.gradient);
        }
        if (m_kind.defaultName == "Momentum") {
            inputs.push_back(WEFT_TRY(scalarFor(variable, m_constants.at("momentum"))));
            attrs.set("use_nesterov", m_hyper.at("use_nesterov") != 0);
        }
        const std::string op = concat("Apply", m_kind.defaultName);
        const Endpoint made = WEFT_TRY(
            m_writer.colocatedWith(variable.name)
                .add(concat(m_name, "/update_", variable.name, "/", op), op, inputs, attrs));
        update.update = made.node;
        return okStatus();
    }

    /// Adam's powers move on after all updates; the training op waits for everything.
    Status finish() {
        std::vector<NodeId> updates;
        for (const Minimized::Update& update : m_made.updates) { updates.push_back(update.update); }
        std::vector<NodeId> last = updates;
        for (std::size_t i = 0; i < m_powers.size(); ++i) {
            const std::string suffix = i == 0 ? "" : "_1";
            const std::string& power = m_graph.node(m_powers[i].variable).name;
            const NodeWriter beside = m_writer.likeNode(power);
            const Endpoint next = WEFT_TRY(beside.add(
                m_name + "/mul" + suffix, "Mul",
                {m_powers[i].read, m_constants.at(i == 0 ? "beta1" : "beta2")}, {}, updates));
            const Endpoint assign = WEFT_TRY(beside.add(
                m_name + "/Assign" + suffix, "Assign", {{m_powers[i].variable, 0}, next},
                {{"use_locking", m_hyper.at("use_locking") != 0}, {"validate_shape", true}}));
            last.push_back(assign.node);
        }
        m_made.train = WEFT_TRY(m_writer.add(m_name, "NoOp", {}, {}, last)).node;
        m_graph.collections().nodes["train_op"].push_back(m_name);
        return okStatus();
    }

    Graph& m_graph;
    Endpoint m_loss;
    const OptimizerSpec& m_spec;
    const OptimizerKind& m_kind;
    NodeWriter m_writer;
    std::string m_name;
    std::string m_prefix;  // "" or "scope/"
    std::map<std::string_view, double> m_hyper;
    std::map<std::string_view, Endpoint> m_constants;
    std::vector<NodeId> m_variables;
    std::vector<VariableNodes> m_powers;  // beta1, beta2
    Minimized m_made;
};

}  // namespace

const std::vector<OptimizerKind>& optimizerKinds() {
    static const std::vector<OptimizerKind> kinds{
        {"AdamOptimizer",
         "Adam",
         "Adaptive moments: steps scaled by running mean and variance of the gradient.",
         {{"learning_rate", 0.001, false},
          {"beta1", 0.9, false},
          {"beta2", 0.999, false},
          {"epsilon", 1e-8, false},
          {"use_locking", 0, true}}},
        {"GradientDescentOptimizer",
         "GradientDescent",
         "variable -= learning_rate * gradient.",
         {{"learning_rate", kRequired, false}, {"use_locking", 0, true}}},
        {"MomentumOptimizer",
         "Momentum",
         "Gradient descent on a running sum of gradients.",
         {{"learning_rate", kRequired, false},
          {"momentum", kRequired, false},
          {"use_locking", 0, true},
          {"use_nesterov", 0, true}}}};
    return kinds;
}

const OptimizerKind* findOptimizer(std::string_view className) {
    for (const OptimizerKind& kind : optimizerKinds()) {
        if (kind.className == className) { return &kind; }
    }
    return nullptr;
}

Result<Minimized> minimize(Graph& graph, Endpoint loss, const OptimizerSpec& spec) {
    const OptimizerKind* kind = findOptimizer(spec.optimizer);
    if (kind == nullptr) {
        return unimplemented(concat("optimizer not built: got ", spec.optimizer));
    }
    return Minimizer(graph, loss, spec, *kind).run();
}

}  // namespace weft
