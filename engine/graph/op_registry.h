// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/graph/op_def.h"

namespace weft {

/// All op types that this process knows, by name. Filled while libraries load (static
/// initialisation, plugins), frozen by the first session, read without a lock after that.
class OpRegistry {
public:
    static OpRegistry& global();
    /// Adds an op. Errors: AlreadyExists; FailedPrecondition when frozen.
    Status add(OpDef def);
    /// The definition, or nullptr. The pointer stays valid for ever.
    const OpDef* find(std::string_view name) const;
    /// In name order.
    std::vector<const OpDef*> all() const;
    void freeze();

private:
    OpRegistry();
    struct State;
    State* m_state;  // never freed: ops live as long as the process
};

/// Parses one argument of a signature: "logits: T", "values: N * T", "ref: Ref(T)", "x: int32".
Result<ArgDef> parseArg(std::string_view text, std::string_view description);
/// Parses one attribute: "T: {half, float} = DT_FLOAT", "N: int >= 1", "padding: {'SAME',
/// 'VALID'}", "strides: list(int)".
Result<AttrDef> parseAttr(std::string_view text);

/// Types of the inputs and outputs of a node with these attributes.
struct SignatureTypes {
    struct Port {
        DType type = DType::Invalid;
        bool isRef = false;
        int arg = 0;  ///< index into OpDef::inputs or outputs
    };
    std::vector<Port> inputs;
    std::vector<Port> outputs;
};
/// Errors: InvalidArgument for a missing attribute or a count that does not fit in the limits.
Result<SignatureTypes> expandSignature(const OpDef& op, const AttrMap& attrs);

/// Fills defaults in and checks kinds, allowed values and minima. Unknown attributes stay.
/// Errors: InvalidArgument with the attribute, what it is and what is allowed.
Status completeAttrs(const OpDef& op, AttrMap& attrs);

}  // namespace weft
