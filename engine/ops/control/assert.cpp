// SPDX-License-Identifier: Apache-2.0
/// @file
/// Assert: fails the run where a condition does not hold, with the data that show why.
///
/// Errors   InvalidArgument "assertion failed: [first of data] [second] ..."; InvalidArgument for a
///          condition that is no scalar.
/// Source   Op contract of TensorFlow "Assert".

#include "engine/kernel/op_builder.h"
#include "engine/ops/control/data_text.h"

namespace weft {
namespace {

Status assertCpu(KernelContext& context) {
    const Tensor& condition = context.input(0);
    if (condition.rank() != 0) {
        return invalidArgument(
            concat("In[0] should be a scalar: got shape ", condition.shape(), ", want []"));
    }
    if (condition.values<bool>()[0]) { return okStatus(); }
    return invalidArgument(concat("assertion failed: ", dataText(context, " ")));
}

WEFT_OP("Assert")
    .summary("Fails the run where a condition does not hold.")
    .category("control")
    .attr("T: list(type) >= 1")
    .attr("summarize: int = 3")
    .input("condition: bool", "scalar")
    .input("data: T", "shown in the message")
    .stateful()
    .shape(noOutputs)
    .noGradient("it has no outputs")
    .cpuKernel(assertCpu);

}  // namespace
}  // namespace weft
