// SPDX-License-Identifier: Apache-2.0
/// @file
/// EnsureShape: passes a tensor on, and fails unless it has a shape that attribute `shape` allows.
///
/// Shapes   output as input, with what the attribute adds.
/// Types    every dtype; no element is touched or copied.
/// Errors   InvalidArgument "Shape of tensor [3] is not compatible with expected shape [2]".
/// Source   Op contract of TensorFlow "EnsureShape" (ops.pbtxt).

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

Result<PartialShape> ensuredShape(const ShapeContext& context) {
    const PartialShape wanted = WEFT_TRY(context.attr<PartialShape>("shape"));
    Result<PartialShape> merged = context.input(0).merge(wanted);
    if (merged.ok()) { return merged; }
    return invalidArgument(concat("Shape of tensor ", context.input(0),
                                  " is not compatible with expected shape ", wanted));
}

Result<std::vector<Expr>> ensureGradient(const GradientContext& context) {
    return std::vector<Expr>{context.outputGradient(0)};
}

WEFT_OP("EnsureShape")
    .summary("Passes a tensor on, and fails unless its shape is as expected.")
    .category("array")
    .attr("shape: shape")
    .attr("T: type")
    .input("input: T", "any tensor")
    .output("output: T", "the same tensor")
    .shape(ensuredShape)
    .aliases(0)
    .gradient(ensureGradient)
    .cpuKernel(passThrough);

}  // namespace
}  // namespace weft
