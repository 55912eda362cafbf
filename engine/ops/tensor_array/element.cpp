// SPDX-License-Identifier: Apache-2.0
/// @file
/// TensorArrayReadV3, TensorArrayWriteV3: one element of a list.
///
/// Errors   InvalidArgument for an index outside the list, an element that was read before and
///          dropped, one that was written before, another dtype or shape.
/// Source   Op contracts of TensorFlow of the same names; gradients as its array_grad.

#include "engine/ops/tensor_array/tensor_array.h"

namespace weft {
namespace {

Result<std::int32_t> indexOf(KernelContext& context) {
    if (context.input(1).rank() != 0) {
        return invalidArgument(
            concat("TensorArray index must be scalar, but had shape: ", context.input(1).shape()));
    }
    return context.inputValues<std::int32_t>(1)[0];
}

Result<PartialShape> readShape(const ShapeContext& context) {
    WEFT_TRY(context.input(1).withRank(0).status());
    const std::optional<HandleInfo> list = context.handle(0);
    return list ? list->shape : PartialShape();
}

Status readCpu(KernelContext& context) {
    const auto array = WEFT_TRY(lists::typedArray(context, "dtype"));
    const std::int32_t index = WEFT_TRY(indexOf(context));
    context.setOutput(0, WEFT_TRY(array->read(index, context.device().allocator())));
    return okStatus();
}

Result<std::vector<Expr>> readGradient(const GradientContext& context) {
    const auto list = lists::gradientArray(context, context.input(0), context.input(2));
    const Expr written =
        context.scope().op("TensorArrayWriteV3",
                           {list.handle, context.input(1), context.outputGradient(0), list.flow});
    return std::vector<Expr>{Expr(), Expr(), written};
}

Result<PartialShape> writeShape(const ShapeContext& context) {
    WEFT_TRY(context.input(1).withRank(0).status());
    return PartialShape::scalar();
}

Status writeCpu(KernelContext& context) {
    const auto array = WEFT_TRY(lists::typedArray(context, "T"));
    const std::int32_t index = WEFT_TRY(indexOf(context));
    WEFT_TRY(array->write(index, context.input(2), context.device().allocator()));
    context.outputValues<float>(0)[0] = 0.0F;
    return okStatus();
}

Result<std::vector<Expr>> writeGradient(const GradientContext& context) {
    const Expr flow = context.outputGradient(0);
    const auto list = lists::gradientArray(context, context.input(0), flow);
    AttrMap attrs;
    attrs.set("dtype", context.input(2).dtype());
    const Expr read =
        context.scope().op("TensorArrayReadV3", {list.handle, context.input(1), list.flow}, attrs);
    return std::vector<Expr>{Expr(), Expr(), read, flow};
}

WEFT_OP("TensorArrayReadV3")
    .summary("An element of a list.")
    .category("data")
    .attr("dtype: type")
    .input("handle: resource", "leads to the list")
    .input("index: int32", "scalar: which element")
    .input("flow_in: float", "of the list")
    .output("value: dtype", "the element")
    .stateful()
    .shape(readShape)
    .dynamicOutput(0)
    .gradient(readGradient)
    .cpuKernel(readCpu);

WEFT_OP("TensorArrayWriteV3")
    .summary("Writes an element of a list.")
    .category("data")
    .attr("T: type")
    .input("handle: resource", "leads to the list")
    .input("index: int32", "scalar: which element")
    .input("value: T", "the element")
    .input("flow_in: float", "of the list")
    .output("flow_out: float", "of the list afterwards")
    .stateful()
    .shape(writeShape)
    .gradient(writeGradient)
    .cpuKernel(writeCpu);

}  // namespace
}  // namespace weft
