// SPDX-License-Identifier: Apache-2.0
/// @file
/// VariableV2: a reference to a tensor that lasts as long as the session.
///
/// Shapes   the attribute `shape`, which may be partly known.
/// Errors   A read before the first write is FailedPrecondition (given by the executor, which holds
/// the value). Numerics The plan resolves the reference: no kernel runs, consumers get the
/// session's Variable. Source   Op contract of TensorFlow "VariableV2".

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

Result<PartialShape> variableShape(const ShapeContext& context) {
    return context.attr<PartialShape>("shape");
}

WEFT_OP("VariableV2")
    .summary("A tensor that keeps its value between runs.")
    .category("state")
    .attr("shape: shape")
    .attr("dtype: type")
    .attr("container: string = ''")
    .attr("shared_name: string = ''")
    .output("ref: Ref(dtype)", "a reference to the value")
    .stateful()
    .shape(variableShape)
    .noGradient("it has no inputs")
    .cpuKernel(passThrough);

}  // namespace
}  // namespace weft
