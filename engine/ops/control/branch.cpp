// SPDX-License-Identifier: Apache-2.0
/// @file
/// Switch and Merge, on values and on references: the two ends of a branch. The executor carries
/// them out; what is not taken is dead and nothing that needs it runs.
///
/// Shapes   Switch: both outputs are the data. Merge: what all inputs agree on; the second output,
///          which input it was, is a scalar.
/// Errors   InvalidArgument for a predicate that is no scalar.
/// Source   Op contracts of TensorFlow "Switch", "RefSwitch", "Merge", "RefMerge".

#include "engine/graph/flow/branch_ways.h"
#include "engine/graph/flow/common_shape.h"
#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

Result<std::vector<PartialShape>> switchShape(const ShapeContext& context) {
    WEFT_TRY(context.input(1).withRank(0).status());
    return std::vector<PartialShape>{context.input(0), context.input(0)};
}

Result<std::vector<PartialShape>> mergeShape(const ShapeContext& context) {
    PartialShape shape = context.input(0);
    for (int i = 1; i < context.inputs(); ++i) { shape = commonShape(shape, context.input(i)); }
    return std::vector<PartialShape>{shape, PartialShape::scalar()};
}

/// What flows back through either way comes together again; a way without a gradient gives zeros,
/// where it was taken.
Result<std::vector<Expr>> switchGradient(const GradientContext& context) {
    const std::vector<Expr> ways = {context.outputGradient(0), context.outputGradient(1)};
    return std::vector<Expr>{context.scope().op("Merge", ways), Expr()};
}

/// The gradient goes back the way that was taken.
Result<std::vector<Expr>> mergeGradient(const GradientContext& context) {
    const std::optional<Branch> branch = branchOf(context.scope().graph(), context.node().id);
    if (!branch) { return unimplemented("gradients pass only through a Merge that ends a branch"); }
    const Scope& scope = context.scope();
    const Expr gradient = context.outputGradient(0);
    const NodeId sent = scope.node("Switch", {gradient, scope.expr(branch->predicate)});
    std::vector<Expr> ways(2);
    for (int way = 0; way < 2; ++way) {
        ways[static_cast<std::size_t>(branch->inputOf[static_cast<std::size_t>(way)])] =
            scope.expr({sent, way});
    }
    return ways;
}

WEFT_OP("Switch")
    .summary("Sends data to one of two outputs, as a predicate says.")
    .category("control")
    .attr("T: type")
    .input("data: T", "any tensor")
    .input("pred: bool", "scalar: true sends it to the second output")
    .output("output_false: T", "the data, where the predicate is false")
    .output("output_true: T", "the data, where the predicate is true")
    .shape(switchShape)
    .gradient(switchGradient)
    .cpuKernel(passThrough);

WEFT_OP("RefSwitch")
    .summary("Sends a variable to one of two outputs, as a predicate says.")
    .category("control")
    .attr("T: type")
    .input("data: Ref(T)", "a variable")
    .input("pred: bool", "scalar: true sends it to the second output")
    .output("output_false: Ref(T)", "the variable, where the predicate is false")
    .output("output_true: Ref(T)", "the variable, where the predicate is true")
    .allowsUninitializedInput()
    .forwardsRef(0)
    .shape(switchShape)
    .noGradient("it passes a variable on, not a value")
    .cpuKernel(passThrough);

WEFT_OP("Merge")
    .summary("The one of its inputs that is there.")
    .category("control")
    .attr("T: type")
    .attr("N: int >= 1")
    .input("inputs: N * T", "ends of branches, of which one was taken")
    .output("output: T", "the input that is there")
    .output("value_index: int32", "scalar: which it is")
    .shape(mergeShape)
    .gradient(mergeGradient)
    .cpuKernel(passThrough);

WEFT_OP("RefMerge")
    .summary("The one of several variables that is there.")
    .category("control")
    .attr("T: type")
    .attr("N: int >= 1")
    .input("inputs: Ref(N * T)", "variables at the ends of branches")
    .output("output: Ref(T)", "the variable that is there")
    .output("value_index: int32", "scalar: which it is")
    .forwardsRef(0)
    .shape(mergeShape)
    .noGradient("it passes a variable on, not a value")
    .cpuKernel(passThrough);

}  // namespace
}  // namespace weft
