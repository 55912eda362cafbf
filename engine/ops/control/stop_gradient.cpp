// SPDX-License-Identifier: Apache-2.0
/// @file
/// StopGradient: the input, through which no gradient flows. PreventGradient: the input, through
/// which asking for a gradient is an error with a message.
///
/// Errors   PreventGradient: InvalidArgument with the attribute `message` when a gradient is built
///          through it.
/// Source   Op contracts of TensorFlow "StopGradient", "PreventGradient".

#include "engine/base/strings.h"
#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

Result<std::vector<Expr>> prevented(const GradientContext& context) {
    return invalidArgument(
        concat("gradient explicitly disabled: ", WEFT_TRY(context.attr<std::string>("message"))));
}

WEFT_OP("StopGradient")
    .summary("The input; gradients stop here.")
    .category("control")
    .attr("T: type")
    .input("input: T", "any tensor")
    .output("output: T", "the same tensor")
    .shape(sameShape)
    .aliases(0)
    .noGradient("stopping the gradient is what it is for")
    .cpuKernel(passThrough);

WEFT_OP("PreventGradient")
    .summary("The input; asking for a gradient through it is an error.")
    .category("control")
    .attr("T: type")
    .attr("message: string = ''")
    .input("input: T", "any tensor")
    .output("output: T", "the same tensor")
    .shape(sameShape)
    .aliases(0)
    .gradient(prevented)
    .cpuKernel(passThrough);

}  // namespace
}  // namespace weft
