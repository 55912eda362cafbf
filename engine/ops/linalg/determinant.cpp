// SPDX-License-Identifier: Apache-2.0
/// @file
/// MatrixDeterminant; LogMatrixDeterminant: sign and logarithm of the absolute value of it.
///
/// Shapes   input a batch of square matrices; the outputs have its leading axes.
/// Types    float, double, complex64, complex128.
/// Errors   InvalidArgument for matrices that are not square.
/// Numerics By LU decomposition with partial pivoting. Without rows it is 1. A singular matrix has
///          sign 0 and logarithm -inf.
/// Source   Op contracts of TensorFlow (ops.pbtxt).

#include <Eigen/LU>

#include "engine/ops/linalg/matrices.h"

namespace weft {
namespace {

template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <class T>
using Lu = Eigen::PartialPivLU<Matrix<T>>;

template <class T>
Lu<T> decompose(const T* values, std::int64_t n) {
    return Lu<T>(Eigen::Map<const Matrix<T>>(values, n, n));
}

/// 1, -1, 0, or a point of the unit circle; NaN stays NaN.
template <class T>
T signOf(const T& pivot) {
    if constexpr (std::is_floating_point_v<T>) {
        return pivot > 0 ? T{1} : (pivot < 0 ? T{-1} : pivot);
    } else {
        const auto size = std::abs(pivot);
        return size == 0 ? pivot : pivot / size;
    }
}

template <class T>
Status determinantCpu(KernelContext& context) {
    const MatrixBatch batch = batchOf(context.input(0).shape());
    const T* input = context.inputValues<T>(0).data();
    T* output = context.outputValues<T>(0).data();
    return forEachMatrix(batch.count, decompositionCost(batch), [&](std::int64_t i) {
        output[i] = batch.rows == 0
                        ? T{1}
                        : decompose(input + i * batch.elements(), batch.rows).determinant();
        return okStatus();
    });
}
template <class T>
Status logDeterminantCpu(KernelContext& context) {
    const MatrixBatch batch = batchOf(context.input(0).shape());
    const T* input = context.inputValues<T>(0).data();
    T* sign = context.outputValues<T>(0).data();
    T* log = context.outputValues<T>(1).data();
    return forEachMatrix(batch.count, decompositionCost(batch), [&](std::int64_t i) {
        sign[i] = T{1};
        log[i] = T{0};
        if (batch.rows == 0) { return okStatus(); }
        const Lu<T> lu = decompose(input + i * batch.elements(), batch.rows);
        sign[i] =
            T(static_cast<typename Eigen::NumTraits<T>::Real>(lu.permutationP().determinant()));
        for (std::int64_t k = 0; k < batch.rows; ++k) {
            const T pivot = lu.matrixLU()(k, k);
            sign[i] *= signOf(pivot);
            log[i] += T(std::log(std::abs(pivot)));
        }
        return okStatus();
    });
}

Result<PartialShape> determinantShape(const ShapeContext& context) {
    return leadingAxes(WEFT_TRY(squareInput(context, 0)));
}

/// scale[...] A^-H, for a scale of each matrix.
std::vector<Expr> scaledInverse(const GradientContext& context, const Expr& scale) {
    const Expr inverse = op("MatrixInverse", {context.input(0)}, {{"adjoint", true}});
    const Expr shape =
        op("ConcatV2", {shapeOf(scale), intVector(scale, {1, 1}), intConstant(scale, 0)});
    return {reshape(scale, shape) * inverse};
}
Result<std::vector<Expr>> determinantGradient(const GradientContext& context) {
    return scaledInverse(context, context.outputGradient(0) * context.output(0));
}
/// d log|det A| = A^-H; the sign does not move.
Result<std::vector<Expr>> logDeterminantGradient(const GradientContext& context) {
    return scaledInverse(context, context.outputGradient(1));
}

constexpr std::string_view kTypes = "T: {half, float, double, complex64, complex128}";

WEFT_OP("MatrixDeterminant")
    .summary("Determinants of square matrices.")
    .category("math")
    .attr(kTypes)
    .input("input: T", "[..., n, n] matrices")
    .output("output: T", "[...] their determinants")
    .shape(determinantShape)
    .gradient(determinantGradient)
    .apply(decompositionKernels<determinantCpu<float>, determinantCpu<double>,
                                determinantCpu<std::complex<float>>,
                                determinantCpu<std::complex<double>>>);

WEFT_OP("LogMatrixDeterminant")
    .summary("Signs and logarithms of the absolute values of determinants.")
    .category("math")
    .attr(kTypes)
    .input("input: T", "[..., n, n] matrices")
    .output("sign: T", "[...] 1 or -1, on the unit circle for complex numbers; 0 if singular")
    .output("log_abs_determinant: T", "[...] the logarithms")
    .shape(determinantShape)
    .gradient(logDeterminantGradient)
    .apply(decompositionKernels<logDeterminantCpu<float>, logDeterminantCpu<double>,
                                logDeterminantCpu<std::complex<float>>,
                                logDeterminantCpu<std::complex<double>>>);

}  // namespace
}  // namespace weft
