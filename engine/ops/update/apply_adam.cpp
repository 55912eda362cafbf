// SPDX-License-Identifier: Apache-2.0
/// @file
/// ApplyAdam: with r = lr sqrt(1 - beta2_power) / (1 - beta1_power),
/// m += (1 - beta1) (grad - m); v += (1 - beta2) (grad^2 - v); var -= r m / (sqrt(v) + epsilon);
/// with use_nesterov (beta1 m + (1 - beta1) grad) in place of the last m. In place, one pass.
///
/// Shapes   var, m, v and grad have one shape, all other inputs are scalars; out is var.
/// Types    float, double.
/// Errors   InvalidArgument when the shapes differ; FailedPrecondition when var, m or v has no
///          value.
/// Threading use_locking changes nothing: the executor holds the variables' locks while several
///          runs are in flight.
/// Source   Op contract of TensorFlow "ApplyAdam" (ops.pbtxt); Kingma and Ba, Adam, 2014,
///          section 2 (the form that is said to be more efficient).

#include <cmath>

#include "engine/kernel/simd/update.h"
#include "engine/ops/update/update_support.h"

namespace weft {
namespace {

enum Input { kVar, kM, kV, kBeta1Power, kBeta2Power, kLr, kBeta1, kBeta2, kEpsilon, kGrad };

struct AdamParameters {
    bool nesterov;
};
Result<AdamParameters> parseAdam(const AttrMap& attrs) {
    return AdamParameters{WEFT_TRY(attrs.get<bool>("use_nesterov"))};
}

Result<PartialShape> adamShape(const ShapeContext& context) {
    return update::updateShape(context, {kVar, kM, kV, kGrad});
}

template <class T>
Status adam(KernelContext& context) {
    WEFT_TRY(update::checkUpdate(context, {kVar, kM, kV}, kGrad));
    const T beta1Power = update::scalar<T>(context, kBeta1Power);
    const T beta2Power = update::scalar<T>(context, kBeta2Power);
    const T lr = update::scalar<T>(context, kLr);
    const simd::AdamStep<T> step{
        .rate = lr * std::sqrt(T{1} - beta2Power) / (T{1} - beta1Power),
        .beta1 = update::scalar<T>(context, kBeta1),
        .beta2 = update::scalar<T>(context, kBeta2),
        .epsilon = update::scalar<T>(context, kEpsilon),
        .nesterov = context.parameters<AdamParameters>().nesterov,
    };
    const T* grad = context.inputValues<T>(kGrad).data();
    T* var = WEFT_TRY(update::writable<T>(context, kVar));
    T* m = WEFT_TRY(update::writable<T>(context, kM));
    T* v = WEFT_TRY(update::writable<T>(context, kV));
    parallelFor(context.input(kGrad).elements(), 2 * update::kCheapNs,
                [&](std::int64_t begin, std::int64_t end) {
                    simd::adam(var + begin, m + begin, v + begin, grad + begin, step, end - begin);
                });
    return okStatus();
}

WEFT_OP("ApplyAdam")
    .summary("Moves a variable by the mean of its gradients over the root of their mean square.")
    .category("train")
    .attr(update::kTypes)
    .attr(update::kUseLocking)
    .attr("use_nesterov: bool = false")
    .input("var: Ref(T)", "the variable")
    .input("m: Ref(T)", "decaying mean of gradients, shape of var")
    .input("v: Ref(T)", "decaying mean of squared gradients, shape of var")
    .input("beta1_power: T", "scalar: beta1 to the power of the step")
    .input("beta2_power: T", "scalar: beta2 to the power of the step")
    .input("lr: T", "scalar: the learning rate")
    .input("beta1: T", "scalar: what is kept of m in a step")
    .input("beta2: T", "scalar: what is kept of v in a step")
    .input("epsilon: T", "scalar: keeps the quotient finite")
    .input("grad: T", "the gradient, shape of var")
    .output("out: Ref(T)", "the variable")
    .shape(adamShape)
    .noGradient(update::kNoGradient)
    .forwardsRef(kVar)
    .parameters(parseAdam)
    .cpuKernel<float>(adam<float>, "simd")
    .cpuKernel<double>(adam<double>, "simd");

}  // namespace
}  // namespace weft
