// SPDX-License-Identifier: Apache-2.0
/// @file
/// StackV2, StackPushV2, StackPopV2, StackCloseV2: what a loop keeps of its iterations, last in
/// first out, for one run.
///
/// Errors   InvalidArgument for a push beyond max_size, a pop from an empty stack, another dtype, a
///          stack that is closed.
/// Source   Op contracts of TensorFlow of the same names.

#include "engine/kernel/state/step_resources.h"
#include "engine/ops/tensor_array/tensor_array.h"

namespace weft {
namespace {

/// Threading: the run's.
class Stack final : public Resource {
public:
    Stack(DType type, std::int64_t most) : m_type(type), m_most(most) {}

    Status push(const Tensor& value) {
        WEFT_TRY(checkOpen());
        if (value.dtype() != m_type) { return wrongType(value.dtype()); }
        if (m_most >= 0 && std::ssize(m_values) >= m_most) {
            return invalidArgument(
                concat("Stack[", m_name, "] overflowed its max_size (", m_most, ")"));
        }
        m_values.push_back(value);
        return okStatus();
    }
    Result<Tensor> pop(DType type) {
        WEFT_TRY(checkOpen());
        if (type != m_type) { return wrongType(type); }
        if (m_values.empty()) {
            return invalidArgument(concat("Stack[", m_name, "] is empty when calling Pop()."));
        }
        Tensor top = std::move(m_values.back());
        m_values.pop_back();
        return top;
    }
    void close() {
        m_values.clear();
        m_isClosed = true;
    }
    void setName(std::string name) { m_name = std::move(name); }

    std::string kind() const override { return "stack"; }
    std::string describe() const override { return concat(m_values.size(), " of ", m_type); }
    Result<std::map<std::string, Tensor>> save() const override {
        return failedPrecondition("a stack lasts for one run");
    }
    Status restore(const std::map<std::string, Tensor>&) override {
        return failedPrecondition("a stack lasts for one run");
    }

private:
    Status checkOpen() const {
        if (!m_isClosed) { return okStatus(); }
        return invalidArgument(concat("Stack[", m_name, "] has already been closed."));
    }
    Status wrongType(DType type) const {
        return invalidArgument(
            concat("Must have same element type: got ", type, ", want ", m_type));
    }

    std::string m_name;
    DType m_type;
    std::int64_t m_most;
    std::vector<Tensor> m_values;
    bool m_isClosed = false;
};

Result<std::shared_ptr<Stack>> stackOf(KernelContext& context) {
    const auto handles = context.inputValues<ResourceHandle>(0);
    if (handles.size() != 1) {
        return invalidArgument(concat("handle: got shape ", context.input(0).shape(), ", want []"));
    }
    auto found = stepResources().find<Stack>(lists::kContainer, handles[0].name);
    if (found != nullptr) { return found; }
    return invalidArgument(
        concat("the handle leads to no stack of this run: got '", handles[0].name, "'"));
}

Status makeCpu(KernelContext& context) {
    if (context.input(0).rank() != 0) {
        return invalidArgument(
            concat("Stack size must be a scalar: got shape ", context.input(0).shape()));
    }
    std::string base = context.attrs().getOr<std::string>("stack_name", {});
    if (base.empty()) { base = context.node().name; }
    const std::string name = lists::uniqueName(base);
    const auto type = WEFT_TRY(context.attrs().get<DType>("elem_type"));
    const std::int32_t most = context.inputValues<std::int32_t>(0)[0];
    const auto made = WEFT_TRY(stepResources().findOrMake<Stack>(
        lists::kContainer, name, [&] { return std::make_shared<Stack>(type, most); }));
    made->setName(name);
    context.setOutput(0, lists::handleTo(name, "stack"));
    return okStatus();
}

Status pushCpu(KernelContext& context) {
    WEFT_TRY(WEFT_TRY(stackOf(context))->push(context.input(1)));
    context.setOutput(0, context.input(1));
    return okStatus();
}

Status popCpu(KernelContext& context) {
    const auto type = WEFT_TRY(context.attrs().get<DType>("elem_type"));
    context.setOutput(0, WEFT_TRY(WEFT_TRY(stackOf(context))->pop(type)));
    return okStatus();
}

Status closeCpu(KernelContext& context) {
    WEFT_TRY(stackOf(context))->close();
    return okStatus();
}

WEFT_OP("StackV2")
    .summary("Makes a stack of tensors that lives for one run.")
    .category("data")
    .attr("elem_type: type")
    .attr("stack_name: string = ''")
    .input("max_size: int32", "scalar: how many it holds at most; negative: any number")
    .output("handle: resource", "leads to the stack")
    .stateful()
    .shape(scalarShape)
    .noGradient("it makes a stack")
    .cpuKernel(makeCpu);

WEFT_OP("StackPushV2")
    .summary("Puts a tensor on a stack.")
    .category("data")
    .attr("T: type")
    .attr("swap_memory: bool = false")
    .input("handle: resource", "leads to the stack")
    .input("elem: T", "any tensor")
    .output("output: T", "the same")
    .stateful()
    .shape([](const ShapeContext& context) -> Result<PartialShape> { return context.input(1); })
    .dynamicOutput(0)
    .noGradient("stacks hold what gradients are computed from")
    .cpuKernel(pushCpu);

WEFT_OP("StackPopV2")
    .summary("Takes the last tensor from a stack.")
    .category("data")
    .attr("elem_type: type")
    .input("handle: resource", "leads to the stack")
    .output("elem: elem_type", "it")
    .stateful()
    .shape(unknownShapes)
    .dynamicOutput(0)
    .noGradient("stacks hold what gradients are computed from")
    .cpuKernel(popCpu);

WEFT_OP("StackCloseV2")
    .summary("Drops a stack before its run ends.")
    .category("data")
    .input("handle: resource", "leads to the stack")
    .stateful()
    .shape(noOutputs)
    .noGradient("it has no outputs")
    .cpuKernel(closeCpu);

}  // namespace
}  // namespace weft
