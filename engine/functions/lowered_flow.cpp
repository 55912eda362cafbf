// SPDX-License-Identifier: Apache-2.0
/// @file
/// FunctionInliner: If, Case, While and For as Switch, Merge and frames. A branch's nodes wait for
/// its pivot, so that none runs where it is not taken; a loop's wait for one of the iteration.

#include "engine/base/strings.h"
#include "engine/functions/function_inliner.h"
#include "engine/proto/graph.pb.h"

namespace weft {
namespace {

std::vector<std::string> waitingFor(std::vector<std::string> inputs,
                                    const std::vector<std::string>& nodes) {
    for (const std::string& node : nodes) { inputs.push_back(concat("^", node)); }
    return inputs;
}

int typeAttr(const tensorflow::NodeDef& node, const std::string& name) {
    const auto found = node.attr().find(name);
    return found == node.attr().end() ? tensorflow::DT_BOOL : found->second.type();
}

Status checkCount(std::size_t got, std::size_t want, std::string_view what) {
    if (got == want) { return okStatus(); }
    return invalidArgument(concat("wrong number of ", what, ": got ", got, ", want ", want));
}

void setInt(tensorflow::NodeDef& node, const std::string& attr, std::int64_t value) {
    (*node.mutable_attr())[attr].set_i(value);
}

}  // namespace

/// True for a bool, a number that is not 0, a text that is not empty, a list with elements:
/// size > 0 and (rank > 0 or any element says so).
std::string FunctionInliner::asBool(const std::string& name, const std::string& input, int type,
                                    const std::string& pivot) {
    if (type == tensorflow::DT_BOOL) { return input; }
    const std::string zero = intConstant(concat(name, "/zero"), 0, pivot);
    const std::string one = intConstant(concat(name, "/one"), 1, pivot);
    const auto made = [&](const char* part, const char* op, const Inputs& inputs) {
        const std::string full = concat(name, "/", part);
        add(full, op, inputs);
        return full;
    };
    const auto ofType = [&](const char* part, const char* op, int of, const Inputs& inputs) {
        const std::string full = concat(name, "/", part);
        addTyped(full, op, of, inputs);
        return full;
    };
    const int number = tensorflow::DT_INT32;
    const std::string size = ofType("size", "Size", type, {input});
    const std::string rank = ofType("rank", "Rank", type, {input});
    std::string element;
    if (type == tensorflow::DT_STRING) {
        element = ofType("element", "NotEqual", type,
                         {input, textConstant(concat(name, "/empty"), "", pivot)});
    } else {
        element = concat(name, "/element");
        auto& attrs = *add(element, "Cast", {input}).mutable_attr();
        attrs["SrcT"].set_type(static_cast<tensorflow::DataType>(type));
        attrs["DstT"].set_type(tensorflow::DT_BOOL);
    }
    const std::string axes = concat(name, "/axes");
    (*add(axes, "Range", {zero, rank, one}).mutable_attr())["Tidx"].set_type(tensorflow::DT_INT32);
    const std::string any = made("any", "Any", {element, axes});
    const std::string isList = ofType("is_list", "Greater", number, {rank, zero});
    const std::string isThere = ofType("is_there", "Greater", number, {size, zero});
    add(name, "LogicalAnd", {isThere, made("either", "LogicalOr", {isList, any})});
    return name;
}

std::string FunctionInliner::textConstant(const std::string& name, const std::string& value,
                                          const std::string& pivot) {
    Node& node = add(name, "Const", pivot.empty() ? Inputs() : Inputs{concat("^", pivot)});
    (*node.mutable_attr())["dtype"].set_type(tensorflow::DT_STRING);
    auto* tensor = (*node.mutable_attr())["value"].mutable_tensor();
    tensor->set_dtype(tensorflow::DT_STRING);
    tensor->mutable_tensor_shape();
    tensor->add_string_val(value);
    return name;
}

std::string FunctionInliner::intConstant(const std::string& name, int value,
                                         const std::string& pivot) {
    Node& node = add(name, "Const", pivot.empty() ? Inputs() : Inputs{concat("^", pivot)});
    (*node.mutable_attr())["dtype"].set_type(tensorflow::DT_INT32);
    auto* tensor = (*node.mutable_attr())["value"].mutable_tensor();
    tensor->set_dtype(tensorflow::DT_INT32);
    tensor->mutable_tensor_shape();
    tensor->add_int_val(value);
    return name;
}

/// Both ways of a predicate: no, yes.
std::pair<FunctionInliner::Branch, FunctionInliner::Branch> FunctionInliner::fork(
    const std::string& prefix, const std::string& predicate, const Inputs& inputs,
    const TypeList& types) {
    const std::string pivot = concat(prefix, "pivot");
    addTyped(pivot, "Switch", tensorflow::DT_BOOL, {predicate, predicate});
    Branch no{concat(prefix, "pivot_f"), {}};
    Branch yes{concat(prefix, "pivot_t"), {}};
    addTyped(no.pivot, "Identity", tensorflow::DT_BOOL, {concat(pivot, ":0")});
    addTyped(yes.pivot, "Identity", tensorflow::DT_BOOL, {concat(pivot, ":1")});
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const std::string name = concat(prefix, "switch_", i);
        addTyped(name, "Switch", types[i], {inputs[i], predicate});
        no.inputs.push_back(concat(name, ":0"));
        yes.inputs.push_back(concat(name, ":1"));
    }
    return {no, yes};
}

