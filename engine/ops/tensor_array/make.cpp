// SPDX-License-Identifier: Apache-2.0
/// @file
/// TensorArrayV3, TensorArrayGradV3, TensorArraySizeV3, TensorArrayCloseV3: lists of tensors that
/// live for one run. The flow, a scalar that means nothing, orders the ops on a list.
///
/// Errors   InvalidArgument for a size that is negative or no scalar, ResourceExhausted for one that
///          no memory holds.
/// Source   Op contracts of TensorFlow of the same names.

#include "engine/kernel/state/step_resources.h"
#include "engine/ops/tensor_array/tensor_array.h"

namespace weft {
namespace {

constexpr std::int64_t kMostElements = std::int64_t{1} << 28;

Result<std::vector<PartialShape>> makeShape(const ShapeContext& context) {
    WEFT_TRY(context.input(0).withRank(0).status());
    return std::vector<PartialShape>{PartialShape::scalar(), PartialShape::scalar()};
}

Result<std::optional<HandleInfo>> elements(const ShapeContext& context) {
    return std::optional(HandleInfo{WEFT_TRY(context.attr<DType>("dtype")),
                                    WEFT_TRY(context.attr<PartialShape>("element_shape"))});
}

Result<std::optional<HandleInfo>> sameElements(const ShapeContext& context) {
    return context.handle(0);
}

void give(KernelContext& context, const std::string& name) {
    context.setOutput(0, lists::handleTo(name, "TensorArray"));
    context.outputValues<float>(1)[0] = 0.0F;
}

Status makeCpu(KernelContext& context) {
    const std::int32_t size = context.inputValues<std::int32_t>(0)[0];
    if (size < 0) { return invalidArgument(concat("Size should be >= 0: got ", size)); }
    if (size > kMostElements) {
        return resourceExhausted(
            concat("too large a size: got ", size, ", want at most ", kMostElements));
    }
    const AttrMap& attrs = context.attrs();
    lists::TensorArray::Rules rules;
    rules.type = WEFT_TRY(attrs.get<DType>("dtype"));
    rules.elementShape = WEFT_TRY(attrs.get<PartialShape>("element_shape"));
    rules.isDynamic = attrs.getOr("dynamic_size", false);
    rules.clearsRead = attrs.getOr("clear_after_read", true);
    rules.sameShapes = attrs.getOr("identical_element_shapes", false);
    std::string base = attrs.getOr<std::string>("tensor_array_name", {});
    if (base.empty()) { base = context.node().name; }
    const std::string name = lists::uniqueName(base);
    WEFT_TRY(stepResources().findOrMake<lists::TensorArray>(lists::kContainer, name, [&] {
        return std::make_shared<lists::TensorArray>(name, rules, size);
    }));
    give(context, name);
    return okStatus();
}

Status gradientCpu(KernelContext& context) {
    const auto array = WEFT_TRY(lists::openArray(context));
    const std::string name =
        concat(array->name(), "@", context.attrs().getOr<std::string>("source", {}));
    ResourceStore& store = stepResources();
    if (store.find<lists::TensorArray>(lists::kContainer, name) == nullptr) {
        const auto made = WEFT_TRY(array->forGradients(name));
        WEFT_TRY(
            store.findOrMake<lists::TensorArray>(lists::kContainer, name, [&] { return made; }));
    }
    give(context, name);
    return okStatus();
}

Status sizeCpu(KernelContext& context) {
    const auto array = WEFT_TRY(lists::openArray(context));
    context.outputValues<std::int32_t>(0)[0] = static_cast<std::int32_t>(array->size());
    return okStatus();
}

Status closeCpu(KernelContext& context) {
    WEFT_TRY(lists::openArray(context))->close();
    return okStatus();
}

WEFT_OP("TensorArrayV3")
    .summary("Makes a list of tensors that lives for one run.")
    .category("data")
    .attr("dtype: type")
    .attr("element_shape: shape = { unknown_rank: true }")
    .attr("dynamic_size: bool = false")
    .attr("clear_after_read: bool = true")
    .attr("identical_element_shapes: bool = false")
    .attr("tensor_array_name: string = ''")
    .input("size: int32", "scalar: how many elements it has at first")
    .output("handle: resource", "leads to the list")
    .output("flow: float", "orders the ops on the list")
    .stateful()
    .shape(makeShape)
    .handle(elements)
    .noGradient("the size is no number that gradients pass through")
    .cpuKernel(makeCpu);

WEFT_OP("TensorArrayGradV3")
    .summary("The list of gradients by the elements of a list; made when first asked for.")
    .category("data")
    .attr("source: string")
    .input("handle: resource", "leads to the list")
    .input("flow_in: float", "of the list; all its writes come before")
    .output("grad_handle: resource", "leads to the list of gradients")
    .output("flow_out: float", "orders the ops on that list")
    .stateful()
    .shape([](const ShapeContext&) -> Result<std::vector<PartialShape>> {
        return std::vector<PartialShape>{PartialShape::scalar(), PartialShape::scalar()};
    })
    .handle(sameElements)
    .noGradient("it makes a list")
    .cpuKernel(gradientCpu);

WEFT_OP("TensorArraySizeV3")
    .summary("How many elements a list has.")
    .category("data")
    .input("handle: resource", "leads to the list")
    .input("flow_in: float", "of the list")
    .output("size: int32", "scalar")
    .stateful()
    .shape(scalarShape)
    .noGradient("it is a whole number")
    .cpuKernel(sizeCpu);

WEFT_OP("TensorArrayCloseV3")
    .summary("Drops the elements of a list before its run ends.")
    .category("data")
    .input("handle: resource", "leads to the list")
    .stateful()
    .shape(noOutputs)
    .noGradient("it has no outputs")
    .cpuKernel(closeCpu);

}  // namespace
}  // namespace weft
