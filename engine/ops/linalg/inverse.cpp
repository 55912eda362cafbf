// SPDX-License-Identifier: Apache-2.0
/// @file
/// MatrixInverse: the inverse of each matrix, or of its adjoint.
///
/// Shapes   batches of square matrices.
/// Types    half (through float), float, double, complex64, complex128.
/// Errors   InvalidArgument for matrices that are not square or have no inverse.
/// Numerics By LU decomposition with partial pivoting; singular is a matrix with a pivot of 0.
/// Source   Op contract of TensorFlow "MatrixInverse" (ops.pbtxt).

#include <Eigen/LU>

#include "engine/kernel/via_float.h"
#include "engine/ops/linalg/matrices.h"

namespace weft {
namespace {

template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <class T>
Status inverseCpu(KernelContext& context) {
    const bool isAdjoint = context.attrs().getOr<bool>("adjoint", false);
    const MatrixBatch batch = batchOf(context.input(0).shape());
    const T* input = context.inputValues<T>(0).data();
    T* output = context.outputValues<T>(0).data();
    const std::int64_t n = batch.rows;
    if (n == 0) { return okStatus(); }
    return forEachMatrix(batch.count, 3 * decompositionCost(batch), [&](std::int64_t i) -> Status {
        const Eigen::Map<const Matrix<T>> a(input + i * n * n, n, n);
        const Eigen::PartialPivLU<Matrix<T>> lu(isAdjoint ? Matrix<T>(a.adjoint()) : Matrix<T>(a));
        const auto smallest = lu.matrixLU().diagonal().cwiseAbs().minCoeff();
        if (!(smallest > 0)) {
            return invalidArgument(
                concat("Input is not invertible: got matrix ", i, " with a pivot of 0"));
        }
        Eigen::Map<Matrix<T>>(output + i * n * n, n, n) = lu.inverse();
        return okStatus();
    });
}

/// With B = A^-1: dA = -B^H dB B^H; of the adjoint: dA = -B dB^H B.
Result<std::vector<Expr>> inverseGradient(const GradientContext& context) {
    const bool isAdjoint = context.attrs().getOr<bool>("adjoint", false);
    const Expr b = context.output(0);
    const Adjoint own = isAdjoint ? Adjoint::Yes : Adjoint::No;
    const Adjoint other = isAdjoint ? Adjoint::No : Adjoint::Yes;
    return std::vector<Expr>{
        -multiply(b, multiply(context.outputGradient(0), b, own, other), other)};
}

WEFT_OP("MatrixInverse")
    .summary("Inverses of square matrices.")
    .category("math")
    .attr("adjoint: bool = false")
    .attr(kMatrixTypes)
    .input("input: T", "[..., n, n] matrices")
    .output("output: T", "[..., n, n] their inverses")
    .shape(squareShape)
    .gradient(inverseGradient)
    .apply(decompositionKernels<inverseCpu<float>, inverseCpu<double>,
                                inverseCpu<std::complex<float>>, inverseCpu<std::complex<double>>>)
    .cpuKernel<Half>(viaFloat<inverseCpu<float>>, "eigen");

}  // namespace
}  // namespace weft
