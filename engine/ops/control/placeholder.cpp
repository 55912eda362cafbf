// SPDX-License-Identifier: Apache-2.0
/// @file
/// Placeholder: a tensor that each run feeds. PlaceholderWithDefault: one that a run may feed.
///
/// Shapes   the attribute `shape`; feeds must fit it. Placeholder takes the scalar shape of graphs
/// made before
///          producer 24 for "unknown", as TensorFlow does.
/// Errors   InvalidArgument when a Placeholder runs without a feed, in TensorFlow's words.
/// Source   Op contracts of TensorFlow "Placeholder", "PlaceholderWithDefault".

#include "engine/base/strings.h"
#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

Result<PartialShape> placeholderShape(const ShapeContext& context) {
    return context.attrs().getOr<PartialShape>("shape", PartialShape());
}

Status notFed(KernelContext& context) {
    const OutputInfo& output = context.node().outputs.front();
    const std::string shape =
        output.shape.hasRank() ? concat(" and shape ", output.shape) : std::string();
    return invalidArgument(concat("You must feed a value for placeholder tensor '",
                                  context.node().name, "' with dtype ", signatureName(output.type),
                                  shape));
}

Result<PartialShape> defaultShape(const ShapeContext& context) {
    const PartialShape declared = WEFT_TRY(context.attr<PartialShape>("shape"));
    WEFT_TRY(declared.merge(context.input(0)));
    return declared;
}

/// At run the output has the shape of the default, not the declared one; the graph keeps the
/// declared one.
Status passDefault(KernelContext& context) {
    context.setOutput(0, context.input(0));
    return okStatus();
}

Result<std::vector<Expr>> defaultGradient(const GradientContext& context) {
    return std::vector<Expr>{context.outputGradient(0)};
}

WEFT_OP("Placeholder")
    .summary("A tensor that every run must feed.")
    .category("data")
    .attr("dtype: type")
    .attr("shape: shape = { unknown_rank: true }")
    .output("output: dtype", "the value fed")
    .shape(placeholderShape)
    .dynamicOutput(0)
    .noGradient("it has no inputs")
    .cpuKernel(notFed);

WEFT_OP("PlaceholderWithDefault")
    .summary("A tensor that a run may feed; the input when it does not.")
    .category("data")
    .attr("dtype: type")
    .attr("shape: shape")
    .input("input: dtype", "the value without a feed")
    .output("output: dtype", "the value fed, or the input")
    .shape(defaultShape)
    .dynamicOutput(0)
    .gradient(defaultGradient)
    .cpuKernel(passDefault);

}  // namespace
}  // namespace weft
