// SPDX-License-Identifier: Apache-2.0
#include "engine/device/gpu/gpu_list.h"

#include <array>
#include <cstdlib>

#include "engine/base/strings.h"
#include "engine/device/gpu/gpu_library.h"

namespace weft {

GpuList listGpus() {
    GpuList list;
    if (const char* visible = std::getenv("CUDA_VISIBLE_DEVICES")) { list.visible = visible; }
    const GpuBackend& backend = gpuBackend();
    list.reason = backend.reason;
    for (int i = 0; i < backend.cards; ++i) {
        gpu::CardInfo info{};
        std::array<char, 256> message{};
        const auto size = static_cast<std::int32_t>(message.size());
        if (backend.table->info(i, &info, message.data(), size) != 0) {
            list.reason = message.data();
            break;
        }
        list.cards.push_back({concat("/device:GPU:", i), info.name,
                              concat(info.capability / 10, ".", info.capability % 10),
                              info.totalBytes});
    }
    if (!list.cards.empty()) { list.reason.clear(); }
    return list;
}

}  // namespace weft
