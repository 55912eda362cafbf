// SPDX-License-Identifier: Apache-2.0
/// @file
/// Einsum: sums of products by Einstein's convention. In "ij,jk->ik" each label names an axis; labels
/// that the output lacks are summed over, and "..." stands for axes that broadcast.
///
/// Shapes   as the equation says; a label twice in an input is its diagonal, twice in the output a
///          diagonal with zeros around it.
/// Types    half, bfloat16 (through float), float, double, int32, int64, complex64, complex128.
/// Errors   InvalidArgument for a malformed equation, or ranks and sizes that do not fit it.
/// Numerics Axes of one operand alone are added up first; the rest is a batch of matrix products.
/// Source   Op contract of TensorFlow "Einsum" (ops.pbtxt).

#include <algorithm>
#include <complex>

#include "engine/kernel/gemm.h"
#include "engine/kernel/simd/functors.h"
#include "engine/kernel/via_float.h"
#include "engine/ops/linalg/einsum_equation.h"
#include "engine/ops/linalg/einsum_gradient.h"

namespace weft {
namespace {

bool contains(const EinsumLabels& labels, EinsumLabel label) {
    return std::ranges::find(labels, label) != labels.end();
}

Result<EinsumEquation> equationOf(const AttrMap& attrs) {
    const auto text = WEFT_TRY(attrs.get<std::string>("equation"));
    return parseEinsum(text, static_cast<int>(attrs.getOr<std::int64_t>("N", 1)));
}

Result<PartialShape> einsumShape(const ShapeContext& context) {
    const EinsumEquation equation = WEFT_TRY(equationOf(context.attrs()));
    std::vector<int> ranks;
    EinsumSizes sizes;
    for (int i = 0; i < context.inputs(); ++i) {
        const PartialShape& shape = context.input(i);
        if (!shape.hasRank()) { continue; }
        // Each input alone must fit its subscripts, whatever is known of the others.
        WEFT_TRY(spellOut(equation.inputs[static_cast<std::size_t>(i)], shape.rank(), i));
        ranks.push_back(shape.rank());
    }
    if (std::ssize(ranks) < context.inputs()) {
        return hasEllipsis(equation.output)
                   ? PartialShape::unknown()
                   : PartialShape::ofRank(static_cast<int>(equation.output.size()));
    }
    const EinsumAxes axes = WEFT_TRY(axesOf(equation, ranks));
    for (int i = 0; i < context.inputs(); ++i) {
        WEFT_TRY(addSizes(axes.inputs[static_cast<std::size_t>(i)], context.input(i), sizes));
    }
    Dims dims;
    for (const EinsumLabel label : axes.output) { dims.push_back(sizes.at(label)); }
    return PartialShape::ofDims(std::move(dims));
}

/// One axis of a copy.
struct Axis {
    std::int64_t size = 1;
    std::int64_t from = 0;  ///< stride in the source
    std::int64_t to = 0;    ///< stride in the target
};
using Axes = std::vector<Axis>;

/// to[...] += from[...] along all axes.
template <class T>
void addStrided(const Axes& axes, std::size_t depth, const T* from, T* to) {
    if (depth == axes.size()) {
        *to = simd::wrapAdd(*to, *from);
        return;
    }
    const Axis& axis = axes[depth];
    for (std::int64_t i = 0; i < axis.size; ++i) {
        addStrided(axes, depth + 1, from + i * axis.from, to + i * axis.to);
    }
}

/// What the kernel knows of a node once shapes are known.
struct Problem {
    EinsumSizes sizes;
    std::int64_t volume(const EinsumLabels& labels) const {
        std::int64_t elements = 1;
        for (const EinsumLabel label : labels) { elements *= sizes.at(label); }
        return elements;
    }
};

/// Strides by label: repeated labels step along the diagonal, broadcast axes stand still.
std::map<EinsumLabel, std::int64_t> stridesOf(const EinsumLabels& labels, const Shape& shape) {
    std::map<EinsumLabel, std::int64_t> strides;
    std::int64_t stride = 1;
    for (std::size_t axis = labels.size(); axis-- > 0;) {
        const std::int64_t size = shape[static_cast<int>(axis)];
        strides[labels[axis]] += size == 1 ? 0 : stride;
        stride *= size;
    }
    return strides;
}

/// The operand with its axes in this order, axes that are named in neither list added up.
template <class T>
Result<Tensor> arranged(KernelContext& context, const Tensor& operand, const EinsumLabels& labels,
                        const EinsumLabels& order, const Problem& problem) {
    const auto strides = stridesOf(labels, operand.shape());
    Axes axes;
    std::int64_t stride = 1;
    bool isInPlace = true;
    for (std::size_t i = order.size(); i-- > 0;) {
        const std::int64_t size = problem.sizes.at(order[i]);
        const std::int64_t from = strides.at(order[i]);
        isInPlace = isInPlace && (from == stride || size == 1);
        axes.insert(axes.begin(), {size, from, stride});
        stride *= size;
    }
    if (isInPlace && order.size() == labels.size()) { return operand; }
    EinsumLabels summed;
    for (const EinsumLabel label : labels) {
        if (contains(order, label) || contains(summed, label)) { continue; }
        summed.push_back(label);
        axes.insert(axes.begin(), {problem.sizes.at(label), strides.at(label), 0});
    }
    Tensor packed = WEFT_TRY(context.allocate(kDTypeOf<T>, Shape{stride}));
    const std::span<T> out = packed.mutableValues<T>();
    std::ranges::fill(out, T{0});
    if (stride > 0) { addStrided(axes, 0, operand.values<T>().data(), out.data()); }
    return packed;
}

/// Writes values whose axes are in this order to the places that the output's labels say.
template <class T>
void distribute(const T* values, const EinsumLabels& order, const EinsumLabels& labels,
                const Problem& problem, Tensor& output) {
    const auto strides = stridesOf(labels, output.shape());
    Axes axes;
    std::int64_t stride = 1;
    for (std::size_t i = order.size(); i-- > 0;) {
        axes.insert(axes.begin(), {problem.sizes.at(order[i]), stride, strides.at(order[i])});
        stride *= axes.front().size;
    }
    const std::span<T> out = output.mutableValues<T>();
    std::ranges::fill(out, T{0});
    if (stride > 0) { addStrided(axes, 0, values, out.data()); }
}

/// Labels of a product of two operands, each in the order of the output.
struct Roles {
    EinsumLabels batch;
    EinsumLabels freeX;
    EinsumLabels freeY;
    EinsumLabels summed;
};
Roles rolesOf(const EinsumAxes& axes) {
    Roles roles;
    EinsumLabels seen;
    for (const EinsumLabel label : axes.output) {
        if (contains(seen, label)) { continue; }
        seen.push_back(label);
        const bool inX = contains(axes.inputs[0], label);
        const bool inY = contains(axes.inputs[1], label);
        (inX && inY ? roles.batch : (inX ? roles.freeX : roles.freeY)).push_back(label);
    }
    for (const EinsumLabel label : axes.inputs[0]) {
        if (contains(axes.inputs[1], label) && !contains(axes.output, label) &&
            !contains(roles.summed, label)) {
            roles.summed.push_back(label);
        }
    }
    return roles;
}

EinsumLabels joined(const EinsumLabels& a, const EinsumLabels& b, const EinsumLabels& c) {
    EinsumLabels all = a;
    all.insert(all.end(), b.begin(), b.end());
    all.insert(all.end(), c.begin(), c.end());
    return all;
}

template <class T>
Status multiplyOperands(KernelContext& context, const EinsumAxes& axes, const Problem& problem) {
    const Roles roles = rolesOf(axes);
    const EinsumLabels& xLabels = axes.inputs[0];
    const EinsumLabels& yLabels = axes.inputs[1];
    // The transposed order is taken where the operand lies that way and need not be copied.
    const EinsumLabels xTurned = joined(roles.batch, roles.summed, roles.freeX);
    const EinsumLabels yTurned = joined(roles.batch, roles.freeY, roles.summed);
    const bool turnX = xLabels == xTurned;
    const bool turnY = yLabels == yTurned;
    const EinsumLabels xOrder = turnX ? xTurned : joined(roles.batch, roles.freeX, roles.summed);
    const EinsumLabels yOrder = turnY ? yTurned : joined(roles.batch, roles.summed, roles.freeY);
    const Tensor x = WEFT_TRY(arranged<T>(context, context.input(0), xLabels, xOrder, problem));
    const Tensor y = WEFT_TRY(arranged<T>(context, context.input(1), yLabels, yOrder, problem));
    const Gemm g{problem.volume(roles.freeX), problem.volume(roles.freeY),
                 problem.volume(roles.summed), turnX, turnY};
    const EinsumLabels outOrder = joined(roles.batch, roles.freeX, roles.freeY);
    const bool isDirect = outOrder == axes.output;
    const std::int64_t batches = problem.volume(roles.batch);
    Tensor product = context.output(0);
    if (!isDirect) {
        product = WEFT_TRY(context.allocate(kDTypeOf<T>, Shape{batches * g.m * g.n}));
    }
    Tensor& target = isDirect ? context.output(0) : product;
    T* out = target.mutableValues<T>().data();
    const T* a = x.values<T>().data();
    const T* b = y.values<T>().data();
    const double products = static_cast<double>(g.m * g.n) * static_cast<double>(g.k);
    const bool isSmall = products < static_cast<double>(kInlineProducts);
    parallelFor(batches, isSmall ? products * 0.1 : 0, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            gemm(g, a + i * g.m * g.k, b + i * g.k * g.n, out + i * g.m * g.n);
        }
    });
    if (!isDirect) { distribute<T>(out, outOrder, axes.output, problem, context.output(0)); }
    return okStatus();
}

