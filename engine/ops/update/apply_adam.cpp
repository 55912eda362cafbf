// SPDX-License-Identifier: Apache-2.0
/// @file
/// ApplyAdam, ResourceApplyAdam: with r = lr sqrt(1 - beta2_power) / (1 - beta1_power),
/// m += (1 - beta1) (grad - m); v += (1 - beta2) (grad^2 - v); var -= r m / (sqrt(v) + epsilon);
/// with use_nesterov (beta1 m + (1 - beta1) grad) in place of the last m.
/// ResourceApplyAdamWithAmsgrad divides by the largest v so far: vhat = max(vhat, v). In place, one
/// pass.
///
/// Shapes   var, m, v and grad have one shape, all other inputs are scalars; out is var.
/// Types    float, double, half, bfloat16, complex64, complex128; AMSGrad the real ones.
/// Errors   InvalidArgument when the shapes differ; before var or a slot has a value
///          FailedPrecondition for a reference, NotFound for a handle (executor).
/// Source   Op contracts of TensorFlow "ApplyAdam", ... (ops.pbtxt); Kingma and Ba, Adam, 2014,
///          section 2 (the form that is said to be more efficient); Reddi et al., On the
///          convergence of Adam and beyond, 2018.

#include "engine/kernel/simd/update.h"
#include "engine/ops/update/update_family.h"

namespace weft {
namespace {

using update::Number;

template <class T>
struct AdamStep {
    Number<T> rate;
    Number<T> beta1;
    Number<T> beta2;
    Number<T> epsilon;
    bool nesterov = false;

    void move(Number<T> grad, Number<T>& m, Number<T>& v) const {
        m += (grad - m) * (Number<T>(1) - beta1);
        v += (update::square(grad) - v) * (Number<T>(1) - beta2);
    }
    void operator()(Number<T> grad, Number<T>& var, Number<T>& m, Number<T>& v) const {
        move(grad, m, v);
        const Number<T> mean = nesterov ? grad * (Number<T>(1) - beta1) + beta1 * m : m;
        var -= mean * rate / (update::squareRoot(v) + epsilon);
    }
    void span(const T* grad, T* var, T* m, T* v,
              std::int64_t n) const requires std::is_floating_point_v<T> {
        simd::adam(var, m, v, grad, simd::AdamStep<T>{rate, beta1, beta2, epsilon, nesterov}, n);
    }
};

template <class T>
struct AmsgradStep {
    AdamStep<T> adam;

    void operator()(Number<T> grad, Number<T>& var, Number<T>& m, Number<T>& v,
                    Number<T>& vhat) const {
        adam.move(grad, m, v);
        vhat = update::larger(vhat, v);
        var -= m * adam.rate / (update::squareRoot(vhat) + adam.epsilon);
    }
};

/// The scalars, which begin at this input.
template <class T>
AdamStep<T> stepOf(const update::Call& call, int first) {
    enum Scalar { kBeta1Power, kBeta2Power, kLr, kBeta1, kBeta2, kEpsilon };
    const Number<T> one(1);
    return {.rate = call.scalar<T>(first + kLr) *
                    update::squareRoot(one - call.scalar<T>(first + kBeta2Power)) /
                    (one - call.scalar<T>(first + kBeta1Power)),
            .beta1 = call.scalar<T>(first + kBeta1),
            .beta2 = call.scalar<T>(first + kBeta2),
            .epsilon = call.scalar<T>(first + kEpsilon)};
}

struct Adam {
    template <class T>
    static Status run(KernelContext& context) {
        const update::Call call = WEFT_TRY(update::Call::begin(context));
        AdamStep<T> step = stepOf<T>(call, 3);
        step.nesterov = context.attrs().getOr("use_nesterov", false);
        return call.run<T, 3>(step);
    }
};

struct Amsgrad {
    template <class T>
    static Status run(KernelContext& context) {
        const update::Call call = WEFT_TRY(update::Call::begin(context));
        return call.run<T, 4>(AmsgradStep<T>{stepOf<T>(call, 4)});
    }
};

const std::vector<update::Argument> kScalars = {
    {"beta1_power", "beta1 to the power of the step"},
    {"beta2_power", "beta2 to the power of the step"},
    {"lr", "the learning rate"},
    {"beta1", "what is kept of m in a step"},
    {"beta2", "what is kept of v in a step"},
    {"epsilon", "keeps the quotient finite"},
    {"grad", ""},
};
const update::Family kFamily{
    .slots = {{"m", "decaying mean of gradients"}, {"v", "decaying mean of squared gradients"}},
    .inputs = kScalars,
    .attrs = {"use_nesterov: bool = false"},
};
const update::Family kAmsgradFamily{
    .slots = {{"m", "decaying mean of gradients"},
              {"v", "decaying mean of squared gradients"},
              {"vhat", "the largest v so far"}},
    .inputs = kScalars,
};

const OpRegistration kApplyAdam = update::declare<Adam>(
    "ApplyAdam",
    "Moves a variable by the mean of its gradients over the root of their mean square.", kFamily,
    update::kComplex);
const OpRegistration kResourceApplyAdam = update::declare<Adam>(
    "ResourceApplyAdam",
    "Moves a resource variable by the mean of its gradients over the root of their mean square.",
    kFamily, update::kComplex);
const OpRegistration kResourceApplyAdamWithAmsgrad = update::declare<Amsgrad>(
    "ResourceApplyAdamWithAmsgrad",
    "Moves a resource variable as Adam does, by steps that never grow again.", kAmsgradFamily,
    update::kReal);

}  // namespace
}  // namespace weft
