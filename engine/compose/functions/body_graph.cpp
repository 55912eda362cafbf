// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/functions/body_graph.h"

#include <unordered_map>

#include "engine/compose/functions/bars.h"
#include "engine/graph/graph_io.h"
#include "engine/graph/op_registry.h"
#include "engine/proto/graph.pb.h"

namespace weft {
namespace {

using tensorflow::FunctionDef;
using tensorflow::NodeDef;

/// More outputs than any node has; a count of a hostile file may be any number.
constexpr std::int64_t kMostOutputs = 100'000;

/// As many tensors as an output of a node is. @param number, list the attributes that tell.
Result<std::int64_t> lengthOf(const NodeDef& node, const std::string& number,
                              const std::string& list) {
    if (number.empty() && list.empty()) { return 1; }
    const auto found = node.attr().find(number.empty() ? list : number);
    const std::int64_t length = found == node.attr().end() ? -1
                                : number.empty()           ? found->second.list().type_size()
                                                           : found->second.i();
    if (length >= 0 && length < kMostOutputs) { return length; }
    return invalidArgument(concat("length of an output is not known (node '", node.name(), "')"));
}

class BodyReader {
public:
    BodyReader(const FunctionDef& function, const FindFunction& find)
        : m_function(function), m_find(find) {}

    Result<Graph> read() {
        for (const NodeDef& node : m_function.node_def()) { m_nodes[node.name()] = &node; }
        WEFT_TRY(addArguments());
        for (const NodeDef& node : m_function.node_def()) {
            NodeDef& added = *m_def.add_node();
            added = node;
            for (std::string& input : *added.mutable_input()) { input = WEFT_TRY(inGraph(input)); }
        }
        WEFT_TRY(addResults());
        return importGraph(m_def, {.unknownOps = UnknownOps::Keep, .limits = defaultLimits()});
    }

private:
    using Arg = tensorflow::OpDef::ArgDef;

    Status addBar(const Arg& arg, const char* op, const std::string& name, int index) {
        if (!arg.type_attr().empty() || !arg.number_attr().empty() ||
            !arg.type_list_attr().empty() || arg.is_ref()) {
            return unimplemented(
                concat("the call chooses the type of '", arg.name(), "': want a fixed one"));
        }
        NodeDef& node = *m_def.add_node();
        node.set_name(name);
        node.set_op(op);
        (*node.mutable_attr())["T"].set_type(arg.type());
        (*node.mutable_attr())[kBarIndex].set_i(index);
        return okStatus();
    }

    Status addArguments() {
        const auto& arguments = m_function.signature().input_arg();
        for (int i = 0; i < arguments.size(); ++i) {
            m_arguments.emplace(arguments[i].name(), i);
            WEFT_TRY(addBar(arguments[i], kArgumentOp, arguments[i].name(), i));
        }
        return okStatus();
    }

    Status addResults() {
        const auto& results = m_function.signature().output_arg();
        for (int i = 0; i < results.size(); ++i) {
            const auto returned = m_function.ret().find(results[i].name());
            if (returned == m_function.ret().end()) {
                return invalidArgument(concat("returns nothing for '", results[i].name(), "'"));
            }
            WEFT_TRY(addBar(results[i], kResultOp, resultNodeName(results[i].name()), i));
            const std::string from = WEFT_TRY(inGraph(returned->second));
            m_def.mutable_node(m_def.node_size() - 1)->add_input(from);
        }
        return okStatus();
    }

    /// "node:output:index" as a graph says it.
    Result<std::string> inGraph(const std::string& input) const {
        if (input.starts_with('^') || m_arguments.contains(input)) { return input; }
        const std::vector<std::string> parts = split(input, ':');
        const auto found = m_nodes.find(parts.front());
        const auto index = parts.size() == 3 ? parseInt(parts[2]) : std::nullopt;
        if (!index || *index < 0 || *index > kMostOutputs || found == m_nodes.end()) {
            return invalidArgument(
                concat("malformed input: got '", escaped(input), "', want 'node:output:index'"));
        }
        const std::int64_t first = WEFT_TRY(firstOf(*found->second, parts[1]));
        return concat(parts[0], ":", first + *index);
    }

    /// Which output of the node an output's name begins at.
    Result<std::int64_t> firstOf(const NodeDef& node, const std::string& output) const {
        std::int64_t first = 0;
        if (const OpDef* op = OpRegistry::global().find(node.op())) {
            for (const ArgDef& arg : op->outputs) {
                if (arg.name == output) { return first; }
                first += WEFT_TRY(lengthOf(node, arg.numberAttr, arg.typeListAttr));
            }
        } else if (const FunctionDef* called = m_find(node.op())) {
            for (const Arg& arg : called->signature().output_arg()) {
                if (arg.name() == output) { return first; }
                first += WEFT_TRY(lengthOf(node, arg.number_attr(), arg.type_list_attr()));
            }
        }
        return notFound(concat("[", node.op(), "] has no output that is known as '", output,
                               "' (node '", node.name(), "')"));
    }

    const FunctionDef& m_function;
    const FindFunction& m_find;
    tensorflow::GraphDef m_def;
    std::unordered_map<std::string, const NodeDef*> m_nodes;
    std::unordered_map<std::string, int> m_arguments;
};

}  // namespace

Result<Graph> bodyGraph(const FunctionDef& function, const FindFunction& find) {
    return BodyReader(function, find).read();
}

}  // namespace weft
