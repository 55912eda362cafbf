// SPDX-License-Identifier: Apache-2.0
/// @file
/// FusedBatchNorm, V2, V3: y = (x - mean) / sqrt(variance + epsilon) * scale + offset for each
/// channel; in training mean and variance are those of the batch, else the given ones.
///
/// Shapes   x and y [batch, ..., channels], V3 also with a depth axis; data_format NCHW and NCDHW
///          have the channels second. The others [channels]; given mean and variance may be empty in
///          training without an average. reserve_space_3 is a scalar that holds nothing.
/// Types    x float; V2, V3 also half and bfloat16, computed in float. The others float.
/// Errors   InvalidArgument for another rank, vectors of another length.
/// Numerics batch_variance is divided by n - 1, what is reserved for the gradient by n. With
///          exponential_avg_factor f other than 1 the batch's statistics are mixed into the given
///          ones, (1 - f) * given + f * batch.
/// Source   Op contracts of TensorFlow "FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3";
///          Ioffe and Szegedy, Batch Normalization (2015).

#include <cmath>

#include "engine/kernel/via_float.h"
#include "engine/ops/norm/channel_layout.h"

namespace weft {
namespace {

using norm::ChannelLayout;

struct NormParameters {
    ChannelLayout layout;
    float epsilon = 0;
    float factor = 1;
    bool isTraining = true;

