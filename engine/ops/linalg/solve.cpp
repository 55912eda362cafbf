// SPDX-License-Identifier: Apache-2.0
/// @file
/// MatrixSolve, MatrixTriangularSolve: output with matrix output = rhs, or with the adjoint of the
/// matrix.
///
/// Shapes   matrix [..., n, n], rhs [..., n, k]; output [..., n, k]. The leading axes are equal for
///          MatrixSolve and broadcast for MatrixTriangularSolve.
/// Types    float, double, complex64, complex128.
/// Errors   InvalidArgument for sizes that do not fit; for singular matrices from MatrixSolve.
/// Numerics LU decomposition with partial pivoting, where a pivot of 0 is singular; substitution,
///          which reads one triangle only and divides by whatever the diagonal holds.
/// Source   Op contracts of TensorFlow (ops.pbtxt).

#include <Eigen/LU>

#include "engine/kernel/broadcast.h"
#include "engine/ops/linalg/matrices.h"

namespace weft {
namespace {

template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
template <class T>
using ConstMap = Eigen::Map<const Matrix<T>>;

Status singular(std::int64_t i) {
    return invalidArgument(
        concat("Input matrix is not invertible: got matrix ", i, " with a pivot of 0"));
}

template <class T>
Status solveCpu(KernelContext& context) {
    const bool isAdjoint = context.attrs().getOr<bool>("adjoint", false);
    const MatrixBatch batch = batchOf(context.output(0).shape());
    const std::int64_t n = batch.rows;
    const std::int64_t k = batch.columns;
    if (n == 0 || k == 0) { return okStatus(); }
    const T* matrix = context.inputValues<T>(0).data();
    const T* rhs = context.inputValues<T>(1).data();
    T* output = context.outputValues<T>(0).data();
    return forEachMatrix(batch.count, 2 * decompositionCost(batch), [&](std::int64_t i) -> Status {
        const ConstMap<T> a(matrix + i * n * n, n, n);
        const Eigen::PartialPivLU<Matrix<T>> lu(isAdjoint ? Matrix<T>(a.adjoint()) : Matrix<T>(a));
        if (!(lu.matrixLU().diagonal().cwiseAbs().minCoeff() > 0)) { return singular(i); }
        Eigen::Map<Matrix<T>>(output + i * n * k, n, k) =
            lu.solve(ConstMap<T>(rhs + i * n * k, n, k));
        return okStatus();
    });
}

/// How the triangle of one node is solved.
struct Triangle {
    bool isLower = true;
    bool isAdjoint = false;
};

template <class T>
void substitute(const ConstMap<T>& a, const ConstMap<T>& rhs, Triangle triangle,
                Eigen::Map<Matrix<T>> out) {
    if (triangle.isLower) {
        const auto lower = a.template triangularView<Eigen::Lower>();
        if (triangle.isAdjoint) {
            out.noalias() = lower.adjoint().solve(rhs);
        } else {
            out.noalias() = lower.solve(rhs);
        }
        return;
    }
    const auto upper = a.template triangularView<Eigen::Upper>();
    if (triangle.isAdjoint) {
        out.noalias() = upper.adjoint().solve(rhs);
    } else {
        out.noalias() = upper.solve(rhs);
    }
}

/// Which matrix of each operand belongs to each of the output.
Result<std::vector<std::array<std::int64_t, 2>>> pairs(const Shape& a, const Shape& b,
                                                       const Shape& out) {
    const auto leading = [](const Shape& shape) {
        return makeShape(std::span(shape.dims()).first(shape.dims().size() - 2));
    };
    const Shape x = WEFT_TRY(leading(a));
    const Shape y = WEFT_TRY(leading(b));
    const Shape z = WEFT_TRY(leading(out));
    std::vector<std::array<std::int64_t, 2>> found(static_cast<std::size_t>(z.elements()));
    if (found.empty()) { return found; }
    const auto plan = Broadcast<2>::of({&x, &y}, z);
    forEachBlock(plan, 0,
                 [&](const std::array<std::int64_t, 2>& at, std::int64_t outAt, std::int64_t rows,
                     std::int64_t columns) {
                     for (std::int64_t i = 0; i < rows * columns; ++i) {
                         for (std::size_t k = 0; k < 2; ++k) {
                             found[static_cast<std::size_t>(outAt + i)][k] =
                                 at[k] + i / columns * plan.rows.stride[k] +
                                 i % columns * plan.columns.stride[k];
                         }
                     }
                 });
    return found;
}

template <class T>
Status triangularSolveCpu(KernelContext& context) {
    const Triangle triangle{context.attrs().getOr<bool>("lower", true),
                            context.attrs().getOr<bool>("adjoint", false)};
    const MatrixBatch batch = batchOf(context.output(0).shape());
    const std::int64_t n = batch.rows;
    const std::int64_t k = batch.columns;
    if (n == 0 || k == 0) { return okStatus(); }
    const auto pair = WEFT_TRY(
        pairs(context.input(0).shape(), context.input(1).shape(), context.output(0).shape()));
    const T* matrix = context.inputValues<T>(0).data();
    const T* rhs = context.inputValues<T>(1).data();
    T* output = context.outputValues<T>(0).data();
    const double cost = 200 + static_cast<double>(n * n) * static_cast<double>(k);
    return forEachMatrix(batch.count, cost, [&](std::int64_t i) -> Status {
        const auto& [left, right] = pair[static_cast<std::size_t>(i)];
        const ConstMap<T> a(matrix + left * n * n, n, n);
        substitute<T>(a, ConstMap<T>(rhs + right * n * k, n, k), triangle,
                      Eigen::Map<Matrix<T>>(output + i * n * k, n, k));
        return okStatus();
    });
}

/// [..., n, k] of a matrix [..., n, n] and a right side [..., n, k].
Result<PartialShape> solutionShape(const ShapeContext& context, bool broadcasts) {
    const PartialShape matrix = WEFT_TRY(squareInput(context, 0));
    const PartialShape rhs = WEFT_TRY(context.input(1).withRankAtLeast(2));
    if (!matrix.hasRank() || !rhs.hasRank()) {
        const PartialShape& known = matrix.hasRank() ? matrix : rhs;
        return broadcasts || !known.hasRank() ? PartialShape::unknown()
                                              : PartialShape::ofRank(known.rank());
    }
    const Result<std::int64_t> rows = mergeDim(matrix[matrix.rank() - 1], rhs[rhs.rank() - 2]);
    if (!rows.ok()) {
        return invalidArgument(concat("Input matrix and rhs are incompatible: got matrix ", matrix,
                                      ", rhs ", rhs, ", want equal numbers of rows"));
    }
    const PartialShape left = leadingAxes(matrix);
    const PartialShape right = leadingAxes(rhs);
    const Result<PartialShape> batch =
        broadcasts ? broadcastShapes(left, right) : left.merge(right);
    if (!batch.ok()) {
        return invalidArgument(concat("In[0] and In[1] must have compatible batch dimensions: got ",
                                      matrix, " and ", rhs));
    }
    return batch->concat({*rows, rhs[rhs.rank() - 1]});
}
Result<PartialShape> solveShape(const ShapeContext& context) {
    return solutionShape(context, false);
}
Result<PartialShape> triangularShape(const ShapeContext& context) {
    return solutionShape(context, true);
}

/// dB solves the adjoint problem; dA = -dB X^H, or its adjoint -X dB^H where A was adjoint.
struct Slopes {
    Expr byMatrix;
    Expr byRhs;
};
Slopes slopes(const GradientContext& context, std::string_view solve, AttrMap attrs) {
    const bool isAdjoint = context.attrs().getOr<bool>("adjoint", false);
    attrs.set("adjoint", !isAdjoint);
    const Expr x = context.output(0);
    const Expr db = op(solve, {context.input(0), context.outputGradient(0)}, std::move(attrs));
    const Expr da = isAdjoint ? multiply(x, db, Adjoint::No, Adjoint::Yes)
                              : multiply(db, x, Adjoint::No, Adjoint::Yes);
    return {-da, db};
}
Result<std::vector<Expr>> solveGradient(const GradientContext& context) {
    const Slopes by = slopes(context, "MatrixSolve", {});
    return std::vector<Expr>{by.byMatrix, by.byRhs};
}
Result<std::vector<Expr>> triangularGradient(const GradientContext& context) {
    const bool isLower = context.attrs().getOr<bool>("lower", true);
    const Slopes by = slopes(context, "MatrixTriangularSolve", {{"lower", isLower}});
    const Expr triangle = isLower ? lowerTriangle(by.byMatrix) : upperTriangle(by.byMatrix);
    return sumToBatches(triangle, by.byRhs, context.input(0), context.input(1));
}

void operands(OpBuilder& op) {
    op.category("math")
        .input("matrix: T", "[..., n, n] coefficients")
        .input("rhs: T", "[..., n, k] right sides")
        .output("output: T", "[..., n, k] solutions");
}

WEFT_OP("MatrixSolve")
    .summary("Solves systems of linear equations.")
    .attr("adjoint: bool = false")
    .attr(kMatrixTypes)
    .apply(operands)
    .shape(solveShape)
    .gradient(solveGradient)
    .apply(decompositionKernels<solveCpu<float>, solveCpu<double>, solveCpu<std::complex<float>>,
                                solveCpu<std::complex<double>>>);

WEFT_OP("MatrixTriangularSolve")
    .summary("Solves systems of linear equations with triangular matrices.")
    .attr("lower: bool = true")
    .attr("adjoint: bool = false")
    .attr("T: {bfloat16, double, float, half, complex64, complex128}")
    .apply(operands)
    .shape(triangularShape)
    .gradient(triangularGradient)
    .apply(decompositionKernels<triangularSolveCpu<float>, triangularSolveCpu<double>,
                                triangularSolveCpu<std::complex<float>>,
                                triangularSolveCpu<std::complex<double>>>);

}  // namespace
}  // namespace weft
