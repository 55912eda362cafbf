// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/state/tensor_elements.h"

#include <algorithm>
#include <complex>

#include "engine/base/strings.h"
#include "engine/kernel/combine.h"
#include "engine/kernel/gpu/gpu_node.h"
#include "engine/kernel/gpu/gpu_sum.h"
#include "engine/tensor/device_memory.h"
#include "engine/tensor/variant.h"

namespace weft {
namespace {

template <class T>
bool addAs(Tensor& sum, const Tensor& value) {
    if (sum.dtype() != kDTypeOf<T>) { return false; }
    T* to = sum.mutableValues<T>().data();
    const T* by = value.values<T>().data();
    for (std::int64_t i = 0; i < sum.elements(); ++i) {
        to[i] = elements::combine<elements::Plus, T>(to[i], by[i]);
    }
    return true;
}

template <class... T>
bool addAsOneOf(Tensor& sum, const Tensor& value) {
    return (addAs<T>(sum, value) || ...);
}

Status addVariants(Tensor& sum, const Tensor& value, Allocator& allocator) {
    const auto to = sum.mutableValues<VariantValue>();
    const auto by = value.values<VariantValue>();
    for (std::size_t i = 0; i < to.size(); ++i) {
        if (to[i].payload == nullptr || by[i].payload == nullptr) {
            return invalidArgument("a variant that holds nothing does not add up");
        }
        to[i].payload = WEFT_TRY(to[i].payload->sum(*by[i].payload, allocator));
    }
    return okStatus();
}

}  // namespace

Status addElements(Tensor& sum, const Tensor& value, Allocator& allocator) {
    if (sum.dtype() != value.dtype() || !(sum.shape() == value.shape())) {
        return invalidArgument(concat("elements that are added: got ", value.dtype(), value.shape(),
                                      ", want ", sum.dtype(), sum.shape()));
    }
    if (sum.dtype() == DType::Variant) { return addVariants(sum, value, allocator); }
    if (deviceMemoryOf(sum) != nullptr) { return addOnCard(sum, value); }
    const Tensor readable = WEFT_TRY(onHost(value));
    const bool isNumber =
        addAsOneOf<float, double, Half, BFloat16, std::complex<float>, std::complex<double>,
                   std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t,
                   std::uint16_t, std::uint32_t, std::uint64_t, bool>(sum, readable);
    if (isNumber) { return okStatus(); }
    return invalidArgument(concat("elements of ", sum.dtype(), " do not add up"));
}

Status copyElements(const Tensor& from, Tensor& to, std::int64_t at) {
    if (from.elements() == 0) { return okStatus(); }
    if (isPlain(from.dtype())) {
        const bool isSent = deviceMemoryOf(from) == nullptr && deviceMemoryOf(to) != nullptr;
        if (isSent) { noteHostRead("a list"); }
        Tensor part = to.reshaped(Shape{to.elements()}).rows(at, at + from.elements());
        return copyElementBytes(from, part);
    }
    const auto copyAs = [&]<class T>(T) {
        const auto source = from.values<T>();
        std::copy(source.begin(), source.end(), to.mutableValues<T>().begin() + at);
    };
    if (from.dtype() == DType::String) {
        copyAs(std::string());
    } else if (from.dtype() == DType::Variant) {
        copyAs(VariantValue());
    } else {
        copyAs(ResourceHandle());
    }
    return okStatus();
}

Result<Tensor> cloneInPlace(const Tensor& tensor, Allocator& allocator) {
    DeviceMemory* own = deviceMemoryOf(tensor);
    return tensor.clone(own != nullptr ? *own : allocator);
}

Result<Tensor> readableBy(Device& device, const Tensor& tensor) {
    const bool isOfCard = asDeviceMemory(device.allocator()) != nullptr;
    return isOfCard || !isPlain(tensor.dtype()) ? tensor : onHost(tensor);
}

Result<Tensor> keptRows(const Tensor& tensor, std::int64_t begin, std::int64_t end) {
    /// Of the widest loads, and what cuDNN asks for.
    constexpr std::uintptr_t kWidth = 16;
    Tensor rows = tensor.rows(begin, end);
    DeviceMemory* own = deviceMemoryOf(tensor);
    const bool isWhole = reinterpret_cast<std::uintptr_t>(rows.data()) % kWidth == 0;
    return own == nullptr || isWhole ? rows : rows.clone(*own);
}

}  // namespace weft
