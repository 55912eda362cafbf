// SPDX-License-Identifier: Apache-2.0
/// @file
/// Const: a tensor stored in the graph.
///
/// Errors   InvalidArgument when the attribute dtype is not the tensor's, or the value is
/// malformed. Numerics The bytes are decoded once, when a run that needs them is compiled. Source
/// Op contract of TensorFlow "Const".

#include "engine/base/strings.h"
#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

Result<PartialShape> constShape(const ShapeContext& context) {
    const StoredTensorPtr value = WEFT_TRY(context.attr<StoredTensorPtr>("value"));
    const DType type = WEFT_TRY(context.attr<DType>("dtype"));
    if (value->dtype() != type) {
        return invalidArgument(concat("attribute 'dtype' and the dtype of 'value' differ: got ",
                                      type, " and ", value->dtype()));
    }
    return value->shape();
}

/// Only for evaluation outside a plan; plans keep constants decoded.
Status constCpu(KernelContext& context) {
    context.setOutput(0,
                      WEFT_TRY(WEFT_TRY(context.attrs().get<StoredTensorPtr>("value"))->tensor()));
    return okStatus();
}

WEFT_OP("Const")
    .summary("A tensor stored in the graph.")
    .category("data")
    .attr("value: tensor")
    .attr("dtype: type")
    .output("output: dtype", "the stored tensor")
    .shape(constShape)
    .noGradient("it has no inputs")
    .cpuKernel(constCpu);

}  // namespace
}  // namespace weft
