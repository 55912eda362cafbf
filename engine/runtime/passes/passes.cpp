// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/passes/passes.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <string>
#include <vector>

#include "engine/base/strings.h"

namespace weft {
namespace {

/// In the order of Pass.
constexpr std::array<std::string_view, 15> kNames = {
    "drop_unread",     "tidy_gates",       "fold_constants",   "simplify_arithmetic",
    "read_transposed", "merge_duplicates", "stack_products",   "narrow_products",
    "pack_weights",    "recompute_cheap",  "fuse_elementwise", "cut_rows",
    "fuse_epilogues",  "join_updates",     "fork_lanes"};

std::atomic<std::uint32_t> enabled{~0U};

}  // namespace

PassSet enabledPasses() { return PassSet(enabled.load()); }

std::span<const std::string_view> passNames() { return kNames; }

std::string_view passName(Pass pass) { return kNames[static_cast<std::size_t>(pass)]; }

Status setPasses(std::string_view choice) {
    PassSet chosen = choice == "none" ? PassSet::none() : PassSet::all();
    if (choice != "all" && choice != "none") {
        std::vector<std::string> names = split(choice, ',');
        if (names.empty()) { names.emplace_back(); }
        for (const std::string& name : names) {
            const auto found = std::find_if(
                kNames.begin(), kNames.end(),
                [&name](std::string_view known) { return name == concat("-", known); });
            if (found == kNames.end()) {
                std::string known;
                for (const std::string_view each : kNames) { known += concat(", -", each); }
                return invalidArgument(
                    concat("unknown pass: got '", name, "', want all, none", known));
            }
            chosen = chosen.without(static_cast<Pass>(found - kNames.begin()));
        }
    }
    enabled.store(chosen.m_bits);
    return okStatus();
}

}  // namespace weft
