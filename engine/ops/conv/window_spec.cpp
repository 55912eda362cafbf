// SPDX-License-Identifier: Apache-2.0
#include "engine/ops/conv/window_spec.h"

#include <algorithm>
#include <limits>

namespace weft::conv {
namespace {

using Ints = std::vector<std::int64_t>;

/// Sizes, strides and dilations are 32-bit numbers in TensorFlow; products of two fit in 64 bits.
constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();

std::string shown(const Ints& values) { return concat("[", join(values, ","), "]"); }

/// Entries for {batch, rows, columns, channels} from the order of data_format.
Ints canonical(const Ints& values, bool channelsFirst) {
    if (!channelsFirst) { return values; }
    return {values[0], values[2], values[3], values[1]};
}

/// A list of 4 entries from 1 to 2^31-1, as canonical(). Too small ones TensorFlow's shape functions
/// see only among those that they compute with.
Result<Ints> positiveFour(const AttrMap& attrs, std::string_view name, bool channelsFirst,
                          bool computesChannels = false) {
    const Ints values = WEFT_TRY(attrs.get<Ints>(name));
    if (values.size() != 4) {
        return invalidArgument(
            concat(name, " has the wrong length: got ", shown(values), ", want 4 entries"));
    }
    const Ints sorted = canonical(values, channelsFirst);
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        if (sorted[i] >= 1 && sorted[i] <= kMost) { continue; }
        const Status error =
            invalidArgument(concat(name, " has an entry out of range: got ", shown(values),
                                   ", want entries from 1 to ", kMost));
        const bool isSeen = sorted[i] > kMost || i == 1 || i == 2 || (i == 3 && computesChannels);
        return isSeen && (sorted[i] > kMost || name != "ksize") ? error : leftToRun(error);
    }
    return sorted;
}

Result<bool> parseChannelsFirst(const AttrMap& attrs) {
    const std::string format = attrs.getOr<std::string>("data_format", "NHWC");
    if (format != "NHWC" && format != "NCHW") {
        return invalidArgument(
            concat("data_format is unknown: got '", format, "', want 'NHWC' or 'NCHW'"));
    }
    return format == "NCHW";
}

Status parseMargins(const AttrMap& attrs, WindowSpec& spec) {
    const Ints values = attrs.getOr<Ints>("explicit_paddings", {});
    if (spec.padding != Padding::Explicit) {
        if (values.empty()) { return okStatus(); }
        return invalidArgument(concat("explicit_paddings belongs to padding EXPLICIT only: got ",
                                      shown(values), ", want []"));
    }
    if (values.size() != 8) {
        return invalidArgument(concat("explicit_paddings has the wrong length: got ", shown(values),
                                      ", want 8 entries, before and after each axis"));
    }
    for (const std::int64_t value : values) {
        if (value < 0 || value > kMost) {
            return invalidArgument(concat("explicit_paddings has an entry out of range: got ",
                                          shown(values), ", want entries from 0 to ", kMost));
        }
    }
    const auto at = [&](int axis) {
        const auto i = static_cast<std::size_t>(2 * axis);
        return Margin{values[i], values[i + 1]};
    };
    for (const Margin& margin : {at(0), at(spec.channelAxis())}) {
        if (margin.before != 0 || margin.after != 0) {
            return invalidArgument(concat("explicit_paddings pads batch or channels: got ",
                                          shown(values), ", want 0 there"));
        }
    }
    spec.margin = {at(spec.spatialAxis(0)), at(spec.spatialAxis(1))};
    return okStatus();
}

Result<WindowSpec> parseCommon(const AttrMap& attrs) {
    WindowSpec spec;
    spec.channelsFirst = WEFT_TRY(parseChannelsFirst(attrs));
    const std::string padding = WEFT_TRY(attrs.get<std::string>("padding"));
    if (padding == "SAME") {
        spec.padding = Padding::Same;
    } else if (padding == "EXPLICIT") {
        spec.padding = Padding::Explicit;
    } else if (padding != "VALID") {
        return invalidArgument(
            concat("padding is unknown: got '", padding, "', want 'SAME', 'VALID' or 'EXPLICIT'"));
    }
    WEFT_TRY(parseMargins(attrs, spec));
    return spec;
}

Status onlySpatial(std::string_view name, const Ints& values) {
    if (values[0] == 1 && values[3] == 1) { return okStatus(); }
    return leftToRun(
        unimplemented(concat(name, " moves over batch or channels: got ", shown(values),
                             " (batch, rows, columns, channels), want 1 there")));
}

std::int64_t ceilDiv(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

}  // namespace

PartialShape WindowSpec::shape(std::int64_t batch, std::int64_t rows, std::int64_t columns,
                               std::int64_t channels) const {
    if (channelsFirst) { return PartialShape{batch, channels, rows, columns}; }
    return PartialShape{batch, rows, columns, channels};
}

Result<Window> WindowSpec::window(int i, std::int64_t input, std::int64_t windowSize) const {
    const auto axis = static_cast<std::size_t>(i);
    if (input > kMost || windowSize > kMost) {
        return invalidArgument(concat("image or window is too large: got ", input, " and ",
                                      windowSize, ", want at most ", kMost));
    }
    // Nothing lies between the elements of a window of one.
    const std::int64_t step = windowSize > 1 ? dilation[axis] : 1;
    Window out{input, windowSize, stride[axis], step, margin[axis], 0};
    // A window of size 0 covers nothing, but takes part in shape arithmetic as TensorFlow's does.
    const std::int64_t reach = (windowSize - 1) * out.dilation + 1;
    if (reach > kMost) {
        return invalidArgument(concat("window reaches too far: got size ", windowSize,
                                      " and dilation ", out.dilation, ", want at most ", kMost,
                                      " in all"));
    }
    switch (padding) {
        case Padding::Valid:
            // Truncation towards 0 on purpose: a window a little larger than the image gives an
            // empty output, a much larger one is an error.
            out.output = (input - reach + out.stride) / out.stride;
            break;
        case Padding::Explicit:
            out.output =
                (input + out.margin.before + out.margin.after - reach + out.stride) / out.stride;
            break;
        case Padding::Same: {
            out.output = ceilDiv(input, out.stride);
            const std::int64_t needed =
                std::max<std::int64_t>(0, (out.output - 1) * out.stride + reach - input);
            out.margin = {needed / 2, needed - needed / 2};
            break;
        }
    }
    if (out.output < 0) {
        return invalidArgument(concat("Computed output size would be negative: got ", out.output,
                                      " [input_size: ", input, ", effective_filter_size: ", reach,
                                      ", stride: ", out.stride, "], want a window that fits"));
    }
    return out;
}

Result<std::int64_t> WindowSpec::outputSize(int i, std::int64_t input,
                                            std::int64_t windowSize) const {
    if (input == kUnknownDim) { return kUnknownDim; }
    // Padding SAME does not look at the window.
    if (windowSize == kUnknownDim && padding != Padding::Same) { return kUnknownDim; }
    const std::int64_t known = windowSize == kUnknownDim ? 1 : windowSize;
    return WEFT_TRY(window(i, input, known)).output;
}

Result<std::int64_t> WindowSpec::plannedSize(int i, std::int64_t input,
                                             std::int64_t windowSize) const {
    const auto at = static_cast<std::size_t>(i);
    const bool isKnown = input != kUnknownDim && windowSize != kUnknownDim;
    if (isBuildingGraph() && isKnown && padding != Padding::Same) {
        std::int64_t reach = 0;
        std::int64_t room = 0;
        const bool overflows = multiplyOverflows(windowSize - 1, dilation[at], reach) ||
                               addOverflows(margin[at].before, margin[at].after, room) ||
                               addOverflows(room, input, room);
        if (!overflows && windowSize > 0 && reach >= room) {
            return invalidArgument(concat("Negative dimension size caused by subtracting ",
                                          reach + 1, " from ", room,
                                          ": the size would be negative, want a window that fits"));
        }
    }
    return outputSize(i, input, windowSize);
}

Result<WindowSpec> parseConvolution(const AttrMap& attrs) {
    WindowSpec spec = WEFT_TRY(parseCommon(attrs));
    const Ints strides = WEFT_TRY(positiveFour(attrs, "strides", spec.channelsFirst));
    const Ints dilations = WEFT_TRY(positiveFour(attrs, "dilations", spec.channelsFirst));
    WEFT_TRY(onlySpatial("strides", strides));
    WEFT_TRY(onlySpatial("dilations", dilations));
    spec.stride = {strides[1], strides[2]};
    spec.dilation = {dilations[1], dilations[2]};
    return spec;
}

Result<WindowSpec> parseOwnConvolution(const AttrMap& attrs) {
    Result<WindowSpec> spec = parseConvolution(attrs);
    if (spec.ok() || spec.status().code() != StatusCode::kUnimplemented) { return spec; }
    return leftToRun(invalidArgument(messageOf(spec.status())));
}

Result<WindowSpec> parsePooling(const AttrMap& attrs) {
    WindowSpec spec = WEFT_TRY(parseCommon(attrs));
    const Ints ksize = WEFT_TRY(positiveFour(attrs, "ksize", spec.channelsFirst));
    const Ints strides = WEFT_TRY(positiveFour(attrs, "strides", spec.channelsFirst, true));
    if (ksize[0] != 1 || strides[0] != 1) {
        return leftToRun(unimplemented(concat(
            "Pooling is not yet supported on the batch dimension: got ksize ", shown(ksize),
            " and strides ", shown(strides), " (batch, rows, columns, channels), want 1 there")));
    }
    if (ksize[3] != strides[3]) {
        return leftToRun(unimplemented(
            concat("depth window differs from the depth stride: got ksize ", shown(ksize),
                   " and strides ", shown(strides), ", want the same last entry")));
    }
    if (ksize[3] > 1 && (ksize[1] > 1 || ksize[2] > 1)) {
        return leftToRun(
            unimplemented(concat("Pooling goes across either depth or rows and columns: got ksize ",
                                 shown(ksize), ", want 1 in one of the two")));
    }
    spec.size = {ksize[1], ksize[2]};
    spec.stride = {strides[1], strides[2]};
    spec.channelSize = ksize[3];
    for (std::size_t i = 0; i < 2; ++i) {
        if (spec.margin[i].before >= spec.size[i] || spec.margin[i].after >= spec.size[i]) {
            return invalidArgument(concat("explicit_paddings is not smaller than the window: got ",
                                          spec.margin[i].before, " and ", spec.margin[i].after,
                                          ", want less than ksize ", spec.size[i]));
        }
    }
    return spec;
}

namespace {

/// Channels that pooling leaves.
Result<std::int64_t> pooledChannels(const WindowSpec& spec, std::int64_t channels) {
    if (channels == kUnknownDim || channels % spec.channelSize == 0) {
        return channels == kUnknownDim ? channels : channels / spec.channelSize;
    }
    return leftToRun(
        unimplemented(concat("depth window does not divide the input depth evenly: got ksize ",
                             spec.channelSize, " for ", channels, " channels, want a divisor")));
}

}  // namespace

Result<Pooling> poolingOf(const WindowSpec& spec, const Shape& image) {
    if (image.rank() != 4) {
        return invalidArgument(concat("image must have rank 4: got ", image, ", want 4 axes"));
    }
    Pooling out;
    out.batch = image[0];
    out.channels = image[spec.channelAxis()];
    out.channelSize = spec.channelSize;
    out.outChannels = WEFT_TRY(pooledChannels(spec, out.channels));
    out.rows = WEFT_TRY(spec.window(0, image[spec.spatialAxis(0)], spec.size[0]));
    out.columns = WEFT_TRY(spec.window(1, image[spec.spatialAxis(1)], spec.size[1]));
    return out;
}

Result<PartialShape> poolingShape(const WindowSpec& spec, const PartialShape& image) {
    const PartialShape x = WEFT_TRY(image.withRank(4));
    return spec.shape(x[0], WEFT_TRY(spec.plannedSize(0, x[spec.spatialAxis(0)], spec.size[0])),
                      WEFT_TRY(spec.plannedSize(1, x[spec.spatialAxis(1)], spec.size[1])),
                      WEFT_TRY(pooledChannels(spec, x[spec.channelAxis()])));
}

AttrMap attrsOf(const GradientContext& context, std::initializer_list<const char*> names) {
    AttrMap out;
    for (const char* name : names) {
        const AttrValue* value = context.attrs().find(name);
        if (value != nullptr) { out.set(name, *value); }
    }
    return out;
}

KernelDef nhwcKernel(DType type, KernelFunction run, std::string_view label) {
    KernelDef def;
    def.types = {{"T", {type}}};
    def.run = run;
    def.label = label;
    def.decline = [](const Node& node) { return declineChannelsFirst(node.attrs); };
    return def;
}

std::string declineChannelsFirst(const AttrMap& attrs) {
    const std::string format = attrs.getOr<std::string>("data_format", "NHWC");
    if (format == "NHWC") { return ""; }
    return concat("data_format ", format, " is not computed on CPU, only NHWC");
}

Result<Convolution> convolutionOf(const WindowSpec& spec, const Shape& image, const Shape& filter) {
    if (image.rank() != 4 || filter.rank() != 4) {
        return invalidArgument(concat("image and filter must have rank 4: got ", image, " and ",
                                      filter, ", want 4 axes each"));
    }
    if (filter[0] == 0 || filter[1] == 0) {
        return leftToRun(invalidArgument(
            concat("filter has no elements: got ", filter, ", want rows and columns >= 1")));
    }
    Convolution out;
    out.batch = image[0];
    out.inChannels = image[spec.channelAxis()];
    out.filterChannels = filter[2];
    out.outChannels = filter[3];
    if (out.filterChannels == 0) {
        return invalidArgument(
            concat("filter depth must be positive: got filter ", filter, ", want depth >= 1"));
    }
    if (out.inChannels % out.filterChannels != 0) {
        return invalidArgument(concat("input depth must be evenly divisible by filter depth: got ",
                                      out.inChannels, " vs ", out.filterChannels, " in image ",
                                      image, " and filter ", filter, ", want a multiple"));
    }
    out.groups = out.inChannels / out.filterChannels;
    if (out.groups == 0) {
        return invalidArgument(
            concat("image has no channels: got ", image, ", want channels >= 1"));
    }
    if (out.outChannels % out.groups != 0) {
        return invalidArgument(
            concat("output depth must be evenly divisible by number of groups: ", "got ",
                   out.outChannels, " vs ", out.groups, ", want a multiple"));
    }
    out.rows = WEFT_TRY(spec.window(0, image[spec.spatialAxis(0)], filter[0]));
    out.columns = WEFT_TRY(spec.window(1, image[spec.spatialAxis(1)], filter[1]));
    return out;
}

Result<PartialShape> convolutionShape(const WindowSpec& spec, const PartialShape& image,
                                      const PartialShape& filter) {
    const PartialShape x = WEFT_TRY(image.withRank(4));
    const PartialShape w = WEFT_TRY(filter.withRank(4));
    const std::optional<Shape> fullImage = x.full();
    const std::optional<Shape> fullFilter = w.full();
    if (fullImage && fullFilter) {
        const Convolution whole = WEFT_TRY(convolutionOf(spec, *fullImage, *fullFilter));
        for (const int i : {0, 1}) { WEFT_TRY(spec.plannedSize(i, x[spec.spatialAxis(i)], w[i])); }
        return whole.outputShape(spec);
    }
    const std::int64_t channels = x[spec.channelAxis()];
    if (w[2] == 0) {
        return invalidArgument(concat("filter depth must be positive: got filter ", w));
    }
    if (channels != kUnknownDim && w[2] != kUnknownDim && channels % w[2] != 0) {
        return invalidArgument(concat("input depth must be evenly divisible by filter depth: got ",
                                      channels, " vs ", w[2], ", want a multiple"));
    }
    const std::int64_t rows = WEFT_TRY(spec.plannedSize(0, x[spec.spatialAxis(0)], w[0]));
    const std::int64_t columns = WEFT_TRY(spec.plannedSize(1, x[spec.spatialAxis(1)], w[1]));
    return spec.shape(x[0], rows, columns, w[3]);
}

Result<Convolution> convolutionWithOutput(const WindowSpec& spec, const Shape& image,
                                          const Shape& filter, const Shape& output) {
    const Convolution out = WEFT_TRY(convolutionOf(spec, image, filter));
    const PartialShape expected = out.outputShape(spec);
    if (expected == PartialShape(output)) { return out; }
    return invalidArgument(concat("Size of out_backprop doesn't match computed: got ", output,
                                  " for image ", image, " and filter ", filter, ", want ",
                                  expected));
}

}  // namespace weft::conv
