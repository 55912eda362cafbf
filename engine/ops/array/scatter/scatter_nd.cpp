// SPDX-License-Identifier: Apache-2.0
/// @file
/// ScatterNd: zeros of a given shape, with the slices of updates added to the slices that indices
/// name, in their order. TensorScatterUpdate, ...Add, ...Sub, ...Max, ...Min: the same on a copy of
/// a tensor. ScatterNdNonAliasingAdd: another name of TensorScatterAdd, with bool.
///
/// Shapes   indices [..., depth], each the first depth coordinates of a slice of the output; updates
///          = indices[:-1] + output[depth:]; the output has the shape of the tensor, or the one
///          that ScatterNd is given.
/// Types    ScatterNd and TensorScatterUpdate every plain dtype, and string (added: joined); the
///          others numbers, without complex ones for Max and Min; indices int32, int64.
/// Errors   InvalidArgument "indices[1] = [0, 7] does not index into shape [2,2]" (with
///          bad_indices_policy "IGNORE" such slices are left out), "Dimensions [0,1) of ... must
///          match"; slices of an empty output.
/// Numerics Of several updates of one element all count, in the order of indices. Max and Min keep
///          the old element where the update is NaN.
/// Source   Op contracts of TensorFlow "ScatterNd", "TensorScatterUpdate", ... (ops.pbtxt).

#include <algorithm>

#include "engine/kernel/combine.h"
#include "engine/kernel/simd/element_type.h"
#include "engine/ops/array/scatter/nd_indices.h"

