// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ui/document/graph_diagram.h"

namespace weft::ui {

/// The name scopes of a graph as a tree, each opened one level at a time. A value made once for a
/// graph, which must outlive it.
class ScopeTree {
public:
    /// Ids of the diagrams' nodes are `firstId` and up, in the order in which names first occur.
    ScopeTree(const Graph& graph, quint64 firstId);

    /// What lies directly in the scope of that id; 0 for the top. Empty for a plain op.
    Diagram inside(quint64 id) const;
    /// The id of the entry at the top under which a node lies.
    quint64 topOf(NodeId node) const;
    /// As topOf(), from any entry's id.
    quint64 topOfId(quint64 id) const;
    /// The entry of the node itself.
    quint64 idOf(NodeId node) const;

private:
    struct Entry {
        std::string name;  // the last part
        int parent = -1;
        NodeId node;  // the node of exactly this name, if there is one
        std::vector<int> children;
    };
    int childNamed(int parent, const std::string& name);
    void collect(int entry, std::vector<NodeId>& nodes) const;
    Cell cellOf(int entry, bool alone) const;

    const Graph& m_graph;
    quint64 m_firstId;
    std::vector<Entry> m_entries;  // 0 is the top
    std::vector<int> m_entryOf;    // by node id
    std::map<std::pair<int, std::string>, int> m_find;
};

}  // namespace weft::ui
