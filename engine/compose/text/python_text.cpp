// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/text/python_text.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <span>

#include "engine/base/strings.h"
#include "engine/graph/graph_io.h"
#include "engine/graph/op_registry.h"
#include "engine/tensor/tensor_format.h"

namespace weft {
namespace {

constexpr std::int64_t kMostNumbers = 256;  // of a constant that is written out
constexpr const char* kHead =
    "import tensorflow.compat.v1 as tf\n"
    "from tensorflow.core.framework.tensor_pb2 import TensorProto\n"
    "from tensorflow.python.framework.op_def_library import apply_op as op\n\n"
    "tf.disable_eager_execution()\n";

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') { out += '\\'; }
        if (byte >= ' ' && byte < 0x7F) {
            out += c;
        } else {
            constexpr const char* kHex = "0123456789abcdef";
            out += concat("\\x", kHex[byte >> 4U], kHex[byte & 15U]);
        }
    }
    return out + '"';
}

std::string pythonType(DType type) { return concat("tf.", dtypeName(type)); }

std::string pythonShape(const PartialShape& shape) {
    if (!shape.hasRank()) { return "None"; }
    std::vector<std::string> sizes;
    for (const std::int64_t size : shape.dims()) {
        sizes.push_back(size < 0 ? std::string("None") : concat(size));
    }
    return concat("[", join(sizes, ", "), "]");
}

template <class T, class Write>
std::string list(const std::vector<T>& items, Write&& write) {
    std::vector<std::string> texts;
    for (const auto& item : items) { texts.push_back(write(item)); }
    return concat("[", join(texts, ", "), "]");
}

/// An attribute's value; nothing where Python has no short word for it.
std::optional<std::string> pythonValue(const AttrValue& value) {
    const auto number = [](float x) {
        std::string text = concat(x);
        if (text.find_first_of(".en") == std::string::npos) { text += ".0"; }
        return text == "inf" || text == "-inf" || text == "nan" ? concat("float(\"", text, "\")")
                                                                : text;
    };
    const auto flag = [](bool on) { return std::string(on ? "True" : "False"); };
    const auto whole = [](std::int64_t n) { return concat(n); };
    if (const auto* v = std::get_if<std::string>(&value)) { return quoted(*v); }
    if (const auto* v = std::get_if<std::int64_t>(&value)) { return whole(*v); }
    if (const auto* v = std::get_if<float>(&value)) { return number(*v); }
    if (const auto* v = std::get_if<bool>(&value)) { return flag(*v); }
    if (const auto* v = std::get_if<DType>(&value)) { return pythonType(*v); }
    if (const auto* v = std::get_if<PartialShape>(&value)) { return pythonShape(*v); }
    if (const auto* v = std::get_if<std::vector<std::string>>(&value)) { return list(*v, quoted); }
    if (const auto* v = std::get_if<std::vector<std::int64_t>>(&value)) { return list(*v, whole); }
    if (const auto* v = std::get_if<std::vector<float>>(&value)) { return list(*v, number); }
    if (const auto* v = std::get_if<std::vector<bool>>(&value)) { return list(*v, flag); }
    if (const auto* v = std::get_if<std::vector<DType>>(&value)) { return list(*v, pythonType); }
    if (const auto* v = std::get_if<std::vector<PartialShape>>(&value)) {
        return list(*v, pythonShape);
    }
    return std::nullopt;
}

/// A tensor's elements as a Python expression; nothing where there are too many.
std::optional<std::string> pythonTensor(const Tensor& tensor) {
    if (tensor.elements() > kMostNumbers || tensor.elements() == 0) { return std::nullopt; }
    std::vector<std::string> items;
    const auto add = [&](const auto& values) {
        for (const auto value : values) { items.push_back(*pythonValue(AttrValue(value))); }
    };
    switch (tensor.dtype()) {
        case DType::Float:
            add(tensor.values<float>());
            break;
        case DType::Int32:
            for (const auto value : tensor.values<std::int32_t>()) {
                items.push_back(concat(value));
            }
            break;
        case DType::Int64:
            for (const auto value : tensor.values<std::int64_t>()) {
                items.push_back(concat(value));
            }
            break;
        case DType::Bool:
            for (const bool value : tensor.values<bool>()) {
                items.push_back(value ? "True" : "False");
            }
            break;
        default:
            return std::nullopt;
    }
    if (tensor.rank() == 0) { return items.front(); }
    return concat("[", join(items, ", "), "]");
}

class Writer {
public:
    Writer(const Graph& graph, const std::vector<NodeId>& nodes) : m_graph(graph) {
        for (const NodeId id : nodes) { m_chosen.insert(id); }
        if (nodes.empty()) {
            for (const Node& node : graph.nodes()) { m_chosen.insert(node.id); }
        }
    }

    std::string run() {
        if (!canBeWritten()) { return imported(); }
        std::string text = concat(kHead, "graph = tf.get_default_graph()\n\n");
        for (const NodeId id : m_chosen) { text += statement(m_graph.node(id)); }
        return text;
    }

private:
    bool canBeWritten() const {
        if (!m_graph.libraryBytes.empty()) { return false; }
        return std::ranges::all_of(m_chosen, [this](NodeId id) {
            const Node& node = m_graph.node(id);
            const bool loops = node.isOp("NextIteration") || node.isOp("Enter");
            return node.op != nullptr && !loops;
        });
    }

    std::string imported() const {
        std::string nodes;
        for (const NodeId id : m_chosen) {
            nodes += concat("node {\n", nodeToText(m_graph, m_graph.node(id)), "}\n");
        }
        return concat(kHead, "from google.protobuf import text_format\n\n",
                      "definition = text_format.Parse(r'''\n", nodes,
                      "''', tf.GraphDef())\ntf.import_graph_def(definition, name=\"\")\n");
    }

