// SPDX-License-Identifier: Apache-2.0
#include "engine/autodiff/gradient_rule.h"

#include "engine/base/strings.h"
#include "engine/graph/op_registry.h"

namespace weft {

Result<const OpDef*> gradientRule(const Node& node) {
    const std::string name = node.attrs.getOr<std::string>("_gradient_op_type", {});
    if (name.empty()) { return node.op; }
    const OpDef* rule = OpRegistry::global().find(name);
    if (rule == nullptr) {
        return notFound(
            concat("_gradient_op_type names no gradient: got '", name, "', want an op type"));
    }
    AttrMap attrs = node.attrs;
    const Status complete = completeAttrs(*rule, attrs);
    const Result<SignatureTypes> types = expandSignature(*rule, attrs);
    const bool fits = complete.ok() && types.ok() && types->inputs.size() == node.inputs.size() &&
                      types->outputs.size() == node.outputs.size();
    if (fits) { return rule; }
    return invalidArgument(concat("_gradient_op_type names an op of another signature: got '", name,
                                  "', want one with ", node.inputs.size(), " inputs, ",
                                  node.outputs.size(), " outputs and these attributes"));
}

bool isDifferentiable(DType type) {
    // A variant may hold tensors: the ops that take them out know.
    return isFloating(type) || isComplex(type) || type == DType::Variant;
}

bool isDifferentiable(const OutputInfo& output) {
    if (output.type != DType::Resource) { return isDifferentiable(output.type); }
    return !output.handle || isDifferentiable(output.handle->type);
}

}  // namespace weft
