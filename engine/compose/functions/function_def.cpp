// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/functions/function_def.h"

#include <algorithm>

#include "engine/compose/functions/bars.h"
#include "engine/compose/ports.h"
#include "engine/graph/graph_io.h"
#include "engine/proto/graph.pb.h"

namespace weft {
namespace {

using Args = google::protobuf::RepeatedPtrField<tensorflow::OpDef::ArgDef>;

class FunctionWriter {
public:
    FunctionWriter(const Document& document, const Item& function, const Expansion& body,
                   const ResultNames& results, tensorflow::FunctionDef& out)
        : m_document(document),
          m_function(function),
          m_body(body),
          m_results(results),
          m_out(out) {}

    void write() {
        if (!m_out.ParseFromString(m_function.as<FunctionItem>()->definition)) { m_out.Clear(); }
        m_out.mutable_signature()->set_name(m_function.name);
        const auto arguments = argumentsOf(m_document, m_function.id);
        if (!writeBar(arguments, *m_out.mutable_signature()->mutable_input_arg())) {
            // What is said by number is no longer said of the same arguments.
            m_out.clear_arg_attr();
            m_out.clear_resource_arg_unique_id();
        }
        const auto results = resultsOf(m_document, m_function.id);
        writeBar(results, *m_out.mutable_signature()->mutable_output_arg());
        for (const NodeId node : nodesInOrder()) { writeNode(m_body.graph.node(node)); }
        m_out.clear_ret();
        for (const Item* result : results) {
            const auto node = m_body.operations.find(result->id);
            if (node == m_body.operations.end()) { continue; }
            (*m_out.mutable_ret())[result->name] =
                inputText(m_body.graph.node(node->second).inputs.front());
        }
        writeControlResults();
    }

private:
    /// Arguments or results. @return whether they are those of the definition.
    bool writeBar(const std::vector<const Item*>& bar, Args& args) const {
        const Args defined = args;
        args.Clear();
        bool isSame = static_cast<int>(bar.size()) == defined.size();
        const std::vector<DType> types = barTypes(bar, m_body);
        for (std::size_t i = 0; i < bar.size(); ++i) {
            const auto type = static_cast<tensorflow::DataType>(types[i]);
            const auto known = std::find_if(defined.begin(), defined.end(), [&](const auto& arg) {
                return arg.name() == bar[i]->name && arg.type() == type;
            });
            isSame = isSame && known - defined.begin() == static_cast<std::ptrdiff_t>(i);
            auto& arg = *args.Add();
            if (known != defined.end()) { arg = *known; }
            arg.set_name(bar[i]->name);
            arg.set_type(type);
        }
        return isSame;
    }

    std::vector<NodeId> nodesInOrder() const {
        std::vector<NodeId> nodes;
        for (const Node& node : m_body.graph.nodes()) {
            if (!node.isOp(kArgumentOp) && !node.isOp(kResultOp)) { nodes.push_back(node.id); }
        }
        std::stable_sort(nodes.begin(), nodes.end(), [&](NodeId a, NodeId b) {
            return m_body.originOf(a).item < m_body.originOf(b).item;
        });
        return nodes;
    }

    /// An input as bodies write it.
    std::string inputText(const Endpoint& from) const {
        const Node& source = m_body.graph.node(from.node);
        if (source.isOp(kArgumentOp)) { return source.name; }
        const auto index = static_cast<std::size_t>(from.index);
        const auto called = m_results.find(source.opName);
        if (source.op == nullptr && called != m_results.end() && index < called->second.size()) {
            return concat(source.name, ":", called->second[index], ":0");
        }
        const std::string port = outputPortsOf(source)[index];
        return concat(source.name, ":", port, port.find(':') == std::string::npos ? ":0" : "");
    }

    void writeNode(const Node& node) {
        tensorflow::NodeDef& def = *m_out.add_node_def();
        exportNode(m_body.graph, node, def);
        def.clear_input();
        for (const Endpoint& input : node.inputs) { def.add_input(inputText(input)); }
        for (const NodeId control : node.controlInputs) {
            def.add_input(concat("^", m_body.graph.node(control).name));
        }
        const Item* item = m_document.item(m_body.originOf(node.id).item);
        if (item != nullptr && item->as<OpItem>() != nullptr) {
            leaveDefaultsOut(node, item->as<OpItem>()->attrs, def);
        }
    }

    /// What nobody said and is as it is without being said.
    static void leaveDefaultsOut(const Node& node, const AttrMap& said, tensorflow::NodeDef& def) {
        if (node.op == nullptr) { return; }
        for (const AttrDef& attr : node.op->attrs) {
            const AttrValue* value = node.attrs.find(attr.name);
            if (!said.has(attr.name) && value != nullptr && attr.defaultValue &&
                attrEqual(*value, *attr.defaultValue)) {
                def.mutable_attr()->erase(attr.name);
            }
        }
    }

    /// Nodes that run whenever the function does, under the names they had.
    void writeControlResults() {
        const auto known = m_out.control_ret();
        const auto names = m_out.signature().control_output();
        m_out.clear_control_ret();
        m_out.mutable_signature()->clear_control_output();
        std::map<std::string, std::string> result;  // by node
        for (const auto& [name, node] : known) { result.emplace(node, name); }
        std::vector<std::string> wanted;
        for (const Wire* wire : m_document.all<Wire>()) {
            const auto node = m_body.operations.find(wire->from.item);
            if (wire->to.item != m_function.id || node == m_body.operations.end()) { continue; }
            const std::string& source = m_body.graph.node(node->second).name;
            const auto named = result.find(source);
            wanted.push_back(named == result.end() ? source : named->second);
            (*m_out.mutable_control_ret())[wanted.back()] = source;
        }
        std::stable_sort(wanted.begin(), wanted.end(), [&](const auto& a, const auto& b) {
            return std::find(names.begin(), names.end(), a) <
                   std::find(names.begin(), names.end(), b);
        });
        for (const std::string& name : wanted) {
            m_out.mutable_signature()->add_control_output(name);
        }
    }

    const Document& m_document;
    const Item& m_function;
    const Expansion& m_body;
    const ResultNames& m_results;
    tensorflow::FunctionDef& m_out;
};

}  // namespace

ResultNames resultNames(const tensorflow::FunctionDefLibrary& library) {
    ResultNames names;
    for (const auto& function : library.function()) {
        std::vector<std::string>& results = names[function.signature().name()];
        for (const auto& arg : function.signature().output_arg()) { results.push_back(arg.name()); }
    }
    return names;
}

void writeFunctionDef(const Document& document, const Item& function, const Expansion& body,
                      const ResultNames& results, tensorflow::FunctionDef& out) {
    FunctionWriter(document, function, body, results, out).write();
}

}  // namespace weft
