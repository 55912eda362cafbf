// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <vector>

#include "engine/base/strings.h"

/// @file
/// Pieces of GraphDef text with functions of one float argument.

namespace weft::test {

inline std::string placeholder(const std::string& name, const std::string& type = "DT_FLOAT") {
    return concat("node { name: '", name,
                  "' op: 'Placeholder' attr { key: 'dtype' value { type: ", type,
                  " } } attr { key: 'shape' value { shape { } } } }\n");
}

/// A function NAME(a: float) -> (r: float) with these body nodes, which returns `result`.
inline std::string function(const std::string& name, const std::string& body,
                            const std::string& result, const std::string& type = "DT_FLOAT") {
    return concat("function { signature { name: '", name, "' input_arg { name: 'a' type: ", type,
                  " } output_arg { name: 'r' type: ", type, " } } ", body,
                  " ret { key: 'r' value: '", result, "' } }\n");
}

/// A function with these arguments ("name", "type") and results ("name", "type", tensor of the body).
inline std::string functionOf(const std::string& name,
                              const std::vector<std::array<std::string, 2>>& arguments,
                              const std::string& body,
                              const std::vector<std::array<std::string, 3>>& results) {
    std::string signature;
    std::string returned;
    for (const auto& [argument, type] : arguments) {
        signature += concat(" input_arg { name: '", argument, "' type: ", type, " }");
    }
    for (const auto& [result, type, from] : results) {
        signature += concat(" output_arg { name: '", result, "' type: ", type, " }");
        returned += concat(" ret { key: '", result, "' value: '", from, "' }");
    }
    return concat("function { signature { name: '", name, "'", signature, " } ", body, returned,
                  " }\n");
}

/// A node of a body with inputs of type float.
inline std::string binary(const std::string& name, const std::string& op, const std::string& a,
                          const std::string& b) {
    return concat("node_def { name: '", name, "' op: '", op, "' input: '", a, "' input: '", b,
                  "' attr { key: 'T' value { type: DT_FLOAT } } }\n");
}

/// A body's node that calls a function of the library by its name.
inline std::string callInBody(const std::string& name, const std::string& of,
                              const std::string& input) {
    return concat("node_def { name: '", name, "' op: '", of, "' input: '", input, "' }\n");
}

inline std::string call(const std::string& name, const std::string& of, const std::string& input) {
    return concat("node { name: '", name, "' op: '", of, "' input: '", input, "' }\n");
}

inline std::string library(const std::string& functions) {
    return concat("library { ", functions, " }\nversions { producer: 1000 }\n");
}

}  // namespace weft::test
