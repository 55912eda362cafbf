// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/text/python_nodes.h"

#include <algorithm>
#include <cctype>

#include "engine/base/strings.h"
#include "engine/compose/functions/bars.h"
#include "engine/compose/text/python_values.h"
#include "engine/graph/op_registry.h"

namespace weft {
namespace {

/// Attributes that TensorFlow finds out from the inputs.
std::set<std::string> told(const OpDef& def) {
    std::set<std::string> names;
    for (const ArgDef& arg : def.inputs) {
        for (const std::string* name : {&arg.typeAttr, &arg.typeListAttr, &arg.numberAttr}) {
            if (!name->empty()) { names.insert(*name); }
        }
    }
    return names;
}

bool isBranch(const Node& node) { return node.isOp("If") || node.isOp("StatelessIf"); }
bool isChoice(const Node& node) { return node.isOp("Case") || node.isOp("StatelessCase"); }
bool isLoop(const Node& node) { return node.isOp("While") || node.isOp("StatelessWhile"); }
bool isGradient(const Node& node) { return node.isOp("SymbolicGradient"); }
bool isCall(const Node& node) {
    return node.isOp("PartitionedCall") || node.isOp("StatefulPartitionedCall");
}

/// TensorFlow gives a list where an output is one, also of one tensor; what Defun makes does not.
bool givesListOfOne(const Node& node) {
    const bool isOne =
        node.outputs.size() == 1 && node.op != nullptr && node.op->outputs.size() == 1;
    if (!isOne || isCall(node)) { return false; }
    const ArgDef& arg = node.op->outputs.front();
    return !arg.numberAttr.empty() || !arg.typeListAttr.empty();
}

/// Whether its variable is its tensor. Of a call by a function's name only the results that are read
/// are known.
bool isOneTensor(const Node& node) { return node.outputs.size() == 1 && node.op != nullptr; }

/// The functions that a node names by attributes, in their order.
std::vector<std::string> namedBy(const Node& node) {
    std::vector<std::string> names;
    for (const auto& [attr, value] : node.attrs) {
        if (const auto* function = std::get_if<FunctionAttr>(&value)) {
            names.push_back(function->name);
        }
        if (const auto* list = std::get_if<std::vector<FunctionAttr>>(&value)) {
            for (const FunctionAttr& function : *list) { names.push_back(function.name); }
        }
    }
    return names;
}

bool isBar(const Node& node) { return node.isOp(kArgumentOp) || node.isOp(kResultOp); }

}  // namespace

PythonNames::PythonNames()
    : m_taken({"and",    "as",    "assert",   "break",  "class",   "continue", "def",
               "del",    "elif",  "else",     "except", "finally", "for",      "from",
               "global", "if",    "import",   "in",     "is",      "lambda",   "not",
               "or",     "pass",  "raise",    "return", "try",     "while",    "with",
               "yield",  "None",  "True",     "False",  "op",      "tf",       "graph",
               "print",  "float", "function", "async",  "await",   "nonlocal"}) {}

std::string PythonNames::nameFor(const std::string& wanted) {
    std::string name;
    for (const char c : wanted) {
        name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
    }
    const bool digit = name.empty() || std::isdigit(static_cast<unsigned char>(name.front())) != 0;
    if (digit || m_taken.contains(name)) { name = "op_" + name; }
    const std::string base = name;
    for (int k = 1; !m_taken.insert(name).second; ++k) { name = concat(base, "_", k); }
    return name;
}

std::string reasonAgainst(const Graph& graph, const Node& node, const PythonFunctions& functions) {
    const auto because = [&node](std::string_view why) {
        return concat("'", node.name, "' (", node.opName, ") ", why);
    };
    if (node.isOp("NextIteration") || node.isOp("Enter")) {
        return because("is part of a loop of frames");
    }
    for (const std::string& name : namedBy(node)) {
        if (!functions.contains(name)) {
            return because(concat("calls the function '", name, "', which cannot be written"));
        }
    }
    if (node.op == nullptr) {
        return functions.contains(node.opName) ? "" : because("is no op that is known here");
    }
    const bool known =
        isCall(node) || isBranch(node) || isChoice(node) || isLoop(node) || isGradient(node);
    if (!known && !namedBy(node).empty()) { return because("has no words in TensorFlow 1"); }
    if (isBranch(node) && graph.output(node.inputs.front()).type != DType::Bool) {
        return because("asks no bool, as tf.cond does");
    }
    if (isLoop(node) && node.inputs.empty()) {
        return because("has no loop variables, as tf.while_loop has");
    }
    return {};
}

PythonNodes::PythonNodes(const Graph& graph, const PythonFunctions& functions)
    : m_graph(graph), m_functions(functions) {
    for (const auto& [name, variable] : functions) { m_names.nameFor(variable); }
}

std::string PythonNodes::statements(const std::set<NodeId>& nodes) {
    std::string text;
    for (const NodeId id : nodes) {
        if (!isBar(m_graph.node(id))) { text += statement(m_graph.node(id)); }
    }
    return text;
}

std::string PythonNodes::function(const std::string& name) {
    m_inBody = true;
    std::vector<const Node*> arguments;
    std::vector<const Node*> results;
    std::vector<std::string> effects;
    std::set<NodeId> nodes;
    for (const Node& node : m_graph.nodes()) {
        if (node.isOp(kArgumentOp)) { arguments.push_back(&node); }
        if (node.isOp(kResultOp)) { results.push_back(&node); }
        nodes.insert(node.id);
    }
    const auto order = [](const Node* a, const Node* b) {
        const auto indexOf = [](const Node* node) {
            return node->attrs.getOr<std::int64_t>(kBarIndex, 0);
        };
        return indexOf(a) < indexOf(b);
    };
    std::ranges::stable_sort(arguments, order);
    std::ranges::stable_sort(results, order);
    std::vector<std::string> names;
    for (const Node* argument : arguments) {
        names.push_back(m_variables[argument->id] = m_names.nameFor(argument->name));
    }
    std::string text = concat("def ", name, "(", join(names, ", "), "):\n", statements(nodes));
    // What nobody reads runs all the same where it has effects.
    for (const Node& node : m_graph.nodes()) {
        const bool isRead = !m_graph.uses(node.id).empty() || !m_graph.controlUses(node.id).empty();
        const bool acts = node.op == nullptr || node.op->isStateful || node.outputs.empty();
        if (!isBar(node) && acts && !isRead) { effects.push_back(operation(node.id)); }
    }
    names.clear();
    for (const Node* result : results) { names.push_back(tensor(result->inputs.front())); }
    if (names.empty()) {
        return text + concat(indent(), "return tf.group(", join(effects, ", "), ")\n");
    }
    if (!effects.empty()) {
        text += concat(indent(), "with tf.control_dependencies([", join(effects, ", "), "]):\n");
        for (std::string& each : names) { each = concat("tf.identity(", each, ")"); }
    }
    const std::string all = join(names, ", ");
    return text + concat(indent(effects.empty() ? 0 : 1), "return ",
                         names.size() == 1 ? all : concat("[", all, "]"), "\n");
}

std::string PythonNodes::indent(int more) const {
    return std::string(static_cast<std::size_t>(4 * (more + (m_inBody ? 1 : 0))), ' ');
}

std::string PythonNodes::tensor(const Endpoint& e) const {
    const auto found = m_variables.find(e.node);
    const Node& node = m_graph.node(e.node);
    if (found != m_variables.end() && isOneTensor(node)) { return found->second; }
    if (m_inBody) { return concat("tf.nest.flatten(", found->second, ")[", e.index, "]"); }
    return concat("graph.get_tensor_by_name(", pythonString(concat(node.name, ":", e.index)), ")");
}

std::string PythonNodes::operation(NodeId id) const {
    if (!m_inBody) {
        return concat("graph.get_operation_by_name(", pythonString(m_graph.node(id).name), ")");
    }
    const std::string& name = m_variables.at(id);
    const Node& node = m_graph.node(id);
    return node.outputs.empty() || isOneTensor(node) ? name
                                                     : concat("tf.nest.flatten(", name, ")[0]");
}

std::string PythonNodes::statement(const Node& node) {
    int depth = 0;
    std::string text;
    const auto with = [&](const std::string& what) {
        text += concat(indent(depth), "with ", what, ":\n");
        ++depth;
    };
    if (!node.device.empty()) { with(concat("tf.device(", pythonString(node.device), ")")); }
    if (!node.controlInputs.empty()) {
        std::vector<std::string> before;
        for (const NodeId id : node.controlInputs) { before.push_back(operation(id)); }
        with(concat("tf.control_dependencies([", join(before, ", "), "])"));
    }
    const std::string call = concat(callOf(node), givesListOfOne(node) ? "[0]" : "");
    std::string& variable = m_variables[node.id];
    variable = m_names.nameFor(node.name);
    return concat(text, indent(depth), variable, " = ", call, "\n");
}

std::string PythonNodes::callOf(const Node& node) {
    const std::string name = concat("name=", pythonString(node.name));
    if (node.isOp("Placeholder")) {
        return concat("tf.placeholder(", pythonType(node.attrs.getOr<DType>("dtype", DType::Float)),
                      ", ", pythonShape(node.attrs.getOr<PartialShape>("shape", PartialShape())),
                      ", ", name, ")");
    }
    if (node.isOp("NoOp")) { return concat("tf.no_op(", name, ")"); }
    if (node.isOp("Const")) { return constant(node, name); }
    const bool calls = node.op == nullptr || !namedBy(node).empty();
    return calls ? functionalCall(node) : rawCall(node, name);
}

std::string PythonNodes::inputs(const Node& node, std::size_t first) const {
    std::vector<std::string> tensors;
    for (std::size_t i = first; i < node.inputs.size(); ++i) {
        tensors.push_back(tensor(node.inputs[i]));
    }
    return join(tensors, ", ");
}

std::string PythonNodes::branch(const Node& node, const std::string& attr) const {
    const auto function = node.attrs.getOr<FunctionAttr>(attr, {});
    return concat("lambda: ", m_functions.find(function.name)->second, "(", inputs(node, 1), ")");
}

/// Branches and loops as a program writes them, behind an op of the node's name and outputs.
std::string PythonNodes::functionalCall(const Node& node) {
    const std::string name = concat("name=", pythonString(node.name));
    if (node.op == nullptr || isCall(node)) {
        const std::string function =
            node.op == nullptr ? node.opName : node.attrs.getOr<FunctionAttr>("f", {}).name;
        m_called.insert(function);
        const std::string given = inputs(node, 0);
        return concat(m_functions.find(function)->second, "_call(", given,
                      given.empty() ? "" : ", ", name, ")");
    }
    if (isGradient(node)) {
        const std::string function = node.attrs.getOr<FunctionAttr>("f", {}).name;
        m_called.insert(function);
        const auto types = pythonValue(AttrValue(node.attrs.getOr<std::vector<DType>>("Tout", {})));
        return concat("op(\"SymbolicGradient\", input=[", inputs(node, 0),
                      "], Tout=", types.value_or("[]"), ", f=", m_functions.find(function)->second,
                      "_call, ", name, ")");
    }
    std::string made;
    if (isBranch(node)) {
        made = concat("tf.cond(", tensor(node.inputs.front()), ", ", branch(node, "then_branch"),
                      ", ", branch(node, "else_branch"), ")");
    } else if (isChoice(node)) {
        std::vector<std::string> branches;
        for (const std::string& function : namedBy(node)) {
            branches.push_back(
                concat("lambda: ", m_functions.find(function)->second, "(", inputs(node, 1), ")"));
        }
        made = concat("tf.switch_case(", tensor(node.inputs.front()), ", [", join(branches, ", "),
                      "])");
    } else {
        const auto function = [&](const char* attr) {
            return m_functions.find(node.attrs.getOr<FunctionAttr>(attr, {}).name)->second;
        };
        made = concat("tf.while_loop(", function("cond"), ", ", function("body"), ", [",
                      inputs(node, 0), "], shape_invariants=[tf.TensorShape(None)] * ",
                      node.inputs.size(), ")");
    }
    if (node.outputs.empty()) { return concat("tf.group(", made, ", ", name, ")"); }
    return concat("op(\"IdentityN\", input=tf.nest.flatten(", made, "), ", name, ")");
}

std::string PythonNodes::constant(const Node& node, const std::string& name) const {
    const auto stored = node.attrs.getOr<StoredTensorPtr>("value", nullptr);
    const DType type = node.attrs.getOr<DType>("dtype", DType::Float);
    const Result<Tensor> value =
        stored == nullptr ? Result<Tensor>(invalidArgument("no value")) : stored->tensor();
    if (value.ok()) {
        const std::string shape = pythonShape(PartialShape(value->shape()));
        if (const auto items = pythonTensor(*value)) {
            return concat("tf.constant(", *items, ", ", pythonType(type), ", ", shape, ", ", name,
                          ")");
        }
    }
    const std::string bytes = stored == nullptr ? std::string() : std::string(stored->bytes());
    return concat("op(\"Const\", value=TensorProto.FromString(b", pythonString(bytes),
                  "), dtype=", pythonType(type), ", ", name, ")");
}

std::string PythonNodes::rawCall(const Node& node, const std::string& name) const {
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
    return concat("op(", pythonString(node.opName), ", ", join(arguments, ", "), ")");
}

}  // namespace weft
