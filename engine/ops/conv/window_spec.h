// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>

#include "engine/graph/gradient_context.h"
#include "engine/graph/graph_inference.h"
#include "engine/graph/shape_context.h"
#include "engine/kernel/kernel_registry.h"
#include "engine/tensor/partial_shape.h"

/// @file
/// Windows that slide over images: what convolutions and pooling share.

namespace weft::conv {

enum class Padding { Valid, Same, Explicit };

/// Zeros (or nothing, in pooling) before and after an axis.
struct Margin {
    std::int64_t before = 0;
    std::int64_t after = 0;
};

/// One spatial axis of a sliding window: output position o sees the inputs
/// o * stride - margin.before + k * dilation for 0 <= k < size, as far as they exist.
struct Window {
    std::int64_t input = 0;
    std::int64_t size = 0;
    std::int64_t stride = 1;
    std::int64_t dilation = 1;
    Margin margin;
    std::int64_t output = 0;
};

/// The attributes strides, dilations, ksize, padding, explicit_paddings and data_format of a node,
/// checked. Spatial pairs are {rows, columns}.
struct WindowSpec {
    bool channelsFirst = false;  ///< data_format NCHW
    Padding padding = Padding::Valid;
    std::array<std::int64_t, 2> stride{1, 1};
    std::array<std::int64_t, 2> dilation{1, 1};
    std::array<std::int64_t, 2> size{1, 1};  ///< of pooling
    std::array<Margin, 2> margin{};          ///< of padding EXPLICIT
    std::int64_t channelSize = 1;            ///< of pooling over channels; its stride is the same

    /// Axis of the tensor that holds rows (0) or columns (1).
    int spatialAxis(int i) const { return channelsFirst ? 2 + i : 1 + i; }
    int channelAxis() const { return channelsFirst ? 1 : 3; }
    /// [batch, rows, columns, channels] in the order of data_format.
    PartialShape shape(std::int64_t batch, std::int64_t rows, std::int64_t columns,
                       std::int64_t channels) const;
    /// The window along a spatial axis over an input of known size.
    /// Errors: InvalidArgument when sizes are too large or the output size would be negative.
    Result<Window> window(int i, std::int64_t input, std::int64_t windowSize) const;
    /// Its output size; kUnknownDim where an input is.
    Result<std::int64_t> outputSize(int i, std::int64_t input, std::int64_t windowSize) const;
    /// The same for a shape function. Errors: also InvalidArgument "Negative dimension size" in a
    /// graph that is being built, for a window larger than what it moves over, as TensorFlow has it;
    /// a run gives an empty tensor.
    Result<std::int64_t> plannedSize(int i, std::int64_t input, std::int64_t windowSize) const;
};

/// Errors: InvalidArgument with the attribute, its value and what it should be; Unimplemented for
/// windows that move over batch or channels.
Result<WindowSpec> parseConvolution(const AttrMap& attrs);
/// As parseConvolution, for ops of which TensorFlow calls windows over batch or channels wrong, not
/// missing: InvalidArgument.
Result<WindowSpec> parseOwnConvolution(const AttrMap& attrs);
/// As parseConvolution, for ops with ksize.
Result<WindowSpec> parsePooling(const AttrMap& attrs);

/// Why a CPU kernel does not take this node ("" = it does): only NHWC is computed.
std::string declineChannelsFirst(const AttrMap& attrs);

/// The shape function of a gradient that has the shape of input kLike. TensorFlow's looks at that
/// input's rank, and leaves all else to the run.
template <auto kShape, int kLike, int kRank>
Result<PartialShape> gradientShape(const ShapeContext& context) {
    WEFT_TRY(context.input(kLike).withRank(kRank));
    return checkedWhenRun<kShape>(context);
}
/// The same where input kSizes holds the shape.
template <auto kShape, int kSizes, int kRank>
Result<PartialShape> gradientOfSizesShape(const ShapeContext& context) {
    WEFT_TRY(context.input(kSizes).withRank(1));
    WEFT_TRY(WEFT_TRY(context.valueAsShape(kSizes)).withRank(kRank));
    return checkedWhenRun<kShape>(context);
}

/// The named attributes of the node, for the next op of a gradient.
AttrMap attrsOf(const GradientContext& context, std::initializer_list<const char*> names);

/// A kernel for one dtype that takes NHWC only.
KernelDef nhwcKernel(DType type, KernelFunction run, std::string_view label);

/// Sizes of one pooling.
struct Pooling {
    std::int64_t batch = 0;
    Window rows;
    Window columns;
    std::int64_t channels = 0;
    std::int64_t channelSize = 1;
    std::int64_t outChannels = 0;

    PartialShape outputShape(const WindowSpec& spec) const {
        return spec.shape(batch, rows.output, columns.output, outChannels);
    }
};
/// Errors: InvalidArgument when the rank is not 4 or the windows do not fit; Unimplemented when a
/// window over channels does not divide them.
Result<Pooling> poolingOf(const WindowSpec& spec, const Shape& image);
/// The shape of its output, as far as the image is known.
Result<PartialShape> poolingShape(const WindowSpec& spec, const PartialShape& image);

/// Sizes of one convolution: image, filter, output.
struct Convolution {
    std::int64_t batch = 0;
    Window rows;
    Window columns;
    std::int64_t inChannels = 0;      ///< of the image
    std::int64_t filterChannels = 0;  ///< that one output channel sees: inChannels / groups
    std::int64_t outChannels = 0;
    std::int64_t groups = 1;

    PartialShape outputShape(const WindowSpec& spec) const {
        return spec.shape(batch, rows.output, columns.output, outChannels);
    }
};
/// The convolution of an image by a filter [rows, columns, channels, outputs], both of known shape.
/// Errors: InvalidArgument when ranks or channels do not fit.
Result<Convolution> convolutionOf(const WindowSpec& spec, const Shape& image, const Shape& filter);
/// The shape of its output, as far as the inputs are known.
Result<PartialShape> convolutionShape(const WindowSpec& spec, const PartialShape& image,
                                      const PartialShape& filter);
/// That convolution, whose output must have the given shape.
/// Errors: InvalidArgument with both sizes.
Result<Convolution> convolutionWithOutput(const WindowSpec& spec, const Shape& image,
                                          const Shape& filter, const Shape& output);

}  // namespace weft::conv
