// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/io/function_check.h"

#include <algorithm>
#include <atomic>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/graph/io/graph_order.h"
#include "engine/graph/node.h"
#include "engine/graph/op_registry.h"
#include "engine/proto/graph.pb.h"

namespace weft {
namespace {

using Nodes = google::protobuf::RepeatedPtrField<tensorflow::NodeDef>;

Status functionError(const tensorflow::FunctionDef& function, std::string_view what) {
    return invalidArgument(
        concat("function '", shownName(function.signature().name()), "' ", what));
}

class LibraryCheck {
public:
    explicit LibraryCheck(const tensorflow::GraphDef& def) : m_def(def) {}

    Status run() {
        WEFT_TRY(readNames());
        WEFT_TRY(checkGradients());
        WEFT_TRY(checkCalls(m_def.node(), -1));
        for (int i = 0; i < library().function_size(); ++i) {
            WEFT_TRY(checkReturns(library().function(i)));
            WEFT_TRY(checkCalls(library().function(i).node_def(), i));
        }
        const auto order = creationOrder(library().function_size(), m_calls, m_names);
        return order.ok() ? okStatus() : annotated(order.status(), "recursive functions: ");
    }

private:
    const tensorflow::FunctionDefLibrary& library() const { return m_def.library(); }

    Status readNames() {
        for (int i = 0; i < library().function_size(); ++i) {
            const tensorflow::FunctionDef& function = library().function(i);
            const std::string& name = function.signature().name();
            if (name.empty()) { return functionError(function, "has no name"); }
            if (OpRegistry::global().find(name) != nullptr) {
                return functionError(function, "has the name of an op");
            }
            const auto [place, isNew] = m_places.emplace(name, i);
            // Twice the same is harmless, and TensorFlow takes it.
            if (!isNew && library().function(place->second).SerializeAsString() !=
                              function.SerializeAsString()) {
                return functionError(function, "is there twice, and differs");
            }
            m_names.push_back(name);
        }
        return okStatus();
    }

    Status checkGradients() {
        for (const tensorflow::GradientDef& gradient : library().gradient()) {
            m_gradients[gradient.function_name()] = gradient.gradient_func();
            for (const std::string* name : {&gradient.function_name(), &gradient.gradient_func()}) {
                if (m_places.contains(*name)) { continue; }
                return invalidArgument(concat("a gradient names the function '", shownName(*name),
                                              "', which is not in the library"));
            }
        }
        return okStatus();
    }

    /// Every output must be returned from an argument or a node of the body: "node:output:index".
    static Status checkReturns(const tensorflow::FunctionDef& function) {
        const tensorflow::OpDef& signature = function.signature();
        for (const auto& output : signature.output_arg()) {
            const auto found = function.ret().find(output.name());
            if (found == function.ret().end()) {
                return functionError(
                    function, concat("returns nothing for '", shownName(output.name()), "'"));
            }
            const std::string node = found->second.substr(0, found->second.find(':'));
            const auto isNode = [&node](const auto& it) { return it.name() == node; };
            const auto& body = function.node_def();
            const auto& arguments = signature.input_arg();
            if (std::none_of(body.begin(), body.end(), isNode) &&
                std::none_of(arguments.begin(), arguments.end(), isNode)) {
                return functionError(function, concat("returns '", shownName(found->second),
                                                      "', which is no node or argument of it"));
            }
        }
        return okStatus();
    }

    /// @param caller the function whose body this is, -1 for the graph.
    Status checkCalls(const Nodes& nodes, int caller) {
        for (const tensorflow::NodeDef& node : nodes) {
            if (const auto called = m_places.find(node.op()); called != m_places.end()) {
                WEFT_TRY(checkCall(node, called->second, caller, /*takesInputs=*/true));
            }
            for (const auto& [name, value] : node.attr()) {
                WEFT_TRY(checkFunctionAttr(node, value, caller));
            }
        }
        return okStatus();
    }

    Status checkFunctionAttr(const tensorflow::NodeDef& node, const tensorflow::AttrValue& value,
                             int caller) {
        std::vector<const tensorflow::NameAttrList*> functions;
        if (value.has_func()) { functions.push_back(&value.func()); }
        for (const auto& function : value.list().func()) { functions.push_back(&function); }
        for (const tensorflow::NameAttrList* function : functions) {
            if (function->name().empty()) { continue; }
            const auto called = m_places.find(function->name());
            if (called == m_places.end()) {
                return invalidArgument(concat("[", shownName(node.op()), "] calls the function '",
                                              shownName(function->name()),
                                              "', which is not in the library (node '",
                                              shownName(node.name()), "')"));
            }
            // What is called is the gradient, where the library names it.
            const auto gradient = m_gradients.find(function->name());
            if (node.op() == "SymbolicGradient" && gradient != m_gradients.end()) {
                WEFT_TRY(checkCall(node, m_places[gradient->second], caller, /*takesInputs=*/true));
                continue;
            }
            const bool isPlainCall =
                node.op() == "PartitionedCall" || node.op() == "StatefulPartitionedCall";
            WEFT_TRY(checkCall(node, called->second, caller, isPlainCall));
        }
        return okStatus();
    }

    Status checkCall(const tensorflow::NodeDef& node, int called, int caller, bool takesInputs) {
        if (caller >= 0) { m_calls.push_back({called, caller}); }
        const auto& arguments = library().function(called).signature().input_arg();
        const bool isFixed = std::all_of(arguments.begin(), arguments.end(), [](const auto& arg) {
            return arg.number_attr().empty() && arg.type_list_attr().empty();
        });
        const auto inputs =
            std::count_if(node.input().begin(), node.input().end(),
                          [](const std::string& input) { return !input.starts_with('^'); });
        if (!takesInputs || !isFixed || inputs == arguments.size()) { return okStatus(); }
        return invalidArgument(
            concat("[", shownName(node.op()), "] wrong number of inputs for function '",
                   shownName(m_names[static_cast<std::size_t>(called)]), "': got ", inputs,
                   ", want ", arguments.size(), " (node '", shownName(node.name()), "')"));
    }

    const tensorflow::GraphDef& m_def;
    std::unordered_map<std::string_view, int> m_places;
    std::unordered_map<std::string_view, std::string_view> m_gradients;  // of functions
    std::vector<std::string_view> m_names;
    std::vector<FileEdge> m_calls;
};

std::atomic<FunctionInlining> installedInliner{nullptr};

}  // namespace

void setFunctionInliner(FunctionInlining inliner) { installedInliner.store(inliner); }

FunctionInlining functionInliner() { return installedInliner.load(); }

Status checkFunctions(const tensorflow::GraphDef& def) { return LibraryCheck(def).run(); }

}  // namespace weft
