// SPDX-License-Identifier: Apache-2.0
/// @file
/// Lu: the factors of a square matrix whose rows are exchanged: input[p] = L U.
///
/// Shapes   input [..., n, n]; lu [..., n, n], p [..., n].
/// Types    float, double, complex64, complex128; p int32 or int64.
/// Errors   InvalidArgument for matrices that are not square or are singular.
/// Numerics Partial pivoting; the unit diagonal of L is not stored.
/// Source   Op contract of TensorFlow "Lu" (ops.pbtxt).

#include <Eigen/LU>

#include "engine/ops/linalg/matrices.h"

namespace weft {
namespace {

template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <class T, class Index>
Status luWith(KernelContext& context) {
    const MatrixBatch batch = batchOf(context.input(0).shape());
    const std::int64_t n = batch.rows;
    if (n == 0) { return okStatus(); }
    const T* input = context.inputValues<T>(0).data();
    T* factors = context.outputValues<T>(0).data();
    Index* p = context.outputValues<Index>(1).data();
    return forEachMatrix(batch.count, decompositionCost(batch), [&](std::int64_t i) -> Status {
        const Eigen::Map<const Matrix<T>> a(input + i * n * n, n, n);
        const Eigen::PartialPivLU<Matrix<T>> lu(a);
        if (!(lu.matrixLU().diagonal().cwiseAbs().minCoeff() > 0)) {
            return invalidArgument(
                concat("Input is not invertible: got matrix ", i, " with a pivot of 0"));
        }
        Eigen::Map<Matrix<T>>(factors + i * n * n, n, n) = lu.matrixLU();
        // Eigen says where each row goes, p where each comes from.
        const auto& indices = lu.permutationP().indices();
        for (std::int64_t row = 0; row < n; ++row) {
            p[i * n + indices[row]] = static_cast<Index>(row);
        }
        return okStatus();
    });
}
template <class T>
Status luCpu(KernelContext& context) {
    return context.output(1).dtype() == DType::Int64 ? luWith<T, std::int64_t>(context)
                                                     : luWith<T, std::int32_t>(context);
}

Result<std::vector<PartialShape>> luShapes(const ShapeContext& context) {
    const PartialShape matrices = WEFT_TRY(squareInput(context, 0));
    return std::vector<PartialShape>{
        matrices, matrices.hasRank() ? matrices.slice(0, -1) : PartialShape::unknown()};
}

WEFT_OP("Lu")
    .summary("LU decompositions of square matrices with exchanged rows.")
    .category("math")
    .attr(kMatrixTypes)
    .attr("output_idx_type: {int32, int64} = DT_INT32")
    .input("input: T", "[..., n, n] invertible matrices")
    .output("lu: T", "[..., n, n] both factors in one: U, and L below its unit diagonal")
    .output("p: output_idx_type", "[..., n] the row that each row of the product came from")
    .shape(luShapes)
    .noGradient("TensorFlow defines none")
    .apply(decompositionKernels<luCpu<float>, luCpu<double>, luCpu<std::complex<float>>,
                                luCpu<std::complex<double>>>);

}  // namespace
}  // namespace weft
