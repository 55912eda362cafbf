// SPDX-License-Identifier: Apache-2.0
#include "engine/ops/conv/volume/volume_spec.h"

#include <limits>

namespace weft::conv {
namespace {

using Ints = std::vector<std::int64_t>;

constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();

/// The entries for batch, planes, rows, columns, channels of a list of 5.
Result<Ints> fiveOf(const AttrMap& attrs, std::string_view name, bool channelsFirst) {
    const Ints values = WEFT_TRY(attrs.get<Ints>(name));
    const auto shown = [&] { return concat("got [", join(values, ","), "]"); };
    if (values.size() != 5) {
        return invalidArgument(
            concat("Sliding window ", name, " must specify 5 dimensions: ", shown()));
    }
    const Ints sorted =
        channelsFirst ? Ints{values[0], values[2], values[3], values[4], values[1]} : values;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        if (sorted[i] >= 1 && sorted[i] <= kMost) { continue; }
        const Status error = invalidArgument(concat(name, " has an entry out of range: ", shown(),
                                                    ", want entries from 1 to ", kMost));
        const bool isSpatial = i > 0 && i < 4;
        return sorted[i] > kMost || (isSpatial && name != "ksize") ? error : leftToRun(error);
    }
    return sorted;
}

Status onlySpatial(std::string_view name, const Ints& values, StatusCode code) {
    if (values[0] == 1 && values[4] == 1) { return okStatus(); }
    return leftToRun(
        makeStatus(code, concat(name, " moves over batch or depth: got [", join(values, ","),
                                "] (batch, planes, rows, columns, channels), want 1 there")));
}

/// What convolutions and pooling have in common. @param code of windows over batch or channels.
Result<VolumeSpec> parseCommon(const AttrMap& attrs, StatusCode code) {
    VolumeSpec spec;
    const std::string format = attrs.getOr<std::string>("data_format", "NDHWC");
    if (format != "NDHWC" && format != "NCDHW") {
        return invalidArgument(concat("data_format is unknown: got '", format, "'"));
    }
    spec.channelsFirst = format == "NCDHW";
    const std::string padding = WEFT_TRY(attrs.get<std::string>("padding"));
    if (padding != "SAME" && padding != "VALID") {
        return invalidArgument(concat("padding is unknown: got '", padding, "'"));
    }
    const Ints strides = WEFT_TRY(fiveOf(attrs, "strides", spec.channelsFirst));
    WEFT_TRY(onlySpatial("strides", strides, code));
    for (std::size_t i = 0; i < 3; ++i) {
        spec.axes[i].padding = padding == "SAME" ? Padding::Same : Padding::Valid;
        spec.axes[i].stride[0] = strides[i + 1];
    }
    return spec;
}

}  // namespace

PartialShape VolumeSpec::shape(std::int64_t batch, const std::array<std::int64_t, 3>& sizes,
                               std::int64_t channels) const {
    if (channelsFirst) { return PartialShape{batch, channels, sizes[0], sizes[1], sizes[2]}; }
    return PartialShape{batch, sizes[0], sizes[1], sizes[2], channels};
}

Result<VolumeSpec> parseVolumeConvolution(const AttrMap& attrs) {
    VolumeSpec spec = WEFT_TRY(parseCommon(attrs, StatusCode::kInvalidArgument));
    if (!attrs.has("dilations")) { return spec; }
    const Ints dilations = WEFT_TRY(fiveOf(attrs, "dilations", spec.channelsFirst));
    WEFT_TRY(onlySpatial("dilations", dilations, StatusCode::kInvalidArgument));
    for (std::size_t i = 0; i < 3; ++i) { spec.axes[i].dilation[0] = dilations[i + 1]; }
    return spec;
}

Result<VolumeSpec> parseVolumePooling(const AttrMap& attrs) {
    VolumeSpec spec = WEFT_TRY(parseCommon(attrs, StatusCode::kUnimplemented));
    const Ints ksize = WEFT_TRY(fiveOf(attrs, "ksize", spec.channelsFirst));
    WEFT_TRY(onlySpatial("ksize", ksize, StatusCode::kUnimplemented));
    for (std::size_t i = 0; i < 3; ++i) { spec.size[i] = ksize[i + 1]; }
    return spec;
}

Result<VolumeSpec> runnable(Result<VolumeSpec> spec) {
    if (!spec.ok() || !spec->channelsFirst) { return spec; }
    return invalidArgument("only data_format NDHWC is computed on CPU: got NCDHW");
}

Result<Volume> poolingOf(const VolumeSpec& spec, const Shape& volume) {
    if (volume.rank() != 5) {
        return invalidArgument(concat("volume must have rank 5: got ", volume));
    }
    Volume v;
    v.batch = volume[0];
    v.inChannels = volume[spec.channelAxis()];
    v.outChannels = v.inChannels;
    for (int i = 0; i < 3; ++i) {
        const auto at = static_cast<std::size_t>(i);
        v.axes[at] = WEFT_TRY(spec.axes[at].window(0, volume[spec.spatialAxis(i)], spec.size[at]));
    }
    return v;
}

Result<Volume> convolutionOf(const VolumeSpec& spec, const Shape& volume, const Shape& filter) {
    if (filter.rank() != 5) {
        return invalidArgument(concat("filter must have rank 5: got ", filter));
    }
    VolumeSpec sized = spec;
    for (int i = 0; i < 3; ++i) { sized.size[static_cast<std::size_t>(i)] = filter[i]; }
    Volume v = WEFT_TRY(poolingOf(sized, volume));
    v.outChannels = filter[4];
    if (v.inChannels == filter[3]) { return v; }
    return invalidArgument(concat("Number of channels in filter (", filter[3],
                                  ") must match last dimension of input (", v.inChannels, ")"));
}

Volume centred(Volume volume, const VolumeSpec& spec) {
    for (std::size_t i = 0; i < volume.axes.size(); ++i) {
        Window& w = volume.axes[i];
        if (spec.axes[i].padding != Padding::Same || w.output == 0) { continue; }
        const std::int64_t end = (w.output - 1) * w.stride + (w.size - 1) * w.dilation + 1;
        if (end < w.input) { w.margin.before = -((w.input - end) / 2); }
    }
    return volume;
}

Result<PartialShape> outputShape(const VolumeSpec& spec, const PartialShape& volume,
                                 const std::array<std::int64_t, 3>& sizes, std::int64_t channels) {
    const PartialShape x = WEFT_TRY(volume.withRank(5));
    std::array<std::int64_t, 3> out{};
    for (int i = 0; i < 3; ++i) {
        const auto at = static_cast<std::size_t>(i);
        out[at] = WEFT_TRY(spec.axes[at].plannedSize(0, x[spec.spatialAxis(i)], sizes[at]));
    }
    return spec.shape(x[0], out, channels);
}

}  // namespace weft::conv
