// SPDX-License-Identifier: Apache-2.0
#include "engine/device/gpu/gpu_library.h"

#include <dlfcn.h>

#include <array>
#include <cstdlib>
#include <filesystem>

#include "engine/base/strings.h"

namespace weft {
namespace {

/// dlopen()'s words where they are of use, without the path of the caller.
std::string loaderError() {
    const char* text = dlerror();
    return text == nullptr ? "unknown error" : text;
}

template <class F>
F symbol(void* library, const char* name) {
    return reinterpret_cast<F>(dlsym(library, name));
}

/// Why the driver cannot be used, or "". It stays open.
std::string askDriver(const std::string& path) {
    void* driver = dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL | RTLD_NODELETE);
    if (driver == nullptr) { return loaderError(); }
    const auto init = symbol<int (*)(unsigned)>(driver, "cuInit");
    const auto version = symbol<int (*)(int*)>(driver, "cuDriverGetVersion");
    const auto count = symbol<int (*)(int*)>(driver, "cuDeviceGetCount");
    if (init == nullptr || version == nullptr || count == nullptr) {
        return concat(path, " is no CUDA driver");
    }
    if (const int error = init(0); error != 0) {
        return concat("the CUDA driver did not start: cuInit gave ", error);
    }
    int found = 0;
    if (version(&found) != 0 || found < kOldestDriver) {
        return concat("the CUDA driver is too old: got ", found / 1000, ".", found % 1000 / 10,
                      ", want ", kOldestDriver / 1000, ".", kOldestDriver % 1000 / 10,
                      " (driver 580) or newer");
    }
    int cards = 0;
    if (count(&cards) != 0 || cards == 0) { return "the CUDA driver knows no device"; }
    return {};
}

/// The folder of the library that holds this function.
std::filesystem::path ownFolder() {
    Dl_info info{};
    if (dladdr(reinterpret_cast<void*>(&openGpuBackend), &info) == 0) { return {}; }
    return std::filesystem::path(info.dli_fname).parent_path();
}

/// Why none of the cards can be used, or "".
std::string askCards(const gpu::Backend& table, int& usable) {
    std::array<char, 256> message{};
    const auto size = static_cast<std::int32_t>(message.size());
    const int count = table.cards(message.data(), size);
    if (count < 0) { return message.data(); }
    if (count == 0) { return "there is no card"; }
    std::string why;
    for (int i = 0; i < count; ++i) {
        gpu::CardInfo info{};
        if (table.info(i, &info, message.data(), size) != 0) { return message.data(); }
        // Cards are used in the driver's order, up to the first that cannot be.
        if (info.capability < kOldestCapability) {
            why = concat(info.name, " is too old: got compute capability ", info.capability / 10,
                         ".", info.capability % 10, ", want ", kOldestCapability / 10, ".",
                         kOldestCapability % 10, " or newer");
            break;
        }
        ++usable;
    }
    return usable > 0 ? std::string() : why;
}

}  // namespace

GpuBackend openGpuBackend(const GpuSearch& search) {
    if (!search.driver.empty()) {
        std::string why = askDriver(search.driver);
        if (!why.empty()) { return {.reason = std::move(why)}; }
    }
    std::string path = search.library;
    if (path.empty()) {
        const std::filesystem::path beside = ownFolder() / "libweft_cuda.so";
        std::error_code error;
        if (!std::filesystem::exists(beside, error)) {
            return {.reason = "libweft_cuda.so is not here: Weft was built without nvcc"};
        }
        path = beside.string();
    }
    void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (library == nullptr) { return {.reason = loaderError()}; }
    const auto ask = symbol<gpu::BackendFunction>(library, "weftGpuBackend");
    if (ask == nullptr) { return {.reason = concat(path, " is no GPU backend of Weft")}; }
    const gpu::Backend* table = ask(gpu::kAbi);
    const bool fits =
        table != nullptr && table->abi == gpu::kAbi && table->size == sizeof(gpu::Backend);
    if (!fits) { return {.reason = concat(path, " is of another version: want ABI ", gpu::kAbi)}; }
    GpuBackend found{.table = table};
    found.reason = askCards(*table, found.cards);
    if (!found.reason.empty()) { found.table = nullptr; }
    return found;
}

const GpuBackend& gpuBackend() {
    static const GpuBackend* const found = [] {
        GpuSearch search;
        const char* other = std::getenv("WEFT_GPU_LIBRARY");
        if (other != nullptr && *other != '\0') { search = {.driver = "", .library = other}; }
        return new GpuBackend(openGpuBackend(search));
    }();
    return *found;
}

}  // namespace weft
