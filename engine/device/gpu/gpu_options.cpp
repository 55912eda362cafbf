// SPDX-License-Identifier: Apache-2.0
#include "engine/device/gpu/gpu_options.h"

#include "engine/base/mutex.h"

namespace weft {
namespace {

struct Kept {
    Mutex mutex;
    GpuOptions options ABSL_GUARDED_BY(mutex);
};

Kept& kept() {
    static Kept* const instance = new Kept;  // never freed: asked at exit too
    return *instance;
}

}  // namespace

void setGpuOptions(const GpuOptions& options) {
    Kept& all = kept();
    const MutexLock lock(all.mutex);
    all.options = options;
}

GpuOptions gpuOptions() {
    Kept& all = kept();
    const MutexLock lock(all.mutex);
    return all.options;
}

}  // namespace weft
