// SPDX-License-Identifier: Apache-2.0
#include "engine/base/limits.h"

#include <unistd.h>

#include "engine/base/cancellation.h"
#include "engine/base/tensor_budget.h"

namespace weft {
namespace {

std::int64_t physicalMemoryBytes() {
    const std::int64_t pages = sysconf(_SC_PHYS_PAGES);
    const std::int64_t pageBytes = sysconf(_SC_PAGESIZE);
    constexpr std::int64_t kAssumedBytes = std::int64_t{4} << 30;  // where the system will not say
    return pages > 0 && pageBytes > 0 ? pages * pageBytes : kAssumedBytes;
}

Limits& processLimits() {
    static Limits limits = [] {
        Limits made;
        made.tensorBytes = physicalMemoryBytes() / 2;
        return made;
    }();
    return limits;
}

}  // namespace

Status Limits::checkCancelled() const {
    return cancellation == nullptr ? okStatus() : cancellation->check();
}

const Limits& defaultLimits() { return processLimits(); }

void setTensorBudget(std::int64_t bytes) { processLimits().tensorBytes = bytes; }

}  // namespace weft
