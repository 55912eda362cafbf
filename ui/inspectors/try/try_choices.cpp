// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/try/try_choices.h"

#include <algorithm>
#include <map>
#include <set>

#include "ui/base/to_qt.h"

namespace weft::ui {
namespace {

/// Which nodes depend on variables, and which on placeholders.
class Dependence {
public:
    explicit Dependence(const Graph& graph) : m_flags(graph.size()) {
        for (const Node& node : graph.nodes()) {
            Flags flags{node.opName.starts_with("Variable") || node.isOp("VarHandleOp"),
                        isFed(node)};
            for (const Endpoint& input : node.inputs) {
                // Loops go back to nodes that are not numbered yet; they depend on what is before.
                flags.variable = flags.variable || at(input.node).variable;
                flags.placeholder = flags.placeholder || at(input.node).placeholder;
            }
            m_flags[static_cast<std::size_t>(node.id.value)] = flags;
        }
    }
    static bool isFed(const Node& node) {
        return node.isOp("Placeholder") || node.isOp("PlaceholderV2");
    }
    bool onVariable(NodeId id) const { return at(id).variable; }
    bool onPlaceholder(NodeId id) const { return at(id).placeholder; }

private:
    struct Flags {
        bool variable = false;
        bool placeholder = false;
    };
    const Flags& at(NodeId id) const { return m_flags[static_cast<std::size_t>(id.value)]; }
    std::vector<Flags> m_flags;
};

std::set<NodeId> nodesBehind(const Graph& graph, const std::vector<std::string>& tensors) {
    std::vector<NodeId> open;
    for (const std::string& name : tensors) {
        if (const Result<Endpoint> e = graph.endpoint(name); e.ok()) { open.push_back(e->node); }
    }
    std::set<NodeId> seen(open.begin(), open.end());
    while (!open.empty()) {
        const Node& node = graph.node(open.back());
        open.pop_back();
        const auto visit = [&](NodeId id) {
            if (seen.insert(id).second) { open.push_back(id); }
        };
        for (const Endpoint& input : node.inputs) { visit(input.node); }
        for (const NodeId input : node.controlInputs) { visit(input); }
    }
    return seen;
}

/// Finds what a loss compares with what.
class LossReader {
public:
    LossReader(const Graph& graph, TryChoices& choices)
        : m_graph(graph), m_depends(graph), m_choices(choices) {}

    /// Walks from the loss back to where what was learnt meets what is wanted.
    std::optional<Endpoint> prediction(Endpoint at) {
        constexpr int kMostSteps = 1000;
        for (int step = 0; step < kMostSteps; ++step) {
            const Node& node = m_graph.node(at.node);
            std::vector<Endpoint> learnt;
            std::optional<Endpoint> wanted;
            for (const Endpoint& input : node.inputs) {
                if (m_depends.onVariable(input.node)) {
                    learnt.push_back(input);
                } else if (m_depends.onPlaceholder(input.node)) {
                    wanted = input;
                }
            }
            if (learnt.empty()) { return std::nullopt; }
            if (wanted) {
                noteLabel(*wanted);
                noteLosses(node);
                return learnt.front();
            }
            at = learnt.front();
        }
        return std::nullopt;
    }
    bool isScores(const Endpoint& tensor) const {
        return std::ranges::any_of(m_graph.uses(tensor.node), [&](const auto& use) {
            const std::string& op = m_graph.node(use.node).opName;
            return op == "SoftmaxCrossEntropyWithLogits" ||
                   op == "SparseSoftmaxCrossEntropyWithLogits";
        });
    }

private:
    void noteLabel(const Endpoint& wanted) {
        const std::set<NodeId> behind = nodesBehind(m_graph, {m_graph.nameOf(wanted)});
        for (std::size_t i = 0; i < m_choices.inputs.size(); ++i) {
            const Result<Endpoint> input = m_graph.endpoint(m_choices.inputs[i].tensor);
            if (input.ok() && behind.contains(input->node)) {
                m_choices.label = static_cast<int>(i);
            }
        }
    }
    void noteLosses(const Node& node) {
        const OutputInfo& out = node.outputs.front();
        if (isFloating(out.type) && (!out.shape.hasRank() || out.shape.rank() >= 1)) {
            m_choices.losses = m_graph.nameOf({node.id, 0});
        }
    }

