// SPDX-License-Identifier: Apache-2.0
#include "engine/device/cuda/vendor.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "engine/device/cuda/cudnn_version.h"

namespace weft::gpu {
namespace {

namespace fs = std::filesystem;

/// Folders whose name begins so, newest first.
std::vector<fs::path> foldersLike(const fs::path& parent, const std::string& prefix) {
    std::vector<fs::path> found;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(parent, error)) {
        if (entry.path().filename().string().starts_with(prefix)) { found.push_back(entry.path()); }
    }
    std::sort(found.rbegin(), found.rend());
    return found;
}

/// Where a library is tried, in order: WEFT_CUDA_PATH, the loader's own search, the usual folders of
/// toolkits, and the wheels of a Python environment.
std::vector<std::string> candidates(const std::string& name) {
    std::vector<std::string> paths;
    if (const char* own = std::getenv("WEFT_CUDA_PATH")) {
        const std::string list = own;
        for (std::size_t begin = 0; begin < list.size();) {
            const std::size_t end = std::min(list.find(':', begin), list.size());
            if (end > begin) { paths.push_back(list.substr(begin, end - begin) + "/" + name); }
            begin = end + 1;
        }
    }
    paths.push_back(name);
    std::vector<fs::path> folders = {"/usr/local/cuda/lib64"};
    for (const fs::path& toolkit : foldersLike("/usr/local", "cuda-13")) {
        folders.push_back(toolkit / "lib64");
    }
    folders.emplace_back("/usr/lib/x86_64-linux-gnu");
    if (const char* environment = std::getenv("VIRTUAL_ENV")) {
        for (const fs::path& python : foldersLike(fs::path(environment) / "lib", "python3")) {
            const fs::path wheels = python / "site-packages/nvidia";
            folders.push_back(wheels / "cu13/lib");
            folders.push_back(wheels / "cudnn/lib");
        }
    }
    for (const fs::path& folder : folders) { paths.push_back((folder / name).string()); }
    return paths;
}

/// The library, or null. What is there but cannot be opened is told rather than what is not there.
void* openLibrary(const std::string& name, std::string& obstacle) {
    obstacle = name + " was not found";
    for (const std::string& path : candidates(name)) {
        std::error_code error;
        const bool isPath = path.find('/') != std::string::npos;
        if (isPath && !fs::exists(path, error)) { continue; }
        void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
        if (library != nullptr) {
            obstacle.clear();
            return library;
        }
        const char* why = dlerror();
        if (isPath) { obstacle = why != nullptr ? why : path + " cannot be opened"; }
    }
    return nullptr;
}

template <class F>
void bind(void* library, const char* name, F& function, std::string& obstacle) {
    function = reinterpret_cast<F>(dlsym(library, name));
    if (function == nullptr && obstacle.empty()) { obstacle = std::string(name) + " is missing"; }
}

CublasLt openCublasLt() {
    CublasLt table;
    void* library = openLibrary("libcublasLt.so.13", table.obstacle);
    if (library == nullptr) { return table; }
#define WEFT_BIND(name) bind(library, #name, table.name, table.obstacle);
    WEFT_CUBLASLT_FUNCTIONS(WEFT_BIND)
    return table;
}

Cudnn openCudnn() {
    Cudnn table;
    void* library = openLibrary("libcudnn.so.9", table.obstacle);
    if (library == nullptr) { return table; }
    WEFT_CUDNN_FUNCTIONS(WEFT_BIND)
#undef WEFT_BIND
    if (!table.obstacle.empty()) { return table; }
    table.obstacle = cudnnObstacle(table.cudnnGetVersion(), CUDNN_VERSION);
    return table;
}

}  // namespace

const CublasLt& cublasLt() {
    static const CublasLt* const table = new CublasLt(openCublasLt());
    return *table;
}

const Cudnn& cudnn() {
    static const Cudnn* const table = new Cudnn(openCudnn());
    return *table;
}

}  // namespace weft::gpu
