// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/gpu/gpu_sum.h"

#include <array>

#include "engine/base/strings.h"
#include "engine/device/gpu/gpu_card.h"
#include "engine/kernel/gpu/gpu_catalog.h"
#include "engine/kernel/gpu/gpu_node.h"

namespace weft {

Status addOnCard(Tensor& sum, const Tensor& value) {
    auto& card = static_cast<GpuCard&>(*deviceMemoryOf(sum));
    const gpu::Kernel* kernel =
        ownKernel(card.backend(), "AddN", static_cast<std::int32_t>(sum.dtype()));
    if (kernel == nullptr) {
        return unimplemented(concat("elements of ", sum.dtype(), " do not add up on a GPU"));
    }
    const bool isThere = deviceMemoryOf(value) == &card;
    if (!isThere) { noteHostRead("a list's sum"); }
    const Tensor near = isThere ? value : WEFT_TRY(value.clone(card));
    const std::array<gpu::View, 2> inputs = {WEFT_TRY(gpuView(sum)), WEFT_TRY(gpuView(near))};
    std::array<char, 256> message{};
    gpu::Call call{};
    call.inputs = inputs.data();
    call.inputCount = 2;
    call.outputs = inputs.data();
    call.outputCount = 1;
    call.stream = card.stream();
    call.card = card.handle();
    call.message = message.data();
    call.messageBytes = static_cast<std::int32_t>(message.size());
    card.backend().select(card.handle());
    if (const std::int32_t error = kernel->run(call); error != 0) {
        return card.failed(error, call.message);
    }
    return card.launchError();
}

}  // namespace weft
