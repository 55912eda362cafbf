// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <complex>
#include <functional>

#include "engine/kernel/op_builder.h"

/// @file
/// What ops on matrices share: a tensor of rank 2 or more is a batch of matrices, its last two axes
/// being rows and columns. Not an op.

namespace weft {

/// Sizes of a batch of matrices.
struct MatrixBatch {
    std::int64_t count = 0;
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    std::int64_t elements() const { return rows * columns; }
};
/// @param shape rank 2 or more.
MatrixBatch batchOf(const Shape& shape);

/// Input i as a batch of square matrices. Errors: InvalidArgument for a rank below 2 or sizes that
/// differ.
Result<PartialShape> squareInput(const ShapeContext& context, int i);
/// Output 0 has the shape of input 0, a batch of square matrices.
Result<PartialShape> squareShape(const ShapeContext& context);
/// The leading axes of a batch of matrices; unknown where the rank is.
PartialShape leadingAxes(const PartialShape& matrices);

/// Calls f(i) for each matrix of a batch, on the compute team where that pays.
/// @param cost nanoseconds of one matrix.
/// @return the failure of the matrix with the lowest number, if any failed.
Status forEachMatrix(std::int64_t count, double cost, const std::function<Status(std::int64_t)>& f);
/// Nanoseconds of a decomposition of an n by n matrix, roughly.
double decompositionCost(const MatrixBatch& batch);

/// Registers kKernel<T> for float, double, complex64 and complex128 by a macro-free list:
/// `decompositionKernels<choleskyCpu<float>, choleskyCpu<double>, ...>`.
template <KernelFunction kFloat, KernelFunction kDouble, KernelFunction kComplex64,
          KernelFunction kComplex128>
void decompositionKernels(OpBuilder& op) {
    op.cpuKernel<float>(kFloat, "eigen");
    op.cpuKernel<double>(kDouble, "eigen");
    op.cpuKernel<std::complex<float>>(kComplex64, "eigen");
    op.cpuKernel<std::complex<double>>(kComplex128, "eigen");
}

inline constexpr std::string_view kMatrixTypes = "T: {double, float, half, complex64, complex128}";

/// Products of matrices pair by pair (BatchMatMulV2), of adjoints where asked to.
enum class Adjoint { No, Yes };
Expr multiply(const Expr& x, const Expr& y, Adjoint ofX = Adjoint::No, Adjoint ofY = Adjoint::No);
/// The lower triangle, the diagonal included, or the upper one; the rest becomes 0.
Expr lowerTriangle(const Expr& x);
Expr upperTriangle(const Expr& x);
/// The conjugate transpose of each matrix.
Expr adjointOf(const Expr& x);
/// Gradients by two batches of matrices whose leading axes broadcast against each other, summed to
/// the shapes of these.
std::vector<Expr> sumToBatches(const Expr& byX, const Expr& byY, const Expr& x, const Expr& y);

}  // namespace weft
