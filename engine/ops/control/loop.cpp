// SPDX-License-Identifier: Apache-2.0
/// @file
/// The frame of a loop: Enter, Exit, NextIteration, LoopCond and their kin on references. Values
/// pass unchanged; the executor knows from these ops what belongs to a loop and when it ends.
///
/// Source   Op contracts of TensorFlow of the same names.

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

Result<PartialShape> conditionShape(const ShapeContext& context) {
    return context.input(0).withRank(0);
}

Result<std::vector<Expr>> loopGradient(const GradientContext&) {
    return unimplemented("gradients pass through a loop only as a whole");
}

WEFT_OP("Enter")
    .summary("Brings a value into a loop.")
    .category("control")
    .attr("T: type")
    .attr("frame_name: string")
    .attr("is_constant: bool = false")
    .attr("parallel_iterations: int = 10")
    .input("data: T", "a value from outside")
    .output("output: T", "it, in the first iteration, or in each where it is constant")
    .shape(sameShape)
    .gradient(loopGradient)
    .cpuKernel(passThrough);

WEFT_OP("Exit")
    .summary("Brings a value out of a loop that has ended.")
    .category("control")
    .attr("T: type")
    .input("data: T", "a value of the last iteration")
    .output("output: T", "it, outside")
    .shape(sameShape)
    .gradient(loopGradient)
    .cpuKernel(passThrough);

WEFT_OP("NextIteration")
    .summary("Takes a value to the next iteration of a loop.")
    .category("control")
    .attr("T: type")
    .input("data: T", "a value of this iteration")
    .output("output: T", "it, in the next")
    .shape(sameShape)
    .gradient(loopGradient)
    .cpuKernel(passThrough);

WEFT_OP("LoopCond")
    .summary("Whether a loop goes on.")
    .category("control")
    .input("input: bool", "scalar")
    .output("output: bool", "the same")
    .shape(conditionShape)
    .noGradient("it is no number")
    .cpuKernel(passThrough);

WEFT_OP("RefEnter")
    .summary("Brings a variable into a loop.")
    .category("control")
    .attr("T: type")
    .attr("frame_name: string")
    .attr("is_constant: bool = false")
    .attr("parallel_iterations: int = 10")
    .input("data: Ref(T)", "a variable")
    .output("output: Ref(T)", "it, in the loop")
    .forwardsRef(0)
    .shape(sameShape)
    .noGradient("it passes a variable on, not a value")
    .cpuKernel(passThrough);

WEFT_OP("RefExit")
    .summary("Brings a variable out of a loop.")
    .category("control")
    .attr("T: type")
    .input("data: Ref(T)", "a variable")
    .output("output: Ref(T)", "it, outside")
    .forwardsRef(0)
    .shape(sameShape)
    .noGradient("it passes a variable on, not a value")
    .cpuKernel(passThrough);

WEFT_OP("RefNextIteration")
    .summary("Takes a variable to the next iteration of a loop.")
    .category("control")
    .attr("T: type")
    .input("data: Ref(T)", "a variable")
    .output("output: Ref(T)", "it, in the next")
    .forwardsRef(0)
    .shape(sameShape)
    .noGradient("it passes a variable on, not a value")
    .cpuKernel(passThrough);

WEFT_OP("RefIdentity")
    .summary("The same variable, under another name.")
    .category("control")
    .attr("T: type")
    .input("input: Ref(T)", "a variable")
    .output("output: Ref(T)", "the same")
    .allowsUninitializedInput()
    .forwardsRef(0)
    .shape(sameShape)
    .noGradient("it passes a variable on, not a value")
    .cpuKernel(passThrough);

}  // namespace
}  // namespace weft
