// SPDX-License-Identifier: Apache-2.0
/// @file
/// LRN: local response normalisation over channels, output[c] = input[c] / (bias + alpha * sum of
/// input[c-r..c+r]^2)^beta with r = depth_radius. LRNGrad: its gradient.
///
/// Shapes   input [batch, rows, columns, channels]; output as input.
/// Types    half, bfloat16 (through float), float.
/// Errors   InvalidArgument "in must be 4-dimensional", a depth_radius that is negative or over
///          int32.
/// Numerics beta of 0.5, 0.75 and 1 by roots (2 ulp), others by pow.
/// Source   Op contracts of TensorFlow "LRN", "LRNGrad" (ops.pbtxt); Krizhevsky et al. (2012).

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/graph/graph_inference.h"
#include "engine/kernel/op_builder.h"
#include "engine/kernel/via_float.h"

namespace weft {
namespace {

struct LrnParameters {
    std::int64_t radius = 5;
    float bias = 1;
    float alpha = 1;
    float beta = 0.5;
};
Result<LrnParameters> parseLrn(const AttrMap& attrs) {
    const LrnParameters p{attrs.getOr<std::int64_t>("depth_radius", 5), attrs.getOr("bias", 1.0F),
                          attrs.getOr("alpha", 1.0F), attrs.getOr("beta", 0.5F)};
    constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
    if (p.radius >= 0 && p.radius < kMost) { return p; }
    return leftToRun(invalidArgument(
        concat("depth_radius is out of range: got ", p.radius, ", want 0 to ", kMost - 1)));
}

Result<PartialShape> lrnShape(const ShapeContext& context) {
    WEFT_TRY(parseLrn(context.attrs()));
    PartialShape shape = context.input(0);
    for (int i = 0; i < context.inputs(); ++i) {
        const Result<PartialShape> four = context.input(i).withRank(4);
        if (!four.ok()) {
            return invalidArgument(concat("in must be 4-dimensional: got ", context.input(i)));
        }
        shape = WEFT_TRY(shape.merge(*four));
    }
    return shape;
}

Result<std::vector<Expr>> lrnGradient(const GradientContext& context) {
    AttrMap attrs;
    for (const char* name : {"depth_radius", "bias", "alpha", "beta"}) {
        if (const AttrValue* value = context.attrs().find(name)) { attrs.set(name, *value); }
    }
    return std::vector<Expr>{
        op("LRNGrad", {context.outputGradient(0), context.input(0), context.output(0)}, attrs)};
}

/// What a row of channels is computed with, kept over the rows of a task.
struct Scratch {
    Scratch(std::int64_t channels, std::int64_t wanted)
        : radius(std::min(wanted, channels)),
          padded(static_cast<std::size_t>(channels + 2 * radius), 0.0F),
          norms(static_cast<std::size_t>(channels)),
          powers(norms.size()),
          sums(norms.size()) {}

    /// Zeros stand around it.
    float* inner() { return padded.data() + radius; }

