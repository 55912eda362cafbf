// SPDX-License-Identifier: Apache-2.0
/// @file
/// IdentityN: several tensors under new names, together: all inputs are there before any output is.
///
/// Source   Op contract of TensorFlow "IdentityN".

#include <algorithm>

#include "engine/kernel/op_builder.h"
#include "engine/ops/control/function_gradient.h"

namespace weft {
namespace {

Result<std::vector<PartialShape>> identityNShape(const ShapeContext& context) {
    std::vector<PartialShape> shapes;
    for (int i = 0; i < context.inputs(); ++i) { shapes.push_back(context.input(i)); }
    return shapes;
}

Status identityNCpu(KernelContext& context) {
    for (int i = 0; i < context.inputs(); ++i) { context.setOutput(i, context.input(i)); }
    return okStatus();
}

/// A call whose function has a gradient of its own: results first, then the arguments, which that
/// gradient goes to (engine/functions makes such nodes).
Result<std::vector<Expr>> gradientByFunction(const GradientContext& context,
                                             const FunctionAttr& function) {
    const auto results = std::clamp<std::int64_t>(
        context.attrs().getOr<std::int64_t>("_gradient_results", 0), 0, context.inputs());
    std::vector<Expr> arguments;
    for (int i = static_cast<int>(results); i < context.inputs(); ++i) {
        arguments.push_back(context.input(i));
    }
    std::vector<Expr> gradients(static_cast<std::size_t>(results));
    const auto computed =
        WEFT_TRY(functionGradient(context, function, arguments, static_cast<int>(results)));
    gradients.insert(gradients.end(), computed.begin(), computed.end());
    return gradients;
}

Result<std::vector<Expr>> identityNGradient(const GradientContext& context) {
    const auto function = context.attrs().getOr<FunctionAttr>("_gradient_of", {});
    if (!function.name.empty()) { return gradientByFunction(context, function); }
    std::vector<Expr> gradients;
    for (int i = 0; i < context.inputs(); ++i) { gradients.push_back(context.outputGradient(i)); }
    return gradients;
}

WEFT_OP("IdentityN")
    .summary("All inputs, unchanged.")
    .category("control")
    .attr("T: list(type) >= 1")
    .input("input: T", "any tensors")
    .output("output: T", "the same tensors")
    .shape(identityNShape)
    .gradient(identityNGradient)
    .cpuKernel(identityNCpu);

}  // namespace
}  // namespace weft
