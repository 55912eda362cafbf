// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

namespace weft {

/// What TensorFlow keeps of a variable in its collections (message VariableDef).
struct VariableInfo {
    std::string variable;      ///< "w:0"
    std::string initializer;   ///< "w/Assign"
    std::string snapshot;      ///< "w/read:0"
    std::string initialValue;  ///< "w/initial_value:0"
    bool isResource = false;
    bool trainable = true;
    std::string extraBytes;  ///< other fields, kept
    friend bool operator==(const VariableInfo&, const VariableInfo&) = default;
};

/// The named collections of a graph: "variables", "trainable_variables", "train_op", "summaries",
/// ... Lists of variables hold VariableInfo, lists of nodes and tensors their names; any other kind
/// is kept as the serialized CollectionDef.
struct Collections {
    std::map<std::string, std::vector<VariableInfo>> variables;
    std::map<std::string, std::vector<std::string>> nodes;
    std::map<std::string, std::string> other;  ///< serialized CollectionDef

    bool empty() const { return variables.empty() && nodes.empty() && other.empty(); }
    /// Adds to "variables", and to "trainable_variables" when it is trainable.
    void addVariable(const VariableInfo& info);
};

}  // namespace weft
