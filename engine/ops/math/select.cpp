// SPDX-License-Identifier: Apache-2.0
/// @file
/// Select and SelectV2: output = condition ? t : e, elementwise.
///
/// Shapes   Select: t and e have one shape, that of the output; condition has it too, or is a
///          scalar, or a vector that chooses along their first axis. SelectV2: all three broadcast.
/// Types    every type whose elements can be copied.
/// Errors   InvalidArgument when the shapes do not fit.
/// Numerics Elements are copied, bit for bit.
/// Source   Op contracts of TensorFlow (ops.pbtxt).

#include "engine/kernel/simd/select.h"
#include "engine/kernel/broadcast.h"
#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

constexpr double kCost = 0.5;  // nanoseconds of one element

const std::vector<DType>& selectTypes() {
    static const std::vector<DType> types = {
        DType::Float, DType::Double,    DType::Half,       DType::BFloat16,
        DType::Int8,  DType::Int16,     DType::Int32,      DType::Int64,
        DType::UInt8, DType::UInt16,    DType::UInt32,     DType::UInt64,
        DType::Bool,  DType::Complex64, DType::Complex128, DType::String};
    return types;
}

void selectBlock(const simd::SelectBlock<std::string>& block) {
    for (std::int64_t r = 0; r < block.rows; ++r) {
        for (std::int64_t c = 0; c < block.columns; ++c) {
            const bool yes = block.condition[r * block.conditionRow + c * block.conditionColumn];
            block.out[r * block.columns + c] =
                yes ? block.yes[r * block.yesRow + c * block.yesColumn]
                    : block.no[r * block.noRow + c * block.noColumn];
        }
    }
}
template <class T>
void selectBlock(const simd::SelectBlock<T>& block) {
    simd::select(block);
}

template <class T>
void choose(KernelContext& context, const Broadcast<3>& plan) {
    const bool* condition = context.inputValues<bool>(0).data();
    const T* yes = reinterpret_cast<const T*>(context.input(1).data());
    const T* no = reinterpret_cast<const T*>(context.input(2).data());
    T* out = reinterpret_cast<T*>(context.output(0).mutableData());
    forEachBlock(plan, kCost,
                 [&](const std::array<std::int64_t, 3>& at, std::int64_t outAt, std::int64_t rows,
                     std::int64_t columns) {
                     const auto& r = plan.rows.stride;
                     const auto& c = plan.columns.stride;
                     selectBlock(simd::SelectBlock<T>{condition + at[0], yes + at[1], no + at[2],
                                                      out + outAt, rows, columns, r[0], c[0], r[1],
                                                      c[1], r[2], c[2]});
                 });
}

Status chooseAny(KernelContext& context, const Shape& condition) {
    const auto plan =
        Broadcast<3>::of({&condition, &context.input(1).shape(), &context.input(2).shape()},
                         context.output(0).shape());
    if (context.output(0).dtype() == DType::String) {
        choose<std::string>(context, plan);
        return okStatus();
    }
    switch (elementBytes(context.output(0).dtype())) {
        case 1:
            choose<std::uint8_t>(context, plan);
            break;
        case 2:
            choose<std::uint16_t>(context, plan);
            break;
        case 4:
            choose<std::uint32_t>(context, plan);
            break;
        case 8:
            choose<std::uint64_t>(context, plan);
            break;
        case 16:
            choose<simd::Bytes16>(context, plan);
            break;
        default:
            return unimplemented(concat("type of the choices: got ", context.output(0).dtype(),
                                        ", want a plain type"));
    }
    return okStatus();
}

/// A vector condition chooses whole rows: seen as [n, 1, 1, ...] it broadcasts.
Status selectCpu(KernelContext& context) {
    const Shape& condition = context.input(0).shape();
    const int rank = context.output(0).rank();
    if (condition.rank() != 1 || rank <= 1) { return chooseAny(context, condition); }
    Dims dims(static_cast<std::size_t>(rank), 1);
    dims[0] = condition[0];
    return chooseAny(context, WEFT_TRY(makeShape(dims)));
}

Status selectV2Cpu(KernelContext& context) { return chooseAny(context, context.input(0).shape()); }

Result<PartialShape> selectShape(const ShapeContext& context) {
    const PartialShape& condition = context.input(0);
    Result<PartialShape> both = context.input(1).merge(context.input(2));
    if (!both.ok()) {
        return invalidArgument(concat("'t' and 'e' must have the same shape: got ",
                                      context.input(1), " and ", context.input(2)));
    }
    if (!condition.hasRank() || condition.rank() == 0) { return both; }
    if (!both->hasRank()) { return condition.rank() == 1 ? both : Result<PartialShape>(condition); }
    if (condition.rank() == 1 && both->rank() > 1) {
        const auto rows = mergeDim(condition[0], (*both)[0]);
        if (!rows.ok()) {
            return invalidArgument(
                concat("a vector condition must match the first axis of 't': got ", condition,
                       ", want length ", (*both)[0]));
        }
        return both->withDim(0, *rows);
    }
    Result<PartialShape> all = both->merge(condition);
    if (!all.ok()) {
        return invalidArgument(
            concat("condition must be a scalar, a vector or have the shape of 't': got ", condition,
                   ", want ", *both));
    }
    return all;
}

Result<PartialShape> selectV2Shape(const ShapeContext& context) {
    const PartialShape both = WEFT_TRY(broadcastShapes(context.input(1), context.input(2)));
    return broadcastShapes(context.input(0), both);
}

Result<std::vector<Expr>> selectGradient(const GradientContext& context) {
    const Expr condition = context.input(0);
    const Expr dz = context.outputGradient(0);
    const Expr zeros = zerosLike(context.input(1));
    return std::vector<Expr>{Expr(), op("Select", {condition, dz, zeros}),
                             op("Select", {condition, zeros, dz})};
}
Result<std::vector<Expr>> selectV2Gradient(const GradientContext& context) {
    const Expr condition = context.input(0);
    const Expr dz = context.outputGradient(0);
    const Expr zero = constantLike(dz, 0);
    const Expr out = context.output(0);
    return std::vector<Expr>{
        Expr(), sumToShapeOf(op("SelectV2", {condition, dz, zero}), context.input(1), out),
        sumToShapeOf(op("SelectV2", {condition, zero, dz}), context.input(2), out)};
}

WEFT_OP("Select")
    .summary("Takes each element from t where the condition is true, from e where it is false.")
    .category("math")
    .attr("T: type")
    .input("condition: bool", "scalar, vector along the first axis, or in the shape of t")
    .input("t: T", "values where the condition is true")
    .input("e: T", "values where it is false, in the shape of t")
    .output("output: T", "the choices, in the shape of t")
    .shape(selectShape)
    .inPlace(1)
    .gradient(selectGradient)
    .cpuKernelFor(selectTypes(), selectCpu, "simd");

WEFT_OP("SelectV2")
    .summary("As Select, with all three operands broadcast.")
    .category("math")
    .attr("T: type")
    .input("condition: bool", "truth values")
    .input("t: T", "values where the condition is true")
    .input("e: T", "values where it is false")
    .output("output: T", "the choices, in the broadcast shape")
    .shape(selectV2Shape)
    .inPlace(1)
    .gradient(selectV2Gradient)
    .cpuKernelFor(selectTypes(), selectV2Cpu, "simd");

}  // namespace
}  // namespace weft
