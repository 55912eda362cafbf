// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "engine/kernel/op_builder.h"
#include "engine/ops/conv/window_spec.h"

/// @file
/// Windows that slide over volumes [batch, planes, rows, columns, channels]: what the convolutions
/// and pooling ops of three axes share.

namespace weft::conv {

/// The attributes strides, dilations, ksize, padding and data_format of a node, checked.
struct VolumeSpec {
    bool channelsFirst = false;        ///< data_format NCDHW
    std::array<WindowSpec, 3> axes{};  ///< of planes, rows, columns; each uses its first axis
    std::array<std::int64_t, 3> size{1, 1, 1};  ///< of pooling

    int spatialAxis(int i) const { return channelsFirst ? 2 + i : 1 + i; }
    int channelAxis() const { return channelsFirst ? 1 : 4; }
    /// [batch, planes, rows, columns, channels] in the order of data_format.
    PartialShape shape(std::int64_t batch, const std::array<std::int64_t, 3>& sizes,
                       std::int64_t channels) const;
};

/// Errors: InvalidArgument with the attribute and what it should be; Unimplemented for windows that
/// move over batch or channels.
Result<VolumeSpec> parseVolumeConvolution(const AttrMap& attrs);
/// As above, for ops with ksize.
Result<VolumeSpec> parseVolumePooling(const AttrMap& attrs);
/// As a node that is run must be: data_format NDHWC. Errors: InvalidArgument.
Result<VolumeSpec> runnable(Result<VolumeSpec> spec);

/// Sizes of one sliding of a window over volumes.
struct Volume {
    std::int64_t batch = 0;
    std::array<Window, 3> axes;
    std::int64_t inChannels = 0;
    std::int64_t outChannels = 0;

    std::int64_t inputs() const { return axes[0].input * axes[1].input * axes[2].input; }
    std::int64_t outputs() const { return axes[0].output * axes[1].output * axes[2].output; }
    std::int64_t places() const { return axes[0].size * axes[1].size * axes[2].size; }
    PartialShape outputShape(const VolumeSpec& spec) const {
        return spec.shape(batch, {axes[0].output, axes[1].output, axes[2].output}, outChannels);
    }
};
/// Errors: InvalidArgument where the windows do not fit.
Result<Volume> poolingOf(const VolumeSpec& spec, const Shape& volume);
/// @param filter [planes, rows, columns, channels, outputs].
Result<Volume> convolutionOf(const VolumeSpec& spec, const Shape& volume, const Shape& filter);
/// As TensorFlow's forward ops on CPU slide: where SAME windows leave inputs out (a stride above the
/// window), half of those are left out in front. Its gradients do not know that (no margin).
Volume centred(Volume volume, const VolumeSpec& spec);
/// The shape of the output, as far as the volume and the sizes of the window are known.
Result<PartialShape> outputShape(const VolumeSpec& spec, const PartialShape& volume,
                                 const std::array<std::int64_t, 3>& sizes, std::int64_t channels);

/// Calls f(place of the window, element position of the input) for every place that covers an
/// input, where both count positions without channels and the input's includes the volume n.
/// @param position counts the output positions of volume n.
template <class F>
void overVolumeWindow(const Volume& v, std::int64_t n, std::int64_t position, const F& f) {
    const std::int64_t o[3] = {position / (v.axes[1].output * v.axes[2].output),
                               position / v.axes[2].output % v.axes[1].output,
                               position % v.axes[2].output};
    std::int64_t first[3];
    std::int64_t begin[3];
    std::int64_t end[3];
    for (std::size_t i = 0; i < 3; ++i) {
        const Window& w = v.axes[i];
        first[i] = o[i] * w.stride - w.margin.before;
        begin[i] = first[i] >= 0 ? 0 : (-first[i] + w.dilation - 1) / w.dilation;
        const std::int64_t left = w.input - first[i];
        end[i] = std::min(w.size, left <= 0 ? 0 : (left + w.dilation - 1) / w.dilation);
    }
    const auto at = [&](std::size_t i, std::int64_t k) {
        return first[i] + k * v.axes[i].dilation;
    };
    for (std::int64_t a = begin[0]; a < end[0]; ++a) {
        for (std::int64_t b = begin[1]; b < end[1]; ++b) {
            const std::int64_t line =
                ((n * v.axes[0].input + at(0, a)) * v.axes[1].input + at(1, b)) * v.axes[2].input;
            const std::int64_t places = (a * v.axes[1].size + b) * v.axes[2].size;
            for (std::int64_t c = begin[2]; c < end[2]; ++c) { f(places + c, line + at(2, c)); }
        }
    }
}

inline constexpr std::string_view kVolumeFormat = "data_format: {'NDHWC', 'NCDHW'} = 'NDHWC'";

}  // namespace weft::conv
