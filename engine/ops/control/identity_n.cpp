// SPDX-License-Identifier: Apache-2.0
/// @file
/// IdentityN: several tensors under new names, together: all inputs are there before any output is.
///
/// Source   Op contract of TensorFlow "IdentityN".

#include "engine/kernel/op_builder.h"

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

Result<std::vector<Expr>> identityNGradient(const GradientContext& context) {
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
