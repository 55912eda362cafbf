// SPDX-License-Identifier: Apache-2.0
/// @file
/// FusedBatchNormGrad, V2, V3: gradients of batch normalisation by x, scale and offset.
///
/// Shapes   y_backprop, x and x_backprop [batch, ..., channels], or with the channels second; the
///          others [channels]; the last two outputs are empty.
/// Types    as FusedBatchNorm.
/// Errors   InvalidArgument for ranks and sizes that do not fit.
/// Numerics With xhat = (x - mean) / sqrt(variance + epsilon) and r = 1 / sqrt(variance + epsilon):
///          in training x_backprop = scale r (dy - mean(dy) - xhat mean(dy xhat)), else scale r dy;
///          scale_backprop = sum(dy xhat), offset_backprop = sum(dy).
/// Source   Op contracts of TensorFlow "FusedBatchNormGrad", "...GradV2", "...GradV3"; second
///          derivatives worked out below.

#include <cmath>

#include "engine/graph/graph_inference.h"
#include "engine/kernel/via_float.h"
#include "engine/ops/norm/channel_layout.h"

namespace weft {
namespace {

using norm::ChannelLayout;

struct GradParameters {
    ChannelLayout layout;
    float epsilon = 0;
    bool isTraining = true;
};
Result<GradParameters> parseGrad(const AttrMap& attrs) {
    return GradParameters{WEFT_TRY(norm::parseLayout(attrs)), attrs.getOr("epsilon", 1e-4F),
                          attrs.getOr("is_training", true)};
}

Result<std::vector<PartialShape>> gradShapes(const ShapeContext& context) {
    const ChannelLayout layout = WEFT_TRY(norm::parseLayout(context.attrs()));
    const PartialShape dy = WEFT_TRY(context.input(0).withRank(layout.rank));
    const PartialShape x = WEFT_TRY(context.input(1).withRank(layout.rank));
    WEFT_TRY(mergeDim(dy[layout.channelAxis()], x[layout.channelAxis()]));
    const Result<PartialShape> merged = dy.merge(x);
    if (!merged.ok()) { return leftToRun(merged.status()); }
    const PartialShape& both = *merged;
    std::int64_t channels = both[layout.channelAxis()];
    for (int i = 2; i < 5; ++i) {
        const PartialShape vector = WEFT_TRY(context.input(i).withRank(1));
        channels = WEFT_TRY(mergeDim(channels, vector[0]));
    }
    const PartialShape vector{channels};
    return std::vector<PartialShape>{both.withDim(layout.channelAxis(), channels), vector, vector,
                                     PartialShape{0}, PartialShape{0}};
}

/// Formulas over channels: vectors are given the axes of x, means run over all other axes.
class ChannelFormulas {
public:
    ChannelFormulas(const Expr& x, const ChannelLayout& layout) : m_x(x), m_layout(layout) {}
    Expr spread(const Expr& vector) const {
        std::vector<std::int32_t> sizes(static_cast<std::size_t>(m_layout.rank), 1);
        sizes[static_cast<std::size_t>(m_layout.channelAxis())] = -1;
        return reshape(vector, intVector(m_x, sizes));
    }
    Expr mean(const Expr& y) const { return op("Mean", {y, otherAxes()}, {{"keep_dims", true}}); }
    Expr sum(const Expr& y) const { return reduceSum(y, otherAxes()); }

private:
    Expr otherAxes() const {
        std::vector<std::int32_t> axes;
        for (int axis = 0; axis < m_layout.rank; ++axis) {
            if (axis != m_layout.channelAxis()) { axes.push_back(axis); }
        }
        return intVector(m_x, axes);
    }
    Expr m_x;
    ChannelLayout m_layout;
};

/// What arrived at the three outputs, with the axes of x, and the quantities of the formulas.
struct Second {
    Expr g;   ///< by x_backprop
    Expr gs;  ///< by scale_backprop
    Expr go;  ///< by offset_backprop
    Expr dy;
    Expr scale;
    Expr r;
    Expr xhat;
};

/// In inference xhat is a given linear function of x.
std::vector<Expr> secondOfInference(const Second& s, const ChannelFormulas& f) {
    return {s.g * s.scale * s.r + s.gs * s.xhat + s.go, s.gs * s.dy * s.r, f.sum(s.g * s.dy * s.r)};
}

/// With P(v) = v - mean(v) - xhat mean(v xhat), which is symmetric, and L = <g, scale r P(dy)> +
/// <gs, sum(dy xhat)> + <go, sum(dy)>:
///   dL/ddy    = scale r P(g) + gs xhat + go
///   dL/dscale = <g, r P(dy)>
///   dL/dxhat  = h = gs dy - scale r (g mean(dy xhat) + dy mean(g xhat)), r being held fixed, and
///   dL/dx     = r P(h) - scale r^2 xhat mean(g P(dy)), since dr/dx = -r^2 xhat / n.
std::vector<Expr> secondOfTraining(const Second& s, const ChannelFormulas& f) {
    const auto project = [&](const Expr& v) { return v - f.mean(v) - s.xhat * f.mean(v * s.xhat); };
    const Expr projected = s.g * project(s.dy);
    const Expr h =
        s.gs * s.dy - s.scale * s.r * (s.g * f.mean(s.dy * s.xhat) + s.dy * f.mean(s.g * s.xhat));
    return {s.scale * s.r * project(s.g) + s.gs * s.xhat + s.go,
            s.r * project(h) - s.scale * s.r * s.r * s.xhat * f.mean(projected),
            f.sum(s.r * projected)};
}

Result<std::vector<Expr>> gradGradient(const GradientContext& context) {
    const GradParameters p = WEFT_TRY(parseGrad(context.attrs()));
    const Expr given = context.input(1);
    const Expr x = cast(given, DType::Float);
    const ChannelFormulas f(x, p.layout);
    const auto wide = [](const Expr& y) { return cast(y, DType::Float); };
    const Expr epsilon = constantLike(x, double{p.epsilon});
    const Expr mean = p.isTraining ? f.mean(x) : f.spread(context.input(3));
    const Expr variance =
        p.isTraining ? f.mean(op("SquaredDifference", {x, mean})) : f.spread(context.input(4));
    Second s{.g = wide(context.outputGradient(0)),
             .gs = f.spread(context.outputGradient(1)),
             .go = f.spread(context.outputGradient(2)),
             .dy = wide(context.input(0)),
             .scale = f.spread(context.input(2)),
             .r = op("Rsqrt", {variance + epsilon}),
             .xhat = {}};
    s.xhat = (x - mean) * s.r;
    std::vector<Expr> found = p.isTraining ? secondOfTraining(s, f) : secondOfInference(s, f);
    std::vector<Expr> gradients(static_cast<std::size_t>(context.inputs()));
    gradients[0] = cast(found[0], given.dtype());
    gradients[1] = cast(found[1], given.dtype());
    gradients[2] = found[2];
    return gradients;
}

/// One row of x and dy with the channels' constants.
struct Channels {
    RowsView<const float> x;
    const float* dy;
    std::vector<float> mean;
    std::vector<float> r;
};

/// sum(dy) and sum(dy * (x - mean)) of each channel, one after the other.
std::vector<double> sumsOf(const Channels& in) {
    const auto channels = static_cast<std::size_t>(in.x.columns);
    std::vector<double> total(channels * 2);
    norm::sumRows(in.x.rows, total, [&](std::int64_t row, float* sums) {
        const float* x = in.x.data + row * in.x.columns;
        const float* dy = in.dy + row * in.x.columns;
        for (std::size_t c = 0; c < channels; ++c) { sums[c] += dy[c]; }
        for (std::size_t c = 0; c < channels; ++c) {
            sums[channels + c] += dy[c] * (x[c] - in.mean[c]);
        }
    });
    return total;
}

/// dx = a dy + b + d (x - mean), with three numbers a channel.
void linear(const Channels& in, const std::vector<float>& a, const std::vector<float>& b,
            std::pair<const std::vector<float>*, float*> out) {
    const std::vector<float>& d = *out.first;
    parallelFor(in.x.rows, 0.5 * static_cast<double>(in.x.columns),
                [&](std::int64_t begin, std::int64_t end) {
                    for (std::int64_t row = begin; row < end; ++row) {
                        const float* x = in.x.data + row * in.x.columns;
                        const float* dy = in.dy + row * in.x.columns;
                        float* dx = out.second + row * in.x.columns;
                        for (std::size_t c = 0; c < a.size(); ++c) {
                            dx[c] = a[c] * ((dy[c] - b[c]) - d[c] * (x[c] - in.mean[c]));
                        }
                    }
                });
}

Status gradCpu(KernelContext& context) {
    const auto& p = context.parameters<GradParameters>();
    const Tensor dy = WEFT_TRY(norm::channelsLast(context, context.input(0), p.layout));
    const Tensor x = WEFT_TRY(norm::channelsLast(context, context.input(1), p.layout));
    Tensor dx = WEFT_TRY(norm::channelsLastOutput(context, 0, p.layout));
    const std::int64_t channels = context.output(1).elements();
    const auto count = static_cast<std::size_t>(channels);
    const std::int64_t rows = channels == 0 ? 0 : x.elements() / channels;
    Channels in{{x.values<float>().data(), rows, channels}, dy.values<float>().data(), {}, {}};
    const auto mean = context.inputValues<float>(3);
    in.mean.assign(mean.begin(), mean.end());
    for (const float variance : context.inputValues<float>(4)) {
        in.r.push_back(1.0F / std::sqrt(variance + p.epsilon));
    }
    const std::vector<double> sums = sumsOf(in);
    std::vector<float> a(count);
    std::vector<float> b(count, 0.0F);
    std::vector<float> d(count, 0.0F);
    for (std::size_t c = 0; c < count; ++c) {
        const double n = static_cast<double>(rows);
        a[c] = context.inputValues<float>(2)[c] * in.r[c];
        if (p.isTraining) {
            b[c] = static_cast<float>(sums[c] / n);
            d[c] = static_cast<float>(sums[count + c] / n) * in.r[c] * in.r[c];
        }
        context.outputValues<float>(1)[c] = static_cast<float>(sums[count + c]) * in.r[c];
        context.outputValues<float>(2)[c] = static_cast<float>(sums[c]);
    }
    linear(in, a, b, {&d, dx.mutableValues<float>().data()});
    return norm::storeChannelsLast(context, 0, dx, p.layout);
}

enum class Version { One, Two, Three };

OpBuilder declare(std::string_view name, std::string_view summary, Version version) {
    const bool isOne = version == Version::One;
    const auto typed = [&](std::string_view arg) { return concat(arg, isOne ? ": T" : ": U"); };
    OpBuilder op(name);
    op.summary(summary)
        .category("nn")
        .attr(isOne ? "T: {float}" : "T: {half, bfloat16, float}")
        .input("y_backprop: T", "[batch, ..., channels] gradients by y")
        .input("x: T", "[batch, ..., channels] what was normalised")
        .input(isOne ? "scale: T" : "scale: float", "[channels] factors")
        .input(typed("reserve_space_1"), "[channels] means")
        .input(typed("reserve_space_2"), "[channels] variances")
        .output("x_backprop: T", "[batch, ..., channels] gradients by x")
        .output(typed("scale_backprop"), "[channels] gradients by scale")
        .output(typed("offset_backprop"), "[channels] gradients by offset")
        .shape(gradShapes)
        .gradient(gradGradient)
        .parameters(parseGrad)
        .cpuKernel<float>(gradCpu);
    if (version == Version::Three) {
        op.input("reserve_space_3: U", "what FusedBatchNormV3 gave; not looked at")
            .output("reserve_space_4: U", "empty")
            .output("reserve_space_5: U", "empty");
    } else {
        op.output(typed("reserve_space_3"), "empty").output(typed("reserve_space_4"), "empty");
    }
    if (!isOne) {
        op.attr("U: {float}")
            .cpuKernel<Half>(viaFloat<gradCpu>)
            .cpuKernel<BFloat16>(viaFloat<gradCpu>);
    }
    op.attr("epsilon: float = 0.0001")
        .attr(version == Version::Three ? "data_format: {'NHWC', 'NCHW', 'NDHWC', 'NCDHW'} = 'NHWC'"
                                        : "data_format: {'NHWC', 'NCHW'} = 'NHWC'")
        .attr("is_training: bool = true");
    return op;
}

const OpRegistration kGrad =
    declare("FusedBatchNormGrad", "Gradients of FusedBatchNorm.", Version::One);
const OpRegistration kGradV2 =
    declare("FusedBatchNormGradV2", "Gradients of FusedBatchNormV2.", Version::Two);
const OpRegistration kGradV3 =
    declare("FusedBatchNormGradV3", "Gradients of FusedBatchNormV3.", Version::Three);

}  // namespace
}  // namespace weft
