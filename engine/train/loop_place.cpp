// SPDX-License-Identifier: Apache-2.0
#include "engine/train/loop_place.h"

#include <algorithm>
#include <span>

namespace weft {
namespace {

constexpr std::size_t kRowFields = 3;

Tensor scalarOf(std::int64_t value) { return Tensor::scalar(value); }

/// The numbers of a tensor; none where it is absent or of another dtype.
template <class T>
std::span<const T> numbers(const std::map<std::string, Tensor>& tensors, const char* name) {
    const auto found = tensors.find(name);
    if (found == tensors.end() || found->second.dtype() != kDTypeOf<T>) { return {}; }
    return found->second.values<T>();
}

}  // namespace

std::map<std::string, Tensor> LoopPlace::toTensors() const {
    std::vector<std::int64_t> table;
    for (const Row& row : rows) { table.insert(table.end(), {row.rows, row.pass, row.position}); }
    std::map<std::string, Tensor> tensors;
    tensors["step"] = scalarOf(step);
    tensors["steps"] = scalarOf(steps);
    tensors["seed"] = scalarOf(static_cast<std::int64_t>(seed));
    tensors["epoch_rows_queued"] = scalarOf(epochRowsQueued ? 1 : 0);
    tensors["seconds"] = Tensor::scalar(seconds);
    tensors["due"] = Tensor::ofValues<std::int64_t>(Shape{std::ssize(due)}, due);
    const Shape shape{std::ssize(rows), static_cast<std::int64_t>(kRowFields)};
    tensors["rows"] = Tensor::ofValues<std::int64_t>(shape, table);
    return tensors;
}

Result<LoopPlace> LoopPlace::fromTensors(const std::map<std::string, Tensor>& tensors) {
    for (const char* name : {"step", "steps", "seed", "epoch_rows_queued"}) {
        if (numbers<std::int64_t>(tensors, name).size() != 1) {
            return invalidArgument("place of a training: want a number '" + std::string(name) +
                                   "', got none");
        }
    }
    const auto number = [&](const char* name) { return numbers<std::int64_t>(tensors, name)[0]; };
    LoopPlace place;
    place.step = number("step");
    place.steps = number("steps");
    place.seed = static_cast<std::uint64_t>(number("seed"));
    place.epochRowsQueued = number("epoch_rows_queued") != 0;
    const auto seconds = numbers<double>(tensors, "seconds");
    if (seconds.size() == 1) { place.seconds = seconds[0]; }
    const auto due = numbers<std::int64_t>(tensors, "due");
    place.due.assign(due.begin(), due.end());
    const auto table = numbers<std::int64_t>(tensors, "rows");
    for (std::size_t i = 0; i + kRowFields <= table.size(); i += kRowFields) {
        place.rows.push_back({table[i], table[i + 1], table[i + 2]});
    }
    const auto many = std::ssize(place.rows);
    const auto isRow = [&](std::int64_t i) { return i >= 0 && i < many; };
    const auto isPlace = [](const Row& row) {
        return row.rows >= -1 && row.pass >= 0 && row.position >= 0 &&
               row.position <= std::max<std::int64_t>(row.rows, 0);
    };
    if (place.step < 0 || !std::ranges::all_of(place.due, isRow) ||
        !std::ranges::all_of(place.rows, isPlace)) {
        return invalidArgument("place of a training: got numbers that no training has");
    }
    return place;
}

}  // namespace weft
