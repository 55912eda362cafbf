// SPDX-License-Identifier: Apache-2.0
#include "engine/base/calm_threads.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>

namespace weft {
namespace {

/// Turns that an idle thread spins before it sleeps, about 10 us; as fast as the default on a
/// machine of its own.
constexpr const char* kSpinCount = "10000";

}  // namespace

void restartWithCalmThreads(char** argv) {
    if (std::getenv("OMP_WAIT_POLICY") != nullptr || std::getenv("GOMP_SPINCOUNT") != nullptr) {
        return;
    }
    // The program's own path rather than the link, after which the process would be called "exe".
    std::error_code error;
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
    if (error || setenv("GOMP_SPINCOUNT", kSpinCount, 1) != 0) { return; }
    execv(program.c_str(), argv);
}

}  // namespace weft
