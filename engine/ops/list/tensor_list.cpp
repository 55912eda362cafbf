// SPDX-License-Identifier: Apache-2.0
#include "engine/ops/list/tensor_list.h"

#include <algorithm>

#include "engine/base/limits.h"
#include "engine/base/strings.h"
#include "engine/kernel/state/tensor_elements.h"
#include "engine/tensor/device_memory.h"

namespace weft::lists {

/// Whether another element may come.
Status TensorList::takeIn(const Tensor& value, std::int64_t sizeThen) {
    const int depth = std::max(m_depth, 1 + variantDepth(value));
    const std::int64_t within = m_within + variantCount(value);
    WEFT_TRY(checkVariantSize(depth, sizeThen + within));
    m_depth = depth;
    m_within = within;
    return okStatus();
}

Status TensorList::set(std::int64_t index, Tensor value) {
    Tensor& place = m_tensors[static_cast<std::size_t>(index)];
    m_within -= variantCount(place);
    place = Tensor();
    WEFT_TRY(takeIn(value, size()));
    place = std::move(value);
    return okStatus();
}

Status TensorList::push(Tensor value) {
    WEFT_TRY(takeIn(value, size() + 1));
    m_tensors.push_back(std::move(value));
    return okStatus();
}

void TensorList::pop() {
    m_within -= variantCount(m_tensors.back());
    m_tensors.pop_back();
}

Status TensorList::resize(std::int64_t size) {
    const std::int64_t budget = defaultLimits().tensorBytes;
    if (size > kMostVariantCount || size * std::int64_t{sizeof(Tensor)} > budget) {
        return resourceExhausted(
            concat("too many elements for a list: got ", size, ", want at most ",
                   std::min(kMostVariantCount, budget / std::int64_t{sizeof(Tensor)})));
    }
    while (m_within > 0 && this->size() > size) { pop(); }
    m_tensors.resize(static_cast<std::size_t>(size));
    return okStatus();
}

Result<PartialShape> TensorList::commonShape() const {
    PartialShape common = m_elementShape;
    for (const Tensor& tensor : m_tensors) {
        if (tensor.valid()) { common = WEFT_TRY(common.merge(tensor.shape())); }
    }
    return common;
}

std::string TensorList::describe() const {
    return concat("TensorList of ", size(), " x ", m_type, m_elementShape);
}

Result<std::shared_ptr<VariantPayload>> TensorList::zerosLike(Allocator& allocator) const {
    auto zeros = std::make_shared<TensorList>(m_type, m_elementShape);
    WEFT_TRY(zeros->resize(size()));
    zeros->m_depth = m_depth;
    zeros->m_within = m_within;
    Tensor last;  // nobody writes to elements, so those of one shape are one
    for (std::size_t i = 0; i < m_tensors.size(); ++i) {
        const Tensor& tensor = m_tensors[i];
        if (!tensor.valid()) { continue; }
        const bool same = last.valid() && isPlain(m_type) && last.shape() == tensor.shape();
        if (!same) { last = WEFT_TRY(weft::zerosLike(tensor, allocator)); }
        zeros->m_tensors[i] = last;
    }
    return std::shared_ptr<VariantPayload>(std::move(zeros));
}

Result<std::shared_ptr<VariantPayload>> TensorList::sum(const VariantPayload& other,
                                                        Allocator& allocator) const {
    const auto* list = dynamic_cast<const TensorList*>(&other);
    if (list == nullptr) {
        return internalError(concat("variants that are added are of different types: got '",
                                    typeName(), "' and '", other.typeName(), "'"));
    }
    if (list->m_type != m_type) {
        return invalidArgument(
            concat("Trying to add two lists of tensors of different dtypes. One is ", m_type,
                   " and the other is ", list->m_type));
    }
    if (!m_elementShape.compatibleWith(list->elementShape())) {
        return invalidArgument(
            concat("Trying to add two lists of tensors with incompatible element shapes. One is ",
                   m_elementShape, " and the other is ", list->elementShape()));
    }
    if (list->size() != size()) {
        return invalidArgument(
            concat("Trying to add two lists of tensors with different lengths. One is ", size(),
                   " and the other is ", list->size()));
    }
    auto sum =
        std::make_shared<TensorList>(m_type, WEFT_TRY(m_elementShape.merge(list->elementShape())));
    sum->m_tensors = m_tensors;
    sum->m_depth = std::max(m_depth, list->m_depth);
    for (std::size_t i = 0; i < m_tensors.size(); ++i) {
        Tensor& element = sum->m_tensors[i];
        const Tensor& added = list->m_tensors[i];
        if (!element.valid()) {
            element = added;
        } else if (added.valid()) {
            element = WEFT_TRY(cloneInPlace(element, allocator));
            WEFT_TRY(addElements(element, added, allocator));
        }
        sum->m_within += variantCount(element);
    }
    return std::shared_ptr<VariantPayload>(std::move(sum));
}

Result<const TensorList*> listAt(KernelContext& context, int input) {
    const Tensor& tensor = context.input(input);
    if (tensor.rank() != 0) {
        return invalidArgument(concat("Input list must be a scalar saw: ", tensor.shape()));
    }
    const VariantValue& value = tensor.values<VariantValue>()[0];
    if (const auto* list = value.as<TensorList>()) { return list; }
    const std::string held = value.payload == nullptr ? std::string() : value.payload->describe();
    return invalidArgument(concat("Input handle is not a list. Saw: '", held, "'"));
}

Result<const TensorList*> typedListAt(KernelContext& context, int input) {
    const TensorList* list = WEFT_TRY(listAt(context, input));
    const auto type = WEFT_TRY(context.attrs().get<DType>("element_dtype"));
    if (list->type() == type) { return list; }
    return invalidArgument(concat("Invalid data types; op elements ", signatureName(type),
                                  " but list elements ", signatureName(list->type())));
}

Result<TensorList*> changedList(KernelContext& context) {
    const TensorList* list = WEFT_TRY(listAt(context, 0));
    Tensor& output = context.output(0);
    if (output.sharesBufferWith(context.input(0))) {
        const VariantValue& value = output.values<VariantValue>()[0];
        if (auto* owned = value.owned<TensorList>()) { return owned; }
        // The input's tensor is this one: what is put here must not show there.
        output = WEFT_TRY(context.allocate(DType::Variant, Shape()));
    }
    auto copy = std::make_shared<TensorList>(*list);
    TensorList* changed = copy.get();
    giveList(context, 0, std::move(copy));
    return changed;
}

void giveList(KernelContext& context, int output, std::shared_ptr<TensorList> list) {
    context.outputValues<VariantValue>(output)[0].payload = std::move(list);
}

Result<PartialShape> shapeAt(const KernelContext& context, int input) {
    const Tensor& sizes = context.input(input);
    if (sizes.rank() > 1) {
        return invalidArgument(concat("Shape must be at most rank 1 but is rank ", sizes.rank()));
    }
    if (sizes.rank() == 0) {
        if (intAt(sizes, 0) == kUnknownDim) { return PartialShape::unknown(); }
        return invalidArgument(
            "The only valid scalar shape tensor is the fully unknown shape specified as -1.");
    }
    if (sizes.elements() > kMaxRank) {
        return invalidArgument(concat("element_shape has too many dimensions: got ",
                                      sizes.elements(), ", want at most ", kMaxRank));
    }
    Dims dims;
    for (std::int64_t i = 0; i < sizes.elements(); ++i) {
        dims.push_back(intAt(sizes, i));
        if (dims.back() < kUnknownDim) {
            return invalidArgument(concat("Dimension ", dims.back(), " must be >= -1"));
        }
    }
    return PartialShape::ofDims(std::move(dims));
}

Result<std::int64_t> scalarAt(const KernelContext& context, int input, std::string_view what) {
    const Tensor& tensor = context.input(input);
    if (tensor.elements() == 1) { return intAt(tensor, 0); }
    return invalidArgument(concat(what, " must be a scalar: got shape ", tensor.shape()));
}

Result<Tensor> zerosOf(KernelContext& context, DType type, const Shape& shape) {
    if (!isPlain(type) && type != DType::String) {
        return invalidArgument(
            concat("an element that was not set has no zeros of its type: got ", type));
    }
    Tensor zeros = WEFT_TRY(context.allocate(type, shape));
    if (isPlain(type)) { WEFT_TRY(clearElements(zeros)); }
    return zeros;
}

Result<std::vector<PartialShape>> listShape(const ShapeContext& context) {
    std::vector<PartialShape> shapes(static_cast<std::size_t>(context.outputs()));
    shapes.front() = PartialShape::scalar();
    return shapes;
}

Expr rowShapeOf(const Expr& x) {
    return op("Slice", {shapeOf(x), intVector(x, {1}), intVector(x, {-1})});
}

Expr elementShapeOf(const Expr& list) {
    AttrMap attrs;
    attrs.set("shape_type", DType::Int32);
    return op("TensorListElementShape", {list}, attrs);
}

Expr reserveLike(const Expr& list, DType type) {
    AttrMap attrs;
    attrs.set("element_dtype", type);
    return op("TensorListReserve", {elementShapeOf(list), op("TensorListLength", {list})}, attrs);
}

}  // namespace weft::lists
