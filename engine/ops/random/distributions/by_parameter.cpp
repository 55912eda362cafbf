// SPDX-License-Identifier: Apache-2.0
#include "engine/ops/random/distributions/by_parameter.h"

#include <limits>

namespace weft::random {
namespace {

/// Calls f with a null pointer of the element type.
template <class F>
auto withType(DType type, const F& f) {
    switch (type) {
        case DType::Half:
            return f(static_cast<Half*>(nullptr));
        case DType::BFloat16:
            return f(static_cast<BFloat16*>(nullptr));
        case DType::Float:
            return f(static_cast<float*>(nullptr));
        case DType::Int32:
            return f(static_cast<std::int32_t*>(nullptr));
        case DType::Int64:
            return f(static_cast<std::int64_t*>(nullptr));
        default:
            return f(static_cast<double*>(nullptr));
    }
}

}  // namespace

Result<PartialShape> samplesThenParameter(const ShapeContext& context) {
    return WEFT_TRY(randomShape(context)).concat(context.input(1));
}

Result<PartialShape> endsWithParameter(const ShapeContext& context) {
    const PartialShape shape = WEFT_TRY(seedShape(context));
    WEFT_TRY(checkEndsWith(shape, context.input(2)));
    return shape;
}

double numberAt(const Tensor& tensor, std::int64_t i) {
    return withType(tensor.dtype(), [&]<class T>(T*) {
        return asDouble(tensor.values<T>()[static_cast<std::size_t>(i)]);
    });
}

void setNumber(Tensor& tensor, std::int64_t i, double value) {
    withType(tensor.dtype(), [&]<class T>(T*) {
        T& out = tensor.mutableValues<T>()[static_cast<std::size_t>(i)];
        if constexpr (sizeof(T) == 2) {
            out = T(static_cast<float>(value));
        } else {
            out = static_cast<T>(value);
        }
    });
}

double largestOf(DType type) {
    return withType(type, []<class T>(T*) -> double {
        if constexpr (std::is_integral_v<T>) {
            return static_cast<double>(std::numeric_limits<T>::max());
        } else {
            return std::is_same_v<T, Half> ? 65504.0
                                           : static_cast<double>(std::numeric_limits<float>::max());
        }
    });
}

}  // namespace weft::random
