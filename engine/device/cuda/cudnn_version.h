// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace weft::gpu {

/// Oldest cuDNN that is used: 9.10, as it tells its version.
inline constexpr std::size_t kOldestCudnn = 91000;

/// Why a cuDNN is not used, or "". @param found its version, as cudnnGetVersion() tells it.
/// @param compiledWith that of the headers: it must be as new, and of the same major version.
inline std::string cudnnObstacle(std::size_t found, std::size_t compiledWith) {
    // Until 8 a thousand stood for the major version.
    const auto major = [](std::size_t version) {
        return version < 10000 ? version / 1000 : version / 10000;
    };
    const auto minor = [](std::size_t version) {
        return version < 10000 ? version % 1000 / 100 : version % 10000 / 100;
    };
    const std::size_t oldest = compiledWith > kOldestCudnn ? compiledWith : kOldestCudnn;
    if (major(found) == major(oldest) && found >= oldest) { return {}; }
    return "cuDNN of another version: got " + std::to_string(major(found)) + "." +
           std::to_string(minor(found)) + ", want " + std::to_string(major(oldest)) +
           ".x and at least " + std::to_string(major(oldest)) + "." + std::to_string(minor(oldest));
}

}  // namespace weft::gpu
