// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/shape_context.h"

#include "engine/base/limits.h"

namespace weft {
namespace {

/// Largest value that is read element by element; shapes and axes are far below it.
constexpr std::int64_t kMostElements = 65536;

bool isIndexType(DType type) { return type == DType::Int32 || type == DType::Int64; }

/// "input 1 ('shape')" for messages.
std::string inputText(const ShapeContext& context, int i) {
    const auto& args = context.op().inputs;
    const auto at = static_cast<std::size_t>(i);
    return at < args.size() ? concat("input ", i, " ('", args[at].name, "')") : concat("input ", i);
}

}  // namespace

std::optional<PartialValue> ShapeContext::partialValue(int i) const {
    if (std::optional<PartialValue> known = m_values.partialValue(i)) { return known; }
    const std::optional<Tensor> whole = value(i);
    if (!whole || !isIndexType(whole->dtype()) || whole->elements() > kMostElements) {
        return std::nullopt;
    }
    PartialValue out;
    out.shape = whole->shape();
    out.elements.reserve(static_cast<std::size_t>(whole->elements()));
    for (std::int64_t k = 0; k < whole->elements(); ++k) {
        out.elements.push_back(intAt(*whole, k));
    }
    return out;
}

Result<PartialShape> ShapeContext::valueAsShape(int i) const {
    const PartialShape& shape = input(i);
    const std::optional<PartialValue> known = partialValue(i);
    if (!known) {
        WEFT_TRY(shape.withRankAtMost(1));
        // Only how many sizes there are is known, if that; a scalar may stand for "unknown".
        if (shape.hasRank() && shape.rank() == 1 && shape[0] != kUnknownDim) {
            if (shape[0] > defaultLimits().rank) {
                return invalidArgument(concat(inputText(*this, i), " has too many dimensions: got ",
                                              shape[0], ", want at most ", defaultLimits().rank));
            }
            return PartialShape::ofRank(static_cast<int>(shape[0]));
        }
        return PartialShape::unknown();
    }
    if (known->shape.rank() == 0) {
        const std::optional<std::int64_t>& only = known->elements[0];
        if (only && *only != kUnknownDim) {
            return invalidArgument(
                concat(inputText(*this, i), " must be a vector of sizes: got the scalar ", *only));
        }
        return PartialShape::unknown();
    }
    if (known->shape.rank() != 1) {
        return invalidArgument(
            concat(inputText(*this, i), " must be a vector of sizes: got shape ", known->shape));
    }
    if (known->shape.elements() > defaultLimits().rank) {
        return invalidArgument(concat(inputText(*this, i), " has too many dimensions: got ",
                                      known->shape.elements(), ", want at most ",
                                      defaultLimits().rank));
    }
    Dims dims;
    std::int64_t product = 1;
    for (const std::optional<std::int64_t>& size : known->elements) {
        if (size && *size < kUnknownDim) {
            return invalidArgument(
                concat(inputText(*this, i), " holds a negative size: got ", *size, ", want >= -1"));
        }
        dims.push_back(size.value_or(kUnknownDim));
        if (size && *size > 0 && multiplyOverflows(product, *size, product)) {
            return invalidArgument(concat(inputText(*this, i),
                                          " describes too many elements: overflow of 64 bits in ",
                                          PartialShape::ofDims(dims)));
        }
    }
    return PartialShape::ofDims(std::move(dims));
}

Result<std::optional<std::int64_t>> ShapeContext::valueAsInt(int i) const {
    WEFT_TRY(input(i).withRank(0));
    const std::optional<PartialValue> known = partialValue(i);
    if (!known) { return std::optional<std::int64_t>(); }
    if (known->shape.rank() != 0) {
        return invalidArgument(
            concat(inputText(*this, i), " must be a scalar: got shape ", known->shape));
    }
    return known->elements[0];
}

Result<std::optional<std::vector<std::int64_t>>> ShapeContext::valueAsInts(int i) const {
    WEFT_TRY(input(i).withRankAtMost(1));
    const std::optional<PartialValue> known = partialValue(i);
    if (!known) { return std::optional<std::vector<std::int64_t>>(); }
    if (known->shape.rank() > 1) {
        return invalidArgument(
            concat(inputText(*this, i), " must be a scalar or vector: got shape ", known->shape));
    }
    std::vector<std::int64_t> values;
    values.reserve(known->elements.size());
    for (const std::optional<std::int64_t>& element : known->elements) {
        if (!element) { return std::optional<std::vector<std::int64_t>>(); }
        values.push_back(*element);
    }
    return std::optional(std::move(values));
}

}  // namespace weft
