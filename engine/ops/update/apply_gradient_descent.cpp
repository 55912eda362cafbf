// SPDX-License-Identifier: Apache-2.0
/// @file
/// ApplyGradientDescent: var -= alpha * delta, in place.
///
/// Shapes   var and delta have one shape, alpha is a scalar; out is var.
/// Types    float, double.
/// Errors   InvalidArgument when the shapes differ; FailedPrecondition when var has no value.
/// Threading use_locking changes nothing: the executor holds the variable's lock while several
///          runs are in flight.
/// Source   Op contract of TensorFlow "ApplyGradientDescent" (ops.pbtxt).

#include "engine/kernel/simd/update.h"
#include "engine/ops/update/update_support.h"

namespace weft {
namespace {

enum Input { kVar, kAlpha, kDelta };

Result<PartialShape> descentShape(const ShapeContext& context) {
    return update::updateShape(context, {kVar, kDelta});
}

template <class T>
Status descent(KernelContext& context) {
    WEFT_TRY(update::checkUpdate(context, {kVar}, kDelta));
    const T rate = update::scalar<T>(context, kAlpha);
    const T* delta = context.inputValues<T>(kDelta).data();
    T* var = WEFT_TRY(update::writable<T>(context, kVar));
    parallelFor(context.input(kDelta).elements(), update::kCheapNs,
                [&](std::int64_t begin, std::int64_t end) {
                    simd::gradientDescent(var + begin, delta + begin, rate, end - begin);
                });
    return okStatus();
}

WEFT_OP("ApplyGradientDescent")
    .summary("Moves a variable against its gradient: var -= alpha * delta.")
    .category("train")
    .attr(update::kTypes)
    .attr(update::kUseLocking)
    .input("var: Ref(T)", "the variable")
    .input("alpha: T", "scalar: the learning rate")
    .input("delta: T", "the gradient, shape of var")
    .output("out: Ref(T)", "the variable")
    .shape(descentShape)
    .noGradient(update::kNoGradient)
    .forwardsRef(kVar)
    .cpuKernel<float>(descent<float>, "simd")
    .cpuKernel<double>(descent<double>, "simd");

}  // namespace
}  // namespace weft