namespace weft {
namespace {

using scatter::NdParameters;
using scatter::NdSlices;

/// Strings are added by joining them.
struct Join {};

template <class Update, class T>
T updated(const T& old, const T& given) {
    if constexpr (std::is_same_v<Update, elements::Replace>) {
        return given;
    } else if constexpr (std::is_same_v<Update, Join>) {
        return old + given;
    } else {
        return elements::combine<Update, T>(old, given);
    }
}

/// Updates slices of `to`, one after the other; threads share columns, to keep the order.
template <class Update, class T>
void updateSlices(const NdSlices& slices, const T* from, T* to) {
    constexpr double kElementNs = 0.5;
    const std::int64_t count = std::ssize(slices.starts);
    parallelFor(slices.size, kElementNs * static_cast<double>(count),
                [&](std::int64_t begin, std::int64_t end) {
                    for (std::int64_t i = 0; i < count; ++i) {
                        const std::int64_t start = slices.starts[static_cast<std::size_t>(i)];
                        if (start < 0) { continue; }
                        for (std::int64_t k = begin; k < end; ++k) {
                            to[start + k] =
                                updated<Update, T>(to[start + k], from[i * slices.size + k]);
                        }
                    }
                });
}

/// What the two kinds of ops share once the output holds the old elements.
template <class Update, class T>
Status scatterInto(KernelContext& context, const Tensor& indices, const Tensor& updates) {
    Tensor& output = context.output(0);
    WEFT_TRY(scatter::checkScatterRun(output.shape(), indices.shape(), updates.shape()));
    if (updates.elements() == 0) { return okStatus(); }
    const NdSlices slices = WEFT_TRY(scatter::slicesOf(
        output.shape(), indices, context.parameters<NdParameters>().badIndices, "shape"));
    updateSlices<Update, T>(slices, reinterpret_cast<const T*>(updates.data()),
                            reinterpret_cast<T*>(output.mutableData()));
    return okStatus();
}

Result<PartialShape> scatterNdShape(const ShapeContext& context) {
    WEFT_TRY(context.input(2).withRank(1));
    const PartialShape output = WEFT_TRY(context.valueAsShape(2));
    const std::optional<PartialValue> sizes = context.partialValue(2);
    for (std::size_t i = 0; sizes && i < sizes->elements.size(); ++i) {
        if (sizes->elements[i].value_or(0) < 0) {
            return invalidArgument(
                concat("shape[", i, "] is negative: got ", *sizes->elements[i], ", want >= 0"));
        }
    }
    WEFT_TRY(scatter::checkScatter(output, context.input(0), context.input(1)));
    return output;
}

Expr gathered(const GradientContext& context, const Expr& from, const Expr& indices) {
    return op(
        "GatherNd", {from, indices},
        {{"bad_indices_policy", context.attrs().getOr<std::string>("bad_indices_policy", {})}});
}

Result<std::vector<Expr>> scatterNdGradient(const GradientContext& context) {
    return std::vector<Expr>{Expr(), gathered(context, context.outputGradient(0), context.input(0)),
                             Expr()};
}

template <class Update, class T>
Status scatterNdCpu(KernelContext& context) {
    T* to = reinterpret_cast<T*>(context.output(0).mutableData());
    std::fill_n(to, context.output(0).elements(), T{});
    return scatterInto<Update, T>(context, context.input(0), context.input(1));
}

Result<PartialShape> tensorScatterShape(const ShapeContext& context) {
    WEFT_TRY(context.input(0).withRankAtLeast(1));
    WEFT_TRY(scatter::checkScatter(context.input(0), context.input(1), context.input(2)));
    return context.input(0);
}

template <class Update, class T>
Status tensorScatterCpu(KernelContext& context) {
    const T* from = reinterpret_cast<const T*>(context.input(0).data());
    T* to = reinterpret_cast<T*>(context.output(0).mutableData());
    // The executor may have given the input's own buffer.
    if (from != to) { std::copy_n(from, context.input(0).elements(), to); }
    return scatterInto<Update, T>(context, context.input(1), context.input(2));
}

Status tensorUpdateCpu(KernelContext& context) {
    return withElementType(context.input(0).dtype(), [&](auto element) {
        return tensorScatterCpu<elements::Replace, decltype(element)>(context);
    });
}

/// What was replaced has no part in the output.
Result<std::vector<Expr>> updateGradient(const GradientContext& context) {
    const Expr dy = context.outputGradient(0);
    const Expr indices = context.input(1);
    return std::vector<Expr>{op("TensorScatterUpdate", {dy, indices, zerosLike(context.input(2))}),
                             Expr(), gathered(context, dy, indices)};
}

Result<std::vector<Expr>> addGradient(const GradientContext& context) {
    const Expr dy = context.outputGradient(0);
    return std::vector<Expr>{dy, Expr(), gathered(context, dy, context.input(1))};
}

Result<std::vector<Expr>> subGradient(const GradientContext& context) {
    const Expr dy = context.outputGradient(0);
    return std::vector<Expr>{dy, Expr(), -gathered(context, dy, context.input(1))};
}

/// Whoever gave the extreme gets the gradient; several share it evenly.
Result<std::vector<Expr>> extremeGradient(const GradientContext& context) {
    const Expr x = context.input(0);
    const Expr indices = context.input(1);
    const Expr updates = context.input(2);
    const Expr y = context.output(0);
    const Expr dy = context.outputGradient(0);
    const Expr fromX = cast(op("Equal", {x, y}), dy.dtype());
    const Expr fromUpdates =
        cast(op("Equal", {updates, gathered(context, y, indices)}), dy.dtype());
    const Expr sizes = op("Shape", {x}, {{"out_type", indices.dtype()}});
    const Expr givers =
        fromX +
        op("ScatterNd", {indices, fromUpdates, sizes},
           {{"bad_indices_policy", context.attrs().getOr<std::string>("bad_indices_policy", {})}});
    return std::vector<Expr>{dy * fromX / givers, Expr(),
                             gathered(context, dy / givers, indices) * fromUpdates};
}

template <class Update, class... T>
void addReal(OpBuilder& op) {
    (op.cpuKernel<T>(tensorScatterCpu<Update, T>), ...);
}
template <class Update>
void addRealKernels(OpBuilder& op) {
    addReal<Update, float, double, Half, BFloat16, std::int8_t, std::int16_t, std::int32_t,
            std::int64_t, std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t>(op);
}
template <class Update>
void addNumberKernels(OpBuilder& op) {
    addRealKernels<Update>(op);
    addReal<Update, std::complex<float>, std::complex<double>>(op);
}
template <class... T>
void addScatterNdKernels(OpBuilder& op) {
    (op.cpuKernel<T>(scatterNdCpu<elements::Plus, T>), ...);
    op.cpuKernel<std::string>(scatterNdCpu<Join, std::string>);
}

OpBuilder declare(std::string_view name, std::string_view summary) {
    const bool replaces = name == "TensorScatterUpdate";
    const bool isOldName = name == "ScatterNdNonAliasingAdd";
    OpBuilder op(name);
    op.summary(summary)
        .category("array")
        .attr(isOldName ? "T: {float, double, int32, uint8, int16, int8, complex64, int64, qint8, "
                          "quint8, qint32, bfloat16, qint16, quint16, uint16, complex128, half, "
                          "uint32, uint64, bool}"
                        : "T: type")
        .attr(replaces ? "Tindices: {int16, int32, int64, uint16}" : "Tindices: {int32, int64}")
        .attr(scatter::kPolicy)
        .input(isOldName ? "input: T" : "tensor: T", "[d0, d1, ...] the tensor to start from")
        .input("indices: Tindices", "[..., depth] the first depth coordinates of each slice")
        .input("updates: T", "[..., d_depth, ...] what is done to each slice")
        .output("output: T", "[d0, d1, ...] tensor after the updates")
        .inPlace(0)
        .shape(tensorScatterShape)
        .parameters(scatter::parseNd);
    return op;
}

WEFT_OP("ScatterNd")
    .summary("Adds slices into zeros of a given shape.")
    .category("array")
    .attr("T: type")
    .attr("Tindices: {int16, int32, int64}")
    .attr(scatter::kPolicy)
    .input("indices: Tindices", "[..., depth] the first depth coordinates of each slice")
    .input("updates: T", "[..., d_depth, ...] what is added to each slice")
    .input("shape: Tindices", "[rank] sizes of the output")
    .output("output: T", "[d0, d1, ...] zeros with the updates added")
    .hostInput("shape")
    .shape(scatterNdShape)
    .gradient(scatterNdGradient)
    .parameters(scatter::parseNd)
    .apply(
        addScatterNdKernels<float, double, Half, BFloat16, std::int8_t, std::int16_t, std::int32_t,
                            std::int64_t, std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t,
                            std::complex<float>, std::complex<double>, bool>);

const OpRegistration kUpdate =
    declare("TensorScatterUpdate", "Replaces slices of a copy of a tensor.")
        .gradient(updateGradient)
        .cpuKernel(tensorUpdateCpu);
const OpRegistration kAdd = declare("TensorScatterAdd", "Adds to slices of a copy of a tensor.")
                                .gradient(addGradient)
                                .apply(addNumberKernels<elements::Plus>);
const OpRegistration kSub =
    declare("TensorScatterSub", "Subtracts from slices of a copy of a tensor.")
        .gradient(subGradient)
        .apply(addNumberKernels<elements::Minus>);
const OpRegistration kMax =
    declare("TensorScatterMax", "The larger of slices of a tensor and of updates.")
        .gradient(extremeGradient)
        .apply(addRealKernels<elements::Greatest>);
const OpRegistration kMin =
    declare("TensorScatterMin", "The smaller of slices of a tensor and of updates.")
        .gradient(extremeGradient)
        .apply(addRealKernels<elements::Least>);
const OpRegistration kAliasingAdd =
    declare("ScatterNdNonAliasingAdd", "Adds to slices of a copy of a tensor.")
        .gradient(addGradient)
        .apply(addNumberKernels<elements::Plus>)
        .cpuKernel<bool>(tensorScatterCpu<elements::Plus, bool>);

}  // namespace
}  // namespace weft
