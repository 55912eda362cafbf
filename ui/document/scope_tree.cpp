// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/scope_tree.h"

#include "ui/base/to_qt.h"

namespace weft::ui {

ScopeTree::ScopeTree(const Graph& graph, quint64 firstId) : m_graph(graph), m_firstId(firstId) {
    m_entries.emplace_back();
    for (const Node& node : graph.nodes()) {
        int at = 0;
        std::size_t begin = 0;
        while (begin <= node.name.size()) {
            const std::size_t end = std::min(node.name.find('/', begin), node.name.size());
            at = childNamed(at, node.name.substr(begin, end - begin));
            begin = end + 1;
        }
        m_entries[static_cast<std::size_t>(at)].node = node.id;
        m_entryOf.push_back(at);
    }
}

int ScopeTree::childNamed(int parent, const std::string& name) {
    const auto [found, isNew] =
        m_find.try_emplace({parent, name}, static_cast<int>(m_entries.size()));
    if (isNew) {
        m_entries[static_cast<std::size_t>(parent)].children.push_back(found->second);
        m_entries.push_back({name, parent, {}, {}});
    }
    return found->second;
}

void ScopeTree::collect(int entry, std::vector<NodeId>& nodes) const {
    // An own stack: scopes of imported graphs may be thousands deep.
    std::vector<int> open = {entry};
    while (!open.empty()) {
        const Entry& e = m_entries[static_cast<std::size_t>(open.back())];
        open.pop_back();
        if (e.node.valid()) { nodes.push_back(e.node); }
        open.insert(open.end(), e.children.rbegin(), e.children.rend());
    }
}

Cell ScopeTree::cellOf(int entry, bool alone) const {
    const Entry& e = m_entries[static_cast<std::size_t>(entry)];
    Cell cell;
    cell.id = m_firstId + static_cast<quint64>(entry);
    cell.name = toQt(e.name);
    if (alone) {
        cell.nodes = {e.node};
    } else {
        collect(entry, cell.nodes);
    }
    return cell;
}

Diagram ScopeTree::inside(quint64 id) const {
    const quint64 entry = id == 0 ? 0 : id - m_firstId;
    if (entry >= m_entries.size()) { return {}; }
    const Entry& e = m_entries[entry];
    if (e.children.empty()) { return {}; }
    std::vector<Cell> cells;
    if (e.node.valid()) { cells.push_back(cellOf(static_cast<int>(entry), true)); }
    for (const int child : e.children) { cells.push_back(cellOf(child, false)); }
    return diagramOfCells(m_graph, cells);
}

quint64 ScopeTree::idOf(NodeId node) const {
    return m_firstId + static_cast<quint64>(m_entryOf[static_cast<std::size_t>(node.value)]);
}

quint64 ScopeTree::topOf(NodeId node) const { return topOfId(idOf(node)); }

quint64 ScopeTree::topOfId(quint64 id) const {
    if (id < m_firstId || id - m_firstId >= m_entries.size()) { return id; }
    auto at = static_cast<int>(id - m_firstId);
    while (at > 0 && m_entries[static_cast<std::size_t>(at)].parent > 0) {
        at = m_entries[static_cast<std::size_t>(at)].parent;
    }
    return m_firstId + static_cast<quint64>(at);
}

}  // namespace weft::ui
