// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/functions/derived_gradient.h"

#include <algorithm>
#include <map>

#include "engine/autodiff/backprop.h"
#include "engine/compose/functions/bars.h"
#include "engine/graph/graph_io.h"
#include "engine/proto/graph.pb.h"

namespace weft {
namespace {

/// Below it lies what differentiating adds, and nothing else.
constexpr const char* kScope = "derived_gradient";

class Differentiation {
public:
    Differentiation(const Graph& body, const std::vector<NodeId>& arguments,
                    const std::vector<NodeId>& results)
        : m_graph(body), m_arguments(arguments), m_results(results) {}

    /// Adds the gradients that come in.
    Status addSeeds(const std::vector<std::string>& names) {
        for (std::size_t i = 0; i < m_results.size(); ++i) {
            const Node& result = m_graph.node(m_results[i]);
            if (result.inputs.empty()) {
                return invalidArgument(concat("nothing is wired to the result '", names[i], "'"));
            }
            const Endpoint y = result.inputs.front();
            const auto index = static_cast<std::int64_t>(m_arguments.size() + i);
            const NodeId seed = WEFT_TRY(
                m_graph.add({.name = m_graph.uniqueName(names[i]),
                             .op = kArgumentOp,
                             .attrs = {{"T", m_graph.output(y).type}, {kBarIndex, index}}}));
            m_ys.push_back(y);
            m_seeds.push_back({seed, 0});
        }
        return okStatus();
    }

    /// Adds the gradients that go out. Where `derives` is false they are zeros.
    Status addGradients(bool derives) {
        std::vector<Endpoint> xs;
        for (const NodeId argument : m_arguments) { xs.push_back({argument, 0}); }
        std::vector<std::optional<Endpoint>> gradients(xs.size());
        if (derives) {
            gradients = WEFT_TRY(
                weft::addGradients(m_graph, m_ys, xs, m_seeds, GradientOptions{.scope = kScope}));
        }
        for (std::size_t i = 0; i < xs.size(); ++i) {
            m_gradients.push_back(gradients[i] ? *gradients[i] : WEFT_TRY(zerosLike(xs[i])));
        }
        return okStatus();
    }

    /// What the gradients need, and nothing else.
    Result<GradientBody> cut() {
        tensorflow::GraphDef def;
        const std::vector<bool> needed = neededNodes();
        std::map<std::string, std::string> names;
        for (const Node& node : m_graph.nodes()) {
            if (!needed[static_cast<std::size_t>(node.id.value)]) { continue; }
            names[node.name] = plainName(node.name);
            tensorflow::NodeDef& made = *def.add_node();
            exportNode(m_graph, node, made);
            made.mutable_attr()->erase("_class");
        }
        for (auto& node : *def.mutable_node()) { rename(names, node); }
        GradientBody made;
        made.graph =
            WEFT_TRY(importGraph(def, {.unknownOps = UnknownOps::Keep, .limits = defaultLimits()}));
        for (const Endpoint& gradient : m_gradients) {
            const Node* node = made.graph.find(names.at(m_graph.node(gradient.node).name));
            made.results.push_back({node->id, gradient.index});
        }
        return made;
    }

private:
    Result<Endpoint> zerosLike(const Endpoint& x) {
        const NodeId zeros =
            WEFT_TRY(m_graph.add({.name = m_graph.uniqueName(concat(kScope, "/zeros")),
                                  .op = "ZerosLike",
                                  .inputs = {x}}));
        return Endpoint{zeros, 0};
    }

    std::vector<bool> neededNodes() const {
        std::vector<bool> needed(m_graph.size(), false);
        std::vector<NodeId> open = m_arguments;
        for (const Endpoint& seed : m_seeds) { open.push_back(seed.node); }
        for (const Endpoint& gradient : m_gradients) { open.push_back(gradient.node); }
        while (!open.empty()) {
            const Node& node = m_graph.node(open.back());
            open.pop_back();
            const auto at = static_cast<std::size_t>(node.id.value);
            if (needed[at]) { continue; }
            needed[at] = true;
            for (const Endpoint& input : node.inputs) { open.push_back(input.node); }
            open.insert(open.end(), node.controlInputs.begin(), node.controlInputs.end());
        }
        return needed;
    }

    /// A node of a gradient is called as its last scope says; others as they were.
    std::string plainName(const std::string& name) {
        if (!name.starts_with(concat(kScope, "/"))) { return name; }
        std::string plain = m_graph.uniqueName(name.substr(name.rfind('/') + 1));
        m_graph.reserveName(plain);
        return plain;
    }

    static void rename(const std::map<std::string, std::string>& names, tensorflow::NodeDef& node) {
        node.set_name(names.at(node.name()));
        for (std::string& input : *node.mutable_input()) {
            const std::size_t begin = input.starts_with('^') ? 1 : 0;
            const std::size_t end = std::min(input.find(':'), input.size());
            input = concat(input.substr(0, begin), names.at(input.substr(begin, end - begin)),
                           input.substr(end));
        }
    }

    Graph m_graph;
    const std::vector<NodeId> m_arguments;
    const std::vector<NodeId> m_results;
    std::vector<Endpoint> m_ys;
    std::vector<Endpoint> m_seeds;
    std::vector<Endpoint> m_gradients;
};

}  // namespace

Result<GradientBody> derivedGradient(const Graph& body, const std::vector<NodeId>& arguments,
                                     const std::vector<NodeId>& results,
                                     const std::vector<std::string>& seeds) {
    Differentiation made(body, arguments, results);
    WEFT_TRY(made.addSeeds(seeds));
    const Status derived = made.addGradients(true);
    if (derived.ok()) { return made.cut(); }
    Differentiation zeros(body, arguments, results);
    WEFT_TRY(zeros.addSeeds(seeds));
    WEFT_TRY(zeros.addGradients(false));
    GradientBody cut = WEFT_TRY(zeros.cut());
    cut.derived = derived;
    return cut;
}

}  // namespace weft