/// What both ways give, as one.
InlinedBody FunctionInliner::joined(const std::string& prefix, const TypeList& types,
                                    const std::string& noPivot, const InlinedBody& no,
                                    const std::string& yesPivot, const InlinedBody& yes) {
    InlinedBody both;
    for (std::size_t i = 0; i < types.size(); ++i) {
        const std::string name = concat(prefix, "merge_", i);
        setInt(addTyped(name, "Merge", types[i], {no.results[i], yes.results[i]}), "N", 2);
        both.results.push_back(concat(name, ":0"));
    }
    if (no.effects.empty() && yes.effects.empty()) { return both; }
    const std::string noDone = concat(prefix, "done_f");
    const std::string yesDone = concat(prefix, "done_t");
    addTyped(noDone, "Identity", tensorflow::DT_BOOL, waitingFor({noPivot}, no.effects));
    addTyped(yesDone, "Identity", tensorflow::DT_BOOL, waitingFor({yesPivot}, yes.effects));
    const std::string done = concat(prefix, "done");
    setInt(addTyped(done, "Merge", tensorflow::DT_BOOL, {noDone, yesDone}), "N", 2);
    both.effects.push_back(done);
    return both;
}

Status FunctionInliner::expandIf(const Node& node) {
    const TypeList arguments = typeList(node, "Tin");
    const TypeList results = typeList(node, "Tout");
    Inputs inputs = dataInputs(node);
    WEFT_TRY(checkCount(inputs.size(), arguments.size() + 1, "inputs"));
    const std::string prefix = concat(rootOf(node), "/");
    const int type = typeAttr(node, "Tcond");
    std::string condition = inputs.front();
    inputs.erase(inputs.begin());
    if (!controlInputs(node).empty()) {
        Inputs waiting = controlInputs(node);
        waiting.insert(waiting.begin(), condition);
        condition = concat(prefix, "cond");
        addTyped(condition, "Identity", type, waiting);
    }
    // Constants wait for what the call waits for.
    std::string pivot;
    if (!controlInputs(node).empty()) { pivot = condition; }
    const std::string predicate = asBool(concat(prefix, "pred"), condition, type, pivot);
    const auto [no, yes] = fork(prefix, predicate, inputs, arguments);
    const InlinedBody ifYes =
        WEFT_TRY(inlineBody(*WEFT_TRY(functionAttr(node, "then_branch")),
                            {concat(prefix, "then/"), yes.inputs, yes.pivot, node.device()}));
    const InlinedBody ifNo =
        WEFT_TRY(inlineBody(*WEFT_TRY(functionAttr(node, "else_branch")),
                            {concat(prefix, "else/"), no.inputs, no.pivot, node.device()}));
    WEFT_TRY(checkCount(ifYes.results.size(), results.size(), "results of then_branch"));
    WEFT_TRY(checkCount(ifNo.results.size(), results.size(), "results of else_branch"));
    const InlinedBody both = joined(prefix, results, no.pivot, ifNo, yes.pivot, ifYes);
    return finishCall(node, both, results, !both.effects.empty());
}

