// SPDX-License-Identifier: Apache-2.0
/// @file
/// ApplyAddSign, ApplyPowerSign and their resource forms: m = beta m + (1 - beta) grad, and with
/// agreement = sign_decay * sign(grad) * sign(m), AddSign var -= lr (alpha + agreement) grad,
/// PowerSign var -= lr exp(logbase * agreement) grad. In place, one pass.
///
/// Shapes   var, m and grad have one shape, all other inputs are scalars; out is var.
/// Types    float, double, half, bfloat16.
/// Errors   InvalidArgument when the shapes differ; before var or m has a value FailedPrecondition
///          for a reference, NotFound for a handle (executor).
/// Source   Op contracts of TensorFlow "ApplyAddSign", "ApplyPowerSign", ... (ops.pbtxt); Bello et
///          al., Neural optimizer search with reinforcement learning, 2017.

#include "engine/ops/update/update_family.h"

namespace weft {
namespace {

using update::Number;

/// Scalars of either op.
template <class T>
struct SignStep {
    Number<T> rate;
    Number<T> base;  ///< alpha, or the logarithm of the base
    Number<T> signDecay;
    Number<T> beta;

    Number<T> agreement(Number<T> grad, Number<T>& m) const {
        m = m * beta + grad * (Number<T>(1) - beta);
        return update::signOf(grad) * update::signOf(m);
    }
};

template <class T>
struct AddSignStep : SignStep<T> {
    void operator()(Number<T> grad, Number<T>& var, Number<T>& m) const {
        var -= this->rate * (this->base + this->signDecay * this->agreement(grad, m)) * grad;
    }
};

template <class T>
struct PowerSignStep : SignStep<T> {
    void operator()(Number<T> grad, Number<T>& var, Number<T>& m) const {
        const Number<T> agreement = this->agreement(grad, m);
        var -= this->rate * update::exponential(this->base * this->signDecay * agreement) * grad;
    }
};

template <template <class> class Step>
struct Sign {
    enum Input { kVar, kM, kLr, kBase, kSignDecay, kBeta, kGrad };
    template <class T>
    static Status run(KernelContext& context) {
        const update::Call call = WEFT_TRY(update::Call::begin(context));
        return call.run<T, 2>(Step<T>{{.rate = call.scalar<T>(kLr),
                                       .base = call.scalar<T>(kBase),
                                       .signDecay = call.scalar<T>(kSignDecay),
                                       .beta = call.scalar<T>(kBeta)}});
    }
};

update::Family family(const update::Argument& base) {
    return {.slots = {{"m", "decaying mean of gradients"}},
            .inputs = {{"lr", "the learning rate"},
                       base,
                       {"sign_decay", "how much agreement counts"},
                       {"beta", "what is kept of m in a step"},
                       {"grad", ""}}};
}
const update::Family kAddFamily = family({"alpha", "the factor without agreement"});
const update::Family kPowerFamily = family({"logbase", "logarithm of the factor of agreement"});

const OpRegistration kApplyAddSign = update::declare<Sign<AddSignStep>>(
    "ApplyAddSign",
    "Moves a variable against its gradient, further where its sign agrees with their mean.",
    kAddFamily, update::kReal);
const OpRegistration kResourceApplyAddSign = update::declare<Sign<AddSignStep>>(
    "ResourceApplyAddSign", "Moves a resource variable as ApplyAddSign does.", kAddFamily,
    update::kReal);
const OpRegistration kApplyPowerSign = update::declare<Sign<PowerSignStep>>(
    "ApplyPowerSign",
    "Moves a variable against its gradient, by a power of whether its sign agrees with their mean.",
    kPowerFamily, update::kReal);
const OpRegistration kResourceApplyPowerSign = update::declare<Sign<PowerSignStep>>(
    "ResourceApplyPowerSign", "Moves a resource variable as ApplyPowerSign does.", kPowerFamily,
    update::kReal);

}  // namespace
}  // namespace weft
