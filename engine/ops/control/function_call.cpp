// SPDX-License-Identifier: Apache-2.0
/// @file
/// Ops that call functions: PartitionedCall and its kin, If, Case, While, For, SymbolicGradient.
/// Inside the body of a function `_Arg` and `_Retval` are its arguments and results.
/// A graph that is to run is laid out first (engine/functions), so that none of them is left: here
/// they only have their contracts.
///
/// A call is differentiated by SymbolicGradient, which is laid out in turn.
///
/// Shapes   attribute output_shapes where there is one; else nothing is known.
/// Errors   FailedPrecondition when one runs after all.
/// Source   Op contracts of TensorFlow of the same names.

#include "engine/kernel/op_builder.h"
#include "engine/ops/control/function_gradient.h"

namespace weft {
namespace {

Result<std::vector<PartialShape>> givenShapes(const ShapeContext& context) {
    auto shapes = context.attrs().getOr<std::vector<PartialShape>>("output_shapes", {});
    shapes.resize(static_cast<std::size_t>(context.outputs()));
    return shapes;
}

Status notLaidOut(KernelContext&) {
    return failedPrecondition("a call of a function that was not laid out before the run");
}

Result<std::vector<Expr>> noBody(const GradientContext&) {
    return unimplemented("gradients pass through functions only where they are laid out");
}

Result<std::vector<Expr>> callGradient(const GradientContext& context) {
    std::vector<Expr> arguments;
    for (int i = 0; i < context.inputs(); ++i) { arguments.push_back(context.input(i)); }
    const auto results = static_cast<int>(context.node().outputs.size());
    return functionGradient(context, WEFT_TRY(context.attr<FunctionAttr>("f")), arguments, results);
}

void callOp(OpBuilder& op) {
    op.category("control")
        .shape(givenShapes)
        .dynamicOutputs()
        .gradient(noBody)
        .cpuKernel(notLaidOut);
}

OpBuilder partitioned(std::string_view name, std::string_view summary) {
    OpBuilder op(name);
    op.summary(summary)
        .attr("Tin: list(type) >= 0")
        .attr("Tout: list(type) >= 0")
        .attr("f: func")
        .attr("config: string = ''")
        .attr("config_proto: string = ''")
        .attr("executor_type: string = ''")
        .input("args: Tin", "the function's arguments")
        .output("output: Tout", "its results")
        .apply(callOp)
        .gradient(callGradient);
    return op;
}

OpBuilder conditional(std::string_view name, std::string_view summary) {
    OpBuilder op(name);
    op.summary(summary)
        .attr("Tcond: type")
        .attr("Tin: list(type) >= 0")
        .attr("Tout: list(type) >= 0")
        .attr("then_branch: func")
        .attr("else_branch: func")
        .attr("output_shapes: list(shape) = []")
        .input("cond: Tcond", "a bool; a number that is not 0, a text or list that is not empty")
        .input("input: Tin", "arguments of both functions")
        .output("output: Tout", "results of the function that was called")
        .apply(callOp);
    return op;
}

OpBuilder chosen(std::string_view name, std::string_view summary) {
    OpBuilder op(name);
    op.summary(summary)
        .attr("Tin: list(type) >= 0")
        .attr("Tout: list(type) >= 0")
        .attr("branches: list(func) >= 1")
        .attr("output_shapes: list(shape) = []")
        .input("branch_index: int32", "scalar: which function; the last for one out of range")
        .input("input: Tin", "arguments of all functions")
        .output("output: Tout", "results of the function that was called")
        .apply(callOp);
    return op;
}

OpBuilder loop(std::string_view name, std::string_view summary) {
    OpBuilder op(name);
    op.summary(summary)
        .attr("T: list(type) >= 0")
        .attr("cond: func")
        .attr("body: func")
        .attr("output_shapes: list(shape) = []")
        .attr("parallel_iterations: int = 10")
        .input("input: T", "values before the first iteration")
        .output("output: T", "values after the last")
        .apply(callOp);
    return op;
}

const OpRegistration kPartitioned =
    partitioned("PartitionedCall", "Calls a function that has no effects.");
const OpRegistration kStatefulPartitioned =
    partitioned("StatefulPartitionedCall", "Calls a function.").stateful();
const OpRegistration kIf =
    conditional("If", "Calls one of two functions, as a condition says.").stateful();
const OpRegistration kStatelessIf = conditional(
    "StatelessIf", "Calls one of two functions that have no effects, as a condition says.");
const OpRegistration kCase =
    chosen("Case", "Calls one of several functions, as an index says.").stateful();
const OpRegistration kStatelessCase = chosen(
    "StatelessCase", "Calls one of several functions that have no effects, as an index says.");
const OpRegistration kWhile =
    loop("While", "Calls a function as long as another says so.").stateful();
const OpRegistration kStatelessWhile =
    loop("StatelessWhile", "Calls a function that has no effects as long as another says so.");

WEFT_OP("For")
    .summary("Calls a function for each number of a range.")
    .attr("T: list(type) >= 0")
    .attr("body: func")
    .input("start: int32", "scalar: the first number")
    .input("limit: int32", "scalar: where the numbers end; it is not among them")
    .input("delta: int32", "scalar: from one number to the next")
    .input("input: T", "values before the first call")
    .output("output: T", "values after the last")
    .apply(callOp);

WEFT_OP("RemoteCall")
    .summary("Calls a function on a device.")
    .attr("Tin: list(type) >= 1")
    .attr("Tout: list(type) >= 1")
    .attr("f: func")
    .input("target: string", "scalar: name of the device")
    .input("args: Tin", "the function's arguments")
    .output("output: Tout", "its results")
    .stateful()
    .apply(callOp);

WEFT_OP("SymbolicGradient")
    .summary("Gradients of a function by its arguments.")
    .attr("Tin: list(type) >= 1")
    .attr("Tout: list(type) >= 1")
    .attr("f: func")
    .input("input: Tin", "the function's arguments, then gradients by its results")
    .output("output: Tout", "gradients by its arguments")
    .apply(callOp);

WEFT_OP("_Arg")
    .summary("An argument inside the body of a function.")
    .attr("T: type")
    .attr("index: int >= 0")
    .output("output: T", "what the call gave")
    .stateful()
    .apply(callOp);

WEFT_OP("_Retval")
    .summary("A result inside the body of a function.")
    .attr("T: type")
    .attr("index: int >= 0")
    .input("input: T", "what the call gets")
    .stateful()
    .apply(callOp);

}  // namespace
}  // namespace weft
