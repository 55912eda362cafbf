// SPDX-License-Identifier: Apache-2.0
/// @file
/// Identity: the input under another name. Of a variable's reference it is the variable's value at
/// the moment a consumer runs (TensorFlow's `v/read`). It passes the buffer on; nothing is copied.
///
/// Source   Op contract of TensorFlow "Identity".

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

Result<std::vector<Expr>> identityGradient(const GradientContext& context) {
    return std::vector<Expr>{context.outputGradient(0)};
}

std::vector<std::optional<PartialValue>> identityValue(const ShapeContext& context) {
    return {context.partialValue(0)};
}

WEFT_OP("Identity")
    .summary("The input, unchanged: gives a tensor a name.")
    .category("control")
    .attr("T: type")
    .input("input: T", "any tensor")
    .output("output: T", "the same tensor")
    .shape(sameShape)
    .partialValue(identityValue)
    .aliases(0)
    .gradient(identityGradient)
    .cpuKernel(passThrough);

}  // namespace
}  // namespace weft
