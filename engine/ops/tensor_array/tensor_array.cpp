// SPDX-License-Identifier: Apache-2.0
#include "engine/ops/tensor_array/tensor_array.h"

#include <atomic>

#include "engine/base/strings.h"
#include "engine/kernel/state/step_resources.h"
#include "engine/kernel/state/tensor_elements.h"
#include "engine/tensor/device_memory.h"

namespace weft::lists {
namespace {

Result<Tensor> zeros(DType type, const Shape& shape, Allocator& allocator) {
    Tensor made = WEFT_TRY(Tensor::allocate(type, shape, allocator));
    if (isPlain(type)) { WEFT_TRY(clearElements(made)); }
    return made;
}

}  // namespace

std::string TensorArray::text(std::string_view what, std::int64_t index) const {
    return concat("TensorArray ", m_name, ": Could not ", what, " index ", index);
}

Status TensorArray::checkOpen() const {
    if (!m_isClosed) { return okStatus(); }
    return invalidArgument(concat("TensorArray ", m_name, " has already been closed."));
}

void TensorArray::close() {
    m_slots.clear();
    m_isClosed = true;
}

Status TensorArray::mergeElementShape(const PartialShape& shape) {
    Result<PartialShape> merged = m_rules.elementShape.merge(shape);
    if (!merged.ok()) {
        return invalidArgument(concat("TensorArray ", m_name, ": element shape ", shape,
                                      " is incompatible with the TensorArray's element shape ",
                                      m_rules.elementShape));
    }
    m_rules.elementShape = *std::move(merged);
    return okStatus();
}

Status TensorArray::write(std::int64_t index, const Tensor& value, Allocator& allocator) {
    WEFT_TRY(checkOpen());
    if (index < 0 || (!m_rules.isDynamic && index >= size())) {
        return invalidArgument(concat("TensorArray ", m_name, ": Tried to write to index ", index,
                                      " but array is not resizeable and size is: ", size()));
    }
    if (!m_rules.elementShape.compatibleWith(value.shape())) {
        return invalidArgument(
            concat(text("write to", index), " because the value shape is ", value.shape(),
                   " which is incompatible with the TensorArray's "
                   "inferred element shape: ",
                   m_rules.elementShape, " (consider setting infer_shape=False)."));
    }
    if (index >= size()) {
        // Grows by doubling, as std::vector does by itself only for push_back.
        if (asSize(index) >= m_slots.capacity()) { m_slots.reserve(2 * asSize(index) + 1); }
        m_slots.resize(asSize(index) + 1);
    }
    Slot& slot = m_slots[asSize(index)];
    if (slot.isRead) {
        return invalidArgument(
            concat(text("write to", index), " because it has already been read."));
    }
    if (slot.isWritten && !m_rules.addsWrites) {
        return invalidArgument(
            concat(text("write to", index), " because it has already been written to."));
    }
    if (m_rules.sameShapes) { WEFT_TRY(mergeElementShape(value.shape())); }
    if (slot.shape && !(*slot.shape == value.shape())) {
        return invalidArgument(concat("TensorArray ", m_name, ": Could not aggregate to index ",
                                      index, " because the existing shape is ", *slot.shape,
                                      " but the new input shape is ", value.shape(), "."));
    }
    if (slot.isWritten && slot.value.valid()) { return add(slot, index, value, allocator); }
    slot.isWritten = true;
    slot.shape = value.shape();
    slot.value = value;
    return okStatus();
}

Status TensorArray::add(Slot& slot, std::int64_t index, const Tensor& value, Allocator& allocator) {
    m_addedUp = true;
    if (!slot.value.unique()) { slot.value = WEFT_TRY(cloneInPlace(slot.value, allocator)); }
    const Status added = addElements(slot.value, value, allocator);
    return added.ok() ? added : annotated(added, concat(text("aggregate to", index), ": "));
}

Result<Tensor> TensorArray::read(std::int64_t index, Allocator& allocator) {
    WEFT_TRY(checkOpen());
    if (index < 0 || index >= size()) {
        return invalidArgument(concat("TensorArray ", m_name, ": Tried to read from index ", index,
                                      " but array size is: ", size()));
    }
    Slot& slot = m_slots[asSize(index)];
    if (slot.isCleared) {
        return invalidArgument(concat(text("read", index),
                                      " twice because it was cleared after a previous read "
                                      "(perhaps try setting clear_after_read = false?)."));
    }
    if (!slot.value.valid()) {
        const std::optional<Shape> shape = slot.shape ? slot.shape : m_rules.elementShape.full();
        if (!shape) {
            return invalidArgument(
                concat(text("read from", index),
                       ": it was not written, and the element shape is not fully "
                       "defined: ",
                       m_rules.elementShape));
        }
        slot.value = WEFT_TRY(zeros(m_rules.type, *shape, allocator));
    }
    slot.isRead = true;
    if (!m_rules.clearsRead) { return slot.value; }
    slot.isCleared = true;
    slot.shape = slot.value.shape();
    return std::exchange(slot.value, Tensor());
}

Result<std::shared_ptr<TensorArray>> TensorArray::forGradients(std::string name) {
    WEFT_TRY(checkOpen());
    if (m_addedUp) {
        return invalidArgument(
            concat("Unable to create a gradients TensorArray for ", m_name,
                   ".  Perhaps you used the multiple_writes_aggregate flag on a previous write?  "
                   "Gradient calculation is impossible when multiple writes are performed to the "
                   "same index."));
    }
    Rules rules = m_rules;
    rules.isDynamic = false;
    rules.clearsRead = true;
    rules.addsWrites = true;
    m_rules.isDynamic = false;
    auto made = std::make_shared<TensorArray>(std::move(name), rules, size());
    for (std::size_t i = 0; i < m_slots.size(); ++i) { made->m_slots[i].shape = m_slots[i].shape; }
    return made;
}

std::string TensorArray::describe() const {
    return concat(m_rules.type, m_rules.elementShape, ", ", size(), " elements");
}

Result<std::map<std::string, Tensor>> TensorArray::save() const {
    return failedPrecondition("a TensorArray lasts for one run");
}

Status TensorArray::restore(const std::map<std::string, Tensor>&) {
    return failedPrecondition("a TensorArray lasts for one run");
}

std::string uniqueName(std::string_view base) {
    static std::atomic<std::uint64_t> count{0};
    return concat(base, "_", count.fetch_add(1, std::memory_order_relaxed));
}

Tensor handleTo(const std::string& name, std::string_view kind) {
    return Tensor::scalar(ResourceHandle{kContainer, name, std::string(kind)});
}

Result<std::shared_ptr<TensorArray>> openArray(KernelContext& context) {
    const auto handles = context.inputValues<ResourceHandle>(0);
    if (handles.size() != 1) {
        return invalidArgument(concat("handle: got shape ", context.input(0).shape(), ", want []"));
    }
    auto found = stepResources().find<TensorArray>(kContainer, handles[0].name);
    if (found == nullptr) {
        return invalidArgument(
            concat("the handle leads to no TensorArray of this run: got '", handles[0].name, "'"));
    }
    WEFT_TRY(found->checkOpen());
    return found;
}

Result<std::shared_ptr<TensorArray>> typedArray(KernelContext& context, std::string_view attr) {
    auto array = WEFT_TRY(openArray(context));
    const auto asked = WEFT_TRY(context.attrs().get<DType>(attr));
    if (array->rules().type != asked) {
        return invalidArgument(
            concat("TensorArray dtype is ", array->rules().type, " but op has dtype ", asked, "."));
    }
    return array;
}

Result<std::span<const std::int32_t>> indicesOf(KernelContext& context, int input) {
    if (context.input(input).rank() != 1) {
        return invalidArgument(concat("Expected indices to be a vector, but received shape: ",
                                      context.input(input).shape()));
    }
    return context.inputValues<std::int32_t>(input);
}

GradientArray gradientArray(const GradientContext& context, const Expr& handle, const Expr& flow) {
    // All gradients of one call add up in one array: it is known by the call's scope.
    const std::vector<std::string> parts = split(context.scope().prefix(), '/');
    std::size_t count = 1;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts[i].starts_with("gradients")) { count = i + 1; }
    }
    std::string source;
    for (std::size_t i = 0; i < count && i < parts.size(); ++i) {
        source += (i > 0 ? "/" : "") + parts[i];
    }
    AttrMap attrs;
    attrs.set("source", source);
    const std::vector<Expr> made =
        context.scope().opList("TensorArrayGradV3", {handle, flow}, std::move(attrs));
    return made.size() == 2 ? GradientArray{made[0], made[1]} : GradientArray{};
}

}  // namespace weft::lists
