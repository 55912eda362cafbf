// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/training/minimizer.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/base/strings.h"
#include "engine/compose/training/clip_gradients.h"

namespace weft {
namespace {

constexpr std::string_view kRate = "learning_rate";

}  // namespace

Result<Minimized> Minimizer::run() {
    WEFT_TRY(readHyper());
    WEFT_TRY(findVariables());
    m_name = m_spec.name.empty() ? m_graph.uniqueName(m_kind.defaultName) : m_spec.name;
    const std::size_t slash = m_name.rfind('/');
    m_prefix = slash == std::string::npos ? "" : m_name.substr(0, slash + 1);
    WEFT_TRY(differentiate());
    WEFT_TRY(clipGradients(m_graph, m_prefix, m_spec.clip, m_variables, m_gradients));
    if (m_kind.defaultName == "Adam") { WEFT_TRY(addBetaPowers()); }
    WEFT_TRY(addSlots());
    WEFT_TRY(addConstants());
    for (std::size_t i = 0; i < m_variables.size(); ++i) { WEFT_TRY(addUpdate(i)); }
    WEFT_TRY(finish());
    return std::move(m_made);
}

Status Minimizer::readHyper() {
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
    const bool isVariant = !m_kind.variantFlag.empty() && m_hyper.at(m_kind.variantFlag) != 0;
    m_rule = isVariant ? &m_kind.variant : &m_kind.rule;
    return okStatus();
}

Status Minimizer::findVariables() {
    const auto isVariable = [](const Node& node) {
        return node.isOp("VariableV2") || node.isOp("VarHandleOp") || node.isOp("Variable");
    };
    std::vector<std::string> names = m_spec.variables;
    if (names.empty()) {
        const auto& collections = m_graph.collections().variables;
        const auto trainable = collections.find("trainable_variables");
        if (trainable != collections.end()) {
            for (const VariableInfo& info : trainable->second) { names.push_back(info.variable); }
        } else if (!collections.contains("variables")) {
            // A bare GraphDef does not say what is trainable.
            for (const Node& node : m_graph.nodes()) {
                if (isVariable(node)) { names.push_back(node.name); }
            }
        }
    }
    std::set<NodeId> seen;
    for (const std::string& name : names) {
        const Endpoint variable = WEFT_TRY(m_graph.endpoint(name));
        const Node& node = m_graph.node(variable.node);
        if (!isVariable(node)) {
            return unimplemented(concat("minimize: got a variable of op ", node.opName,
                                        ", want VariableV2 or VarHandleOp (node '", node.name,
                                        "')"));
        }
        if (seen.insert(node.id).second) { m_trained.push_back(node.id); }
    }
    if (m_trained.empty()) {
        return invalidArgument("no variables to optimize: none is trainable");
    }
    return okStatus();
}

Status Minimizer::differentiate() {
    std::vector<Endpoint> xs;
    for (const NodeId variable : m_trained) { xs.push_back({variable, 0}); }
    GradientOptions options;
    options.scope = m_prefix + "gradients";
    options.gate = GateGradients::Yes;
    const std::vector<Expr> gradients =
        WEFT_TRY(addRowGradients(m_graph, {m_loss}, xs, {}, options));
    for (std::size_t i = 0; i < xs.size(); ++i) {
        const Expr& gradient = gradients[i];
        if (!gradient.valid()) { continue; }
        const Expr& shown = gradient.rows() == nullptr ? gradient : gradient.rows()->values;
        m_made.updates.push_back({.variable = m_trained[i],
                                  .gradient = shown.endpoint(),
                                  .update = {},
                                  .slotVariables = {}});
        m_variables.push_back(optimizedVariable(m_graph, m_trained[i]));
        m_gradients.push_back(gradient);
    }
    if (m_made.updates.empty()) {
        return invalidArgument(concat("No gradients provided for any variable: the loss '",
                                      m_graph.nameOf(m_loss), "' does not depend on any of them"));
    }
    return okStatus();
}

/// The powers live beside the variable whose name sorts first, as in TensorFlow.
Status Minimizer::addBetaPowers() {
    // TensorFlow compares tensor names: "a:0" sorts after "a/b:0".
    const auto first = std::min_element(m_variables.begin(), m_variables.end(),
                                        [](const OptimizedVariable& a, const OptimizedVariable& b) {
                                            return a.name + ":0" < b.name + ":0";
                                        });
    const NodeWriter beside = m_writer.colocatedWith(first->name);
    for (const char* beta : {"beta1", "beta2"}) {
        const std::string name = m_graph.uniqueName(concat(m_prefix, beta, "_power"));
        const auto value = static_cast<float>(m_hyper.at(beta));
        m_powers.push_back(WEFT_TRY(addScalarSlot(beside, name, value, first->byHandle)));
        m_made.slotInitializers.push_back(m_powers.back().nodes.assign);
        m_made.state.emplace_back(std::string(beta) + "_power", m_powers.back().nodes.variable);
    }
    return okStatus();
}

Status Minimizer::addSlots() {
    for (std::size_t i = 0; i < m_variables.size(); ++i) {
        const OptimizedVariable& variable = m_variables[i];
        const NodeWriter beside = m_writer.colocatedWith(variable.name);
        for (const SlotRule& rule : m_rule->slotRules) {
            const std::string name =
                m_graph.uniqueName(concat(variable.name, "/", m_kind.defaultName));
            const double value = rule.value.empty() ? 0 : m_hyper.at(rule.value);
            const SlotVariable slot =
                WEFT_TRY(addSlot(beside, name, rule, value, variable, m_prefix));
            m_made.updates[i].slotVariables.emplace_back(rule.name, slot.nodes.variable);
            m_made.slotInitializers.push_back(slot.nodes.assign);
            m_slots[i].push_back(slot);
        }
    }
    return okStatus();
}

Status Minimizer::addConstants() {
    for (const auto& [name, argument] : m_kind.constants) {
        if (m_rate && argument == kRate) {
            m_constants[name] = *m_rate;
            continue;
        }
        m_constants[name] = WEFT_TRY(
            m_writer.scalar(concat(m_name, "/", name), DType::Float, m_hyper.at(argument)));
    }
    return m_kind.defaultName == "Ftrl" ? addAdjustedStrength() : okStatus();
}

/// Ftrl: l2 + beta / (2 max(learning_rate, 1e-36)), as nodes Ftrl/add and what it needs.
Status Minimizer::addAdjustedStrength() {
    const auto scalar = [this](const char* name, double value) {
        return m_writer.scalar(concat(m_name, "/", name), DType::Float, value);
    };
    const auto add = [this](const char* name, const char* op, Endpoint a, Endpoint b) {
        return m_writer.add(concat(m_name, "/", name), op, {a, b});
    };
    const Endpoint given = m_rate ? *m_rate : WEFT_TRY(scalar("Maximum/x", m_hyper.at(kRate)));
    const Endpoint rate =
        WEFT_TRY(add("Maximum", "Maximum", given, WEFT_TRY(scalar("Maximum/y", 1e-36))));
    const Endpoint twice = WEFT_TRY(add("mul", "Mul", WEFT_TRY(scalar("mul/x", 2)), rate));
    const Endpoint share = WEFT_TRY(
        add("truediv", "RealDiv", WEFT_TRY(scalar("truediv/x", m_hyper.at("beta"))), twice));
    const Endpoint l2 = WEFT_TRY(scalar("add/x", m_hyper.at("l2_regularization_strength")));
    m_constants["adjusted_l2"] = WEFT_TRY(add("add", "AddV2", l2, share));
    return okStatus();
}

/// A scalar of the rule as an update of `variable` takes it; float64 variables need a Cast.
Result<Endpoint> Minimizer::scalarFor(const OptimizedVariable& variable, std::string_view scalar) {
    const NodeWriter beside = m_writer.colocatedWith(variable.name);
    const std::string prefix = concat(m_name, "/update_", variable.name, "/");
    Endpoint value;
    if (scalar.ends_with("_power") && !m_powers.empty()) {
        const SlotVariable& power = m_powers[scalar.starts_with("beta1") ? 0 : 1];
        const std::string below = concat(prefix, "ResourceApply", m_rule->op, "/");
        value = WEFT_TRY(readSlot(m_writer, below, power));
    } else {
        value = m_constants.at(scalar);
    }
    if (m_graph.output(value).type == variable.type) { return value; }
    return beside.add(m_graph.uniqueName(prefix + "Cast"), "Cast", {value},
                      {{"DstT", variable.type}});
}

Status Minimizer::addUpdate(std::size_t i) {
    const bool isSparse = m_gradients[i].rows() != nullptr;
    m_made.updates[i].update = isSparse ? WEFT_TRY(addSparse(i)) : WEFT_TRY(addApply(i, nullptr));
    return okStatus();
}

Result<NodeId> Minimizer::addApply(std::size_t i, const RowGradient* rows) {
    const OptimizedVariable& variable = m_variables[i];
    std::vector<Endpoint> inputs{variable.endpoint()};
    for (const std::string_view input : m_rule->inputs) {
        if (input.starts_with(':')) {
            const auto& slots = m_made.updates[i].slotVariables;
            const auto slot = std::find_if(slots.begin(), slots.end(), [&](const auto& s) {
                return s.first == input.substr(1);
            });
            inputs.push_back({slot->second, 0});
        } else if (input != "grad") {
            inputs.push_back(WEFT_TRY(scalarFor(variable, input)));
        } else if (rows == nullptr) {
            inputs.push_back(m_gradients[i].endpoint());
        } else {
            inputs.insert(inputs.end(), {rows->values, rows->indices});
        }
    }
    AttrMap attrs{{"use_locking", m_hyper.at("use_locking") != 0}};
    const auto nesterov = m_hyper.find("use_nesterov");
    if (nesterov != m_hyper.end()) { attrs.set("use_nesterov", nesterov->second != 0); }
    const std::string op = concat(variable.byHandle ? "Resource" : "",
                                  rows == nullptr ? "" : "Sparse", "Apply", m_rule->op);
    // An op without outputs has no endpoint to give, only a node.
    return WEFT_TRY(m_writer.colocatedWith(variable.name)
                        .add(concat(m_name, "/update_", variable.name, "/", op), op, inputs, attrs))
        .node;
}

Result<NodeId> Minimizer::addSparse(std::size_t i) {
    const OptimizedVariable& variable = m_variables[i];
    const NodeWriter beside = m_writer.colocatedWith(variable.name);
    const std::string prefix = concat(m_name, "/update_", variable.name, "/");
    const bool useLocking = m_hyper.at("use_locking") != 0;
    const RowSum& sum = *m_gradients[i].rows();
    const RowGradient all{sum.values.endpoint(), sum.indices.endpoint()};
    if (m_rule->op == "GradientDescent") {
        const Endpoint rate = WEFT_TRY(scalarFor(variable, "learning_rate"));
        return addSparseDescent(beside, prefix, variable, all, rate, useLocking);
    }
    const RowGradient rows = WEFT_TRY(withoutDuplicates(beside, prefix, all));
    if (m_rule->op != "Adam") { return addApply(i, &rows); }
    const SparseAdam adam{.variable = variable,
                          .m = m_slots[i][0],
                          .v = m_slots[i][1],
                          .powers = m_powers,
                          .rate = WEFT_TRY(scalarFor(variable, "learning_rate")),
                          .beta1 = WEFT_TRY(scalarFor(variable, "beta1")),
                          .beta2 = WEFT_TRY(scalarFor(variable, "beta2")),
                          .epsilon = WEFT_TRY(scalarFor(variable, "epsilon"))};
    return addSparseAdam(beside, prefix, adam, rows, useLocking);
}

/// Adam's powers move on after all updates; the training op waits for everything.
Status Minimizer::finish() {
    std::vector<NodeId> updates;
    for (const Minimized::Update& update : m_made.updates) { updates.push_back(update.update); }
    std::vector<NodeId> last = updates;
    const bool useLocking = m_hyper.at("use_locking") != 0;
    for (std::size_t i = 0; i < m_powers.size(); ++i) {
        const SlotVariable& power = m_powers[i];
        const NodeWriter beside = m_writer.likeNode(m_graph.node(power.nodes.variable).name);
        const std::string prefix = m_name + "/";
        const Endpoint now = WEFT_TRY(readSlot(m_writer, prefix, power, updates));
        const Endpoint next =
            WEFT_TRY(beside.add(prefix + (i == 0 ? "mul" : "mul_1"), "Mul",
                                {now, m_constants.at(i == 0 ? "beta1" : "beta2")}, {},
                                power.byHandle ? std::vector<NodeId>() : updates));
        last.push_back(WEFT_TRY(addAssign(beside, prefix, power, next, useLocking)));
    }
    m_made.train = WEFT_TRY(m_writer.add(m_name, "NoOp", {}, {}, last)).node;
    m_graph.collections().nodes["train_op"].push_back(m_name);
    return okStatus();
}

}  // namespace weft
