// SPDX-License-Identifier: Apache-2.0
#include "engine/tensor/variant.h"

#include <algorithm>

#include "engine/base/strings.h"
#include "engine/tensor/device_memory.h"

namespace weft {

int variantDepth(const Tensor& tensor) {
    int deepest = 0;
    if (tensor.dtype() != DType::Variant) { return deepest; }
    for (const VariantValue& value : tensor.values<VariantValue>()) {
        if (value.payload != nullptr) { deepest = std::max(deepest, value.payload->depth()); }
    }
    return deepest;
}

std::int64_t variantCount(const Tensor& tensor) {
    std::int64_t count = 0;
    if (tensor.dtype() != DType::Variant) { return count; }
    for (const VariantValue& value : tensor.values<VariantValue>()) {
        if (value.payload != nullptr) { count += value.payload->count(); }
    }
    return count;
}

Status checkVariantSize(int depth, std::int64_t count) {
    if (depth > kMostVariantDepth) {
        return invalidArgument(concat("variants lie too deep within each other: got ", depth,
                                      ", want at most ", kMostVariantDepth));
    }
    if (count > kMostVariantCount) {
        return resourceExhausted(concat("too many tensors in a variant: got ", count,
                                        ", want at most ", kMostVariantCount));
    }
    return okStatus();
}

Tensor variantScalar(std::shared_ptr<VariantPayload> payload) {
    return Tensor::scalar(VariantValue{std::move(payload)});
}

Result<Tensor> zerosLike(const Tensor& tensor, Allocator& allocator) {
    DeviceMemory* own = deviceMemoryOf(tensor);
    Tensor zeros = WEFT_TRY(
        Tensor::allocate(tensor.dtype(), tensor.shape(), own != nullptr ? *own : allocator));
    if (isPlain(tensor.dtype())) {
        WEFT_TRY(clearElements(zeros));
    } else if (tensor.dtype() == DType::Variant) {
        const auto from = tensor.values<VariantValue>();
        const auto to = zeros.mutableValues<VariantValue>();
        for (std::size_t i = 0; i < from.size(); ++i) {
            if (from[i].payload == nullptr) {
                return invalidArgument("zeros of a variant that holds nothing");
            }
            to[i].payload = WEFT_TRY(from[i].payload->zerosLike(allocator));
        }
    }
    return zeros;
}

}  // namespace weft
