// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/graph/graph.h"

namespace weft {

/// What functions of a library are called in a program, by their names.
using PythonFunctions = std::map<std::string, std::string, std::less<>>;

/// Names of Python variables: letters, digits and underlines, no word of the language, each once.
class PythonNames {
public:
    PythonNames();
    std::string nameFor(const std::string& wanted);

private:
    std::set<std::string> m_taken;
};

/// Why a node cannot be written as a statement; empty where it can. A loop of frames cannot, nor can
/// a call that TensorFlow 1 has no words for.
std::string reasonAgainst(const Graph& graph, const Node& node, const PythonFunctions& functions);

/// Statements that make nodes, in graph order. What is not among them is taken from the program's
/// graph by its name, or, in the body of a function, is an argument.
class PythonNodes {
public:
    /// Both outlive this. @param nodes for which there is no reasonAgainst().
    PythonNodes(const Graph& graph, const PythonFunctions& functions);

    std::string statements(const std::set<NodeId>& nodes);
    /// The lines of a function: `def NAME(ARGUMENTS):` and its body.
    std::string function(const std::string& name);
    /// The functions that were called by a node of their own, not by a branch or loop.
    const std::set<std::string>& called() const { return m_called; }

private:
    std::string statement(const Node& node);
    std::string callOf(const Node& node);
    std::string functionalCall(const Node& node);
    std::string constant(const Node& node, const std::string& name) const;
    std::string rawCall(const Node& node, const std::string& name) const;
    std::string tensor(const Endpoint& e) const;
    std::string operation(NodeId id) const;
    std::string branch(const Node& node, const std::string& attr) const;
    std::string inputs(const Node& node, std::size_t first) const;
    std::string indent(int more = 0) const;

    const Graph& m_graph;
    const PythonFunctions& m_functions;
    PythonNames m_names;
    std::map<NodeId, std::string> m_variables;
    std::set<std::string> m_called;
    bool m_inBody = false;
};

}  // namespace weft
