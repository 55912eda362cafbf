// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/text/python_text.h"

#include <set>

#include "engine/base/strings.h"
#include "engine/compose/functions/bars.h"
#include "engine/compose/functions/body_graph.h"
#include "engine/compose/text/graph_text.h"
#include "engine/compose/text/python_nodes.h"
#include "engine/compose/text/python_values.h"
#include "engine/functions/named_functions.h"
#include "engine/graph/graph_io.h"
#include "engine/proto/graph.pb.h"

namespace weft {
namespace {

constexpr const char* kHead =
    "import tensorflow.compat.v1 as tf\n"
    "from tensorflow.core.framework.tensor_pb2 import TensorProto\n"
    "from tensorflow.python.framework import function\n"
    "from tensorflow.python.framework.op_def_library import apply_op as op\n\n"
    "tf.disable_eager_execution()\n";

/// Functions of a graph as Python's, in an order in which those come first that others call.
class PythonLibrary {
public:
    explicit PythonLibrary(tensorflow::FunctionDefLibrary library) : m_library(std::move(library)) {
        const auto find = [this](const std::string& name) { return functionNamed(name); };
        for (const auto& function : m_library.function()) {
            const std::string& name = function.signature().name();
            Result<Graph> body = bodyGraph(function, find);
            if (!body.ok()) {
                if (m_reason.empty()) {
                    m_reason = concat("function '", name, "': ", messageOf(body.status()));
                }
                continue;
            }
            m_bodies.emplace(name, *std::move(body));
            m_functions.emplace(name, m_names.nameFor(name));
        }
        for (const auto& [name, body] : m_bodies) {
            for (const Node& node : body.nodes()) {
                const bool isBar = node.isOp(kArgumentOp) || node.isOp(kResultOp);
                const std::string why = isBar ? "" : reasonAgainst(body, node, m_functions);
                if (m_reason.empty() && !why.empty()) {
                    m_reason = concat("in function '", name, "' ", why);
                }
            }
        }
    }

    /// Why they cannot be written; empty where they can.
    const std::string& reason() const { return m_reason; }
    const PythonFunctions& functions() const { return m_functions; }

    /// All definitions. @param called by nodes outside, as PythonNodes::called().
    std::string text(std::set<std::string> called) const {
        std::string text;
        // Names are looked up when a function is called: by then all are there.
        for (const auto& function : m_library.function()) {
            const std::string& name = function.signature().name();
            PythonNodes nodes(m_bodies.find(name)->second, m_functions);
            text += concat("\n", nodes.function(m_functions.find(name)->second));
            called.insert(nodes.called().begin(), nodes.called().end());
        }
        std::set<std::string> written;
        std::string calls;
        for (const auto& function : m_library.function()) {
            if (called.contains(function.signature().name())) { addCall(function, written, calls); }
        }
        return concat(text, calls.empty() ? "" : "\n", calls);
    }

private:
    /// What makes a function one that nodes call, behind that of its gradient.
    void addCall(const tensorflow::FunctionDef& function, std::set<std::string>& written,
                 std::string& text) const {
        const std::string& name = function.signature().name();
        if (!written.insert(name).second) { return; }
        std::vector<std::string> said;
        for (const auto& arg : function.signature().input_arg()) {
            said.push_back(pythonType(static_cast<DType>(arg.type())));
        }
        said.push_back(concat("func_name=", pythonString(name)));
        if (const tensorflow::FunctionDef* gradient = gradientOf(name)) {
            addCall(*gradient, written, text);
            said.push_back(concat(
                "grad_func=", m_functions.find(gradient->signature().name())->second, "_call"));
        }
        const std::string& variable = m_functions.find(name)->second;
        text +=
            concat(variable, "_call = function.Defun(", join(said, ", "), ")(", variable, ")\n");
    }

    /// The function that the library names as the gradient of another; null where it names none.
    const tensorflow::FunctionDef* gradientOf(const std::string& name) const {
        for (const auto& gradient : m_library.gradient()) {
            if (gradient.function_name() == name) {
                return functionNamed(gradient.gradient_func());
            }
        }
        return nullptr;
    }

    const tensorflow::FunctionDef* functionNamed(const std::string& name) const {
        for (const auto& each : m_library.function()) {
            if (each.signature().name() == name) { return &each; }
        }
        return nullptr;
    }

    tensorflow::FunctionDefLibrary m_library;
    std::map<std::string, Graph> m_bodies;
    PythonNames m_names;
    PythonFunctions m_functions;
    std::string m_reason;
};

/// Names from outside may hold anything: here nothing that ends a comment.
std::string oneLine(std::string text) {
    for (char& c : text) {
        if (c < ' ' || c > '~') { c = '?'; }
    }
    return text;
}

std::string imported(const std::string& nodes) {
    return concat(kHead, "from google.protobuf import text_format\n\n",
                  "definition = text_format.Parse(r'''\n", nodes,
                  "''', tf.GraphDef())\ntf.import_graph_def(definition, name=\"\")\n");
}

}  // namespace

std::string graphToPython(const Graph& graph, const std::vector<NodeId>& nodes) {
    std::set<NodeId> chosen(nodes.begin(), nodes.end());
    if (nodes.empty()) {
        for (const Node& node : graph.nodes()) { chosen.insert(node.id); }
    }
    const std::vector<NodeId> ordered(chosen.begin(), chosen.end());
    const PythonLibrary library(libraryOf(graph, ordered));
    std::string reason = library.reason();
    for (const NodeId id : ordered) {
        if (!reason.empty()) { break; }
        reason = reasonAgainst(graph, graph.node(id), library.functions());
    }
    if (!reason.empty()) {
        return concat("# Imported, not written out: ", oneLine(reason), ".\n",
                      imported(graphDefText(graph, ordered)));
    }
    PythonNodes writer(graph, library.functions());
    const std::string statements = writer.statements(chosen);
    return concat(kHead, library.text(writer.called()), "\ngraph = tf.get_default_graph()\n\n",
                  statements);
}

std::string functionToPython(const Graph& graph, std::string_view function) {
    tensorflow::GraphDef caller;
    caller.add_node()->set_op(std::string(function));
    tensorflow::FunctionDefLibrary all;
    if (!all.ParseFromString(graph.libraryBytes)) { all.Clear(); }
    const PythonLibrary library(namedFunctions(all, caller));
    if (!library.reason().empty()) {
        return concat("# Not written: ", oneLine(library.reason()), ".\n");
    }
    return concat(kHead, library.text({std::string(function)}));
}

}  // namespace weft
