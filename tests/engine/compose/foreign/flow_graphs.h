// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/base/strings.h"

/// @file
/// Graphs with TensorFlow's control flow nodes, as text of a GraphDef.

namespace weft::test {

/// Writes nodes of int32 and bool.
struct FlowText {
    std::string text;

    void node(const std::string& name, const std::string& op,
              const std::vector<std::string>& inputs,
              const std::string& attrs = "attr { key: 'T' value { type: DT_INT32 } } ") {
        text += concat("node { name: '", name, "' op: '", op, "' ");
        for (const std::string& input : inputs) { text += concat("input: '", input, "' "); }
        text += attrs + "}\n";
    }
    void constant(const std::string& name, int value, const std::vector<std::string>& inputs = {}) {
        node(name, "Const", inputs,
             concat("attr { key: 'dtype' value { type: DT_INT32 } } attr { key: 'value' value { "
                    "tensor { dtype: DT_INT32 tensor_shape { } int_val: ",
                    value, " } } } "));
    }
    void placeholder(const std::string& name, const std::string& type) {
        node(name, "Placeholder", {}, concat("attr { key: 'dtype' value { type: ", type, " } } "));
    }
    void enter(const std::string& name, const std::string& input, const std::string& frame,
               bool isConstant = false) {
        node(name, "Enter", {input},
             concat(
                 "attr { key: 'T' value { type: DT_INT32 } } attr { key: 'frame_name' value { s: '",
                 frame, "' } } attr { key: 'is_constant' value { b: ",
                 isConstant ? "true" : "false", " } } "));
    }
    void merge(const std::string& name, const std::string& a, const std::string& b) {
        node(name, "Merge", {a, b},
             "attr { key: 'T' value { type: DT_INT32 } } attr { key: 'N' value { i: 2 } } ");
    }
    /// While a value is less than 9; what its body makes of SCOPE/i is SCOPE/next's input `result`.
    void beginLoop(const std::string& scope, const std::string& start) {
        enter(scope + "/Enter", start, scope);
        merge(scope + "/Merge", scope + "/Enter", scope + "/Next");
        constant(scope + "/nine", 9, {"^" + scope + "/Merge"});
        node(scope + "/Less", "Less", {scope + "/Merge", scope + "/nine"});
        node(scope + "/LoopCond", "LoopCond", {scope + "/Less"}, "");
        node(scope + "/Switch", "Switch", {scope + "/Merge", scope + "/LoopCond"});
        node(scope + "/i", "Identity", {scope + "/Switch:1"});
    }
    void endLoop(const std::string& scope, const std::string& result) {
        node(scope + "/Next", "NextIteration", {result});
        node(scope + "/Exit", "Exit", {scope + "/Switch"});
    }
    /// x + 1 or x - 1, as tf.cond makes it; the result is SCOPE/Merge.
    void branch(const std::string& scope, const std::string& x, const std::string& predicate) {
        const std::string boolean = "attr { key: 'T' value { type: DT_BOOL } } ";
        node(scope + "/Switch", "Switch", {predicate, predicate}, boolean);
        node(scope + "/switch_t", "Identity", {scope + "/Switch:1"}, boolean);
        node(scope + "/switch_f", "Identity", {scope + "/Switch"}, boolean);
        node(scope + "/pred_id", "Identity", {predicate}, boolean);
        node(scope + "/up/Switch", "Switch", {x, scope + "/pred_id"});
        node(scope + "/down/Switch", "Switch", {x, scope + "/pred_id"});
        constant(scope + "/up/one", 1, {"^" + scope + "/switch_t"});
        constant(scope + "/down/one", 1, {"^" + scope + "/switch_f"});
        node(scope + "/up", "AddV2", {scope + "/up/Switch:1", scope + "/up/one"});
        node(scope + "/down", "Sub", {scope + "/down/Switch", scope + "/down/one"});
        merge(scope + "/Merge", scope + "/down", scope + "/up");
    }
};

/// A loop whose body holds a loop and a branch, the branch in its way holding another branch.
inline std::string nestedFlows() {
    FlowText t;
    t.placeholder("start", "DT_INT32");
    t.placeholder("p", "DT_BOOL");
    t.beginLoop("outer", "start");
    t.beginLoop("outer/inner", "outer/i");
    t.constant("outer/inner/two", 2, {"^outer/inner/i"});
    t.node("outer/inner/add", "AddV2", {"outer/inner/i", "outer/inner/two"});
    t.endLoop("outer/inner", "outer/inner/add");
    t.node("outer/p", "Less", {"outer/inner/Exit", "outer/i"});
    t.branch("outer/cond", "outer/inner/Exit", "outer/p");
    t.endLoop("outer", "outer/cond/Merge");
    t.node("last", "Identity", {"outer/Exit"});
    return t.text;
}

}  // namespace weft::test
