// SPDX-License-Identifier: Apache-2.0
/// @file
/// LogicalAnd, LogicalOr, LogicalNot, elementwise on truth values.
///
/// Shapes   x and y broadcast as in numpy.
/// Types    bool.
/// Errors   InvalidArgument when the shapes do not broadcast.
/// Source   Op contracts of TensorFlow (ops.pbtxt).

#include <algorithm>
#include <functional>

#include "engine/ops/math/elementwise.h"

namespace weft {
namespace {

struct AndFn {
    bool operator()(bool a, bool b) const { return a & b; }
};
struct OrFn {
    bool operator()(bool a, bool b) const { return a | b; }
};

Status notCpu(KernelContext& context) {
    const std::span<const bool> x = context.inputValues<bool>(0);
    std::transform(x.begin(), x.end(), context.outputValues<bool>(0).begin(),
                   std::logical_not<bool>());
    return okStatus();
}

template <class Fn>
void binaryLogical(OpBuilder& op) {
    op.category("math")
        .input("x: bool", "left operand")
        .input("y: bool", "right operand; its shape and that of x broadcast as in numpy")
        .output("z: bool", "the answers, in the broadcast shape")
        .commutative()
        .shape(broadcastShape)
        .inPlace(0)
        .noGradient("truth values have no gradient")
        .cpuKernel(binaryFunctorCpu<Fn, bool>);
}

WEFT_OP("LogicalAnd")
    .summary("True where both x and y are, elementwise.")
    .apply(binaryLogical<AndFn>);

WEFT_OP("LogicalOr").summary("True where x or y is, elementwise.").apply(binaryLogical<OrFn>);

WEFT_OP("LogicalNot")
    .summary("True where x is false, elementwise.")
    .category("math")
    .input("x: bool", "truth values of any shape")
    .output("y: bool", "their opposites, in the shape of x")
    .shape(sameShape)
    .inPlace(0)
    .noGradient("truth values have no gradient")
    .cpuKernel(notCpu);

}  // namespace
}  // namespace weft