    /// True when mean and variance of the input are used.
    bool usesGiven() const { return !isTraining || factor != 1.0F; }
};
Result<NormParameters> parseNorm(const AttrMap& attrs) {
    return NormParameters{WEFT_TRY(norm::parseLayout(attrs)), attrs.getOr("epsilon", 1e-4F),
                          attrs.getOr("exponential_avg_factor", 1.0F),
                          attrs.getOr("is_training", true)};
}

Result<std::vector<PartialShape>> normShapes(const ShapeContext& context) {
    const NormParameters p = WEFT_TRY(parseNorm(context.attrs()));
    const PartialShape x = WEFT_TRY(context.input(0).withRank(p.layout.rank));
    std::int64_t channels = x[p.layout.channelAxis()];
    for (int i = 1; i < 5; ++i) {
        const PartialShape vector = WEFT_TRY(context.input(i).withRank(1));
        if (i >= 3 && !p.usesGiven()) { continue; }
        const Result<std::int64_t> merged = mergeDim(channels, vector[0]);
        if (!merged.ok()) {
            return invalidArgument(concat("input ", i,
                                          " must have the same number of elements as the channels "
                                          "of x: got ",
                                          vector, ", want [", channels, "]"));
        }
        channels = *merged;
    }
    std::vector<PartialShape> shapes(static_cast<std::size_t>(context.outputs()),
                                     PartialShape{channels});
    shapes[0] = x.withDim(p.layout.channelAxis(), channels);
    if (shapes.size() > 5) { shapes[5] = PartialShape::scalar(); }
    return shapes;
}

/// The gradient op of the same version. In inference its statistics are the given ones.
Result<std::vector<Expr>> normGradient(const GradientContext& context) {
    const NormParameters p = WEFT_TRY(parseNorm(context.attrs()));
    const std::string& name = context.node().opName;
    const std::string version = name.substr(std::string_view("FusedBatchNorm").size());
    std::vector<Expr> inputs{context.outputGradient(0), context.input(0), context.input(1),
                             p.isTraining ? context.output(3) : context.input(3),
                             p.isTraining ? context.output(4) : context.input(4)};
    if (version == "V3") { inputs.push_back(context.output(5)); }
    AttrMap attrs;
    for (const char* attr : {"epsilon", "data_format", "is_training"}) {
        if (const AttrValue* value = context.attrs().find(attr)) { attrs.set(attr, *value); }
    }
    const std::vector<Expr> found = opList("FusedBatchNormGrad" + version, inputs, attrs);
    if (found.size() < 3) { return std::vector<Expr>(5); }
    return std::vector<Expr>{found[0], found[1], found[2], Expr(), Expr()};
}

/// Mean and variance (divided by n) of each channel of rows.
struct Statistics {
    std::vector<float> mean;
    std::vector<float> variance;
};

Statistics statisticsOf(RowsView<const float> x) {
    const auto channels = static_cast<std::size_t>(x.columns);
    const float inverse = 1.0F / static_cast<float>(x.rows);
    Statistics s{std::vector<float>(channels), std::vector<float>(channels)};
    std::vector<double> total(channels);
    norm::sumRows(x.rows, total, [&](std::int64_t r, float* sums) {
        const float* row = x.data + r * x.columns;
        for (std::size_t c = 0; c < channels; ++c) { sums[c] += row[c]; }
    });
    for (std::size_t c = 0; c < channels; ++c) {
        s.mean[c] = static_cast<float>(total[c] * double{inverse});
    }
    norm::sumRows(x.rows, total, [&](std::int64_t r, float* sums) {
        const float* row = x.data + r * x.columns;
        for (std::size_t c = 0; c < channels; ++c) {
            const float centered = row[c] - s.mean[c];
            sums[c] += centered * centered;
        }
    });
    for (std::size_t c = 0; c < channels; ++c) {
        s.variance[c] = static_cast<float>(total[c] * double{inverse});
    }
    return s;
}

/// y = (x - mean) * (scale / sqrt(variance + epsilon)) + offset.
void normalize(RowsView<const float> x, const Statistics& s, const KernelContext& context,
               float* y) {
    const float epsilon = context.parameters<NormParameters>().epsilon;
    const float* scale = context.inputValues<float>(1).data();
    const float* offset = context.inputValues<float>(2).data();
    std::vector<float> factor(s.mean.size());
    for (std::size_t c = 0; c < factor.size(); ++c) {
        factor[c] = 1.0F / std::sqrt(s.variance[c] + epsilon) * scale[c];
    }
    parallelFor(x.rows, 0.4 * static_cast<double>(x.columns),
                [&](std::int64_t begin, std::int64_t end) {
                    for (std::int64_t r = begin; r < end; ++r) {
                        const float* from = x.data + r * x.columns;
                        float* to = y + r * x.columns;
                        for (std::size_t c = 0; c < factor.size(); ++c) {
                            to[c] = (from[c] - s.mean[c]) * factor[c] + offset[c];
                        }
                    }
                });
}

/// The four vectors that are put out in training.
void storeStatistics(KernelContext& context, const Statistics& s, std::int64_t rows) {
    const float factor = context.parameters<NormParameters>().factor;
    const float unbiased =
        static_cast<float>(rows) / static_cast<float>(std::max<std::int64_t>(rows - 1, 1));
    for (std::size_t c = 0; c < s.mean.size(); ++c) {
        float mean = s.mean[c];
        float variance = s.variance[c] * unbiased;
        if (factor != 1.0F) {
            const float kept = 1.0F - factor;
            mean = kept * context.inputValues<float>(3)[c] + factor * mean;
            variance = kept * context.inputValues<float>(4)[c] + factor * unbiased * s.variance[c];
        }
        context.outputValues<float>(1)[c] = mean;
        context.outputValues<float>(2)[c] = variance;
        context.outputValues<float>(3)[c] = s.mean[c];
        context.outputValues<float>(4)[c] = s.variance[c];
    }
}

Status normCpu(KernelContext& context) {
    const auto& p = context.parameters<NormParameters>();
    const Tensor x = WEFT_TRY(norm::channelsLast(context, context.input(0), p.layout));
    Tensor y = WEFT_TRY(norm::channelsLastOutput(context, 0, p.layout));
    const std::int64_t channels = context.output(1).elements();
    const RowsView<const float> rows{x.values<float>().data(),
                                     channels == 0 ? 0 : x.elements() / channels, channels};
    Statistics s;
    if (p.isTraining) {
        s = statisticsOf(rows);
        storeStatistics(context, s, rows.rows);
    } else {
        const auto mean = context.inputValues<float>(3);
        const auto variance = context.inputValues<float>(4);
        s = {{mean.begin(), mean.end()}, {variance.begin(), variance.end()}};
        for (const int i : {1, 3}) {
            std::copy(mean.begin(), mean.end(), context.outputValues<float>(i).begin());
            std::copy(variance.begin(), variance.end(), context.outputValues<float>(i + 1).begin());
        }
    }
    if (context.outputs() > 5) { context.outputValues<float>(5)[0] = 0; }
    normalize(rows, s, context, y.mutableValues<float>().data());
    return norm::storeChannelsLast(context, 0, y, p.layout);
}

enum class Version { One, Two, Three };

OpBuilder declare(std::string_view name, std::string_view summary, Version version) {
    const bool isOne = version == Version::One;
    const auto typed = [&](std::string_view arg) { return concat(arg, isOne ? ": T" : ": U"); };
    OpBuilder op(name);
    op.summary(summary)
        .category("nn")
        .attr(isOne ? "T: {float}" : "T: {half, bfloat16, float}")
        .input("x: T", "[batch, ..., channels]")
        .input(typed("scale"), "[channels] factors")
        .input(typed("offset"), "[channels] summands")
        .input(typed("mean"), "[channels] means, for inference or an average")
        .input(typed("variance"), "[channels] variances, for inference or an average")
        .output("y: T", "[batch, ..., channels] the normalised x")
        .output(typed("batch_mean"), "[channels] means of the batch, or their average")
        .output(typed("batch_variance"), "[channels] variances of the batch, or their average")
        .output(typed("reserve_space_1"), "[channels] means, for the gradient")
        .output(typed("reserve_space_2"), "[channels] variances, for the gradient")
        .shape(normShapes)
        .gradient(normGradient)
        .parameters(parseNorm)
        .cpuKernel<float>(normCpu);
    if (!isOne) {
        op.attr(version == Version::Two ? "U: {float}" : "U: {bfloat16, float}")
            .cpuKernel<Half>(viaFloat<normCpu>)
            .cpuKernel<BFloat16>(viaFloat<normCpu>);
    }
    op.attr("epsilon: float = 0.0001").attr("exponential_avg_factor: float = 1.0");
    if (version == Version::Three) {
        op.output("reserve_space_3: U", "scalar that holds nothing")
            .attr("data_format: {'NHWC', 'NCHW', 'NDHWC', 'NCDHW'} = 'NHWC'");
    } else {
        op.attr("data_format: {'NHWC', 'NCHW'} = 'NHWC'");
    }
    op.attr("is_training: bool = true");
    return op;
}

const OpRegistration kNorm = declare(
    "FusedBatchNorm", "Normalises each channel by the batch's mean and variance.", Version::One);
const OpRegistration kNormV2 =
    declare("FusedBatchNormV2",
            "Normalises each channel by the batch's mean and variance, 16-bit too.", Version::Two);
const OpRegistration kNormV3 = declare(
    "FusedBatchNormV3", "Normalises each channel by the batch's mean and variance, volumes too.",
    Version::Three);

}  // namespace
}  // namespace weft
