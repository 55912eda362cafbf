// SPDX-License-Identifier: Apache-2.0
/// @file
/// ApproximateEqual: z = |x - y| <= tolerance. NextAfter: the next number from x1 towards x2. Both
/// elementwise.
///
/// Shapes   ApproximateEqual: two tensors of one shape; NextAfter: shapes broadcast as in numpy.
/// Types    float, double.
/// Errors   InvalidArgument when the shapes do not fit.
/// Numerics NextAfter of equal numbers is x2, of a NaN is NaN; it reaches subnormal numbers.
/// Source   Op contracts of TensorFlow (ops.pbtxt).

#include <cmath>

#include "engine/ops/math/elementwise.h"

namespace weft {
namespace {

template <class T>
Status approximateEqualCpu(KernelContext& context) {
    const auto tolerance = static_cast<T>(context.attrs().getOr<float>("tolerance", 1e-5F));
    mapBlocks<T, bool>(
        context, kArithmeticCost, [tolerance](const simd::BinaryBlock<T, bool>& block) {
            simd::binaryRows(block, [tolerance](T a, T b) { return std::abs(a - b) <= tolerance; });
        });
    return okStatus();
}

struct NextAfterFn {
    template <class T>
    T operator()(T from, T to) const {
        return std::nextafter(from, to);
    }
};

/// A step to the neighbour moves with where it starts from; where it leads to does not matter.
Result<std::vector<Expr>> nextAfterGradient(const GradientContext& context) {
    const Expr dy = context.outputGradient(0);
    const Expr x1 = context.input(0);
    const Expr x2 = context.input(1);
    return std::vector<Expr>{sumToShapeOf(dy, x1, x2), zerosLike(x2)};
}

WEFT_OP("ApproximateEqual")
    .summary("True where x and y differ by at most a tolerance, elementwise.")
    .category("math")
    .attr(
        "T: {float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, "
        "bfloat16, qint16, quint16, uint16, complex128, half, uint32, uint64}")
    .attr("tolerance: float = 1e-05")
    .input("x: T", "values of any shape")
    .input("y: T", "values of the same shape")
    .output("z: bool", "whether they are near, in the same shape")
    .commutative()
    .shape(mergedShape)
    .noGradient("the values are true or false")
    .cpuKernel<float>(approximateEqualCpu<float>)
    .cpuKernel<double>(approximateEqualCpu<double>);

WEFT_OP("NextAfter")
    .summary("The next representable number from x1 towards x2, elementwise.")
    .category("math")
    .attr("T: {double, float} = DT_FLOAT")
    .input("x1: T", "where to start")
    .input("x2: T", "where to go; both shapes broadcast as in numpy")
    .output("output: T", "the neighbours of x1, in the broadcast shape")
    .shape(broadcastShape)
    .inPlace(0)
    .gradient(nextAfterGradient)
    .cpuKernel<float>(binaryFunctorCpu<NextAfterFn, float>)
    .cpuKernel<double>(binaryFunctorCpu<NextAfterFn, double>);

}  // namespace
}  // namespace weft
