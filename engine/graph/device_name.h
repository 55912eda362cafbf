// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/status.h"

namespace weft {

/// A device as TensorFlow names it, any part of which may be missing:
/// "/job:worker/replica:0/task:1/device:GPU:0", short "/gpu:0", "/cpu:0"; "*" means any.
struct DeviceName {
    std::optional<std::string> job;
    std::optional<int> replica;
    std::optional<int> task;
    std::optional<std::string> type;  ///< upper case: "CPU", "GPU"
    std::optional<int> index;

    /// Errors: InvalidArgument with the text.
    static Result<DeviceName> parse(std::string_view text);
    /// The full form, with what is known.
    std::string toString() const;
    /// True when every part that is set here is the same in the other.
    bool matches(const DeviceName& full) const;
    /// This, with parts that are missing taken from the other.
    DeviceName filledFrom(const DeviceName& defaults) const;
    friend bool operator==(const DeviceName&, const DeviceName&) = default;
};

}  // namespace weft
