// SPDX-License-Identifier: Apache-2.0
#include "engine/device/gpu/gpu_device.h"

#include <algorithm>

#include "engine/base/strings.h"

namespace weft {
namespace {

constexpr std::string_view kType = "GPU";

/// A card as one session sees it.
class GpuDevice final : public Device {
public:
    GpuDevice(GpuCard& card, int index) : m_card(card) {
        m_name.job = "localhost";
        m_name.replica = 0;
        m_name.task = 0;
        m_name.type = kType;
        m_name.index = index;
        m_text = m_name.toString();
    }
    const DeviceName& name() const override { return m_name; }
    const std::string& text() const override { return m_text; }
    const std::string& type() const override { return *m_name.type; }
    Allocator& allocator() override { return m_card; }

private:
    GpuCard& m_card;
    DeviceName m_name;
    std::string m_text;
};

}  // namespace

SessionDevices makeDevices(int cpuCount, bool wantsGpus, const GpuOptions& options,
                           const GpuBackend& (*backend)()) {
    SessionDevices made;
    std::vector<std::unique_ptr<Device>> gpus;
    if (options.use == GpuOptions::Use::Never) {
        made.noGpu = "GPUs are switched off";
    } else if (wantsGpus) {
        const GpuBackend& found = backend();
        made.noGpu = found.reason;
        for (int i = 0; i < std::min(found.cards, options.mostCards); ++i) {
            const Result<GpuCard*> card = GpuCard::open(found, i, options);
            const Status state = card.ok() ? (*card)->state() : card.status();
            if (!state.ok()) {
                made.noGpu = std::string(messageOf(state));
                break;
            }
            gpus.push_back(std::make_unique<GpuDevice>(**card, i));
        }
        if (!gpus.empty()) { made.noGpu.clear(); }
    }
    made.devices = cpusAnd(cpuCount, std::move(gpus));
    return made;
}

std::string whyNoGpu(const GpuBackend& (*backend)()) {
    const GpuOptions options = gpuOptions();
    return makeDevices(1, true, options, backend).noGpu;
}

GpuCard* cardOf(Device& device) {
    if (device.type() != kType) { return nullptr; }
    return static_cast<GpuCard*>(&device.allocator());
}

}  // namespace weft
