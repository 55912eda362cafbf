// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/memory/value_limit.h"

#include <array>
#include <atomic>
#include <cmath>
#include <utility>

#include "engine/base/strings.h"

namespace weft {
namespace {

std::atomic<std::int64_t> limit{0};

}  // namespace

void setValueLimit(std::int64_t bytes) { limit.store(bytes); }

std::int64_t valueLimit() { return limit.load(); }

std::optional<std::int64_t> parseByteSize(std::string_view text) {
    static constexpr std::array<std::pair<std::string_view, double>, 4> kUnits = {
        {{"KiB", 0x1p10}, {"MiB", 0x1p20}, {"GiB", 0x1p30}, {"", 1}}};
    for (const auto& [unit, bytes] : kUnits) {
        if (!text.ends_with(unit)) { continue; }
        const auto number = parseDouble(trimmed(text.substr(0, text.size() - unit.size())));
        const bool isSize = number && *number * bytes >= 1 && *number * bytes < 0x1p62;
        return isSize ? std::optional(static_cast<std::int64_t>(std::llround(*number * bytes)))
                      : std::nullopt;
    }
    return std::nullopt;
}

}  // namespace weft
