// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/via_float.h"

#include "absl/container/inlined_vector.h"
#include "engine/kernel/parallel.h"
#include "engine/kernel/simd/unary.h"

namespace weft {
namespace {

constexpr double kConversionNs = 0.3;

bool isNarrow(DType type) { return type == DType::Half || type == DType::BFloat16; }

template <class T>
void widenAll(std::span<const T> from, std::span<float> to) {
    parallelFor(std::ssize(from), kConversionNs, [&](std::int64_t begin, std::int64_t end) {
        simd::widen(from.data() + begin, to.data() + begin, end - begin);
    });
}
template <class T>
void narrowAll(std::span<const float> from, std::span<T> to) {
    parallelFor(std::ssize(from), kConversionNs, [&](std::int64_t begin, std::int64_t end) {
        simd::narrow(from.data() + begin, to.data() + begin, end - begin);
    });
}

}  // namespace

void widen(const Tensor& narrowTensor, std::span<float> out) {
    if (narrowTensor.dtype() == DType::Half) {
        widenAll(narrowTensor.values<Half>(), out);
    } else {
        widenAll(narrowTensor.values<BFloat16>(), out);
    }
}

void narrow(std::span<const float> values, Tensor& out) {
    if (out.dtype() == DType::Half) {
        narrowAll(values, out.mutableValues<Half>());
    } else {
        narrowAll(values, out.mutableValues<BFloat16>());
    }
}

Status runViaFloat(KernelContext& context, KernelFunction kernel) {
    const auto inputCount = static_cast<std::size_t>(context.inputs());
    const auto outputCount = static_cast<std::size_t>(context.outputs());
    absl::InlinedVector<Tensor, 4> wide(inputCount);
    absl::InlinedVector<const Tensor*, 4> inputs(inputCount);
    absl::InlinedVector<Tensor, 2> outputs(outputCount);
    for (std::size_t i = 0; i < inputCount; ++i) {
        const Tensor& input = context.input(static_cast<int>(i));
        inputs[i] = &input;
        if (!isNarrow(input.dtype())) { continue; }
        wide[i] = WEFT_TRY(context.allocate(DType::Float, input.shape()));
        widen(input, wide[i].mutableValues<float>());
        inputs[i] = &wide[i];
    }
    for (std::size_t i = 0; i < outputCount; ++i) {
        const Tensor& output = context.output(static_cast<int>(i));
        outputs[i] = isNarrow(output.dtype())
                         ? WEFT_TRY(context.allocate(DType::Float, output.shape()))
                         : output;
    }
    KernelContext::State state = context.state();
    state.inputs = {inputs.data(), inputs.size()};
    state.outputs = {outputs.data(), outputs.size()};
    KernelContext inner(state);
    WEFT_TRY(kernel(inner));
    for (std::size_t i = 0; i < outputCount; ++i) {
        Tensor& output = context.output(static_cast<int>(i));
        if (isNarrow(output.dtype())) { narrow(outputs[i].values<float>(), output); }
    }
    return okStatus();
}

}  // namespace weft
