// SPDX-License-Identifier: Apache-2.0
/// @file
/// RoleFinder: variables, saver, init and what belongs to each part. Training is in
/// role_finder_train.cpp.

#include "engine/compose/foreign/role_finder.h"

#include <algorithm>
#include <array>

namespace weft {
namespace {

/// Deeper groups of initializers than any program writes.
constexpr int kDeepestGroup = 10;

bool isAssign(const Node& node) { return node.isOp("Assign") || node.isOp("AssignVariableOp"); }

bool isRestored(const Graph& graph, const Node& assign) {
    const Node* value = &graph.node(assign.inputs.back().node);
    while (value->isOp("Identity")) { value = &graph.node(value->inputs.front().node); }
    return value->opName.starts_with("Restore");
}

bool isPlaceholderNode(const Node& node) { return node.opName.starts_with("Placeholder"); }

}  // namespace

RoleFinder::RoleFinder(const Graph& graph) : m_graph(graph) {
    m_out.parts.assign(graph.size(), GraphRoles::Part::Forward);
    m_out.variables.assign(graph.size(), NodeId{});
    m_ofGradients.assign(graph.size(), false);
}

GraphRoles RoleFinder::run() {
    for (const Node& node : m_graph.nodes()) {
        if (isPlaceholderNode(node)) { m_out.placeholders.push_back(node.id); }
    }
    findVariables();
    findInit();
    findSaver();
    markHousekeeping();
    findSeeds();
    findLoss();
    findUpdates();
    findTrain();
    markBackward();
    std::erase_if(m_out.placeholders, [this](NodeId id) {
        return m_out.partOf(id) == GraphRoles::Part::Housekeeping;  // a checkpoint's path
    });
    return std::move(m_out);
}

RoleFinder::Marks RoleFinder::downstream(const std::vector<NodeId>& from, Along along) const {
    Marks marks(m_graph.size(), false);
    std::vector<NodeId> open = from;
    const auto visit = [&](NodeId id) {
        if (marked(marks, id)) { return; }
        marks[static_cast<std::size_t>(id.value)] = true;
        open.push_back(id);
    };
    for (const NodeId id : from) { marks[static_cast<std::size_t>(id.value)] = true; }
    while (!open.empty()) {
        const NodeId id = open.back();
        open.pop_back();
        for (const Graph::Use& use : m_graph.uses(id)) { visit(use.node); }
        if (along == Along::Data) { continue; }
        for (const NodeId use : m_graph.controlUses(id)) { visit(use); }
    }
    return marks;
}

std::vector<NodeId> RoleFinder::collected(std::string_view key) const {
    std::vector<NodeId> nodes;
    const auto& lists = m_graph.collections().nodes;
    const auto found = lists.find(std::string(key));
    if (found == lists.end()) { return nodes; }
    for (const std::string& name : found->second) {
        const Node* node = m_graph.find(name.substr(0, name.find(':')));
        const bool isNew = node != nullptr && std::ranges::find(nodes, node->id) == nodes.end();
        if (isNew) { nodes.push_back(node->id); }
    }
    return nodes;
}

void RoleFinder::findVariables() {
    const auto own = [this](NodeId id, NodeId variable) {
        m_out.variables[static_cast<std::size_t>(id.value)] = variable;
    };
    for (const Node& variable : m_graph.nodes()) {
        if (!isVariableNode(variable)) { continue; }
        own(variable.id, variable.id);
        const std::string below = variable.name + "/";
        const Node* initializer = nullptr;
        for (const Graph::Use& use : m_graph.uses(variable.id)) {
            const Node& user = node(use.node);
            if (use.input != 0) { continue; }
            const bool reads = user.isOp("Identity") && user.name.starts_with(below);
            const bool readsHandle = user.isOp("ReadVariableOp") && user.controlInputs.empty();
            if (reads || readsHandle || user.isOp("VarIsInitializedOp")) {
                own(user.id, variable.id);
            }
            if (!isAssign(user) || isRestored(m_graph, user)) { continue; }
            // TensorFlow's own name tells the first value from later ones.
            const bool byName = user.name == below + "Assign";
            if (initializer == nullptr || byName) { initializer = &user; }
        }
        if (initializer == nullptr) { continue; }
        own(initializer->id, variable.id);
        takeInitialValue(initializer->inputs.back().node, variable.id);
    }
}

/// What only this variable's first value is made of belongs to it.
void RoleFinder::takeInitialValue(NodeId value, NodeId variable) {
    const auto isOurs = [&](NodeId id) { return m_out.variableOf(id) == variable; };
    std::vector<NodeId> open{value};
    while (!open.empty()) {
        const NodeId id = open.back();
        open.pop_back();
        if (m_out.variableOf(id).valid() || isPlaceholderNode(node(id))) { continue; }
        const bool alone =
            std::ranges::all_of(m_graph.uses(id),
                                [&](const Graph::Use& use) { return isOurs(use.node); }) &&
            std::ranges::all_of(m_graph.controlUses(id), isOurs);
        if (!alone) { continue; }
        m_out.variables[static_cast<std::size_t>(id.value)] = variable;
        for (const Endpoint& input : node(id).inputs) { open.push_back(input.node); }
    }
}

bool RoleFinder::isInitializer(const Node& node) const {
    static constexpr std::array<std::string_view, 6> kOthers = {"MakeIterator",
                                                                "InitializeTable",
                                                                "InitializeTableV2",
                                                                "InitializeTableFromTextFile",
                                                                "InitializeTableFromTextFileV2",
                                                                "LookupTableImportV2"};
    if (std::ranges::find(kOthers, node.opName) != kOthers.end()) { return true; }
    return isAssign(node) && m_out.variableOf(node.id).valid();
}

bool RoleFinder::onlyInitializes(const Node& node, int depth, int& count) const {
    if (isInitializer(node)) {
        ++count;
        return true;
    }
    if (!node.isOp("NoOp") || node.controlInputs.empty() || depth > kDeepestGroup) { return false; }
    return std::ranges::all_of(node.controlInputs, [&](NodeId id) {
        return onlyInitializes(m_graph.node(id), depth + 1, count);
    });
}

void RoleFinder::findInit() {
    int most = 0;
    int variables = 0;
    for (const Node& node : m_graph.nodes()) {
        variables += isVariableNode(node) ? 1 : 0;
        int count = 0;
        if (!node.isOp("NoOp") || !onlyInitializes(node, 0, count)) { continue; }
        m_initNoOps.push_back(node.id);
        // Of equal ones the last groups the others.
        if (count >= most) {
            m_out.init.node = node.id;
            most = count;
        }
    }
    for (auto at = m_initNoOps.rbegin(); at != m_initNoOps.rend(); ++at) {
        if (*at != m_out.init.node) { m_out.init.others.push_back(*at); }
    }
    if (!m_out.init.found()) { return; }
    m_out.init.evidence =
        concat("runs ", most, most == 1 ? " initializer of " : " initializers of ", variables,
               variables == 1 ? " variable" : " variables");
    const std::vector<NodeId> told = collected("init_op");
    if (told.empty()) { return; }
    m_out.init.others.push_back(m_out.init.node);
    m_out.init.node = told.back();
    std::erase(m_out.init.others, told.back());
    m_out.init.evidence = "in the collection init_op";
}

void RoleFinder::findSaver() {
    int most = 0;
    for (const Node& node : m_graph.nodes()) {
        if (node.isOp("SaveV2") || node.isOp("Save") || node.isOp("SaveSlices")) {
            m_out.save = node.id;
            for (const NodeId after : m_graph.controlUses(node.id)) {
                if (m_graph.node(after).isOp("Identity")) { m_out.save = after; }
            }
        }
        if (!node.isOp("NoOp") || node.controlInputs.empty()) { continue; }
        const auto count = std::ranges::count_if(node.controlInputs, [&](NodeId id) {
            const Node& before = m_graph.node(id);
            return isAssign(before) && isRestored(m_graph, before);
        });
        if (count > most) {
            most = static_cast<int>(count);
            m_out.restore.node = node.id;
        }
    }
    if (most == 0) { return; }
    m_out.restore.evidence = concat("restores ", most, most == 1 ? " variable" : " variables");
}

void RoleFinder::markHousekeeping() {
    std::vector<NodeId> begin;
    for (const Node& node : m_graph.nodes()) {
        const std::string_view op = node.opName;
        if (op.starts_with("Restore") || op.starts_with("Save") || op == "ShardedFilename" ||
            op == "MergeV2Checkpoints") {
            begin.push_back(node.id);
        }
    }
    const Marks after = downstream(begin, Along::DataAndControl);
    for (const Node& node : m_graph.nodes()) {
        // A variable that is restored is none of the saver's.
        const bool ours = marked(after, node.id) && !m_out.variableOf(node.id).valid();
        if (ours) { setPart(node.id, GraphRoles::Part::Housekeeping); }
    }
    for (const NodeId id : m_initNoOps) { setPart(id, GraphRoles::Part::Housekeeping); }
    takePrivate(GraphRoles::Part::Housekeeping);
}

void RoleFinder::takePrivate(GraphRoles::Part part) {
    using Part = GraphRoles::Part;
    // What a node's users say: whether all of them are of the part, or own by the same variable.
    const auto allowed = [&](NodeId user, NodeId variable) {
        const Part of = m_out.partOf(user);
        return of == part || of == Part::Housekeeping ||
               (variable.valid() && m_out.variableOf(user) == variable);
    };
    std::vector<std::vector<NodeId>> members(m_graph.size());
    for (const Node& node : m_graph.nodes()) {
        const NodeId variable = m_out.variableOf(node.id);
        if (variable.valid()) {
            members[static_cast<std::size_t>(variable.value)].push_back(node.id);
        }
    }
    const auto belongs = [&](std::span<const NodeId> unit, NodeId variable) {
        bool wanted = false;
        for (const NodeId id : unit) {
            const auto look = [&](NodeId user) {
                wanted = wanted || m_out.partOf(user) == part;
                return allowed(user, variable);
            };
            for (const Graph::Use& use : m_graph.uses(id)) {
                if (!look(use.node)) { return false; }
            }
            for (const NodeId user : m_graph.controlUses(id)) {
                if (!look(user)) { return false; }
            }
        }
        return wanted;
    };
    // Users mostly come after what they use: one pass backwards finds nearly all.
    for (bool changed = true; changed;) {
        changed = false;
        for (auto i = static_cast<std::int32_t>(m_graph.size()) - 1; i >= 0; --i) {
            const NodeId id{i};
            const NodeId variable = m_out.variableOf(id);
            if (m_out.partOf(id) != Part::Forward) { continue; }
            if (part == Part::Backward && isPlaceholderNode(node(id))) { continue; }
            if (part == Part::Backward && marked(m_protected, id)) { continue; }
            if (variable.valid() && (variable != id || part == Part::Housekeeping)) { continue; }
            const std::vector<NodeId> unit =
                variable.valid() ? members[static_cast<std::size_t>(i)] : std::vector{id};
            if (!belongs(unit, variable)) { continue; }
            for (const NodeId member : unit) { setPart(member, part); }
            changed = true;
        }
    }
}

}  // namespace weft
