// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/function_inliner.h"

#include <algorithm>
#include <set>

#include "engine/autodiff/joined_calls.h"
#include "engine/base/strings.h"
#include "engine/functions/laid_out_size.h"
#include "engine/graph/io/function_check.h"
#include "engine/graph/op_registry.h"
#include "engine/proto/graph.pb.h"

namespace weft {
namespace {

Status tooManyNodes(std::int64_t most) {
    return resourceExhausted(concat(
        "functions call each other too often: their bodies make more than ", most, " nodes"));
}

Status inlineFunctions(const tensorflow::GraphDef& def, std::int64_t mostNodes,
                       tensorflow::GraphDef& out) {
    return FunctionInliner(def, mostNodes).run(out);
}

struct InstallInliner {
    InstallInliner() { setFunctionInliner(&inlineFunctions); }
};
const InstallInliner installInliner;

}  // namespace

struct FunctionInliner::Work {
    std::vector<Node> pending;  // may hold calls
    tensorflow::GraphDef* out = nullptr;
    std::set<std::string> names;  // of all nodes there are
};

FunctionInliner::~FunctionInliner() = default;

std::vector<std::string> dataInputs(const tensorflow::NodeDef& node) {
    std::vector<std::string> inputs;
    for (const std::string& input : node.input()) {
        if (!input.starts_with('^')) { inputs.push_back(input); }
    }
    return inputs;
}

std::vector<std::string> controlInputs(const tensorflow::NodeDef& node) {
    std::vector<std::string> inputs;
    for (const std::string& input : node.input()) {
        if (input.starts_with('^')) { inputs.push_back(input); }
    }
    return inputs;
}

TypeList typeList(const tensorflow::NodeDef& node, const std::string& attr) {
    TypeList types;
    const auto found = node.attr().find(attr);
    if (found == node.attr().end()) { return types; }
    for (const int type : found->second.list().type()) { types.push_back(type); }
    return types;
}

Result<const tensorflow::NameAttrList*> functionAttr(const tensorflow::NodeDef& node,
                                                     const std::string& attr) {
    const auto found = node.attr().find(attr);
    if (found == node.attr().end() || !found->second.has_func()) {
        return invalidArgument(concat("attribute '", attr, "' names no function"));
    }
    return &found->second.func();
}

FunctionInliner::FunctionInliner(const tensorflow::GraphDef& def, std::int64_t mostNodes, int depth)
    : m_def(def), m_mostNodes(mostNodes), m_depth(depth), m_work(std::make_unique<Work>()) {
    for (const Function& function : def.library().function()) {
        m_functions[function.signature().name()] = &function;
    }
    for (const auto& gradient : def.library().gradient()) {
        m_gradients[gradient.function_name()] = gradient.gradient_func();
    }
}

const tensorflow::FunctionDef* FunctionInliner::find(const std::string& name) const {
    const auto found = m_functions.find(name);
    return found == m_functions.end() ? nullptr : found->second;
}

bool FunctionInliner::isFunctional(const Node& node) const {
    return (callsNamedFunctions(node.op()) || m_functions.contains(node.op())) &&
           !m_kept.contains(node.name());
}

bool FunctionInliner::isStateful(const Node& node) const {
    if (const Function* function = find(node.op())) { return function->signature().is_stateful(); }
    const OpDef* op = OpRegistry::global().find(node.op());
    return op != nullptr && op->isStateful;
}

Status FunctionInliner::run(tensorflow::GraphDef& out) {
    if (WEFT_TRY(laidOutSize(m_def, m_mostNodes)) > m_mostNodes) {
        return tooManyNodes(m_mostNodes);
    }
    *out.mutable_versions() = m_def.versions();
    m_work->out = &out;
    std::vector<Node>& pending = m_work->pending;
    // A stack: bodies may hold calls in turn, as deep as they like.
    for (int i = m_def.node_size() - 1; i >= 0; --i) {
        Node node = m_def.node(i);
        if (m_only && !m_only->contains(node.name())) { m_kept.insert(node.name()); }
        expandLater(node);
    }
    while (!pending.empty()) {
        if (std::ssize(pending) + out.node_size() > m_mostNodes) {
            return tooManyNodes(m_mostNodes);
        }
        Node node = std::move(pending.back());
        pending.pop_back();
        if (!isFunctional(node)) {
            *out.add_node() = std::move(node);
            continue;
        }
        const Status status = expand(node);
        if (!status.ok()) {
            return annotated(status, concat("[", node.op(), "] "),
                             concat(" (node '", node.name(), "')"));
        }
        if (isOneOpToGradients(node.op())) { nameArguments(node); }
    }
    bool hasOwnGradients = false;
    for (Node& node : *out.mutable_node()) {
        for (std::string& input : *node.mutable_input()) { input = resolved(std::move(input)); }
        const auto arguments = node.mutable_attr()->find(JoinedCalls::kArguments);
        if (arguments != node.mutable_attr()->end()) {
            for (std::string& name : *arguments->second.mutable_list()->mutable_s()) {
                name = resolved(std::move(name));
            }
        }
        hasOwnGradients = hasOwnGradients || node.attr().contains(kGradientOf);
    }
    // Gradients are built later, of what is imported.
    if (hasOwnGradients) { *out.mutable_library() = m_def.library(); }
    return okStatus();
}

/// Of the others a gradient function leads to what their results depend on, and to nothing else.
bool FunctionInliner::isOneOpToGradients(const std::string& op) const {
    return op == "While" || op == "StatelessWhile" || m_functions.contains(op);
}

/// Says at the node that ends a call, the last one made, what the call's arguments were.
void FunctionInliner::nameArguments(const Node& node) {
    Node& end = *m_work->out->mutable_node()->rbegin();
    auto& names = *(*end.mutable_attr())[JoinedCalls::kArguments].mutable_list();
    for (const std::string& input : dataInputs(node)) { names.add_s(input); }
}

std::string FunctionInliner::resolved(std::string input) const {
    if (input.starts_with('^')) { return input; }
    for (auto found = m_aliases.find(input); found != m_aliases.end();
         found = m_aliases.find(input)) {
        input = found->second;
    }
    return input;
}

Status FunctionInliner::expand(const Node& node) {
    const std::string& op = node.op();
    if (const Function* function = find(op)) {
        Call call;
        call.set_name(function->signature().name());
        *call.mutable_attr() = node.attr();
        return expandCall(node, call, 0);
    }
    if (op == "If" || op == "StatelessIf") { return expandIf(node); }
    if (op == "Case" || op == "StatelessCase") { return expandCase(node); }
    if (op == "While" || op == "StatelessWhile") { return expandWhile(node); }
    if (op == "For") { return expandFor(node); }
    if (op == "SymbolicGradient") { return expandGradient(node); }
    return expandCall(node, *WEFT_TRY(functionAttr(node, "f")), op == "RemoteCall" ? 1 : 0);
}

Status FunctionInliner::expandCall(const Node& node, const Call& call, std::size_t firstInput) {
    const std::string root = rootOf(node);
    Site site{concat(root, "/"), dataInputs(node), {}, node.device()};
    const std::size_t skipped = std::min(firstInput, site.inputs.size());
    site.inputs.erase(site.inputs.begin(),
                      site.inputs.begin() + static_cast<std::ptrdiff_t>(skipped));
    if (!controlInputs(node).empty()) {
        site.pivot = concat(root, "/input_control_node");
        add(site.pivot, "NoOp", controlInputs(node));
    }
    InlinedBody body = WEFT_TRY(inlineBody(call, site));
    TypeList types = WEFT_TRY(typesOf(call, Side::Results));
    const TypeList arguments = WEFT_TRY(typesOf(call, Side::Arguments));
    // A handle has to be known before the run; what passes on tensors would hide it.
    const bool hasOwnGradient =
        m_gradients.contains(call.name()) &&
        std::ranges::find(arguments, tensorflow::DT_RESOURCE) == arguments.end() &&
        arguments.size() == site.inputs.size();
    if (!hasOwnGradient) { return finishCall(node, body, types, !body.effects.empty()); }
    const std::size_t results = types.size();
    types.insert(types.end(), arguments.begin(), arguments.end());
    body.results.insert(body.results.end(), site.inputs.begin(), site.inputs.end());
    WEFT_TRY(finishCall(node, body, types, /*isStateful=*/true));
    Node& made = *m_work->out->mutable_node()->rbegin();
    *(*made.mutable_attr())[kGradientOf].mutable_func() = call;
    (*made.mutable_attr())[kResultsOfGradient].set_i(static_cast<std::int64_t>(results));
    return okStatus();
}

/// The node of the call's name, with its outputs. @param isStateful its readers read it, not the
/// body.
Status FunctionInliner::finishCall(const Node& node, const InlinedBody& body, const TypeList& types,
                                   bool isStateful) {
    if (types.size() != body.results.size()) {
        return invalidArgument(concat("wrong number of results of the function: got ",
                                      body.results.size(), ", want ", types.size()));
    }
    Inputs inputs = body.results;
    for (const std::string& effect : body.effects) { inputs.push_back(concat("^", effect)); }
    for (const std::string& control : controlInputs(node)) { inputs.push_back(control); }
    Node& made = add(node.name(), types.empty() ? "NoOp" : "IdentityN", inputs);
    made.set_device(node.device());
    for (const int type : types) {
        (*made.mutable_attr())["T"].mutable_list()->add_type(
            static_cast<tensorflow::DataType>(type));
    }
    // Readers see what it passes on, unless they would then no longer make its effects happen.
    const bool isRead = isStateful || (m_only && m_only->contains(node.name()));
    for (std::size_t i = 0; i < types.size(); ++i) {
        if (isRead && types[i] != tensorflow::DT_RESOURCE) { continue; }
        m_aliases[concat(node.name(), ":", i)] = body.results[i];
        if (i == 0) { m_aliases[node.name()] = body.results[i]; }
    }
    return okStatus();
}

void FunctionInliner::expandLater(Node& node) {
    m_work->names.insert(node.name());
    m_work->pending.push_back(std::move(node));
}

std::string FunctionInliner::rootOf(const Node& node) const {
    std::string root = node.name();
    for (int n = 1;; ++n) {
        const std::string prefix = concat(root, "/");
        const auto first = m_work->names.lower_bound(prefix);
        if (first == m_work->names.end() || !first->starts_with(prefix)) { return root; }
        root = concat(node.name(), "/call_", n);
    }
}

tensorflow::NodeDef& FunctionInliner::add(const std::string& name, const std::string& op,
                                          const Inputs& inputs) {
    Node& node = *m_work->out->add_node();
    m_work->names.insert(name);
    node.set_name(name);
    node.set_op(op);
    for (const std::string& input : inputs) { node.add_input(input); }
    return node;
}

tensorflow::NodeDef& FunctionInliner::addTyped(const std::string& name, const std::string& op,
                                               int type, const Inputs& inputs) {
    Node& node = add(name, op, inputs);
    (*node.mutable_attr())["T"].set_type(static_cast<tensorflow::DataType>(type));
    return node;
}

}  // namespace weft
