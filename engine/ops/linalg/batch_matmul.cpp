// SPDX-License-Identifier: Apache-2.0
/// @file
/// BatchMatMul, BatchMatMulV2, BatchMatMulV3: output[..., :, :] = op(x[..., :, :]) op(y[..., :, :]),
/// where op takes the adjoint (the conjugate transpose) if asked to.
///
/// Shapes   x [..., m, k], y [..., k, n] after op; output [..., m, n]. The leading axes of V2 and V3
///          broadcast as in numpy, those of BatchMatMul are equal.
/// Types    half, bfloat16 (through float), float, double, int16, int32, int64, complex64,
///          complex128; V3 also multiplies int8 and uint8 into int32, and either with bfloat16.
/// Errors   InvalidArgument when an operand has fewer than two axes, or sizes do not fit.
/// Numerics Each product as MatMul's; integers wrap around.
/// Source   Op contracts of TensorFlow (ops.pbtxt).

#include <algorithm>

#include "engine/kernel/broadcast.h"
#include "engine/kernel/gemm.h"
#include "engine/kernel/via_float.h"
#include "engine/ops/linalg/matrices.h"

namespace weft {
namespace {

struct Adjoints {
    bool x = false;
    bool y = false;
};
Adjoints adjointsOf(const AttrMap& attrs) {
    return {attrs.getOr<bool>("adj_x", false), attrs.getOr<bool>("adj_y", false)};
}
Result<Adjoints> parseAdjoints(const AttrMap& attrs) { return adjointsOf(attrs); }

template <class T>
constexpr bool kIsComplex =
    std::is_same_v<T, std::complex<float>> || std::is_same_v<T, std::complex<double>>;

enum class Batches { Equal, Broadcast };

Result<PartialShape> batchShape(const PartialShape& x, const PartialShape& y, Batches batches) {
    if (batches == Batches::Broadcast) { return broadcastShapes(x, y); }
    const Result<PartialShape> both = x.merge(y);
    if (both.ok()) { return both; }
    return invalidArgument(
        concat("In[0] and In[1] must have the same batch dimensions: got ", x, ", want ", y));
}

Result<PartialShape> productShape(const ShapeContext& context, Batches batches) {
    const Adjoints adjoints = adjointsOf(context.attrs());
    const PartialShape x = WEFT_TRY(context.input(0).withRankAtLeast(2));
    const PartialShape y = WEFT_TRY(context.input(1).withRankAtLeast(2));
    if (!x.hasRank() || !y.hasRank()) {
        const bool sameRank = batches == Batches::Equal && (x.hasRank() || y.hasRank());
        return sameRank ? PartialShape::ofRank(x.hasRank() ? x.rank() : y.rank())
                        : PartialShape::unknown();
    }
    const int rx = x.rank();
    const int ry = y.rank();
    const Result<std::int64_t> inner =
        mergeDim(x[rx - (adjoints.x ? 2 : 1)], y[ry - (adjoints.y ? 1 : 2)]);
    if (!inner.ok()) {
        return invalidArgument(concat("Matrix size-incompatible: got In[0]: ", x, ", In[1]: ", y,
                                      ", want equal inner dimensions"));
    }
    const PartialShape batch =
        WEFT_TRY(batchShape(x.slice(0, rx - 2), y.slice(0, ry - 2), batches));
    return batch.concat({x[rx - (adjoints.x ? 1 : 2)], y[ry - (adjoints.y ? 2 : 1)]});
}
Result<PartialShape> equalBatches(const ShapeContext& context) {
    return productShape(context, Batches::Equal);
}
Result<PartialShape> broadcastBatches(const ShapeContext& context) {
    return productShape(context, Batches::Broadcast);
}

Result<Shape> batchShapeOf(const Shape& shape) {
    return makeShape(std::span(shape.dims()).first(shape.dims().size() - 2));
}

/// The operand as the product reads it: adjoints of complex matrices are conjugated into scratch,
/// which `kept` owns.
template <class T>
Result<const T*> operand(KernelContext& context, int i, bool isAdjoint, Tensor& kept) {
    const std::span<const T> values = context.inputValues<T>(i);
    if constexpr (kIsComplex<T>) {
        if (isAdjoint) {
            kept = WEFT_TRY(context.allocate(kDTypeOf<T>, context.input(i).shape()));
            std::ranges::transform(values, kept.mutableValues<T>().begin(),
                                   [](T value) { return std::conj(value); });
            return kept.values<T>().data();
        }
    }
    return values.data();
}

template <class T>
Status batchMatMulCpu(KernelContext& context) {
    const auto& adjoints = context.parameters<Adjoints>();
    const Shape& xShape = context.input(0).shape();
    const Shape& yShape = context.input(1).shape();
    const Shape& outShape = context.output(0).shape();
    const int rank = outShape.rank();
    const Gemm g{outShape[rank - 2], outShape[rank - 1],
                 xShape[xShape.rank() - (adjoints.x ? 2 : 1)], adjoints.x, adjoints.y};
    if (outShape.elements() == 0) { return okStatus(); }
    Tensor keptX;
    Tensor keptY;
    const T* x = WEFT_TRY(operand<T>(context, 0, adjoints.x, keptX));
    const T* y = WEFT_TRY(operand<T>(context, 1, adjoints.y, keptY));
    T* out = context.outputValues<T>(0).data();
    const Shape xBatch = WEFT_TRY(batchShapeOf(xShape));
    const Shape yBatch = WEFT_TRY(batchShapeOf(yShape));
    const auto plan = Broadcast<2>::of({&xBatch, &yBatch}, WEFT_TRY(batchShapeOf(outShape)));
    // A loop over small products is shared out here; large ones share out themselves.
    const double products = static_cast<double>(g.m * g.n) * static_cast<double>(g.k);
    const bool isSmall = products < static_cast<double>(kInlineProducts);
    forEachBlock(plan, isSmall ? products * 0.1 : 0.0,
                 [&](const std::array<std::int64_t, 2>& at, std::int64_t outAt, std::int64_t rows,
                     std::int64_t columns) {
                     for (std::int64_t i = 0; i < rows * columns; ++i) {
                         const std::int64_t r = i / columns;
                         const std::int64_t c = i % columns;
                         const auto place = [&](std::size_t k) {
                             return at[k] + r * plan.rows.stride[k] + c * plan.columns.stride[k];
                         };
                         gemm(g, x + place(0) * g.m * g.k, y + place(1) * g.k * g.n,
                              out + (outAt + i) * g.m * g.n);
                     }
                 });
    return okStatus();
}

/// Runs the product in the type of the result, after widening the operands that are narrower.
template <KernelFunction kKernel, class T>
Status widenedCpu(KernelContext& context) {
    std::array<Tensor, 2> wide;
    std::array<const Tensor*, 2> inputs{};
    for (int i = 0; i < 2; ++i) {
        const Tensor& input = context.input(i);
        const auto k = static_cast<std::size_t>(i);
        inputs[k] = &input;
        if (input.dtype() == kDTypeOf<T>) { continue; }
        wide[k] = WEFT_TRY(context.allocate(kDTypeOf<T>, input.shape()));
        const std::span<T> to = wide[k].mutableValues<T>();
        const auto convert = [](auto value) { return static_cast<T>(value); };
        switch (input.dtype()) {
            case DType::Int8:
                std::ranges::transform(input.values<std::int8_t>(), to.begin(), convert);
                break;
            case DType::UInt8:
                std::ranges::transform(input.values<std::uint8_t>(), to.begin(), convert);
                break;
            default:
                std::ranges::transform(input.values<BFloat16>(), to.begin(), [](BFloat16 value) {
                    return static_cast<T>(static_cast<float>(value));
                });
        }
        inputs[k] = &wide[k];
    }
    KernelContext::State state = context.state();
    state.inputs = inputs;
    KernelContext inner(state);
    return kKernel(inner);
}

/// dX = dZ Y^H and dY = X^H dZ; the other cases by taking adjoints of these. For BatchMatMulV2, and
/// V3 whose operands have the type of the result.
Result<std::vector<Expr>> productGradients(const GradientContext& context, std::string_view name) {
    const Adjoints adj = adjointsOf(context.attrs());
    const Expr x = context.input(0);
    const Expr y = context.input(1);
    const Expr dz = context.outputGradient(0);
    const auto product = [&](const Expr& a, const Expr& b, Adjoints of,
                             std::string_view gradientOf) {
        AttrMap attrs{{"adj_x", of.x}, {"adj_y", of.y}, {std::string(gradientOf), true}};
        if (name == "BatchMatMulV3") { attrs.set("Tout", dz.dtype()); }
        return op(name, {a, b}, std::move(attrs));
    };
    const Expr dx =
        adj.x ? product(y, dz, {adj.y, true}, "grad_x") : product(dz, y, {false, !adj.y}, "grad_x");
    const Expr dy =
        adj.y ? product(dz, x, {true, adj.x}, "grad_y") : product(x, dz, {!adj.x, false}, "grad_y");
    return std::vector<Expr>{dx, dy};
}

Result<std::vector<Expr>> batchMatMulGradient(const GradientContext& context) {
    return productGradients(context, "BatchMatMul");
}

/// As above, summed over the axes along which an operand was broadcast.
Result<std::vector<Expr>> broadcastGradient(const GradientContext& context) {
    const Expr x = context.input(0);
    const Expr y = context.input(1);
    if (x.dtype() != y.dtype()) {
        return unimplemented(concat("no gradient for operands of different types: got ", x.dtype(),
                                    " and ", y.dtype()));
    }
    const std::vector<Expr> by = WEFT_TRY(productGradients(context, context.node().op->name));
    return sumToBatches(by[0], by[1], x, y);
}

void operands(OpBuilder& op, std::string_view x, std::string_view y, std::string_view output) {
    op.category("math")
        .attr("adj_x: bool = false")
        .attr("adj_y: bool = false")
        .attr("grad_x: bool = false")
        .attr("grad_y: bool = false")
        .input(concat("x: ", x), "[..., m, k], or [..., k, m] with adj_x")
        .input(concat("y: ", y), "[..., k, n], or [..., n, k] with adj_y")
        .output(concat("output: ", output), "[..., m, n]")
        .parameters(parseAdjoints);
}
void sameTypes(OpBuilder& op) {
    operands(op, "T", "T", "T");
    op.cpuKernel<float>(batchMatMulCpu<float>, "dnnl")
        .cpuKernel<double>(batchMatMulCpu<double>, "simd")
        .cpuKernel<Half>(viaFloat<batchMatMulCpu<float>>)
        .cpuKernel<BFloat16>(viaFloat<batchMatMulCpu<float>>)
        .cpuKernel<std::int32_t>(batchMatMulCpu<std::int32_t>)
        .cpuKernel<std::int64_t>(batchMatMulCpu<std::int64_t>)
        .cpuKernel<std::complex<float>>(batchMatMulCpu<std::complex<float>>)
        .cpuKernel<std::complex<double>>(batchMatMulCpu<std::complex<double>>);
}

void addKernel(OpBuilder& op, std::array<DType, 3> types, KernelFunction run) {
    KernelDef def;
    def.label = "reference";
    def.run = run;
    def.types = {{"Ta", {types[0]}}, {"Tb", {types[1]}}, {"Tout", {types[2]}}};
    op.kernel(std::move(def));
}
void mixedTypes(OpBuilder& op) {
    operands(op, "Ta", "Tb", "Tout");
    const std::pair<DType, KernelFunction> same[] = {
        {DType::Float, batchMatMulCpu<float>},
        {DType::Double, batchMatMulCpu<double>},
        {DType::Half, viaFloat<batchMatMulCpu<float>>},
        {DType::BFloat16, viaFloat<batchMatMulCpu<float>>},
        {DType::Int16, batchMatMulCpu<std::int16_t>},
        {DType::Int32, batchMatMulCpu<std::int32_t>},
        {DType::Int64, batchMatMulCpu<std::int64_t>},
        {DType::Complex64, batchMatMulCpu<std::complex<float>>},
        {DType::Complex128, batchMatMulCpu<std::complex<double>>},
    };
    for (const auto& [type, run] : same) { addKernel(op, {type, type, type}, run); }
    const KernelFunction intoInt = widenedCpu<batchMatMulCpu<std::int32_t>, std::int32_t>;
    const KernelFunction intoFloat = viaFloat<widenedCpu<batchMatMulCpu<float>, float>>;
    for (const DType narrow : {DType::Int8, DType::UInt8}) {
        addKernel(op, {narrow, DType::Int8, DType::Int32}, intoInt);
        addKernel(op, {narrow, DType::UInt8, DType::Int32}, intoInt);
        addKernel(op, {narrow, DType::BFloat16, DType::BFloat16}, intoFloat);
        addKernel(op, {DType::BFloat16, narrow, DType::BFloat16}, intoFloat);
    }
}

WEFT_OP("BatchMatMul")
    .summary("Multiplies matrices pair by pair; the leading axes are equal.")
    .attr("T: {bfloat16, half, float, double, int32, int64, complex64, complex128}")
    .apply(sameTypes)
    .shape(equalBatches)
    .gradient(batchMatMulGradient);

WEFT_OP("BatchMatMulV2")
    .summary("Multiplies matrices pair by pair; the leading axes broadcast.")
    .attr(
        "T: {bfloat16, half, float, double, int16, int32, int64, uint8, uint16, uint32, uint64, "
        "complex64, complex128}")
    .apply(sameTypes)
    .cpuKernel<std::int16_t>(batchMatMulCpu<std::int16_t>)
    .shape(broadcastBatches)
    .gradient(broadcastGradient);

WEFT_OP("BatchMatMulV3")
    .summary("Multiplies matrices pair by pair, into another type if asked to.")
    .attr(
        "Ta: {bfloat16, half, float, double, uint8, int8, int16, int32, int64, complex64, "
        "complex128}")
    .attr(
        "Tb: {bfloat16, half, float, double, uint8, int8, int16, int32, int64, complex64, "
        "complex128}")
    .attr("Tout: {bfloat16, half, float, double, int16, int32, int64, complex64, complex128}")
    .apply(mixedTypes)
    .shape(broadcastBatches)
    .gradient(broadcastGradient);

}  // namespace
}  // namespace weft
