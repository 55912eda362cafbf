// SPDX-License-Identifier: Apache-2.0
#include "engine/ops/norm/channel_layout.h"

#include "engine/kernel/simd/strided_copy.h"

namespace weft::norm {
namespace {

/// The copy from a layout with channels first to one with channels last.
StridedCopy toLast(const Shape& first) {
    const Dims strides = denseStrides(first.dims());
    StridedCopy box{.sizes = first.dims(), .fromStrides = strides, .toStrides = {}};
    std::rotate(box.sizes.begin() + 1, box.sizes.begin() + 2, box.sizes.end());
    std::rotate(box.fromStrides.begin() + 1, box.fromStrides.begin() + 2, box.fromStrides.end());
    box.toStrides = denseStrides(box.sizes);
    return box;
}

}  // namespace

Result<ChannelLayout> parseLayout(const AttrMap& attrs) {
    const std::string format = attrs.getOr<std::string>("data_format", "NHWC");
    if (format == "NHWC") { return ChannelLayout{false, 4}; }
    if (format == "NCHW") { return ChannelLayout{true, 4}; }
    if (format == "NDHWC") { return ChannelLayout{false, 5}; }
    if (format == "NCDHW") { return ChannelLayout{true, 5}; }
    return invalidArgument(concat("data_format is unknown: got '", format, "'"));
}

Result<Tensor> channelsLast(KernelContext& context, const Tensor& x, const ChannelLayout& layout) {
    if (!layout.channelsFirst) { return x; }
    const StridedCopy box = toLast(x.shape());
    Tensor copy = WEFT_TRY(context.allocate(x.dtype(), WEFT_TRY(makeShape(box.sizes))));
    WEFT_TRY(copyStrided(box, x, copy));
    return copy;
}

Result<Tensor> channelsLastOutput(KernelContext& context, int i, const ChannelLayout& layout) {
    const Tensor& output = context.output(i);
    if (!layout.channelsFirst) { return output; }
    return context.allocate(output.dtype(), WEFT_TRY(makeShape(toLast(output.shape()).sizes)));
}

Status storeChannelsLast(KernelContext& context, int i, const Tensor& from,
                         const ChannelLayout& layout) {
    if (!layout.channelsFirst) { return okStatus(); }
    StridedCopy box = toLast(context.output(i).shape());
    std::swap(box.fromStrides, box.toStrides);
    return copyStrided(box, from, context.output(i));
}

}  // namespace weft::norm