    std::string nameFor(const Node& node) {
        std::string name;
        for (const char c : node.name) {
            name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
        }
        static const std::set<std::string> reserved = {
            "and",  "as",     "assert",  "break", "class", "continue", "def",    "del",    "elif",
            "else", "except", "finally", "for",   "from",  "global",   "if",     "import", "in",
            "is",   "lambda", "not",     "or",    "pass",  "raise",    "return", "try",    "while",
            "with", "yield",  "None",    "True",  "False", "op",       "tf",     "graph",  "print"};
        const bool digit = std::isdigit(static_cast<unsigned char>(name.front())) != 0;
        if (digit || reserved.contains(name)) { name = "op_" + name; }
        const std::string base = name;
        for (int k = 1; !m_taken.insert(name).second; ++k) { name = concat(base, "_", k); }
        return name;
    }

    std::string tensor(const Endpoint& e) const {
        const auto found = m_names.find(e.node);
        const Node& node = m_graph.node(e.node);
        if (found != m_names.end() && node.outputs.size() == 1) { return found->second; }
        return concat("graph.get_tensor_by_name(", quoted(concat(node.name, ":", e.index)), ")");
    }

    /// Attributes that TensorFlow finds out from the inputs.
    static std::set<std::string> told(const OpDef& def) {
        std::set<std::string> names;
        for (const ArgDef& arg : def.inputs) {
            for (const std::string* name : {&arg.typeAttr, &arg.typeListAttr, &arg.numberAttr}) {
                if (!name->empty()) { names.insert(*name); }
            }
        }
        return names;
    }

    std::string statement(const Node& node) {
        std::string indent;
        std::string text;
        const auto with = [&](const std::string& what) {
            text += concat(indent, "with ", what, ":\n");
            indent += "    ";
        };
        if (!node.device.empty()) { with(concat("tf.device(", quoted(node.device), ")")); }
        if (!node.controlInputs.empty()) {
            std::vector<std::string> before;
            for (const NodeId id : node.controlInputs) {
                before.push_back(
                    concat("graph.get_operation_by_name(", quoted(m_graph.node(id).name), ")"));
            }
            with(concat("tf.control_dependencies([", join(before, ", "), "])"));
        }
        const std::string call = callOf(node);
        m_names[node.id] = nameFor(node);
        return concat(text, indent, m_names[node.id], " = ", call, "\n");
    }

    std::string callOf(const Node& node) const {
        const std::string name = concat("name=", quoted(node.name));
        if (node.isOp("Placeholder")) {
            return concat("tf.placeholder(",
                          pythonType(node.attrs.getOr<DType>("dtype", DType::Float)), ", ",
                          pythonShape(node.attrs.getOr<PartialShape>("shape", PartialShape())),
                          ", ", name, ")");
        }
        if (node.isOp("NoOp")) { return concat("tf.no_op(", name, ")"); }
        if (node.isOp("Const")) { return constant(node, name); }
        return rawCall(node, name);
    }

    std::string constant(const Node& node, const std::string& name) const {
        const auto stored = node.attrs.getOr<StoredTensorPtr>("value", nullptr);
        const DType type = node.attrs.getOr<DType>("dtype", DType::Float);
        const Result<Tensor> value =
            stored == nullptr ? Result<Tensor>(invalidArgument("no value")) : stored->tensor();
        if (value.ok()) {
            const std::string shape = pythonShape(PartialShape(value->shape()));
            if (const auto items = pythonTensor(*value)) {
                return concat("tf.constant(", *items, ", ", pythonType(type), ", ", shape, ", ",
                              name, ")");
            }
        }
        const std::string bytes = stored == nullptr ? std::string() : std::string(stored->bytes());
        return concat("op(\"Const\", value=TensorProto.FromString(b", quoted(bytes),
                      "), dtype=", pythonType(type), ", ", name, ")");
    }

    std::string rawCall(const Node& node, const std::string& name) const {
        std::vector<std::string> arguments;
        std::size_t next = 0;
        const Result<SignatureTypes> types = expandSignature(*node.op, node.attrs);
        for (std::size_t a = 0; a < node.op->inputs.size(); ++a) {
            const ArgDef& arg = node.op->inputs[a];
            const bool isList = !arg.numberAttr.empty() || !arg.typeListAttr.empty();
            std::vector<std::string> tensors;
            while (types.ok() && next < types->inputs.size() && next < node.inputs.size() &&
                   types->inputs[next].arg == static_cast<int>(a)) {
                tensors.push_back(tensor(node.inputs[next++]));
            }
            const std::string all = join(tensors, ", ");
            arguments.push_back(concat(arg.name, "=", isList ? concat("[", all, "]") : all));
        }
        const std::set<std::string> known = told(*node.op);
        for (const AttrDef& attr : node.op->attrs) {
            const AttrValue* value = node.attrs.find(attr.name);
            if (value == nullptr || known.contains(attr.name)) { continue; }
            if (const auto text = pythonValue(*value)) {
                arguments.push_back(concat(attr.name, "=", *text));
            }
        }
        arguments.push_back(name);
        return concat("op(", quoted(node.opName), ", ", join(arguments, ", "), ")");
    }

    const Graph& m_graph;
    std::set<NodeId> m_chosen;  // in graph order
    std::map<NodeId, std::string> m_names;
    std::set<std::string> m_taken;
};

}  // namespace

std::string graphToPython(const Graph& graph, const std::vector<NodeId>& nodes) {
    return Writer(graph, nodes).run();
}

}  // namespace weft
