// SPDX-License-Identifier: Apache-2.0
/// @file
/// ApplyMomentum: accum = accum * momentum + grad; var -= lr * accum. With use_nesterov:
/// var -= lr * grad + lr * momentum * accum. In place, one pass.
///
/// Shapes   var, accum and grad have one shape, lr and momentum are scalars; out is var.
/// Types    float, double.
/// Errors   InvalidArgument when the shapes differ; FailedPrecondition when var or accum has no
///          value.
/// Threading use_locking changes nothing: the executor holds the variables' locks while several
///          runs are in flight.
/// Source   Op contract of TensorFlow "ApplyMomentum" (ops.pbtxt); Sutskever et al., On the
///          importance of initialization and momentum in deep learning, 2013.

#include "engine/kernel/simd/update.h"
#include "engine/ops/update/update_support.h"

namespace weft {
namespace {

enum Input { kVar, kAccum, kLr, kGrad, kMomentum };

struct MomentumParameters {
    bool nesterov;
};
Result<MomentumParameters> parseMomentum(const AttrMap& attrs) {
    return MomentumParameters{WEFT_TRY(attrs.get<bool>("use_nesterov"))};
}

Result<PartialShape> momentumShape(const ShapeContext& context) {
    return update::updateShape(context, {kVar, kAccum, kGrad});
}

template <class T>
Status momentum(KernelContext& context) {
    WEFT_TRY(update::checkUpdate(context, {kVar, kAccum}, kGrad));
    const bool nesterov = context.parameters<MomentumParameters>().nesterov;
    const T rate = update::scalar<T>(context, kLr);
    const T keep = update::scalar<T>(context, kMomentum);
    const T* grad = context.inputValues<T>(kGrad).data();
    T* var = WEFT_TRY(update::writable<T>(context, kVar));
    T* accum = WEFT_TRY(update::writable<T>(context, kAccum));
    parallelFor(context.input(kGrad).elements(), update::kCheapNs,
                [&](std::int64_t begin, std::int64_t end) {
                    simd::momentum(var + begin, accum + begin, grad + begin, rate, keep, nesterov,
                                   end - begin);
                });
    return okStatus();
}

WEFT_OP("ApplyMomentum")
    .summary("Moves a variable along a decaying sum of its gradients.")
    .category("train")
    .attr(update::kTypes)
    .attr(update::kUseLocking)
    .attr("use_nesterov: bool = false")
    .input("var: Ref(T)", "the variable")
    .input("accum: Ref(T)", "the decaying sum, shape of var")
    .input("lr: T", "scalar: the learning rate")
    .input("grad: T", "the gradient, shape of var")
    .input("momentum: T", "scalar: what is kept of accum in a step")
    .output("out: Ref(T)", "the variable")
    .shape(momentumShape)
    .noGradient(update::kNoGradient)
    .forwardsRef(kVar)
    .parameters(parseMomentum)
    .cpuKernel<float>(momentum<float>, "simd")
    .cpuKernel<double>(momentum<double>, "simd");

}  // namespace
}  // namespace weft
