// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "engine/device/device.h"
#include "engine/device/gpu/gpu_card.h"

namespace weft {

/// The devices of a session: logical CPUs, and the GPUs of the backend where the session may use them.
struct SessionDevices {
    std::unique_ptr<DeviceSet> devices;
    std::string noGpu;  ///< why there are no GPUs among them, where some were wanted
};

/// @param wantsGpus false: nobody asks whether there are GPUs.
SessionDevices makeDevices(int cpuCount, bool wantsGpus, const GpuOptions& options,
                           const GpuBackend& (*backend)() = gpuBackend);

/// Why a session that wants GPUs has none: they are switched off, there is no backend, or the first card
/// cannot be used. "" where there is one. Asks the backend.
std::string whyNoGpu(const GpuBackend& (*backend)() = gpuBackend);

/// CPUs and these devices. See device.cpp.
std::unique_ptr<DeviceSet> cpusAnd(int cpuCount, std::vector<std::unique_ptr<Device>> more);

/// The card of a device of type GPU, else null.
GpuCard* cardOf(Device& device);

}  // namespace weft
