// SPDX-License-Identifier: Apache-2.0
/// @file
/// SelfAdjointEigV2: eigenvalues e, ascending, and eigenvectors v of self-adjoint matrices:
/// input v = v diag(e).
///
/// Shapes   input [..., n, n]; e [..., n], v [..., n, n], or [0] unless asked for.
/// Types    float, double, complex64, complex128 (with real eigenvalues as complex numbers).
/// Errors   InvalidArgument for matrices that are not square, or for which the iteration fails.
/// Numerics Only the lower triangle of the input is read. The sign (phase) of a vector is arbitrary.
/// Source   Op contract of TensorFlow "SelfAdjointEigV2" (ops.pbtxt); gradient as its linalg_grad.py
///          has it.

#include <Eigen/Eigenvalues>

#include "engine/ops/linalg/matrices.h"

namespace weft {
namespace {

template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <class T>
Status eigCpu(KernelContext& context) {
    const bool wantsVectors = context.attrs().getOr<bool>("compute_v", true);
    const MatrixBatch batch = batchOf(context.input(0).shape());
    const std::int64_t n = batch.rows;
    if (n == 0) { return okStatus(); }
    const T* input = context.inputValues<T>(0).data();
    T* e = context.outputValues<T>(0).data();
    T* v = context.outputValues<T>(1).data();
    const int options = wantsVectors ? Eigen::ComputeEigenvectors : Eigen::EigenvaluesOnly;
    return forEachMatrix(batch.count, 10 * decompositionCost(batch), [&](std::int64_t i) -> Status {
        const Eigen::Map<const Matrix<T>> a(input + i * n * n, n, n);
        const Eigen::SelfAdjointEigenSolver<Matrix<T>> solver(a, options);
        if (solver.info() != Eigen::Success) {
            return invalidArgument(concat(
                "Self-adjoint eigen decomposition was not successful. The input might not be "
                "valid: got matrix ",
                i));
        }
        for (std::int64_t k = 0; k < n; ++k) { e[i * n + k] = T(solver.eigenvalues()[k]); }
        if (wantsVectors) { Eigen::Map<Matrix<T>>(v + i * n * n, n, n) = solver.eigenvectors(); }
        return okStatus();
    });
}

Result<std::vector<PartialShape>> eigShapes(const ShapeContext& context) {
    const PartialShape matrices = WEFT_TRY(squareInput(context, 0));
    const PartialShape values =
        matrices.hasRank() ? matrices.slice(0, -1) : PartialShape::unknown();
    const bool wantsVectors = context.attrs().getOr<bool>("compute_v", true);
    return std::vector<PartialShape>{values, wantsVectors ? matrices : PartialShape{0}};
}

/// x / (x^2 + tiny): the reciprocal, but 0 at 0.
Expr safeReciprocal(const Expr& x) {
    return x * op("Reciprocal", {x * x + constantLike(x, 1e-20)});
}
Expr expand(const Expr& x, std::int32_t axis) {
    return op("ExpandDims", {x, intConstant(x, axis)});
}

/// dA = V (diag(de) + F * V^H dV) V^H with F[i, j] = 1 / (e[j] - e[i]), brought to the lower triangle,
/// which is all that counts.
Result<std::vector<Expr>> eigGradient(const GradientContext& context) {
    Expr e = context.output(0);
    Expr v = context.output(1);
    Expr inner = op("MatrixDiag", {context.outputGradient(0)});
    if (context.attrs().getOr<bool>("compute_v", true)) {
        const Expr f =
            op("MatrixSetDiag", {safeReciprocal(expand(e, -2) - expand(e, -1)), zerosLike(e)});
        inner = inner + f * multiply(v, context.outputGradient(1), Adjoint::Yes);
    } else {
        const std::vector<Expr> both =
            opList("SelfAdjointEigV2", {context.input(0)}, {{"compute_v", true}});
        if (both.size() != 2) { return std::vector<Expr>(1); }
        v = both[1];
    }
    const Expr da = multiply(v, multiply(inner, v, Adjoint::No, Adjoint::Yes));
    const Expr lower = lowerTriangle(da + adjointOf(da));
    const Expr diagonal = op("MatrixDiagPart", {lower});
    return std::vector<Expr>{op("MatrixSetDiag", {lower, constantLike(diagonal, 0.5) * diagonal})};
}

WEFT_OP("SelfAdjointEigV2")
    .summary("Eigenvalues and eigenvectors of self-adjoint matrices.")
    .category("math")
    .attr("compute_v: bool = true")
    .attr(kMatrixTypes)
    .input("input: T", "[..., n, n] self-adjoint matrices")
    .output("e: T", "[..., n] eigenvalues, ascending")
    .output("v: T", "[..., n, n] eigenvectors, one a column")
    .shape(eigShapes)
    .gradient(eigGradient)
    .apply(decompositionKernels<eigCpu<float>, eigCpu<double>, eigCpu<std::complex<float>>,
                                eigCpu<std::complex<double>>>);

}  // namespace
}  // namespace weft
