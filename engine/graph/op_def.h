// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/graph/attr.h"

namespace weft {

class ShapeContext;
class GradientContext;
class Expr;
struct PartialValue;
struct HandleInfo;

/// One input or output of an op: `name: T`, `name: N * T`, `name: Tlist`, `name: Ref(T)`, `name:
/// int32`.
struct ArgDef {
    std::string name;
    std::string description;
    DType type = DType::Invalid;  ///< fixed type, or Invalid when an attribute says it
    std::string typeAttr;         ///< attribute that holds the type
    std::string typeListAttr;     ///< attribute that holds the list of types of a list argument
    std::string numberAttr;       ///< attribute that holds how often the argument repeats
    bool isRef = false;           ///< takes or gives a reference to a variable
};

/// One attribute of an op.
struct AttrDef {
    std::string name;
    std::string kind;  ///< "int", "list(type)", ... as in the op definition
    std::string description;
    std::optional<AttrValue> defaultValue;
    std::vector<DType> allowedTypes;          ///< empty: any
    std::vector<std::string> allowedStrings;  ///< empty: any
    std::optional<std::int64_t> minimum;      ///< of an int, or of the length of a list
};

/// Shapes of all outputs. Errors of it are errors of the op, at import and at run.
using ShapeFunction = std::function<Result<std::vector<PartialShape>>(const ShapeContext&)>;
/// Gradients by the inputs, one Expr an input; an empty Expr is "no gradient". An error says that
/// there is a derivative but no way to build it.
using GradientFunction = std::function<Result<std::vector<Expr>>(const GradientContext&)>;
/// What is known before a run of small integer outputs (shape arithmetic); one entry an output.
using PartialValueFunction =
    std::function<std::vector<std::optional<PartialValue>>(const ShapeContext&)>;

/// What resource output 0 points to, where known before a run.
using HandleFunction = std::function<Result<std::optional<HandleInfo>>(const ShapeContext&)>;

/// What an op does with the variables behind its references and resource handles.
enum class VariableAccess {
    None,    ///< handles are passed as values; references are updated
    Update,  ///< changes them; they must have values
    Assign,  ///< gives them values, or takes them away
    Read,    ///< sees their values in the places of the handles
    Ask,     ///< reads something about them; they may be without value
};

/// The contract of an op type: TensorFlow's signature, and the functions that belong to it in Weft.
struct OpDef {
    std::string name;
    std::string summary;
    std::string category;  ///< "math", "array", ...: tints nodes and sorts the palette
    std::vector<ArgDef> inputs;
    std::vector<ArgDef> outputs;
    std::vector<AttrDef> attrs;
    bool isStateful = false;
    bool isCommutative = false;
    bool isAggregate = false;
    bool allowsUninitializedInput = false;
    int deprecatedSince = 0;  ///< producer version from which graphs may not use it; 0: never
    std::string deprecation;

    ShapeFunction shape;
    GradientFunction gradient;
    /// Why the op passes no gradient on, where `gradient` is empty: its inputs count as
    /// unconnected. With neither of the two, differentiating through the op is an error.
    std::string noGradientReason;
    PartialValueFunction partialValue;  ///< may be empty
    HandleFunction handle;              ///< may be empty
    VariableAccess variableAccess = VariableAccess::None;
    std::vector<std::string> hostInputs;  ///< names of inputs whose values the shape function sees
    std::vector<int> dynamicOutputs;      ///< outputs that the kernel allocates itself
    bool allOutputsDynamic = false;       ///< it allocates all of them, however many there are
    int forwardsRef = -1;                 ///< ref output 0 is the variable of this input, -1: none
    /// Output 0 is the buffer of this input under the computed shape, -1: none. The kernel is not
    /// called.
    int aliasesInput = -1;
    /// Output 0 may reuse the buffer of this input (same shape and dtype), -1: none.
    int inPlaceInput = -1;

    const AttrDef* attr(std::string_view attrName) const;
    /// Whether the kernel allocates output `i` itself, or any output.
    bool isDynamicOutput(int i) const;
    bool hasDynamicOutputs() const { return allOutputsDynamic || !dynamicOutputs.empty(); }
};

}  // namespace weft
