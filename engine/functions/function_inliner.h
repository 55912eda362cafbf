// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/base/status.h"

namespace tensorflow {
class FunctionDef;
class GraphDef;
class NameAttrList;
class NodeDef;
class OpDef;
}  // namespace tensorflow

/// @file
/// Functions are laid out before a graph is run: each call becomes its body, If and Case become
/// Switch and Merge, While and For become the frames of TensorFlow 1. What has executors, shapes
/// and gradients for those then has them for functions.

namespace weft {

/// What a body computes, as inputs of other nodes write it.
struct InlinedBody {
    std::vector<std::string> results;  ///< one an output
    std::vector<std::string> effects;  ///< nodes that must run although nothing may read them
};

/// Attributes of the IdentityN that stands for a call whose function has a gradient in the library:
/// the call, and how many of the outputs are its results. Behind them come its arguments.
inline constexpr const char* kGradientOf = "_gradient_of";
inline constexpr const char* kResultsOfGradient = "_gradient_results";

/// Types of the arguments or results of a function, as wire numbers.
using TypeList = std::vector<int>;

/// Rewrites a GraphDef so that it needs no functions.
/// Source: TensorFlow's lower_functional_ops and inline_function_utils, for the same ops.
class FunctionInliner {
public:
    /// @param def must outlive this. @param depth of functions whose gradients are being built.
    FunctionInliner(const tensorflow::GraphDef& def, std::int64_t mostNodes, int depth = 0);
    ~FunctionInliner();

    /// Lays out these calls of the graph alone, and all that they call. Their outputs are read at
    /// the node of their name, so that a gradient by one finds who reads it. Before run().
    void only(std::set<std::string> calls) { m_only = std::move(calls); }
    /// The graph without functions. A node that called one has its name and outputs still.
    /// Errors: InvalidArgument for calls that do not fit their function, ResourceExhausted when the
    /// bodies are too many.
    Status run(tensorflow::GraphDef& out);

private:
    using Node = tensorflow::NodeDef;
    using Function = tensorflow::FunctionDef;
    using Call = tensorflow::NameAttrList;
    using Inputs = std::vector<std::string>;
    /// Where a body is put.
    struct Site {
        std::string prefix;  // of its nodes' names, with the slash
        Inputs inputs;       // what its arguments are
        std::string pivot;   // node that all of it waits for, or empty
        std::string device;
    };

    // function_inliner.cpp
    Status expand(const Node& node);
    Status expandCall(const Node& node, const Call& call, std::size_t firstInput);
    Status finishCall(const Node& node, const InlinedBody& body, const TypeList& types,
                      bool isStateful);
    /// Takes a node over that may be a call.
    void expandLater(Node& node);
    Node& add(const std::string& name, const std::string& op, const Inputs& inputs);
    Node& addTyped(const std::string& name, const std::string& op, int type, const Inputs& inputs);
    bool isOneOpToGradients(const std::string& op) const;
    void nameArguments(const Node& node);
    std::string resolved(std::string input) const;
    /// A name that no node's begins with, for the nodes that take a call's place.
    std::string rootOf(const Node& node) const;
    bool isFunctional(const Node& node) const;
    bool isStateful(const Node& node) const;
    const Function* find(const std::string& name) const;

    // function_body.cpp
    Result<InlinedBody> inlineBody(const Call& call, const Site& site);
    Result<std::string> bodyInput(const Function& function, const Call& call, const Site& site,
                                  const std::map<std::string, std::size_t>& arguments,
                                  const std::string& input) const;
    Result<std::int64_t> outputOffset(const Function& function, const Call& call,
                                      const std::string& name, const std::string& output) const;
    Result<std::map<std::string, std::size_t>> argumentsOf(const Function& function,
                                                           const Call& call,
                                                           const Site& site) const;
    enum class Side { Arguments, Results };
    Result<TypeList> typesOf(const Call& call, Side side) const;

    // lowered_flow.cpp
    Status expandIf(const Node& node);
    Status expandCase(const Node& node);
    Status expandWhile(const Node& node);
    Status expandFor(const Node& node);
    /// Values of a loop in the frame of it.
    struct Frame {
        std::string name;
        std::string device;
        Inputs merges;
    };
    Frame enterLoop(const Node& node, const Inputs& inputs, const TypeList& types);
    std::string enter(const Frame& frame, const std::string& name, const std::string& input,
                      int type, bool isConstant, const Inputs& controls);
    struct Turn {
        std::string pivot;
        Inputs inputs;  // of the body
        Inputs exits;
    };
    Turn decide(const Frame& frame, const TypeList& types, const std::string& goesOn);
    void closeLoop(const Frame& frame, const TypeList& types, const Inputs& next,
                   const Inputs& effects);
    /// One way of a fork.
    struct Branch {
        std::string pivot;
        Inputs inputs;
    };
    std::string asBool(const std::string& name, const std::string& input, int type,
                       const std::string& pivot);
    std::string textConstant(const std::string& name, const std::string& value,
                             const std::string& pivot);
    std::string intConstant(const std::string& name, int value, const std::string& pivot);
    std::pair<Branch, Branch> fork(const std::string& prefix, const std::string& predicate,
                                   const Inputs& inputs, const TypeList& types);
    InlinedBody joined(const std::string& prefix, const TypeList& types, const std::string& noPivot,
                       const InlinedBody& no, const std::string& yesPivot, const InlinedBody& yes);

    // gradient_body.cpp
    Status expandGradient(const Node& node);
    Status gradientGraph(const Call& call, const TypeList& inputs, const TypeList& outputs,
                         tensorflow::GraphDef& graph, Inputs& results) const;

    /// Messages that are being worked on.
    struct Work;
    const tensorflow::GraphDef& m_def;
    const std::int64_t m_mostNodes;
    const int m_depth;
    std::unordered_map<std::string, const Function*> m_functions;
    std::unordered_map<std::string, std::string> m_gradients;  // function -> its gradient function
    std::unordered_map<std::string, std::string> m_aliases;    // "call:1" -> what it is
    std::optional<std::set<std::string>> m_only;               // not given: all calls
    std::set<std::string> m_kept;                              // calls that stay
    std::unique_ptr<Work> m_work;
};

/// Inputs of a node without, and with only, its control inputs.
std::vector<std::string> dataInputs(const tensorflow::NodeDef& node);
std::vector<std::string> controlInputs(const tensorflow::NodeDef& node);
/// A list of types among a node's attributes.
TypeList typeList(const tensorflow::NodeDef& node, const std::string& attr);
/// A function among a node's attributes. Errors: InvalidArgument where there is none.
Result<const tensorflow::NameAttrList*> functionAttr(const tensorflow::NodeDef& node,
                                                     const std::string& attr);

}  // namespace weft
