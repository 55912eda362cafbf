// SPDX-License-Identifier: Apache-2.0
/// @file
/// LRN: local response normalisation over channels, output[c] = input[c] / (bias + alpha * sum of
/// input[c-r..c+r]^2)^beta with r = depth_radius. LRNGrad: its gradient.
///
/// Shapes   input [batch, rows, columns, channels]; output as input.
/// Types    half, bfloat16 (through float), float.
/// Errors   InvalidArgument "in must be 4-dimensional", a depth_radius that is negative or over
///          int32.
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

/// norms[c] = bias + alpha * sum of row[c-r..c+r]^2.
void normsOf(std::span<const float> row, const LrnParameters& p, std::vector<float>& norms) {
    const std::int64_t n = std::ssize(row);
    norms.resize(row.size());
    for (std::int64_t c = 0; c < n; ++c) {
        float sum = 0;
        const std::int64_t end = std::min(n, c + p.radius + 1);
        for (std::int64_t k = std::max<std::int64_t>(0, c - p.radius); k < end; ++k) {
            const float x = row[static_cast<std::size_t>(k)];
            sum += x * x;
        }
        norms[static_cast<std::size_t>(c)] = p.bias + p.alpha * sum;
    }
}

/// Rough nanoseconds of one pixel.
double pixelNs(const RowsView<const float>& in, const LrnParameters& p) {
    const auto window = static_cast<double>(std::min(in.columns, 2 * p.radius + 1));
    return static_cast<double>(in.columns) * (window + 20.0);
}

Status lrnCpu(KernelContext& context) {
    const auto& p = context.parameters<LrnParameters>();
    const RowsView<const float> in = context.inputRows<float>(0);
    const RowsView<float> out = context.outputRows<float>(0);
    parallelFor(in.rows, pixelNs(in, p), [&](std::int64_t begin, std::int64_t end) {
        std::vector<float> norms;
        for (std::int64_t r = begin; r < end; ++r) {
            const std::span<const float> row = in.row(r);
            normsOf(row, p, norms);
            for (std::size_t c = 0; c < norms.size(); ++c) {
                out.row(r)[c] = row[c] * std::pow(norms[c], -p.beta);
            }
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
        std::vector<float> norms;
        for (std::int64_t r = begin; r < end; ++r) {
            const std::span<float> to = dx.row(r);
            std::fill(to.begin(), to.end(), 0.0F);
            normsOf(in.row(r), p, norms);
            const std::int64_t n = in.columns;
            for (std::int64_t j = 0; j < n; ++j) {
                const auto at = static_cast<std::size_t>(j);
                const float byNorm =
                    -2.0F * p.alpha * p.beta * y.row(r)[at] / norms[at] * dy.row(r)[at];
                const std::int64_t last = std::min(n, j + p.radius + 1);
                for (std::int64_t k = std::max<std::int64_t>(0, j - p.radius); k < last; ++k) {
                    to[static_cast<std::size_t>(k)] +=
                        in.row(r)[static_cast<std::size_t>(k)] * byNorm;
                }
                to[at] += std::pow(norms[at], -p.beta) * dy.row(r)[at];
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
