// SPDX-License-Identifier: Apache-2.0
/// @file
/// ApplyAdaMax, ResourceApplyAdaMax: m += (1 - beta1) (grad - m); v = max(beta2 v, |grad|);
/// var -= lr / (1 - beta1_power) * m / (v + epsilon). In place, one pass.
///
/// Shapes   var, m, v and grad have one shape, all other inputs are scalars; out is var.
/// Types    float, double, half.
/// Errors   InvalidArgument when the shapes differ; before var or a slot has a value
///          FailedPrecondition for a reference, NotFound for a handle (executor).
/// Source   Op contracts of TensorFlow "ApplyAdaMax", ... (ops.pbtxt); Kingma and Ba, Adam, 2014,
///          section 7.1.

#include "engine/ops/update/update_family.h"

namespace weft {
namespace {

using update::Number;

template <class T>
struct AdaMaxStep {
    Number<T> rate;
    Number<T> beta1;
    Number<T> beta2;
    Number<T> epsilon;

    void operator()(Number<T> grad, Number<T>& var, Number<T>& m, Number<T>& v) const {
        m += (grad - m) * (Number<T>(1) - beta1);
        v = update::larger(beta2 * v, update::magnitude(grad));
        var -= rate * (m / (v + epsilon));
    }
};

struct AdaMax {
    enum Input { kVar, kM, kV, kBeta1Power, kLr, kBeta1, kBeta2, kEpsilon, kGrad };
    template <class T>
    static Status run(KernelContext& context) {
        const update::Call call = WEFT_TRY(update::Call::begin(context));
        const Number<T> left = Number<T>(1) - call.scalar<T>(kBeta1Power);
        return call.run<T, 3>(AdaMaxStep<T>{.rate = call.scalar<T>(kLr) / left,
                                            .beta1 = call.scalar<T>(kBeta1),
                                            .beta2 = call.scalar<T>(kBeta2),
                                            .epsilon = call.scalar<T>(kEpsilon)});
    }
};

const update::Family kFamily{
    .slots = {{"m", "decaying mean of gradients"}, {"v", "decaying maximum of gradients"}},
    .inputs = {{"beta1_power", "beta1 to the power of the step"},
               {"lr", "the learning rate"},
               {"beta1", "what is kept of m in a step"},
               {"beta2", "what is kept of v in a step"},
               {"epsilon", "keeps the quotient finite"},
               {"grad", ""}},
};

const OpRegistration kApplyAdaMax = update::declare<AdaMax>(
    "ApplyAdaMax", "Moves a variable by the mean of its gradients over their decaying maximum.",
    kFamily, update::kNotBFloat16);
const OpRegistration kResourceApplyAdaMax = update::declare<AdaMax>(
    "ResourceApplyAdaMax",
    "Moves a resource variable by the mean of its gradients over their decaying maximum.", kFamily,
    update::kNotBFloat16);

}  // namespace
}  // namespace weft
