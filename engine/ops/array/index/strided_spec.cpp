// SPDX-License-Identifier: Apache-2.0
#include "engine/ops/array/index/strided_spec.h"

#include <algorithm>

#include "engine/base/strings.h"

namespace weft {
namespace {

/// Masks are attributes of 32 bits in TensorFlow; entries beyond have no bits.
bool bitOf(std::uint64_t mask, std::size_t i) { return i < 32 && ((mask >> i) & 1U) != 0; }

/// One entry, spread over the axis it speaks of.
struct Entry {
    std::optional<std::int64_t> begin = 0;
    std::optional<std::int64_t> end = 0;
    std::optional<std::int64_t> stride = 1;
    bool fromFirst = true;
    bool toLast = true;
    bool shrink = false;
};

/// What an axis of the result comes from: an axis of the input, or kNewAxis.
constexpr int kNewAxis = -1;

struct Dense {
    std::vector<Entry> entries;  ///< one an axis of the input
    std::vector<int> result;     ///< one an axis of the result
};

/// Gives each axis of the input its entry: the ellipsis, written or not (then at the end), takes
/// the axes that are left over.
Result<Dense> spreadOver(int rank, const SliceRequest& request) {
    const std::size_t count = request.begin.size();
    std::size_t ellipsis = count;
    std::size_t consumed = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (!bitOf(request.ellipsisMask, i)) {
            consumed += bitOf(request.newAxisMask, i) ? 0U : 1U;
            continue;
        }
        if (ellipsis != count) {
            return invalidArgument(
                concat("multiple ellipses are not allowed: got ", ellipsis, " and ", i));
        }
        ellipsis = i;
    }
    if (consumed > static_cast<std::size_t>(rank)) {
        return invalidArgument(concat("more indices than axes: got ", consumed, ", want at most ",
                                      rank, " for an input of rank ", rank));
    }
    Dense dense;
    for (std::size_t i = 0; i <= count; ++i) {
        if (i == ellipsis) {
            for (std::size_t k = consumed; k < static_cast<std::size_t>(rank); ++k) {
                dense.result.push_back(static_cast<int>(dense.entries.size()));
                dense.entries.emplace_back();
            }
        } else if (i < count && bitOf(request.newAxisMask, i)) {
            dense.result.push_back(kNewAxis);
        } else if (i < count) {
            const bool shrink = bitOf(request.shrinkAxisMask, i);
            if (!shrink) { dense.result.push_back(static_cast<int>(dense.entries.size())); }
            dense.entries.push_back({request.begin[i], request.end[i], request.strides[i],
                                     bitOf(request.beginMask, i), bitOf(request.endMask, i),
                                     shrink});
        }
    }
    return dense;
}

/// The one element of a shrunk axis.
Result<AxisSlice> shrunkSlice(int axis, std::int64_t size, const Entry& entry) {
    if (entry.stride.value_or(1) <= 0) {
        return invalidArgument(concat("an axis that is shrunk needs a positive stride: got ",
                                      *entry.stride, " along axis ", axis, ", want 1"));
    }
    if (size == kUnknownDim || !entry.begin) { return AxisSlice{0, 1, 1}; }
    const std::int64_t begin = *entry.begin < 0 ? *entry.begin + size : *entry.begin;
    if (begin < 0 || begin >= size) {
        return invalidArgument(concat("slice index ", *entry.begin, " of axis ", axis,
                                      " is out of bounds: want a value in [", -size, ", ", size,
                                      ")"));
    }
    return AxisSlice{begin, 1, 1};
}

/// A bound within [low, high]; negative ones count from the back.
std::int64_t clamped(std::int64_t bound, std::int64_t size, std::int64_t low, std::int64_t high) {
    return std::clamp(bound < 0 ? bound + size : bound, low, high);
}

Result<AxisSlice> sliceOf(int axis, std::int64_t size, const Entry& entry) {
    if (entry.stride && *entry.stride == 0) {
        return invalidArgument(
            concat("strides[", axis, "] must be non-zero: got 0 along axis ", axis));
    }
    if (entry.shrink) { return shrunkSlice(axis, size, entry); }
    const bool known = size != kUnknownDim && entry.stride && (entry.fromFirst || entry.begin) &&
                       (entry.toLast || entry.end);
    if (!known) { return AxisSlice(); }
    const std::int64_t stride = *entry.stride;
    // Walking backwards, the last position is one before the first element.
    const std::int64_t low = stride > 0 ? 0 : -1;
    const std::int64_t high = stride > 0 ? size : size - 1;
    const std::int64_t begin =
        entry.fromFirst ? (stride > 0 ? low : high) : clamped(*entry.begin, size, low, high);
    const std::int64_t end =
        entry.toLast ? (stride > 0 ? high : low) : clamped(*entry.end, size, low, high);
    const std::int64_t span = end - begin;
    if (span == 0 || (span < 0) != (stride < 0)) { return AxisSlice{0, stride, 0}; }
    return AxisSlice{begin, stride, span / stride + (span % stride != 0 ? 1 : 0)};
}

}  // namespace

Result<StridedSpec> stridedSpec(const PartialShape& input, const SliceRequest& request) {
    const Dense dense = WEFT_TRY(spreadOver(input.rank(), request));
    StridedSpec spec;
    for (int axis = 0; axis < input.rank(); ++axis) {
        spec.axes.push_back(
            WEFT_TRY(sliceOf(axis, input[axis], dense.entries[static_cast<std::size_t>(axis)])));
    }
    Dims sizes;
    for (const int axis : dense.result) {
        sizes.push_back(axis == kNewAxis ? 1 : spec.axes[static_cast<std::size_t>(axis)].size);
    }
    spec.result = PartialShape::ofDims(std::move(sizes));
    return spec;
}

StridedCopy sliceBox(const StridedSpec& spec, const Shape& input) {
    const Dims strides = denseStrides(input.dims());
    StridedCopy box;
    for (std::size_t axis = 0; axis < spec.axes.size(); ++axis) {
        box.sizes.push_back(spec.axes[axis].size);
        box.fromStrides.push_back(strides[axis] * spec.axes[axis].stride);
        box.fromOffset += strides[axis] * spec.axes[axis].begin;
    }
    box.toStrides = denseStrides(box.sizes);
    return box;
}

}  // namespace weft