/// A chain: the branch 0, or else the branch 1, or else ... the last for any other index.
Status FunctionInliner::expandCase(const Node& node) {
    const auto list = node.attr().find("branches");
    const TypeList arguments = typeList(node, "Tin");
    const TypeList results = typeList(node, "Tout");
    Inputs inputs = dataInputs(node);
    WEFT_TRY(checkCount(inputs.size(), arguments.size() + 1, "inputs"));
    if (list == node.attr().end() || list->second.list().func_size() == 0) {
        return invalidArgument("attribute 'branches' names no function");
    }
    const auto& branches = list->second.list().func();
    const std::string prefix = concat(rootOf(node), "/");
    const std::string start = concat(prefix, "index");
    Inputs waiting = controlInputs(node);
    waiting.insert(waiting.begin(), inputs.front());
    addTyped(start, "Identity", tensorflow::DT_INT32, waiting);
    inputs.front() = start;
    TypeList types = arguments;
    types.insert(types.begin(), tensorflow::DT_INT32);
    struct Fork {
        std::string prefix;
        std::string no;
        std::string yes;
        InlinedBody taken;
    };
    std::vector<Fork> forks;
    std::string pivot = start;
    for (int i = 0;; ++i) {
        const std::string here = concat(prefix, "branch_", i, "/");
        const bool isLast = i + 1 == branches.size();
        if (isLast) {
            const InlinedBody last = WEFT_TRY(inlineBody(
                branches.Get(i), {concat(here, "body/"), Inputs(inputs.begin() + 1, inputs.end()),
                                  pivot, node.device()}));
            WEFT_TRY(checkCount(last.results.size(), results.size(), "results of the branch"));
            InlinedBody all = last;
            for (auto fork = forks.rbegin(); fork != forks.rend(); ++fork) {
                all = joined(fork->prefix, results, fork->no, all, fork->yes, fork->taken);
            }
            return finishCall(node, all, results, !all.effects.empty());
        }
        const std::string number = intConstant(concat(here, "number"), i, pivot);
        const std::string isIt = concat(here, "equal");
        addTyped(isIt, "Equal", tensorflow::DT_INT32, {inputs.front(), number});
        const auto [no, yes] = fork(here, isIt, inputs, types);
        InlinedBody taken =
            WEFT_TRY(inlineBody(branches.Get(i), {concat(here, "body/"),
                                                  Inputs(yes.inputs.begin() + 1, yes.inputs.end()),
                                                  yes.pivot, node.device()}));
        WEFT_TRY(checkCount(taken.results.size(), results.size(), "results of the branch"));
        forks.push_back({here, no.pivot, yes.pivot, std::move(taken)});
        inputs = no.inputs;
        pivot = no.pivot;
    }
}

std::string FunctionInliner::enter(const Frame& frame, const std::string& name,
                                   const std::string& input, int type, bool isConstant,
                                   const Inputs& controls) {
    Inputs inputs = controls;
    inputs.insert(inputs.begin(), input);
    const std::string full = concat(frame.name, "/", name);
    auto& attrs = *addTyped(full, "Enter", type, inputs).mutable_attr();
    attrs["frame_name"].set_s(frame.name);
    attrs["is_constant"].set_b(isConstant);
    attrs["parallel_iterations"].set_i(10);
    return full;
}

FunctionInliner::Frame FunctionInliner::enterLoop(const Node& node, const Inputs& inputs,
                                                  const TypeList& types) {
    Frame frame{rootOf(node), node.device(), {}};
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const std::string entered = enter(frame, concat("enter_", i), inputs[i], types[i],
                                          /*isConstant=*/false, controlInputs(node));
        const std::string merge = concat(frame.name, "/merge_", i);
        setInt(addTyped(merge, "Merge", types[i], {entered, concat(frame.name, "/next_", i)}), "N",
               2);
        frame.merges.push_back(merge);
    }
    return frame;
}

FunctionInliner::Turn FunctionInliner::decide(const Frame& frame, const TypeList& types,
                                              const std::string& goesOn) {
    const std::string condition = concat(frame.name, "/loop_cond");
    add(condition, "LoopCond", {goesOn});
    Turn turn;
    for (std::size_t i = 0; i < types.size(); ++i) {
        const std::string name = concat(frame.name, "/switch_", i);
        addTyped(name, "Switch", types[i], {frame.merges[i], condition});
        turn.inputs.push_back(concat(name, ":1"));
        const std::string exit = concat(frame.name, "/exit_", i);
        addTyped(exit, "Exit", types[i], {concat(name, ":0")});
        turn.exits.push_back(exit);
    }
    turn.pivot = concat(frame.name, "/pivot");
    addTyped(turn.pivot, "Identity", types.front(), {turn.inputs.front()});
    return turn;
}

void FunctionInliner::closeLoop(const Frame& frame, const TypeList& types, const Inputs& next,
                                const Inputs& effects) {
    for (std::size_t i = 0; i < types.size(); ++i) {
        addTyped(concat(frame.name, "/next_", i), "NextIteration", types[i],
                 waitingFor({next[i]}, effects));
    }
}

