// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "tests/engine/compose/functions/library_graphs.h"

/// @file
/// GraphDefs with branches of functions, and with loops in them, as text.

namespace weft::test {

inline std::string upFunction() {
    return function("up", binary("sum", "AddV2", "a", "a"), "sum:z:0");
}
inline std::string downFunction() {
    return function("down", binary("nil", "Sub", "a", "a"), "nil:z:0");
}

/// b = x + x if p, else x - x.
inline std::string ifGraph() {
    return concat(placeholder("p", "DT_BOOL"), placeholder("x"),
                  "node { name: 'b' op: 'StatelessIf' input: 'p' input: 'x' ",
                  typeAttr("Tcond", "DT_BOOL"), typesAttr("Tin", "type: DT_FLOAT"),
                  typesAttr("Tout", "type: DT_FLOAT"), functionAttr("then_branch", "up"),
                  functionAttr("else_branch", "down"), "}\n",
                  library(upFunction() + downFunction()));
}

/// c = up, down or up of x, as i says.
inline std::string caseGraph() {
    return concat(placeholder("i", "DT_INT32"), placeholder("x"),
                  "node { name: 'c' op: 'StatelessCase' input: 'i' input: 'x' ",
                  typesAttr("Tin", "type: DT_FLOAT"), typesAttr("Tout", "type: DT_FLOAT"),
                  "attr { key: 'branches' value { list { func { name: 'up' } func { name: 'down' } "
                  "func { name: 'up' } } } } }\n",
                  library(upFunction() + downFunction()));
}

/// y = f(x) and z = f(y), where f holds the loop of loopFunctions().
inline std::string loopInFunction() {
    const auto called = [](const char* name, const char* input) {
        return concat("node { name: '", name, "' op: 'PartitionedCall' input: '", input, "' ",
                      typesAttr("Tin", "type: DT_FLOAT"), typesAttr("Tout", "type: DT_FLOAT"),
                      functionAttr("f", "f"), "}\n");
    };
    const std::string body = concat("node_def { name: 'w' op: 'StatelessWhile' input: 'a' ",
                                    typesAttr("T", "type: DT_FLOAT"), functionAttr("cond", "limit"),
                                    functionAttr("body", "next"), "}\n");
    return concat(placeholder("x"), called("y", "x"), called("z", "y"),
                  library(loopFunctions() + function("f", body, "w:output:0")));
}

/// v = -100, updated in each step by 0 times what a loop makes of it: 53 iterations.
inline std::string trainedLoop() {
    const auto constant = [](const char* name, const char* value) {
        return concat("node { name: '", name, "' op: 'Const' ", typeAttr("dtype", "DT_FLOAT"),
                      "attr { key: 'value' value { tensor { dtype: DT_FLOAT tensor_shape { } "
                      "float_val: ",
                      value, " } } } }\n");
    };
    const std::string type = typeAttr("T", "DT_FLOAT");
    return concat(
        "node { name: 'v' op: 'VariableV2' ", typeAttr("dtype", "DT_FLOAT"),
        "attr { key: 'shape' value { shape { } } } }\n", constant("first", "-100"),
        constant("rate", "0"), "node { name: 'v/Assign' op: 'Assign' input: 'v' input: 'first' ",
        type, "}\n", "node { name: 'v/read' op: 'Identity' input: 'v' ", type, "}\n",
        "node { name: 'w' op: 'StatelessWhile' input: 'v/read' ", typesAttr("T", "type: DT_FLOAT"),
        functionAttr("cond", "limit"), functionAttr("body", "next"), "}\n",
        "node { name: 'train' op: 'ApplyGradientDescent' input: 'v' input: 'rate' "
        "input: 'w' ",
        type, "}\n", library(loopFunctions()));
}

}  // namespace weft::test
