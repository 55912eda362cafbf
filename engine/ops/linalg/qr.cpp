// SPDX-License-Identifier: Apache-2.0
/// @file
/// Qr: input = q r, q with orthonormal columns, r upper triangular.
///
/// Shapes   input [..., m, n]; q [..., m, p], r [..., p, n] with p = min(m, n), or m with
///          full_matrices.
/// Types    half (through float), float, double, complex64, complex128.
/// Errors   InvalidArgument for a rank below 2; Unimplemented for a gradient whose sizes are unknown,
///          or of full_matrices with more rows than columns.
/// Numerics By Householder reflections.
/// Source   Op contract of TensorFlow "Qr" (ops.pbtxt); gradient after D. Roberts and L. Roberts,
///          arXiv:2009.10071, as its linalg_grad.py has it.

#include <Eigen/QR>

#include "engine/kernel/via_float.h"
#include "engine/ops/linalg/matrices.h"

namespace weft {
namespace {

template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Result<std::vector<PartialShape>> qrShapes(const ShapeContext& context) {
    const PartialShape input = WEFT_TRY(context.input(0).withRankAtLeast(2));
    if (!input.hasRank()) { return std::vector<PartialShape>(2); }
    const PartialShape batch = leadingAxes(input);
    const std::int64_t m = input[input.rank() - 2];
    const std::int64_t n = input[input.rank() - 1];
    const bool isFull = context.attrs().getOr<bool>("full_matrices", false);
    const bool known = m != kUnknownDim && n != kUnknownDim;
    const std::int64_t thin = known ? std::min(m, n) : kUnknownDim;
    const std::int64_t p = isFull ? m : thin;
    return std::vector<PartialShape>{batch.concat({m, p}), batch.concat({p, n})};
}

template <class T>
Status qrCpu(KernelContext& context) {
    const MatrixBatch batch = batchOf(context.input(0).shape());
    const MatrixBatch basis = batchOf(context.output(0).shape());
    const std::int64_t m = batch.rows;
    const std::int64_t n = batch.columns;
    const std::int64_t p = basis.columns;
    const T* input = context.inputValues<T>(0).data();
    T* q = context.outputValues<T>(0).data();
    T* r = context.outputValues<T>(1).data();
    return forEachMatrix(batch.count, 2 * decompositionCost(batch), [&](std::int64_t i) {
        Eigen::Map<Matrix<T>> qi(q + i * m * p, m, p);
        Eigen::Map<Matrix<T>> ri(r + i * p * n, p, n);
        if (m == 0 || n == 0) {
            qi.setIdentity();
            return okStatus();
        }
        const Eigen::HouseholderQR<Matrix<T>> qr(
            Eigen::Map<const Matrix<T>>(input + i * m * n, m, n));
        const Matrix<T> start = Matrix<T>::Identity(m, p);
        qi = qr.householderQ() * start;
        ri.setZero();
        ri = qr.matrixQR().topRows(p);
        for (std::int64_t row = 1; row < p; ++row) {
            for (std::int64_t c = 0; c < std::min(row, n); ++c) { ri(row, c) = T{0}; }
        }
        return okStatus();
    });
}

/// x R^-H of an upper triangular R.
Expr timesInverse(const Expr& x, const Expr& r) {
    return adjointOf(
        op("MatrixTriangularSolve", {r, adjointOf(x)}, {{"lower", false}, {"adjoint", false}}));
}

/// Of a matrix with no fewer rows than columns.
Expr deepGradient(const Expr& q, const Expr& r, const Expr& dq, const Expr& dr) {
    const Expr qdq = multiply(q, dq, Adjoint::Yes);
    const Expr rdr = multiply(r, dr, Adjoint::No, Adjoint::Yes);
    const Expr lower = lowerTriangle((qdq - adjointOf(qdq)) + (rdr - adjointOf(rdr)));
    Expr da = multiply(q, dr + timesInverse(lower, r)) + timesInverse(dq - multiply(q, qdq), r);
    if (isComplex(q.dtype())) {
        const Expr m = rdr - adjointOf(qdq);
        const Expr diagonal = op("MatrixSetDiag", {zerosLike(m), op("MatrixDiagPart", {m})});
        const DType part = m.dtype() == DType::Complex128 ? DType::Double : DType::Float;
        const Expr imaginary = diagonal - cast(op("Real", {diagonal}, {{"Tout", part}}), m.dtype());
        da = da + timesInverse(multiply(q, adjointOf(imaginary)), r);
    }
    return da;
}

/// The columns of matrices from `begin` to `end`; 0 means all that follow.
Expr columns(const Expr& x, std::int32_t begin, std::int32_t end) {
    return op("StridedSlice",
              {x, intVector(x, {0, begin}), intVector(x, {0, end}), intVector(x, {1, 1})},
              {{"ellipsis_mask", std::int64_t{1}}, {"end_mask", std::int64_t{end == 0 ? 2 : 0}}});
}

Result<std::vector<Expr>> qrGradient(const GradientContext& context) {
    const PartialShape shape = context.input(0).shape();
    const bool known = shape.hasRank() && shape[shape.rank() - 2] != kUnknownDim &&
                       shape[shape.rank() - 1] != kUnknownDim;
    if (!known) {
        return unimplemented(concat("QR gradient needs the sizes of the matrix: got ", shape));
    }
    const std::int64_t m = shape[shape.rank() - 2];
    const std::int64_t n = shape[shape.rank() - 1];
    if (m > n && context.attrs().getOr<bool>("full_matrices", false)) {
        return unimplemented(
            concat("no QR gradient of full_matrices with more rows than columns: got ", shape));
    }
    const Expr q = context.output(0);
    const Expr r = context.output(1);
    const Expr dq = context.outputGradient(0);
    const Expr dr = context.outputGradient(1);
    if (m >= n) { return std::vector<Expr>{deepGradient(q, r, dq, dr)}; }
    // input = [x, y] and r = [u, v] with square x and u.
    const auto split = static_cast<std::int32_t>(m);
    const Expr y = columns(context.input(0), split, 0);
    const Expr dv = columns(dr, split, 0);
    const Expr dx =
        deepGradient(q, columns(r, 0, split), dq + multiply(y, dv, Adjoint::No, Adjoint::Yes),
                     columns(dr, 0, split));
    return std::vector<Expr>{op("ConcatV2", {dx, multiply(q, dv), intConstant(dx, -1)})};
}

WEFT_OP("Qr")
    .summary("QR decompositions of matrices.")
    .category("math")
    .attr("full_matrices: bool = false")
    .attr(kMatrixTypes)
    .input("input: T", "[..., m, n] matrices")
    .output("q: T", "[..., m, p] orthonormal columns")
    .output("r: T", "[..., p, n] upper triangular")
    .shape(qrShapes)
    .gradient(qrGradient)
    .apply(decompositionKernels<qrCpu<float>, qrCpu<double>, qrCpu<std::complex<float>>,
                                qrCpu<std::complex<double>>>)
    .cpuKernel<Half>(viaFloat<qrCpu<float>>, "eigen");

}  // namespace
}  // namespace weft