    const Graph& m_graph;
    Dependence m_depends;
    TryChoices& m_choices;
};

void addInputs(const EngineDocument& document, TryChoices& choices) {
    const Graph& graph = document.graph();
    for (const Node& node : graph.nodes()) {
        if (!Dependence::isFed(node)) { continue; }
        TryInput input;
        input.tensor = graph.nameOf({node.id, 0});
        input.name = toQt(node.name);
        input.type = node.outputs.front().type;
        input.shape = node.outputs.front().shape;
        for (const ColumnBinding& binding : document.expansion.bindings) {
            if (binding.placeholder != node.id || !document.project) { continue; }
            const auto& data = *document.project->item(binding.data)->as<DataItem>();
            const PlanSource source{data.source, data.trainFraction, data.splitSeed};
            const auto known = std::ranges::find(choices.sources, source);
            input.source = static_cast<int>(known - choices.sources.begin());
            if (known == choices.sources.end()) { choices.sources.push_back(source); }
            input.column = binding.column;
            input.conversions = binding.conversions;
            for (const DataColumn& column : data.columns) {
                if (column.name != binding.column) { continue; }
                input.columnType = column.type;
                input.rowShape = column.rowShape;
            }
        }
        choices.inputs.push_back(std::move(input));
    }
}

/// Of a project the outputs of its items; of a plain graph every end and what feeds no gradient.
void addOutputs(const EngineDocument& document, TryChoices& choices) {
    const Graph& graph = document.graph();
    const auto add = [&](const Endpoint& tensor, const std::string& shown) {
        const Node& node = graph.node(tensor.node);
        if (Dependence::isFed(node) || graph.output(tensor).isRef) { return; }
        choices.outputs.push_back({graph.nameOf(tensor), toQt(shown)});
    };
    if (document.project) {
        std::map<ItemId, int> outputs;
        for (const auto& [port, tensor] : document.expansion.outputs) { ++outputs[port.item]; }
        std::set<Endpoint> seen;
        for (const auto& [port, tensor] : document.expansion.outputs) {
            if (!seen.insert(tensor).second) { continue; }
            // As the canvas calls it, not as the op inside is called.
            const std::string item = document.project->pathOf(port.item);
            add(tensor, outputs[port.item] == 1 ? item : concat(item, ' ', port.port));
        }
        return;
    }
    for (const Node& node : graph.nodes()) {
        if (graph.uses(node.id).empty() && !node.outputs.empty() && !node.inputs.empty()) {
            add({node.id, 0}, node.name);
        }
    }
}

void addMetrics(const TrainingPlan& plan, TryChoices& choices) {
    for (const PlanRow& row : plan.rows) {
        for (std::size_t i = 0; i < row.fetches.size(); ++i) {
            if (row.training && choices.loss.empty()) { choices.loss = row.fetches[i]; }
            const auto same = [&](const TryMetric& m) { return m.tensor == row.fetches[i]; };
            if (std::ranges::none_of(choices.metrics, same)) {
                choices.metrics.push_back({row.fetches[i], toQt(row.labels[i])});
            }
        }
    }
    for (const PlanKnob& knob : plan.knobs) {
        choices.standing.emplace_back(knob.tensor, knob.value);
    }
}

/// The loss of a drawing that has none to train with: what a recipe calls so.
std::string drawnLoss(const EngineDocument& document) {
    for (const auto& [port, tensor] : document.expansion.outputs) {
        if (port.port == "loss") { return document.graph().nameOf(tensor); }
    }
    return {};
}

}  // namespace

TryChoices tryChoicesOf(const EngineDocument& document) {
    TryChoices choices;
    addInputs(document, choices);
    addOutputs(document, choices);
    if (document.project) {
        const Result<TrainingPlan> plan = makeTrainingPlan(*document.project, document.expansion);
        if (plan.ok()) { addMetrics(*plan, choices); }
        if (choices.loss.empty()) { choices.loss = drawnLoss(document); }
    }
    const Graph& graph = document.graph();
    choices.output = static_cast<int>(choices.outputs.size()) - 1;
    const Result<Endpoint> loss = graph.endpoint(choices.loss);
    if (choices.loss.empty() || !loss.ok()) { return choices; }
    LossReader reader(graph, choices);
    const std::optional<Endpoint> prediction = reader.prediction(*loss);
    if (!prediction) { return choices; }
    const std::string name = graph.nameOf(*prediction);
    auto at = std::ranges::find(choices.outputs, name, &TryOutput::tensor);
    if (at == choices.outputs.end()) {
        choices.outputs.push_back({name, toQt(graph.node(prediction->node).name)});
        at = choices.outputs.end() - 1;
    }
    at->scores = reader.isScores(*prediction);
    choices.output = static_cast<int>(at - choices.outputs.begin());
    return choices;
}

std::vector<int> neededInputs(const EngineDocument& document, const TryChoices& choices,
                              const std::vector<std::string>& tensors) {
    const std::set<NodeId> behind = nodesBehind(document.graph(), tensors);
    std::vector<int> needed;
    for (std::size_t i = 0; i < choices.inputs.size(); ++i) {
        const Result<Endpoint> input = document.graph().endpoint(choices.inputs[i].tensor);
        if (input.ok() && behind.contains(input->node)) { needed.push_back(static_cast<int>(i)); }
    }
    return needed;
}

}  // namespace weft::ui
