// SPDX-License-Identifier: Apache-2.0
/// @file
/// VarHandleOp: a handle of a variable that lasts as long as the session, known by container and
/// shared_name. The variable comes into being with its first value.
///
/// Shapes   the handle is a scalar; dtype and shape say what it points to.
/// Threading The plan resolves the handle: no kernel runs, consumers get the session's Variable.
/// Source   Op contract of TensorFlow "VarHandleOp".

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

Result<std::optional<HandleInfo>> variableBehind(const ShapeContext& context) {
    return HandleInfo{WEFT_TRY(context.attr<DType>("dtype")),
                      WEFT_TRY(context.attr<PartialShape>("shape"))};
}

WEFT_OP("VarHandleOp")
    .summary("A handle of a variable that keeps its value between runs.")
    .category("state")
    .attr("container: string = ''")
    .attr("shared_name: string = ''")
    .attr("debug_name: string = ''")
    .attr("dtype: type")
    .attr("shape: shape")
    .attr("allowed_devices: list(string) = []")
    .output("resource: resource", "the handle, a scalar")
    .stateful()
    .shape(scalarShape)
    .handle(variableBehind)
    .noGradient("it has no inputs")
    .cpuKernel(passThrough);

}  // namespace
}  // namespace weft
