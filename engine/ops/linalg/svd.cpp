// SPDX-License-Identifier: Apache-2.0
/// @file
/// Svd: singular values s, descending, and singular vectors u, v: input = u diag(s) v^H.
///
/// Shapes   input [..., m, n]; s [..., p] with p = min(m, n); u [..., m, p], v [..., n, p], or square
///          with full_matrices, or [0] unless asked for.
/// Types    float, double, complex64, complex128.
/// Errors   InvalidArgument for a rank below 2; Unimplemented for gradients of full_matrices.
/// Numerics Two-sided Jacobi rotations, in double. The sign (phase) of a pair of vectors is arbitrary. Any infinity or NaN in a matrix makes
///          all its results NaN.
/// Source   Op contract of TensorFlow "Svd" (ops.pbtxt); gradient after J. Townsend, Differentiating
///          the singular value decomposition, as its linalg_grad.py has it.

#include <Eigen/SVD>

#include "engine/ops/linalg/matrices.h"

namespace weft {
namespace {

template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

struct SvdOptions {
    bool wantsVectors = true;
    bool isFull = false;
};
SvdOptions optionsOf(const AttrMap& attrs) {
    return {attrs.getOr<bool>("compute_uv", true), attrs.getOr<bool>("full_matrices", false)};
}

Result<std::vector<PartialShape>> svdShapes(const ShapeContext& context) {
    const SvdOptions options = optionsOf(context.attrs());
    const PartialShape input = WEFT_TRY(context.input(0).withRankAtLeast(2));
    const PartialShape none{0};
    if (!input.hasRank()) {
        const PartialShape vectors = options.wantsVectors ? PartialShape::unknown() : none;
        return std::vector<PartialShape>{PartialShape::unknown(), vectors, vectors};
    }
    const PartialShape batch = leadingAxes(input);
    const std::int64_t m = input[input.rank() - 2];
    const std::int64_t n = input[input.rank() - 1];
    const bool known = m != kUnknownDim && n != kUnknownDim;
    const std::int64_t p = known || m == 0 || n == 0 ? std::min(m, n) : kUnknownDim;
    const std::int64_t least = p == kUnknownDim ? p : std::max<std::int64_t>(p, 0);
    const PartialShape values = batch.concat({least});
    if (!options.wantsVectors) { return std::vector<PartialShape>{values, none, none}; }
    return std::vector<PartialShape>{values, batch.concat({m, options.isFull ? m : least}),
                                     batch.concat({n, options.isFull ? n : least})};
}

/// Where the results of one matrix go.
template <class T>
struct Results {
    T* s;
    Eigen::Map<Matrix<T>> u;
    Eigen::Map<Matrix<T>> v;
};

/// The type that a decomposition is computed in: compiling it once more for each would take minutes.
template <class T>
using Wide = std::conditional_t<std::is_floating_point_v<T>, double, std::complex<double>>;

template <class T>
void decompose(const Eigen::Map<const Matrix<T>>& a, SvdOptions options, Results<T> results) {
    using Real = typename Eigen::NumTraits<T>::Real;
    const std::int64_t p = std::min(a.rows(), a.cols());
    if (!a.allFinite()) {
        const T nan(std::numeric_limits<Real>::quiet_NaN());
        std::fill_n(results.s, p, nan);
        results.u.setConstant(nan);
        results.v.setConstant(nan);
        return;
    }
    using Columns = Eigen::Matrix<Wide<T>, Eigen::Dynamic, Eigen::Dynamic>;
    unsigned flags = 0;
    if (options.wantsVectors) {
        flags = options.isFull ? Eigen::ComputeFullU | Eigen::ComputeFullV
                               : Eigen::ComputeThinU | Eigen::ComputeThinV;
    }
    const Eigen::JacobiSVD<Columns> svd(a.template cast<Wide<T>>(), flags);
    for (std::int64_t k = 0; k < p; ++k) {
        results.s[k] = T(static_cast<Real>(svd.singularValues()[k]));
    }
    if (!options.wantsVectors) { return; }
    results.u = svd.matrixU().template cast<T>();
    results.v = svd.matrixV().template cast<T>();
}

template <class T>
Status svdCpu(KernelContext& context) {
    const SvdOptions options = optionsOf(context.attrs());
    const MatrixBatch batch = batchOf(context.input(0).shape());
    const std::int64_t m = batch.rows;
    const std::int64_t n = batch.columns;
    const std::int64_t p = std::min(m, n);
    const std::int64_t uColumns = options.wantsVectors ? (options.isFull ? m : p) : 0;
    const std::int64_t vColumns = options.wantsVectors ? (options.isFull ? n : p) : 0;
    const T* input = context.inputValues<T>(0).data();
    T* s = context.outputValues<T>(0).data();
    T* u = context.outputValues<T>(1).data();
    T* v = context.outputValues<T>(2).data();
    return forEachMatrix(batch.count, 20 * decompositionCost(batch), [&](std::int64_t i) {
        const Results<T> results{s + i * p,
                                 Eigen::Map<Matrix<T>>(u + i * m * uColumns, m, uColumns),
                                 Eigen::Map<Matrix<T>>(v + i * n * vColumns, n, vColumns)};
        if (p == 0) {
            // Without rows or columns any basis will do.
            Eigen::Map<Matrix<T>>(results.u).setIdentity();
            Eigen::Map<Matrix<T>>(results.v).setIdentity();
        } else {
            decompose<T>(Eigen::Map<const Matrix<T>>(input + i * m * n, m, n), options, results);
        }
        return okStatus();
    });
}

/// x / (x^2 + tiny): the reciprocal, but 0 at 0.
Expr safeReciprocal(const Expr& x) {
    return x * op("Reciprocal", {x * x + constantLike(x, 1e-20)});
}
Expr expand(const Expr& x, std::int32_t axis) {
    return op("ExpandDims", {x, intConstant(x, axis)});
}
Expr diagonalMatrix(const Expr& x) { return op("MatrixDiag", {x}); }

/// One side of the decomposition of A, or of A^H, whose u is square.
struct Side {
    Expr u;
    Expr v;
    Expr du;
    Expr dv;
};

/// The gradient through s, u and v of a matrix with no more rows than columns.
Expr vectorGradient(const GradientContext& context, const Side& side, bool isSquare) {
    const Expr s = context.output(0);
    const Expr sMatrix = diagonalMatrix(s);
    const Expr squares = op("Square", {s});
    const Expr f = op("MatrixSetDiag",
                      {safeReciprocal(expand(squares, -2) - expand(squares, -1)), zerosLike(s)});
    const Expr uu = multiply(side.u, side.du, Adjoint::Yes);
    const Expr vv = multiply(side.v, side.dv, Adjoint::Yes);
    const Expr fu = f * uu;
    const Expr fv = f * vv;
    const Expr inner = diagonalMatrix(context.outputGradient(0)) +
                       multiply(fu + adjointOf(fu), sMatrix) +
                       multiply(sMatrix, fv + adjointOf(fv));
    Expr da = multiply(side.u, multiply(inner, side.v, Adjoint::No, Adjoint::Yes));
    const Expr inverse = diagonalMatrix(safeReciprocal(s));
    if (!isSquare) {
        const Expr dvt = adjointOf(side.dv);
        const Expr rest = dvt - multiply(multiply(dvt, side.v), side.v, Adjoint::No, Adjoint::Yes);
        da = da + multiply(multiply(side.u, inverse), rest);
    }
    if (isComplex(s.dtype())) {
        const Expr l = op("MatrixSetDiag", {zerosLike(vv), op("MatrixDiagPart", {vv})});
        const Expr phase = multiply(inverse, adjointOf(l) - l);
        da = da + constantLike(da, 0.5) *
                      multiply(side.u, multiply(phase, side.v, Adjoint::No, Adjoint::Yes));
    }
    return da;
}

Result<std::vector<Expr>> svdGradient(const GradientContext& context) {
    const SvdOptions options = optionsOf(context.attrs());
    if (!options.wantsVectors) {
        const std::vector<Expr> parts = opList("Svd", {context.input(0)}, {{"compute_uv", true}});
        if (parts.size() != 3) { return std::vector<Expr>(1); }
        const Expr ds = diagonalMatrix(context.outputGradient(0));
        return std::vector<Expr>{
            multiply(parts[1], multiply(ds, parts[2], Adjoint::No, Adjoint::Yes))};
    }
    const PartialShape shape = context.input(0).shape();
    const int rank = shape.hasRank() ? shape.rank() : 0;
    const std::int64_t m = rank > 1 ? shape[rank - 2] : kUnknownDim;
    const std::int64_t n = rank > 1 ? shape[rank - 1] : kUnknownDim;
    if (m == kUnknownDim || n == kUnknownDim) {
        return unimplemented(concat("SVD gradient needs the sizes of the matrix: got ", shape));
    }
    if (options.isFull && m != n) {
        return unimplemented(concat("no SVD gradient of full_matrices unless square: got ", shape));
    }
    Side side{context.output(1), context.output(2), context.outputGradient(1),
              context.outputGradient(2)};
    if (m > n) { side = Side{side.v, side.u, side.dv, side.du}; }
    const Expr da = vectorGradient(context, side, m == n);
    return std::vector<Expr>{m > n ? adjointOf(da) : da};
}

WEFT_OP("Svd")
    .summary("Singular value decompositions of matrices.")
    .category("math")
    .attr("compute_uv: bool = true")
    .attr("full_matrices: bool = false")
    .attr(kMatrixTypes)
    .input("input: T", "[..., m, n] matrices")
    .output("s: T", "[..., min(m, n)] singular values, descending")
    .output("u: T", "[..., m, min(m, n)] left singular vectors, one a column")
    .output("v: T", "[..., n, min(m, n)] right singular vectors, one a column")
    .shape(svdShapes)
    .gradient(svdGradient)
    .apply(decompositionKernels<svdCpu<float>, svdCpu<double>, svdCpu<std::complex<float>>,
                                svdCpu<std::complex<double>>>);

}  // namespace
}  // namespace weft
