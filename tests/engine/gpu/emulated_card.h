// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dlfcn.h>

#include <cstdlib>
#include <string>

#include "engine/device/emulated/emulation_knobs.h"

namespace weft::test {

inline const std::string kEmulation = WEFT_LIB_DIR "/libweft_gpu_emulated.so";

/// Makes the emulated card the GPU of this process; before the first session is made.
inline gpu::Knobs& emulatedCard() {
    static gpu::Knobs* const knobs = [] {
        setenv("WEFT_GPU_LIBRARY", kEmulation.c_str(), 1);
        void* library = dlopen(kEmulation.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
        return reinterpret_cast<gpu::KnobsFunction>(dlsym(library, "weftEmulation"))();
    }();
    return *knobs;
}

}  // namespace weft::test
