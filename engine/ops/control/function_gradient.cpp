// SPDX-License-Identifier: Apache-2.0
#include "engine/ops/control/function_gradient.h"

namespace weft {
namespace {

/// A handle's gradient is that of the value it points to.
Result<DType> gradientType(const GradientContext& context, const Expr& argument) {
    const OutputInfo& info = context.scope().graph().output(argument.endpoint());
    if (info.type != DType::Resource) { return info.type; }
    if (info.handle) { return info.handle->type; }
    return invalidArgument(concat("gradient of a function by a handle of which nothing is known: '",
                                  context.scope().graph().nameOf(argument.endpoint()), "'"));
}

}  // namespace

Result<std::vector<Expr>> functionGradient(const GradientContext& context,
                                           const FunctionAttr& function,
                                           const std::vector<Expr>& arguments, int results) {
    std::vector<Expr> inputs = arguments;
    std::vector<DType> types;
    for (const Expr& argument : arguments) {
        types.push_back(WEFT_TRY(gradientType(context, argument)));
    }
    for (int i = 0; i < results; ++i) { inputs.push_back(context.outputGradient(i)); }
    std::vector<DType> inputTypes;
    for (const Expr& input : inputs) {
        if (!input.valid()) { return context.scope().status(); }
        inputTypes.push_back(input.dtype());
    }
    return context.scope().opList("SymbolicGradient", inputs,
                                  {{"Tin", inputTypes}, {"Tout", types}, {"f", function}});
}

}  // namespace weft
