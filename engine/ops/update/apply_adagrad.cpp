// SPDX-License-Identifier: Apache-2.0
/// @file
/// ApplyAdagrad and its sparse and resource forms: accum += grad^2 (unless update_slots is false);
/// var -= lr * grad / sqrt(accum). The V2 ops divide by sqrt(accum) + epsilon. In place, one pass.
///
/// Shapes   var, accum and grad have one shape, lr and epsilon are scalars; out is var. Sparse:
/// grad
///          has the rows of var that indices name.
/// Types    float, double, half, bfloat16, complex64, complex128.
/// Errors   InvalidArgument when the shapes differ or an index is out of range; before var or accum
///          has a value FailedPrecondition for a reference, NotFound for a handle (executor).
/// Numerics An accum of 0 that stays 0 gives NaN, except with an epsilon.
/// Source   Op contracts of TensorFlow "ApplyAdagrad", "ApplyAdagradV2", ... (ops.pbtxt); Duchi et
///          al., Adaptive subgradient methods, 2011.

#include "engine/ops/update/update_family.h"

namespace weft {
namespace {

using update::Number;

template <class T>
struct AdagradStep {
    Number<T> rate;
    bool updateSlots;

    void operator()(Number<T> grad, Number<T>& var, Number<T>& accum) const {
        if (updateSlots) { accum += update::square(grad); }
        var -= grad * rate * update::inverseRoot(accum);
    }
};

template <class T>
struct AdagradV2Step {
    Number<T> rate;
    Number<T> epsilon;
    bool updateSlots;

    void operator()(Number<T> grad, Number<T>& var, Number<T>& accum) const {
        if (updateSlots) { accum += update::square(grad); }
        var -= grad * rate / (update::squareRoot(accum) + epsilon);
    }
};

struct Adagrad {
    enum Input { kVar, kAccum, kLr, kGrad };
    template <class T>
    static Status run(KernelContext& context) {
        const update::Call call = WEFT_TRY(update::Call::begin(context));
        WEFT_TRY(call.refuseEmptyRows());
        return call.run<T, 2>(
            AdagradStep<T>{.rate = call.scalar<T>(kLr),
                           .updateSlots = context.attrs().getOr("update_slots", true)});
    }
};

struct AdagradV2 {
    enum Input { kVar, kAccum, kLr, kEpsilon, kGrad };
    template <class T>
    static Status run(KernelContext& context) {
        const update::Call call = WEFT_TRY(update::Call::begin(context));
        WEFT_TRY(call.refuseEmptyRows());
        return call.run<T, 2>(
            AdagradV2Step<T>{.rate = call.scalar<T>(kLr),
                             .epsilon = call.scalar<T>(kEpsilon),
                             .updateSlots = context.attrs().getOr("update_slots", true)});
    }
};

const std::vector<update::Argument> kSlots = {{"accum", "sum of squared gradients"}};
const update::Family kFamily{
    .slots = kSlots,
    .inputs = {{"lr", "the learning rate"}, {"grad", ""}},
    .attrs = {"update_slots: bool = true"},
};
const update::Family kFamilyV2{
    .slots = kSlots,
    .inputs = {{"lr", "the learning rate"}, {"epsilon", "keeps the quotient finite"}, {"grad", ""}},
    .attrs = {"update_slots: bool = true"},
};

const OpRegistration kApplyAdagrad = update::declare<Adagrad>(
    "ApplyAdagrad", "Moves a variable by its gradient over the root of the sum of their squares.",
    kFamily, update::kComplex);
const OpRegistration kSparseApplyAdagrad =
    update::declare<Adagrad>("SparseApplyAdagrad", "Moves rows of a variable as ApplyAdagrad does.",
                             kFamily, update::kComplex);
const OpRegistration kResourceApplyAdagrad = update::declare<Adagrad>(
    "ResourceApplyAdagrad", "Moves a resource variable as ApplyAdagrad does.", kFamily,
    update::kComplex);
const OpRegistration kResourceSparseApplyAdagrad = update::declare<Adagrad>(
    "ResourceSparseApplyAdagrad", "Moves rows of a resource variable as ApplyAdagrad does.",
    kFamily, update::kComplex);
const OpRegistration kApplyAdagradV2 = update::declare<AdagradV2>(
    "ApplyAdagradV2", "Moves a variable as ApplyAdagrad does, with an epsilon beside the root.",
    kFamilyV2, update::kComplex);
const OpRegistration kSparseApplyAdagradV2 = update::declare<AdagradV2>(
    "SparseApplyAdagradV2", "Moves rows of a variable as ApplyAdagradV2 does.", kFamilyV2,
    update::kComplex);
const OpRegistration kResourceApplyAdagradV2 = update::declare<AdagradV2>(
    "ResourceApplyAdagradV2", "Moves a resource variable as ApplyAdagradV2 does.", kFamilyV2,
    update::kComplex);
const OpRegistration kResourceSparseApplyAdagradV2 = update::declare<AdagradV2>(
    "ResourceSparseApplyAdagradV2", "Moves rows of a resource variable as ApplyAdagradV2 does.",
    kFamilyV2, update::kComplex);

}  // namespace
}  // namespace weft
