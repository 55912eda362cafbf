// SPDX-License-Identifier: Apache-2.0
/// @file
/// Cholesky: the lower triangular L with input = L L^H. CholeskyGrad: its gradient by the input.
///
/// Shapes   batches of square matrices.
/// Types    float, double; Cholesky also complex64, complex128.
/// Errors   InvalidArgument for matrices that are not square.
/// Numerics Only the lower triangle of the input is read. A matrix that is not positive definite has
///          a factor of NaN.
/// Source   Op contracts of TensorFlow (ops.pbtxt); I. Murray, Differentiation of the Cholesky
///          decomposition, arXiv:1602.07527.

#include <Eigen/Cholesky>

#include "engine/ops/linalg/matrices.h"

namespace weft {
namespace {

template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <class T>
Status choleskyCpu(KernelContext& context) {
    const MatrixBatch batch = batchOf(context.input(0).shape());
    const T* input = context.inputValues<T>(0).data();
    T* output = context.outputValues<T>(0).data();
    const std::int64_t n = batch.rows;
    if (n == 0) { return okStatus(); }
    return forEachMatrix(batch.count, decompositionCost(batch), [&](std::int64_t i) -> Status {
        const Eigen::Map<const Matrix<T>> a(input + i * n * n, n, n);
        const Eigen::LLT<Matrix<T>> decomposition(a);
        Eigen::Map<Matrix<T>> l(output + i * n * n, n, n);
        if (decomposition.info() == Eigen::Success) {
            l = decomposition.matrixL();
        } else {
            l.setZero();
            l.template triangularView<Eigen::Lower>().setConstant(
                T(std::numeric_limits<typename Eigen::NumTraits<T>::Real>::quiet_NaN()));
        }
        return okStatus();
    });
}

/// L^-H Phi(L^H dL) L^-1, made symmetric; Phi takes the lower triangle and halves its diagonal.
template <class T>
Status choleskyGradCpu(KernelContext& context) {
    const MatrixBatch batch = batchOf(context.input(0).shape());
    const T* factors = context.inputValues<T>(0).data();
    const T* gradients = context.inputValues<T>(1).data();
    T* output = context.outputValues<T>(0).data();
    const std::int64_t n = batch.rows;
    if (n == 0) { return okStatus(); }
    return forEachMatrix(batch.count, 3 * decompositionCost(batch), [&](std::int64_t i) -> Status {
        const Eigen::Map<const Matrix<T>> l(factors + i * n * n, n, n);
        const Matrix<T> dl = Eigen::Map<const Matrix<T>>(gradients + i * n * n, n, n)
                                 .template triangularView<Eigen::Lower>();
        const auto lower = l.template triangularView<Eigen::Lower>();
        Matrix<T> phi = lower.transpose() * dl;
        phi = Matrix<T>(phi.template triangularView<Eigen::Lower>());
        phi.diagonal() *= T{0.5};
        // From the left by L^-T, then from the right by L^-1.
        const Matrix<T> left = lower.transpose().solve(phi);
        const Matrix<T> both = lower.transpose().solve(left.transpose());
        Eigen::Map<Matrix<T>>(output + i * n * n, n, n) = T{0.5} * (both + both.transpose());
        return okStatus();
    });
}

Result<PartialShape> choleskyGradShape(const ShapeContext& context) {
    const PartialShape l = WEFT_TRY(squareInput(context, 0));
    return l.merge(WEFT_TRY(squareInput(context, 1)));
}

/// The formula above, in ops that can be differentiated again.
Result<std::vector<Expr>> choleskyGradient(const GradientContext& context) {
    const Expr l = context.output(0);
    const Expr product = multiply(l, context.outputGradient(0), Adjoint::Yes);
    const Expr diagonal = op("MatrixDiagPart", {product});
    const Expr phi =
        lowerTriangle(op("MatrixSetDiag", {product, diagonal * constantLike(diagonal, 0.5)}));
    const AttrMap adjoint{{"adjoint", true}};
    const Expr left = op("MatrixTriangularSolve", {l, phi}, adjoint);
    const Expr both = op("MatrixTriangularSolve", {l, adjointOf(left)}, adjoint);
    return std::vector<Expr>{(both + adjointOf(both)) * constantLike(both, 0.5)};
}

WEFT_OP("Cholesky")
    .summary("Lower triangular factors of positive definite matrices.")
    .category("math")
    .attr(kMatrixTypes)
    .input("input: T", "[..., n, n] Hermitian, positive definite")
    .output("output: T", "[..., n, n] lower triangular factors")
    .shape(squareShape)
    .gradient(choleskyGradient)
    .apply(
        decompositionKernels<choleskyCpu<float>, choleskyCpu<double>,
                             choleskyCpu<std::complex<float>>, choleskyCpu<std::complex<double>>>);

WEFT_OP("CholeskyGrad")
    .summary("Gradient of Cholesky by its input, from its output.")
    .category("math")
    .attr("T: {half, float, double}")
    .input("l: T", "[..., n, n] output of Cholesky")
    .input("grad: T", "[..., n, n] gradient by that output; its lower triangle counts")
    .output("output: T", "[..., n, n] gradient by the input, symmetric")
    .shape(choleskyGradShape)
    .noGradient("TensorFlow defines none")
    .cpuKernel<float>(choleskyGradCpu<float>, "eigen")
    .cpuKernel<double>(choleskyGradCpu<double>, "eigen");

}  // namespace
}  // namespace weft
