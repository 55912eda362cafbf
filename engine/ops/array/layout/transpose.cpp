// SPDX-License-Identifier: Apache-2.0
/// @file
/// Transpose: axis i of y is axis perm[i] of x, so y[j0, j1, ...] = x at index j_i along perm[i].
/// ConjugateTranspose: the complex conjugates of that.
///
/// Shapes   y[i] = x[perm[i]]; perm is a permutation of 0 .. rank-1 (negative counts from the
///          back).
/// Types    every plain dtype, and string.
/// Errors   InvalidArgument when perm has another length than the rank, an entry out of range, or
///          one twice.
/// Source   Op contract of TensorFlow "Transpose", "ConjugateTranspose" (ops.pbtxt).

#include <bitset>
#include <complex>

#include "engine/base/limits.h"
#include "engine/kernel/op_builder.h"
#include "engine/kernel/simd/strided_copy.h"

namespace weft {
namespace {

/// Entries of perm made non-negative; -1 where not known. An axis named twice is for the kernel to
/// find: graphs that never run such a node are good graphs to TensorFlow.
Result<std::vector<int>> axesOf(const PartialValue& perm) {
    const auto rank = static_cast<std::int64_t>(perm.elements.size());
    std::vector<int> axes;
    for (const std::optional<std::int64_t>& entry : perm.elements) {
        if (!entry) {
            axes.push_back(-1);
            continue;
        }
        if (*entry < -rank || *entry >= rank) {
            return invalidArgument(
                concat("perm is out of range: got ", *entry, ", want a value in [0, ", rank, ")"));
        }
        axes.push_back(static_cast<int>(*entry < 0 ? *entry + rank : *entry));
    }
    return axes;
}

Result<PartialShape> transposeShape(const ShapeContext& context) {
    const PartialShape perm = WEFT_TRY(context.input(1).withRank(1));
    PartialShape x = context.input(0);
    const std::int64_t length = perm[0];
    if (length != kUnknownDim && x.hasRank() && length != x.rank()) {
        return invalidArgument(concat("perm must have one entry an axis: got ", length,
                                      " entries for a tensor of rank ", x.rank()));
    }
    if (!x.hasRank()) {
        if (length == kUnknownDim) { return PartialShape::unknown(); }
        if (length > defaultLimits().rank) {
            return invalidArgument(concat("perm has too many entries: got ", length,
                                          ", want at most ", defaultLimits().rank));
        }
        x = PartialShape::ofRank(static_cast<int>(length));
    }
    const std::optional<PartialValue> known = context.partialValue(1);
    if (!known) { return PartialShape::ofRank(x.rank()); }
    const std::vector<int> axes = WEFT_TRY(axesOf(*known));
    Dims sizes;
    for (const int axis : axes) { sizes.push_back(axis < 0 ? kUnknownDim : x[axis]); }
    return PartialShape::ofDims(std::move(sizes));
}

/// The inverse permutation brings dL/dy back to the axes of x.
Result<std::vector<Expr>> transposeGradient(const GradientContext& context) {
    const Expr inverse = op("InvertPermutation", {context.input(1)});
    // The op's own name: a conjugate comes back by another.
    return std::vector<Expr>{op(context.node().opName, {context.outputGradient(0), inverse}),
                             Expr()};
}

Status transposeCpu(KernelContext& context) {
    const Tensor& x = context.input(0);
    const Tensor& perm = context.input(1);
    const Dims strides = denseStrides(x.shape().dims());
    StridedCopy box{.sizes = context.output(0).shape().dims(),
                    .fromStrides = {},
                    .toStrides = denseStrides(context.output(0).shape().dims())};
    std::bitset<256> used;
    for (int i = 0; i < x.rank(); ++i) {
        const std::int64_t entry = intAt(perm, i);
        const auto axis = static_cast<std::size_t>(entry < 0 ? entry + x.rank() : entry);
        if (used[axis]) {
            return invalidArgument(
                concat("perm is no permutation: got ", axis, " twice, want each axis once"));
        }
        used[axis] = true;
        box.fromStrides.push_back(strides[axis]);
    }
    return copyStrided(box, x, context.output(0));
}

template <class T>
void conjugate(std::span<T> values) {
    parallelFor(std::ssize(values), 1.0, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            T& value = values[static_cast<std::size_t>(i)];
            value = std::conj(value);
        }
    });
}

Status conjugateTransposeCpu(KernelContext& context) {
    WEFT_TRY(transposeCpu(context));
    if (context.output(0).dtype() == DType::Complex64) {
        conjugate(context.outputValues<std::complex<float>>(0));
    }
    if (context.output(0).dtype() == DType::Complex128) {
        conjugate(context.outputValues<std::complex<double>>(0));
    }
    return okStatus();
}

OpBuilder declare(std::string_view name, std::string_view summary) {
    OpBuilder op(name);
    op.summary(summary)
        .category("array")
        .attr("T: type")
        .attr("Tperm: {int32, int64} = DT_INT32")
        .input("x: T", "[d0, d1, ...] any tensor")
        .input("perm: Tperm", "[rank] which axis of x each axis of y is")
        .output("y: T", "[d_perm[0], d_perm[1], ...] the elements of x")
        .hostInput("perm")
        .shape(transposeShape)
        .gradient(transposeGradient);
    return op;
}

const OpRegistration kTranspose =
    declare("Transpose", "Reorders the axes of a tensor.").cpuKernel(transposeCpu);
const OpRegistration kConjugateTranspose =
    declare("ConjugateTranspose", "Reorders the axes of a tensor and conjugates its elements.")
        .cpuKernel(conjugateTransposeCpu);

}  // namespace
}  // namespace weft
