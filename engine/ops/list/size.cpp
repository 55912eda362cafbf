// SPDX-License-Identifier: Apache-2.0
/// @file
/// TensorListLength, TensorListElementShape, TensorListResize: how many elements a list has and of
/// which shape.
///
/// Errors   InvalidArgument for a size that is negative or no scalar, ResourceExhausted for one
///          that no memory holds.
/// Source   Op contracts of TensorFlow of the same names; gradients as its list_ops.

#include "engine/base/strings.h"
#include "engine/ops/list/tensor_list.h"

namespace weft {
namespace {

Status lengthCpu(KernelContext& context) {
    const lists::TensorList* list = WEFT_TRY(lists::listAt(context, 0));
    context.outputValues<std::int32_t>(0)[0] = static_cast<std::int32_t>(list->size());
    return okStatus();
}

/// The scalar -1 where nothing is known.
Status elementShapeCpu(KernelContext& context) {
    const PartialShape& shape = WEFT_TRY(lists::listAt(context, 0))->elementShape();
    const bool isKnown = shape.hasRank();
    const auto type = WEFT_TRY(context.attrs().get<DType>("shape_type"));
    Tensor sizes = WEFT_TRY(context.allocate(type, isKnown ? Shape{shape.rank()} : Shape()));
    for (int i = 0; i < sizes.elements(); ++i) {
        const std::int64_t size = isKnown ? shape[i] : kUnknownDim;
        const auto at = static_cast<std::size_t>(i);
        if (type == DType::Int32) {
            sizes.mutableValues<std::int32_t>()[at] = static_cast<std::int32_t>(size);
        } else {
            sizes.mutableValues<std::int64_t>()[at] = size;
        }
    }
    context.setOutput(0, std::move(sizes));
    return okStatus();
}

Status resizeCpu(KernelContext& context) {
    const lists::TensorList* list = WEFT_TRY(lists::listAt(context, 0));
    if (context.input(1).elements() != 1) {
        return invalidArgument(concat("size must be a scalar: got ", context.input(1).shape()));
    }
    const std::int64_t size = intAt(context.input(1), 0);
    if (size < 0) {
        return invalidArgument(
            concat("TensorListSlice expects size to be non-negative. Got: ", size));
    }
    if (list->most() >= 0 && size > list->most()) {
        return invalidArgument(
            concat("size: got ", size, ", want at most max_num_elements: ", list->most()));
    }
    return WEFT_TRY(lists::changedList(context))->resize(size);
}

Result<std::vector<Expr>> resizeGradient(const GradientContext& context) {
    const Expr size = op("TensorListLength", {context.input(0)});
    return std::vector<Expr>{op("TensorListResize", {context.outputGradient(0), size}), Expr()};
}

WEFT_OP("TensorListLength")
    .summary("How many elements a list has.")
    .category("data")
    .input("input_handle: variant", "a list")
    .output("length: int32", "scalar")
    .shape(scalarShape)
    .noGradient("it is a whole number")
    .cpuKernel(lengthCpu);

WEFT_OP("TensorListElementShape")
    .summary("The shape that elements of a list have.")
    .category("data")
    .attr("shape_type: {int32, int64}")
    .input("input_handle: variant", "a list")
    .output("element_shape: shape_type", "sizes, -1 unknown; the scalar -1: any shape")
    .shape([](const ShapeContext&) -> Result<PartialShape> { return PartialShape::unknown(); })
    .dynamicOutput(0)
    .noGradient("sizes are whole numbers")
    .cpuKernel(elementShapeCpu);

WEFT_OP("TensorListResize")
    .summary("A list without its last elements, or with more that are not set.")
    .category("data")
    .input("input_handle: variant", "a list")
    .input("size: int32", "scalar: how many elements")
    .output("output_handle: variant", "the list with so many")
    .shape(lists::listShape)
    .inPlace(0)
    .gradient(resizeGradient)
    .cpuKernel(resizeCpu);

}  // namespace
}  // namespace weft
