// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "tests/engine/functions/function_graphs.h"

/// @file
/// GraphDefs with functions, as text.

namespace weft::test {

/// A typed attribute of a node.
inline std::string typeAttr(const std::string& name, const std::string& type) {
    return concat("attr { key: '", name, "' value { type: ", type, " } } ");
}
inline std::string typesAttr(const std::string& name, const std::string& types) {
    return concat("attr { key: '", name, "' value { list { ", types, " } } } ");
}
inline std::string functionAttr(const std::string& name, const std::string& function) {
    return concat("attr { key: '", name, "' value { func { name: '", function, "' } } } ");
}

/// square(a) = a * a, with a control result, descriptions and attributes that nobody draws.
inline std::string squareFunction() {
    return concat(
        "function { signature { name: '__inference_square_7' description: 'a squared' "
        "input_arg { name: 'a' type: DT_FLOAT description: 'a number' } "
        "output_arg { name: 'product' type: DT_FLOAT } control_output: 'always' } ",
        "node_def { name: 'product' op: 'Mul' input: 'a' input: 'a' ", typeAttr("T", "DT_FLOAT"),
        "experimental_debug_info { original_node_names: 'Square' } } ",
        "node_def { name: 'inner/watch' op: 'NoOp' input: '^product' } ",
        "ret { key: 'product' value: 'product:z:0' } ",
        "control_ret { key: 'always' value: 'inner/watch' } ",
        "attr { key: '_construction_context' value { s: 'kEagerRuntime' } } ",
        "arg_attr { key: 0 value { attr { key: '_user_specified_name' value { s: 'x' } } } } }\n");
}

/// limit(i) = i < 5, and next(i) = i + 2, whose constant comes after its reader.
inline std::string loopFunctions() {
    return concat(
        "function { signature { name: 'limit' input_arg { name: 'i' type: DT_FLOAT } "
        "output_arg { name: 'go' type: DT_BOOL } } ",
        "node_def { name: 'five' op: 'Const' ", typeAttr("dtype", "DT_FLOAT"),
        "attr { key: 'value' value { tensor { dtype: DT_FLOAT tensor_shape { } float_val: 5 } } } "
        "} node_def { name: 'Less' op: 'Less' input: 'i' input: 'five:output:0' ",
        typeAttr("T", "DT_FLOAT"), "} ret { key: 'go' value: 'Less:z:0' } }\n",
        "function { signature { name: 'next' input_arg { name: 'i' type: DT_FLOAT } "
        "output_arg { name: 'j' type: DT_FLOAT } } ",
        "node_def { name: 'add' op: 'AddV2' input: 'i' input: 'two:output:0' ",
        typeAttr("T", "DT_FLOAT"), "} node_def { name: 'two' op: 'Const' ",
        typeAttr("dtype", "DT_FLOAT"),
        "attr { key: 'value' value { tensor { dtype: DT_FLOAT tensor_shape { } float_val: 2 } } } "
        "} ret { key: 'j' value: 'add:z:0' } }\n");
}

/// y = square(x) by PartitionedCall, and w = the loop from x, by StatelessWhile.
inline std::string callsAndLoop() {
    return concat(placeholder("x"), "node { name: 'y' op: 'PartitionedCall' input: 'x' ",
                  typesAttr("Tin", "type: DT_FLOAT"), typesAttr("Tout", "type: DT_FLOAT"),
                  functionAttr("f", "__inference_square_7"), "}\n",
                  "node { name: 'w' op: 'StatelessWhile' input: 'x' ",
                  typesAttr("T", "type: DT_FLOAT"), functionAttr("cond", "limit"),
                  functionAttr("body", "next"), "}\n", library(squareFunction() + loopFunctions()));
}

}  // namespace weft::test
