// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/passes.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/strings.h"

namespace weft {
namespace {

constexpr std::array<std::string_view, 4> kNames = {"tidy_gates", "stack_products", "pack_weights",
                                                    "fuse_elementwise"};

std::atomic<std::uint32_t> enabled{~0U};

}  // namespace

bool passEnabled(Pass pass) { return ((enabled.load() >> static_cast<unsigned>(pass)) & 1U) != 0; }

Status setPasses(std::string_view choice) {
    if (choice == "all" || choice == "none") {
        enabled.store(choice == "all" ? ~0U : 0U);
        return okStatus();
    }
    std::uint32_t left = ~0U;
    std::vector<std::string> names = split(choice, ',');
    if (names.empty()) { names.emplace_back(); }
    for (const std::string& name : names) {
        unsigned pass = 0;
        while (pass < kNames.size() && name != concat("-", kNames[pass])) { ++pass; }
        if (pass == kNames.size()) {
            std::string known;
            for (const std::string_view each : kNames) { known += concat(", -", each); }
            return invalidArgument(concat("unknown pass: got '", name, "', want all, none", known));
        }
        left &= ~(1U << pass);
    }
    enabled.store(left);
    return okStatus();
}

}  // namespace weft