Status FunctionInliner::expandWhile(const Node& node) {
    TypeList types = typeList(node, "T");
    const std::size_t count = types.size();
    Inputs inputs = dataInputs(node);
    WEFT_TRY(checkCount(inputs.size(), count, "inputs"));
    if (types.empty()) {
        // A frame needs a value that says which iteration it is.
        const Inputs controls = controlInputs(node);
        const std::string pivot = controls.empty() ? std::string() : controls.front().substr(1);
        inputs.push_back(intConstant(concat(rootOf(node), "_nothing"), 0, pivot));
        types.push_back(tensorflow::DT_INT32);
    }
    const Frame frame = enterLoop(node, inputs, types);
    const auto* condition = WEFT_TRY(functionAttr(node, "cond"));
    const auto arguments = [count](const Inputs& all) {
        return Inputs(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count));
    };
    const InlinedBody asked =
        WEFT_TRY(inlineBody(*condition, {concat(frame.name, "/cond/"), arguments(frame.merges),
                                         frame.merges.front(), node.device()}));
    WEFT_TRY(checkCount(asked.results.size(), 1, "results of cond"));
    const TypeList answer = WEFT_TRY(typesOf(*condition, Side::Results));
    const std::string goesOn = asBool(concat(frame.name, "/goes_on"), asked.results.front(),
                                      answer.front(), frame.merges.front());
    const Turn turn = decide(frame, types, goesOn);
    const InlinedBody body = WEFT_TRY(inlineBody(
        *WEFT_TRY(functionAttr(node, "body")),
        {concat(frame.name, "/body/"), arguments(turn.inputs), turn.pivot, node.device()}));
    WEFT_TRY(checkCount(body.results.size(), count, "results of body"));
    Inputs next = body.results;
    if (count == 0) { next.push_back(turn.inputs.front()); }
    Inputs effects = body.effects;
    effects.insert(effects.end(), asked.effects.begin(), asked.effects.end());
    closeLoop(frame, types, next, effects);
    InlinedBody all{arguments(turn.exits), {}};
    const bool isStateful = !effects.empty();
    if (isStateful || count == 0) { all.effects.push_back(turn.exits.front()); }
    const TypeList results(types.begin(), types.begin() + static_cast<std::ptrdiff_t>(count));
    return finishCall(node, all, results, isStateful);
}

/// for (i = start; (i - limit) * sign(delta) < 0; i += delta).
Status FunctionInliner::expandFor(const Node& node) {
    const TypeList arguments = typeList(node, "T");
    Inputs inputs = dataInputs(node);
    WEFT_TRY(checkCount(inputs.size(), arguments.size() + 3, "inputs"));
    const std::string limit = inputs[1];
    const std::string delta = inputs[2];
    inputs.erase(inputs.begin() + 1, inputs.begin() + 3);
    TypeList types = arguments;
    types.insert(types.begin(), tensorflow::DT_INT32);
    const int number = tensorflow::DT_INT32;
    const Frame frame = enterLoop(node, inputs, types);
    const auto constant = [&](const char* name, const std::string& input) {
        return enter(frame, name, input, number, /*isConstant=*/true, controlInputs(node));
    };
    const std::string end = constant("limit", limit);
    const std::string step = constant("delta", delta);
    const auto made = [&](const char* name, const char* op, const Inputs& from) {
        const std::string full = concat(frame.name, "/", name);
        addTyped(full, op, number, from);
        return full;
    };
    const std::string left = made("left", "Sub", {frame.merges.front(), end});
    const std::string sign = made("sign", "Sign", {step});
    const std::string signedLeft = made("signed_left", "Mul", {left, sign});
    const std::string zero = intConstant(concat(frame.name, "/zero"), 0, frame.merges.front());
    const Turn turn = decide(frame, types, made("less", "Less", {signedLeft, zero}));
    const InlinedBody body = WEFT_TRY(
        inlineBody(*WEFT_TRY(functionAttr(node, "body")),
                   {concat(frame.name, "/body/"), turn.inputs, turn.pivot, node.device()}));
    WEFT_TRY(checkCount(body.results.size(), arguments.size(), "results of body"));
    Inputs next = body.results;
    next.insert(next.begin(), made("step", "AddV2", {turn.inputs.front(), step}));
    closeLoop(frame, types, next, body.effects);
    InlinedBody all{Inputs(turn.exits.begin() + 1, turn.exits.end()), {}};
    if (!body.effects.empty()) { all.effects.push_back(turn.exits.front()); }
    return finishCall(node, all, arguments, !body.effects.empty());
}

}  // namespace weft
