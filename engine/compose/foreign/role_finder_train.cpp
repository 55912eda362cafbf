// SPDX-License-Identifier: Apache-2.0
/// @file
/// RoleFinder: gradients, the loss they are of, and the op that trains.

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "engine/compose/foreign/role_finder.h"

namespace weft {
namespace {

constexpr std::string_view kSeed = "grad_ys_";
constexpr std::string_view kGradMark = "_grad/";

/// The scope of `gradients/grad_ys_0` with its slash; nothing for other names.
std::optional<std::string> scopeOfSeed(const std::string& name) {
    const std::size_t slash = name.rfind('/');
    const std::size_t begin = slash == std::string::npos ? 0 : slash + 1;
    const std::string_view last = std::string_view(name).substr(begin);
    if (begin == 0 || !last.starts_with(kSeed)) { return std::nullopt; }
    const std::string_view number = last.substr(kSeed.size());
    const bool digits = !number.empty() && std::ranges::all_of(number, [](unsigned char c) {
        return std::isdigit(c) != 0;
    });
    return digits ? std::optional(name.substr(0, begin)) : std::nullopt;
}

/// The node whose gradient a node of `gradients/` is part of, by its name.
const Node* differentiated(const Graph& graph, const std::string& scope, const std::string& name) {
    if (!name.starts_with(scope)) { return nullptr; }
    const std::size_t mark = name.find(kGradMark, scope.size());
    if (mark == std::string::npos) { return nullptr; }
    return graph.find(name.substr(scope.size(), mark - scope.size()));
}

bool isScalarFloat(const Node& node) {
    if (node.outputs.empty()) { return false; }
    const OutputInfo& info = node.outputs.front();
    return isFloating(info.type) && (!info.shape.hasRank() || info.shape.rank() == 0);
}

}  // namespace

void RoleFinder::findSeeds() {
    for (const Node& node : m_graph.nodes()) {
        if (scopeOfSeed(node.name)) { m_out.seeds.push_back(node.id); }
    }
    m_ofGradients = downstream(m_out.seeds, Along::Data);
}

RoleFinder::Marks RoleFinder::upstream(NodeId of) const {
    Marks marks(m_graph.size(), false);
    std::vector<NodeId> open{of};
    marks[static_cast<std::size_t>(of.value)] = true;
    const auto visit = [&](NodeId id) {
        if (marked(marks, id)) { return; }
        marks[static_cast<std::size_t>(id.value)] = true;
        open.push_back(id);
    };
    while (!open.empty()) {
        const Node& at = node(open.back());
        open.pop_back();
        for (const Endpoint& input : at.inputs) { visit(input.node); }
        for (const NodeId input : at.controlInputs) { visit(input); }
    }
    return marks;
}

void RoleFinder::findLoss() {
    m_protected.assign(m_graph.size(), false);
    RoleGuess& loss = m_out.loss;
    std::set<NodeId> beginnings;  // whose gradients read a seed
    for (const NodeId seed : m_out.seeds) {
        const std::string scope = *scopeOfSeed(node(seed).name);
        const auto look = [&](NodeId user) {
            const Node* of = differentiated(m_graph, scope, node(user).name);
            if (of != nullptr) { beginnings.insert(of->id); }
        };
        for (const Graph::Use& use : m_graph.uses(seed)) { look(use.node); }
        for (const NodeId user : m_graph.controlUses(seed)) { look(user); }
        if (!beginnings.empty()) { break; }  // of further optimizers: candidates of their own
    }
    if (!beginnings.empty()) {
        // A sum hands its gradient on as it is: what reads all of them is what was minimised.
        std::map<NodeId, std::size_t> readers;
        for (const NodeId id : beginnings) {
            std::set<NodeId> seen;
            for (const Graph::Use& use : m_graph.uses(id)) {
                const Node& user = node(use.node);
                const bool passes = user.isOp("Identity") || user.opName.starts_with("Add");
                const bool fits = !marked(m_ofGradients, user.id) && isScalarFloat(user);
                if (passes && fits && seen.insert(user.id).second) { ++readers[user.id]; }
            }
        }
        loss.node = *beginnings.rbegin();
        for (const auto& [id, count] : readers) {
            const bool sums = beginnings.size() > 1 && count == beginnings.size();
            if (sums || (beginnings.size() == 1 && node(id).isOp("Identity"))) { loss.node = id; }
        }
        loss.evidence = concat("its gradients begin at ", node(m_out.seeds.front()).name);
        for (const NodeId id : beginnings) {
            if (id != loss.node) { loss.others.push_back(id); }
        }
    }
    for (const char* key : {"loss", "losses"}) {
        const std::vector<NodeId> told = collected(key);
        if (told.size() != 1) { continue; }
        if (loss.found() && loss.node != told[0]) {
            loss.others.insert(loss.others.begin(), loss.node);
        }
        std::erase(loss.others, told[0]);
        loss.node = told[0];
        loss.evidence = concat("in the collection ", key);
        break;
    }
    if (!loss.found()) { return; }
    m_protected = upstream(loss.node);
    for (const Node& node : m_graph.nodes()) {
        const bool ends = isScalarFloat(node) && m_graph.uses(node.id).empty();
        const bool known =
            node.id == loss.node || std::ranges::find(loss.others, node.id) != loss.others.end();
        const bool plain = m_out.partOf(node.id) == GraphRoles::Part::Forward &&
                           !m_out.variableOf(node.id).valid() && !marked(m_ofGradients, node.id);
        if (ends && plain && !known) { loss.others.push_back(node.id); }
    }
}

void RoleFinder::findUpdates() {
    for (const Node& node : m_graph.nodes()) {
        const bool writes = writesVariable(node) && !isInitializer(node);
        if (!writes || m_out.partOf(node.id) != GraphRoles::Part::Forward) { continue; }
        if (marked(m_ofGradients, node.id)) { m_out.updates.push_back(node.id); }
    }
}

int RoleFinder::updatesBehind(NodeId from, const Marks& isUpdate) const {
    int count = 0;
    const Marks behind = upstream(from);
    for (std::size_t i = 0; i < behind.size(); ++i) { count += behind[i] && isUpdate[i] ? 1 : 0; }
    return count;
}

void RoleFinder::findTrain() {
    RoleGuess& train = m_out.train;
    Marks isUpdate(m_graph.size(), false);
    for (const NodeId id : m_out.updates) { isUpdate[static_cast<std::size_t>(id.value)] = true; }
    const Marks after = downstream(m_out.updates, Along::DataAndControl);
    std::vector<std::pair<int, NodeId>> candidates;
    for (const Node& node : m_graph.nodes()) {
        const bool ends = m_graph.uses(node.id).empty() && m_graph.controlUses(node.id).empty();
        if (!marked(after, node.id) || !ends) { continue; }
        if (m_out.partOf(node.id) == GraphRoles::Part::Forward) {
            candidates.emplace_back(updatesBehind(node.id, isUpdate), node.id);
        }
    }
    std::ranges::sort(candidates, std::greater());
    for (const auto& [count, id] : candidates) {
        if (train.found()) {
            train.others.push_back(id);
            continue;
        }
        train.node = id;
        train.evidence =
            concat("runs ", count, count == 1 ? " update of a variable" : " updates of variables");
    }
    const std::vector<NodeId> told = collected("train_op");
    if (told.empty()) { return; }
    if (train.found()) { train.others.insert(train.others.begin(), train.node); }
    train.node = told.back();
    std::erase(train.others, train.node);
    train.evidence = "in the collection train_op";
}

void RoleFinder::markBackward() {
    if (m_out.seeds.empty() && m_out.updates.empty()) { return; }
    std::vector<std::string> scopes;
    for (const NodeId seed : m_out.seeds) { scopes.push_back(*scopeOfSeed(node(seed).name)); }
    const Marks after = downstream(m_out.updates, Along::DataAndControl);
    for (const Node& node : m_graph.nodes()) {
        if (m_out.partOf(node.id) != GraphRoles::Part::Forward || marked(m_protected, node.id) ||
            m_out.variableOf(node.id).valid()) {
            continue;
        }
        const bool inScope = std::ranges::any_of(
            scopes, [&](const std::string& scope) { return node.name.starts_with(scope); });
        if (inScope || marked(m_ofGradients, node.id) || marked(after, node.id) ||
            node.id == m_out.train.node) {
            setPart(node.id, GraphRoles::Part::Backward);
        }
    }
    takePrivate(GraphRoles::Part::Backward);
    std::set<NodeId> trained;
    for (const NodeId id : m_out.updates) {
        NodeId variable = node(id).inputs.front().node;
        const bool ours =
            isVariableNode(node(variable)) && m_out.partOf(variable) == GraphRoles::Part::Forward;
        if (ours) { trained.insert(variable); }
    }
    m_out.trained.assign(trained.begin(), trained.end());
}

}  // namespace weft
