// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace weft {

/// How many bytes the values of one step should take together; 0: no wish. Plans made from then on
/// compute cheap values again rather than keep them beyond it (recomputeCheap()); it is a wish, not a
/// bound: a step that cannot do with less takes more. Variables, feeds and constants do not count.
/// Threading: any thread.
void setValueLimit(std::int64_t bytes);
std::int64_t valueLimit();

/// "512", "64KiB", "1.5 GiB": bytes. Nothing for what is no size or not positive.
std::optional<std::int64_t> parseByteSize(std::string_view text);

}  // namespace weft
