// SPDX-License-Identifier: Apache-2.0
#include "engine/ops/math/elementwise.h"

namespace weft {

std::vector<std::optional<PartialValue>> partialBinary(const ShapeContext& context,
                                                       PartialFunction f) {
    std::vector<std::optional<PartialValue>> nothing(1);
    const DType type = context.inputType(0);
    if (type != DType::Int32 && type != DType::Int64) { return nothing; }
    const std::optional<PartialValue> a = context.partialValue(0);
    const std::optional<PartialValue> b = context.partialValue(1);
    if (!a || !b) { return nothing; }
    // Shapes are vectors or scalars; more is not worth the trouble.
    const bool scalarA = a->elements.size() == 1 && a->shape.rank() <= b->shape.rank();
    const bool scalarB = b->elements.size() == 1 && b->shape.rank() <= a->shape.rank();
    if (!scalarA && !scalarB && !(a->shape == b->shape)) { return nothing; }
    PartialValue out;
    out.shape = scalarA ? b->shape : a->shape;
    const auto n = static_cast<std::size_t>(out.shape.elements());
    for (std::size_t i = 0; i < n; ++i) {
        const auto& left = a->elements[scalarA ? 0 : i];
        const auto& right = b->elements[scalarB ? 0 : i];
        std::optional<std::int64_t> value = left && right ? f(*left, *right) : std::nullopt;
        if (value && type == DType::Int32 && *value != static_cast<std::int32_t>(*value)) {
            value.reset();
        }
        out.elements.push_back(value);
    }
    return {std::move(out)};
}

}  // namespace weft
