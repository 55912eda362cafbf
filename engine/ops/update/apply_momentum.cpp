// SPDX-License-Identifier: Apache-2.0
/// @file
/// ApplyMomentum and its sparse and resource forms: accum = accum * momentum + grad;
/// var -= lr * accum, with use_nesterov var -= lr * grad + lr * momentum * accum.
/// ResourceApplyKerasMomentum has the rate inside the sum: accum = accum * momentum - lr * grad;
/// var += accum, with use_nesterov var += accum * momentum - lr * grad. In place, one pass.
///
/// Shapes   var, accum and grad have one shape, lr and momentum are scalars; out is var. Sparse:
///          grad has the rows of var that indices name.
/// Types    float, double, half, bfloat16, complex64, complex128.
/// Errors   InvalidArgument when the shapes differ or an index is out of range; before var or accum
///          has a value FailedPrecondition for a reference, NotFound for a handle (executor).
/// Source   Op contracts of TensorFlow "ApplyMomentum", ... (ops.pbtxt); Sutskever et al., On the
///          importance of initialization and momentum in deep learning, 2013.

#include "engine/kernel/simd/update.h"
#include "engine/ops/update/update_family.h"

namespace weft {
namespace {

using update::Number;

template <class T>
struct MomentumStep {
    Number<T> rate;
    Number<T> keep;
    bool nesterov;

    void operator()(Number<T> grad, Number<T>& var, Number<T>& accum) const {
        accum = accum * keep + grad;
        var -= nesterov ? grad * rate + accum * keep * rate : accum * rate;
    }
    void span(const T* grad, T* var, T* accum,
              std::int64_t n) const requires std::is_floating_point_v<T> {
        simd::momentum(var, accum, grad, rate, keep, nesterov, n);
    }
};

template <class T>
struct KerasStep {
    Number<T> rate;
    Number<T> keep;
    bool nesterov;

    void operator()(Number<T> grad, Number<T>& var, Number<T>& accum) const {
        accum = accum * keep - grad * rate;
        var += nesterov ? accum * keep - grad * rate : accum;
    }
};

template <template <class> class Step>
struct Momentum {
    enum Input { kVar, kAccum, kLr, kGrad, kMomentum };
    template <class T>
    static Status run(KernelContext& context) {
        const update::Call call = WEFT_TRY(update::Call::begin(context));
        return call.run<T, 2>(Step<T>{.rate = call.scalar<T>(kLr),
                                      .keep = call.scalar<T>(kMomentum),
                                      .nesterov = context.attrs().getOr("use_nesterov", false)});
    }
};

const update::Family kFamily{
    .slots = {{"accum", "the decaying sum"}},
    .inputs = {{"lr", "the learning rate"},
               {"grad", ""},
               {"momentum", "what is kept of accum in a step"}},
    .attrs = {"use_nesterov: bool = false"},
};

const OpRegistration kApplyMomentum = update::declare<Momentum<MomentumStep>>(
    "ApplyMomentum", "Moves a variable along a decaying sum of its gradients.", kFamily,
    update::kComplex);
const OpRegistration kSparseApplyMomentum = update::declare<Momentum<MomentumStep>>(
    "SparseApplyMomentum", "Moves rows of a variable along a decaying sum of their gradients.",
    kFamily, update::kComplex);
const OpRegistration kResourceApplyMomentum = update::declare<Momentum<MomentumStep>>(
    "ResourceApplyMomentum", "Moves a resource variable along a decaying sum of its gradients.",
    kFamily, update::kComplex);
const OpRegistration kResourceSparseApplyMomentum = update::declare<Momentum<MomentumStep>>(
    "ResourceSparseApplyMomentum",
    "Moves rows of a resource variable along a decaying sum of their gradients.", kFamily,
    update::kComplex);
const OpRegistration kResourceApplyKerasMomentum = update::declare<Momentum<KerasStep>>(
    "ResourceApplyKerasMomentum", "Moves a resource variable by a decaying sum of its past steps.",
    kFamily, update::kComplex);
const OpRegistration kResourceSparseApplyKerasMomentum = update::declare<Momentum<KerasStep>>(
    "ResourceSparseApplyKerasMomentum",
    "Moves rows of a resource variable by a decaying sum of their past steps.", kFamily,
    update::kComplex);

}  // namespace
}  // namespace weft
