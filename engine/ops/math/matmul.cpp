// SPDX-License-Identifier: Apache-2.0
/// @file
/// MatMul: product[i, j] = sum_p op(a)[i, p] op(b)[p, j], where op transposes if asked to.
///
/// Shapes   a [m, k], b [k, n] after transposition; product [m, n].
/// Types    half, bfloat16 (through float), float, double, complex64, complex128, int32, int64.
/// Errors   InvalidArgument when an operand is no matrix or the inner sizes differ.
/// Numerics Summed in order of k or in oneDNN's blocks; integers wrap around; an empty inner
///          dimension gives zeros.
/// Source   Op contract of TensorFlow "MatMul" (ops.pbtxt).

#include <complex>

#include "engine/kernel/gemm.h"
#include "engine/kernel/op_builder.h"
#include "engine/kernel/via_float.h"

namespace weft {
namespace {

struct Transposes {
    bool a = false;
    bool b = false;
};
Transposes transposesOf(const AttrMap& attrs) {
    return {attrs.getOr<bool>("transpose_a", false), attrs.getOr<bool>("transpose_b", false)};
}
Result<Transposes> parseTransposes(const AttrMap& attrs) { return transposesOf(attrs); }

Result<PartialShape> matMulShape(const ShapeContext& context) {
    const Transposes transposes = transposesOf(context.attrs());
    const PartialShape a = WEFT_TRY(context.input(0).withRank(2));
    const PartialShape b = WEFT_TRY(context.input(1).withRank(2));
    const Result<std::int64_t> inner = mergeDim(a[transposes.a ? 0 : 1], b[transposes.b ? 1 : 0]);
    if (!inner.ok()) {
        return invalidArgument(concat("Matrix size-incompatible: got In[0]: ", a, ", In[1]: ", b,
                                      ", want equal inner dimensions"));
    }
    return PartialShape{a[transposes.a ? 1 : 0], b[transposes.b ? 0 : 1]};
}

template <class T>
Status matMulCpu(KernelContext& context) {
    const auto& transposes = context.parameters<Transposes>();
    const Shape& a = context.input(0).shape();
    const Shape& out = context.output(0).shape();
    gemm(Gemm{out[0], out[1], a[transposes.a ? 0 : 1], transposes.a, transposes.b},
         context.inputValues<T>(0).data(), context.inputValues<T>(1).data(),
         context.outputValues<T>(0).data());
    return okStatus();
}

/// With C = A B: dA = dC B^T and dB = A^T dC; the other cases by transposing these.
Result<std::vector<Expr>> matMulGradient(const GradientContext& context) {
    const Transposes t = transposesOf(context.attrs());
    const Expr a = conj(context.input(0));
    const Expr b = conj(context.input(1));
    const Expr dc = context.outputGradient(0);
    const auto product = [](const Expr& left, const Expr& right, Transposes of,
                            std::string_view gradientOf) {
        return op("MatMul", {left, right},
                  {{"transpose_a", of.a}, {"transpose_b", of.b}, {std::string(gradientOf), true}});
    };
    const Expr da =
        t.a ? product(b, dc, {t.b, true}, "grad_a") : product(dc, b, {false, !t.b}, "grad_a");
    const Expr db =
        t.b ? product(dc, a, {true, t.a}, "grad_b") : product(a, dc, {!t.a, false}, "grad_b");
    return std::vector<Expr>{da, db};
}

WEFT_OP("MatMul")
    .summary("Multiplies two matrices.")
    .category("math")
    .attr("transpose_a: bool = false")
    .attr("transpose_b: bool = false")
    .attr(
        "T: {bfloat16, half, float, double, int32, int64, uint8, uint16, uint32, uint64, "
        "complex64, complex128}")
    .attr("grad_a: bool = false")
    .attr("grad_b: bool = false")
    .input("a: T", "[m, k], or [k, m] when transposed")
    .input("b: T", "[k, n], or [n, k] when transposed")
    .output("product: T", "[m, n]")
    .shape(matMulShape)
    .parameters(parseTransposes)
    .gradient(matMulGradient)
    .cpuKernel<float>(matMulCpu<float>, "dnnl")
    .cpuKernel<double>(matMulCpu<double>, "simd")
    .cpuKernel<Half>(viaFloat<matMulCpu<float>>)
    .cpuKernel<BFloat16>(viaFloat<matMulCpu<float>>)
    .cpuKernel<std::int32_t>(matMulCpu<std::int32_t>)
    .cpuKernel<std::int64_t>(matMulCpu<std::int64_t>)
    .cpuKernel<std::complex<float>>(matMulCpu<std::complex<float>>)
    .cpuKernel<std::complex<double>>(matMulCpu<std::complex<double>>);

}  // namespace
}  // namespace weft