    std::int64_t radius;
    std::vector<float> padded;
    std::vector<float> norms;   ///< bias + alpha * sum of the window's squares
    std::vector<float> powers;  ///< norms^-beta
    std::vector<float> sums;
};

/// sums[c] = inner[c - radius] + ... + inner[c + radius].
void addWindows(Scratch& s) {
    const auto n = std::ssize(s.sums);
    float* __restrict__ sums = s.sums.data();
    std::fill_n(sums, n, 0.0F);
    for (std::int64_t d = 0; d <= 2 * s.radius; ++d) {
        const float* __restrict__ from = s.padded.data() + d;
        for (std::int64_t c = 0; c < n; ++c) { sums[c] += from[c]; }
    }
}

/// powers = norms^-beta; the exponents of the papers by roots, which vectors have.
void raise(Scratch& s, float beta) {
    const auto n = std::ssize(s.norms);
    const float* __restrict__ norms = s.norms.data();
    float* __restrict__ powers = s.powers.data();
    if (beta == 0.5F) {
        for (std::int64_t c = 0; c < n; ++c) { powers[c] = 1 / std::sqrt(norms[c]); }
    } else if (beta == 0.75F) {
        for (std::int64_t c = 0; c < n; ++c) {
            const float root = std::sqrt(norms[c]);
            powers[c] = 1 / (root * std::sqrt(root));
        }
    } else if (beta == 1.0F) {
        for (std::int64_t c = 0; c < n; ++c) { powers[c] = 1 / norms[c]; }
    } else {
        for (std::int64_t c = 0; c < n; ++c) { powers[c] = std::pow(norms[c], -beta); }
    }
}

void normsOf(std::span<const float> row, const LrnParameters& p, Scratch& s) {
    const auto n = std::ssize(row);
    float* const squares = s.inner();
    for (std::int64_t c = 0; c < n; ++c) { squares[c] = row.data()[c] * row.data()[c]; }
    addWindows(s);
    for (std::int64_t c = 0; c < n; ++c) {
        s.norms.data()[c] = p.bias + p.alpha * s.sums.data()[c];
    }
    raise(s, p.beta);
}

/// Rough nanoseconds of one pixel.
double pixelNs(const RowsView<const float>& in, const LrnParameters& p) {
    const auto window = static_cast<double>(std::min(in.columns, 2 * p.radius + 1));
    return static_cast<double>(in.columns) * (0.2 * window + 2.0);
}

Status lrnCpu(KernelContext& context) {
    const auto& p = context.parameters<LrnParameters>();
    const RowsView<const float> in = context.inputRows<float>(0);
    const RowsView<float> out = context.outputRows<float>(0);
    parallelFor(in.rows, pixelNs(in, p), [&](std::int64_t begin, std::int64_t end) {
        Scratch scratch(in.columns, p.radius);
        for (std::int64_t r = begin; r < end; ++r) {
            const float* __restrict__ row = in.row(r).data();
            normsOf(in.row(r), p, scratch);
            const float* __restrict__ powers = scratch.powers.data();
            float* __restrict__ to = out.row(r).data();
            for (std::int64_t c = 0; c < in.columns; ++c) { to[c] = row[c] * powers[c]; }
        }
    });
    return okStatus();
}

/// Output j depends on input j, and by its norm on the inputs of its window.
Status lrnGradCpu(KernelContext& context) {
    const auto& p = context.parameters<LrnParameters>();
    const RowsView<const float> dy = context.inputRows<float>(0);
    const RowsView<const float> in = context.inputRows<float>(1);
    const RowsView<const float> y = context.inputRows<float>(2);
    const RowsView<float> dx = context.outputRows<float>(0);
    parallelFor(in.rows, 2 * pixelNs(in, p), [&](std::int64_t begin, std::int64_t end) {
        Scratch scratch(in.columns, p.radius);
        const float factor = -2.0F * p.alpha * p.beta;
        for (std::int64_t r = begin; r < end; ++r) {
            normsOf(in.row(r), p, scratch);
            const float* __restrict__ from = dy.row(r).data();
            const float* __restrict__ made = y.row(r).data();
            const float* __restrict__ norms = scratch.norms.data();
            float* __restrict__ byNorm = scratch.inner();
            for (std::int64_t j = 0; j < in.columns; ++j) {
                byNorm[j] = factor * made[j] / norms[j] * from[j];
            }
            addWindows(scratch);
            const float* __restrict__ image = in.row(r).data();
            const float* __restrict__ powers = scratch.powers.data();
            const float* __restrict__ sums = scratch.sums.data();
            float* __restrict__ to = dx.row(r).data();
            for (std::int64_t k = 0; k < in.columns; ++k) {
                to[k] = image[k] * sums[k] + powers[k] * from[k];
            }
        }
    });
    return okStatus();
}

OpBuilder& describe(OpBuilder& op) {
    return op.category("nn")
        .attr("depth_radius: int = 5")
        .attr("bias: float = 1.0")
        .attr("alpha: float = 1.0")
        .attr("beta: float = 0.5")
        .attr("T: {half, bfloat16, float} = DT_FLOAT")
        .shape(lrnShape)
        .parameters(parseLrn);
}

OpBuilder declareNorm(std::string_view name, std::string_view summary) {
    OpBuilder op(name);
    describe(op.summary(summary))
        .input("input: T", "[batch, rows, columns, channels] images")
        .output("output: T", "[batch, rows, columns, channels] normalised images")
        .gradient(lrnGradient)
        .cpuKernel<float>(lrnCpu)
        .cpuKernel<Half>(viaFloat<lrnCpu>)
        .cpuKernel<BFloat16>(viaFloat<lrnCpu>);
    return op;
}

OpBuilder declareGrad(std::string_view name, std::string_view summary) {
    OpBuilder op(name);
    describe(op.summary(summary))
        .input("input_grads: T", "gradients by LRN's output")
        .input("input_image: T", "LRN's input")
        .input("output_image: T", "LRN's output")
        .output("output: T", "gradients by LRN's input")
        .noGradient("TensorFlow has none")
        .cpuKernel<float>(lrnGradCpu)
        .cpuKernel<Half>(viaFloat<lrnGradCpu>)
        .cpuKernel<BFloat16>(viaFloat<lrnGradCpu>);
    return op;
}

const OpRegistration kNorm =
    declareNorm("LRN", "Divides each channel by the strength of its neighbours.");
const OpRegistration kGrad = declareGrad("LRNGrad", "Gradient of LRN.");

}  // namespace
}  // namespace weft
