// SPDX-License-Identifier: Apache-2.0
/// @file
/// FunctionInliner: the nodes of a body in the place of a call. In a function an input is
/// "node:output:index"; in a graph it is "node:index", counted over all outputs.

#include <algorithm>

#include "engine/base/strings.h"
#include "engine/functions/body_frames.h"
#include "engine/functions/function_inliner.h"
#include "engine/graph/op_registry.h"
#include "engine/proto/graph.pb.h"

namespace weft {
namespace {

using AttrsOf = google::protobuf::Map<std::string, tensorflow::AttrValue>;

/// How many tensors a list of outputs of this kind has. Errors: InvalidArgument for a missing count.
Result<int> lengthOf(const std::string& numberAttr, const std::string& listAttr,
                     const AttrsOf& attrs) {
    const std::string& name = numberAttr.empty() ? listAttr : numberAttr;
    if (name.empty()) { return 1; }
    const auto found = attrs.find(name);
    if (found == attrs.end()) {
        return invalidArgument(concat("attribute '", name, "' is missing"));
    }
    return numberAttr.empty() ? found->second.list().type_size()
                              : static_cast<int>(std::clamp<std::int64_t>(found->second.i(), 0,
                                                                          std::int64_t{1} << 20));
}

/// Attributes of a body's node, with what the call says in the places of placeholders.
Status fillPlaceholders(tensorflow::NodeDef& node, const AttrsOf& attrs) {
    for (auto& [name, value] : *node.mutable_attr()) {
        if (value.value_case() != tensorflow::AttrValue::kPlaceholder) { continue; }
        const auto given = attrs.find(value.placeholder());
        if (given == attrs.end()) {
            return invalidArgument(
                concat("the call lacks the attribute '", value.placeholder(), "'"));
        }
        value = given->second;
    }
    return okStatus();
}

bool hasOutputs(const tensorflow::NodeDef& node) {
    const OpDef* op = OpRegistry::global().find(node.op());
    return op != nullptr && !op->outputs.empty();
}

}  // namespace

Result<TypeList> FunctionInliner::typesOf(const Call& call, Side side) const {
    const Function* function = find(call.name());
    if (function == nullptr) {
        return invalidArgument(
            concat("calls the function '", call.name(), "', which is not in the library"));
    }
    const tensorflow::OpDef& signature = function->signature();
    TypeList types;
    for (const auto& arg :
         side == Side::Arguments ? signature.input_arg() : signature.output_arg()) {
        const int length = WEFT_TRY(lengthOf(arg.number_attr(), arg.type_list_attr(), call.attr()));
        const auto listed = call.attr().find(arg.type_list_attr());
        const auto named = call.attr().find(arg.type_attr());
        if (!arg.type_attr().empty() && named == call.attr().end()) {
            return invalidArgument(concat("the call lacks the attribute '", arg.type_attr(), "'"));
        }
        for (int i = 0; i < length; ++i) {
            types.push_back(!arg.type_list_attr().empty() ? listed->second.list().type(i)
                            : !arg.type_attr().empty()    ? named->second.type()
                                                          : arg.type());
        }
    }
    return types;
}

/// Argument names and where their inputs begin.
Result<std::map<std::string, std::size_t>> FunctionInliner::argumentsOf(const Function& function,
                                                                        const Call& call,
                                                                        const Site& site) const {
    std::map<std::string, std::size_t> arguments;
    std::size_t count = 0;
    for (const auto& arg : function.signature().input_arg()) {
        arguments[arg.name()] = count;
        count += static_cast<std::size_t>(
            WEFT_TRY(lengthOf(arg.number_attr(), arg.type_list_attr(), call.attr())));
    }
    if (count != site.inputs.size()) {
        return invalidArgument(concat("wrong number of inputs for function '",
                                      function.signature().name(), "': got ", site.inputs.size(),
                                      ", want ", count));
    }
    return arguments;
}

Result<std::int64_t> FunctionInliner::outputOffset(const Function& function, const Call& call,
                                                   const std::string& name,
                                                   const std::string& output) const {
    const auto& body = function.node_def();
    const auto found = std::find_if(body.begin(), body.end(),
                                    [&](const Node& node) { return node.name() == name; });
    if (found == body.end()) {
        return invalidArgument(concat("function '", function.signature().name(), "' reads '", name,
                                      "', which is no node or argument of it"));
    }
    Node node = *found;
    WEFT_TRY(fillPlaceholders(node, call.attr()));
    std::int64_t offset = 0;
    const auto count = [&](const std::string& arg, const std::string& number,
                           const std::string& list) -> Result<bool> {
        if (arg == output) { return true; }
        offset += WEFT_TRY(lengthOf(number, list, node.attr()));
        return false;
    };
    if (const Function* called = find(node.op())) {
        for (const auto& arg : called->signature().output_arg()) {
            if (WEFT_TRY(count(arg.name(), arg.number_attr(), arg.type_list_attr()))) {
                return offset;
            }
        }
    } else if (const OpDef* op = OpRegistry::global().find(node.op())) {
        for (const ArgDef& arg : op->outputs) {
            if (WEFT_TRY(count(arg.name, arg.numberAttr, arg.typeListAttr))) { return offset; }
        }
    } else {
        return notFound(concat("op type '", node.op(), "' is not registered (in function '",
                               function.signature().name(), "')"));
    }
    return invalidArgument(concat("[", node.op(), "] has no output '", output, "' (in function '",
                                  function.signature().name(), "')"));
}

Result<std::string> FunctionInliner::bodyInput(const Function& function, const Call& call,
                                               const Site& site,
                                               const std::map<std::string, std::size_t>& arguments,
                                               const std::string& input) const {
    const bool isControl = input.starts_with('^');
    const std::vector<std::string> parts = split(isControl ? input.substr(1) : input, ':');
    if (parts.empty()) { return invalidArgument("an input without a name"); }
    const auto index = [&](std::size_t part) {
        return parts.size() > part ? parseInt(parts[part]).value_or(0) : 0;
    };
    const auto argument = arguments.find(parts[0]);
    if (argument != arguments.end()) {
        const auto at = argument->second + static_cast<std::size_t>(
                                               std::max<std::int64_t>(index(parts.size() - 1), 0));
        if (at >= site.inputs.size()) {
            return invalidArgument(concat("input '", input, "' is past the arguments"));
        }
        const std::string& given = site.inputs[at];
        return isControl ? concat("^", given.substr(0, given.find(':'))) : given;
    }
    if (isControl) { return concat("^", site.prefix, parts[0]); }
    const std::int64_t offset =
        parts.size() < 3 ? 0 : WEFT_TRY(outputOffset(function, call, parts[0], parts[1]));
    return concat(site.prefix, parts[0], ":", offset + index(parts.size() - 1));
}

Result<InlinedBody> FunctionInliner::inlineBody(const Call& call, const Site& site) {
    const Function* found = find(call.name());
    if (found == nullptr) {
        return invalidArgument(
            concat("calls the function '", call.name(), "', which is not in the library"));
    }
    const Function& function = *found;
    const auto& attrs = call.attr();
    const auto arguments = WEFT_TRY(argumentsOf(function, call, site));
    const BodyFrames frames(function);
    InlinedBody body;
    for (const Node& original : function.node_def()) {
        Node node = original;
        node.set_name(concat(site.prefix, original.name()));
        node.clear_input();
        WEFT_TRY(fillPlaceholders(node, attrs));
        node.mutable_attr()->erase("_class");  // places of the graph it was traced in
        bool readsBody = false;
        for (const std::string& input : original.input()) {
            std::string read = WEFT_TRY(bodyInput(function, call, site, arguments, input));
            const std::string from = split(read.starts_with('^') ? read.substr(1) : read, ':')[0];
            readsBody = readsBody || from.starts_with(site.prefix);
            node.add_input(std::move(read));
        }
        // What a call is made of may read nothing of the body: it waits as the call does.
        const bool waits = !readsBody || isFunctional(node);
        if (waits && !site.pivot.empty()) { node.add_input(concat("^", site.pivot)); }
        if (node.device().empty()) { node.set_device(site.device); }
        if (node.op() == "Enter" || node.op() == "RefEnter") {
            tensorflow::AttrValue& frame = (*node.mutable_attr())["frame_name"];
            frame.set_s(concat(site.prefix, frame.s()));
        }
        // In a loop a stack, or a random number, is there for who reads it.
        const bool isOnlyRead = frames.contains(original.name()) && hasOutputs(node);
        if (isStateful(node) && !isOnlyRead) { body.effects.push_back(node.name()); }
        expandLater(node);
    }
    for (const auto& arg : function.signature().output_arg()) {
        const auto result = function.ret().find(arg.name());
        if (result == function.ret().end()) {
            return invalidArgument(concat("function '", function.signature().name(),
                                          "' returns nothing for '", arg.name(), "'"));
        }
        const int length = WEFT_TRY(lengthOf(arg.number_attr(), arg.type_list_attr(), attrs));
        std::string first = WEFT_TRY(bodyInput(function, call, site, arguments, result->second));
        if (length == 1) {
            body.results.push_back(std::move(first));
            continue;
        }
        const std::vector<std::string> parts = split(first, ':');
        const std::int64_t begin = parts.size() > 1 ? parseInt(parts[1]).value_or(0) : 0;
        for (int i = 0; i < length; ++i) {
            body.results.push_back(concat(parts[0], ":", begin + i));
        }
    }
    for (const auto& [name, node] : function.control_ret()) {
        body.effects.push_back(concat(site.prefix, node));
    }
    std::sort(body.effects.begin(), body.effects.end());
    body.effects.erase(std::unique(body.effects.begin(), body.effects.end()), body.effects.end());
    return body;
}

}  // namespace weft