template <class T>
Status einsumCpu(KernelContext& context) {
    if (context.output(0).elements() == 0) { return okStatus(); }
    const auto& equation = context.parameters<EinsumEquation>();
    std::vector<int> ranks;
    for (int i = 0; i < context.inputs(); ++i) { ranks.push_back(context.input(i).rank()); }
    const EinsumAxes axes = WEFT_TRY(axesOf(equation, ranks));
    Problem problem;
    for (int i = 0; i < context.inputs(); ++i) {
        WEFT_TRY(addSizes(axes.inputs[static_cast<std::size_t>(i)], context.input(i).shape(),
                          problem.sizes));
    }
    if (context.inputs() == 2) { return multiplyOperands<T>(context, axes, problem); }
    EinsumLabels order;
    for (const EinsumLabel label : axes.output) {
        if (!contains(order, label)) { order.push_back(label); }
    }
    const Tensor x =
        WEFT_TRY(arranged<T>(context, context.input(0), axes.inputs[0], order, problem));
    distribute<T>(x.values<T>().data(), order, axes.output, problem, context.output(0));
    return okStatus();
}

WEFT_OP("Einsum")
    .summary("Sums of products of tensors by Einstein's convention.")
    .category("math")
    .attr("equation: string")
    .attr("N: int >= 1")
    .attr("T: type")
    .input("inputs: N * T", "one or two tensors")
    .output("output: T", "their product, with the axes that the equation names")
    .shape(einsumShape)
    .parameters(equationOf)
    .gradient(einsumGradient)
    .cpuKernel<float>(einsumCpu<float>)
    .cpuKernel<double>(einsumCpu<double>)
    .cpuKernel<Half>(viaFloat<einsumCpu<float>>)
    .cpuKernel<BFloat16>(viaFloat<einsumCpu<float>>)
    .cpuKernel<std::int32_t>(einsumCpu<std::int32_t>)
    .cpuKernel<std::int64_t>(einsumCpu<std::int64_t>)
    .cpuKernel<std::complex<float>>(einsumCpu<std::complex<float>>)
    .cpuKernel<std::complex<double>>(einsumCpu<std::complex<double>>);

}  // namespace
}  // namespace weft
