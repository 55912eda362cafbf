// SPDX-License-Identifier: Apache-2.0
/// @file
/// ApplyProximalGradientDescent, ApplyProximalAdagrad and their sparse and resource forms: a step
/// of gradient descent, w = var - rate * grad, then towards 0: var = sign(w) max(|w| - rate l1, 0)
/// / (1 + rate l2). The rate is alpha, or with accum += grad^2 Adagrad's lr / sqrt(accum). In
/// place, one pass.
///
/// Shapes   var, accum and grad have one shape, all other inputs are scalars; out is var. Sparse:
///          grad has the rows of var that indices name.
/// Types    float, double.
/// Errors   InvalidArgument when the shapes differ, an index is out of range, or (Adagrad) lr is
/// not
///          positive or l1 or l2 negative; before var or accum has a value FailedPrecondition for a
///          reference, NotFound for a handle (executor).
/// Source   Op contracts of TensorFlow "ApplyProximalGradientDescent", "ApplyProximalAdagrad", ...
///          (ops.pbtxt); Duchi and Singer, Efficient learning using forward-backward splitting,
///          2009.

#include "engine/ops/update/update_family.h"

namespace weft {
namespace {

template <class T>
struct ProximalStep {
    T rate;
    T l1;
    T l2;

    void operator()(T grad, T& var) const { move(grad, rate, var); }
    void operator()(T grad, T& var, T& accum) const {
        accum += update::square(grad);
        move(grad, rate * update::inverseRoot(accum), var);
    }
    void move(T grad, T by, T& var) const {
        const T moved = var - grad * by;
        const T shrunk = l1 > T(0) ? update::shrunk(moved, by * l1) : moved;
        var = shrunk / (T(1) + l2 * by);
    }
};

/// @tparam kVariables with the variable itself; the scalars come behind them.
template <int kVariables>
struct Proximal {
    enum Scalar { kRate = kVariables, kL1, kL2 };
    template <class T>
    static Status run(KernelContext& context) {
        const update::Call call = WEFT_TRY(update::Call::begin(context));
        WEFT_TRY(call.refuseEmptyRows());
        const ProximalStep<T> step{
            .rate = call.scalar<T>(kRate), .l1 = call.scalar<T>(kL1), .l2 = call.scalar<T>(kL2)};
        if (kVariables > 1) { WEFT_TRY(checkScalars(step)); }
        return call.run<T, kVariables>(step);
    }
    template <class T>
    static Status checkScalars(const ProximalStep<T>& step) {
        if (!(step.rate > T(0))) {
            return invalidArgument(concat("lr is not a positive scalar: got ", step.rate));
        }
        if (!(step.l1 >= T(0))) {
            return invalidArgument(
                concat("l1 regularization strength is not a non-negative scalar: got ", step.l1));
        }
        if (!(step.l2 >= T(0))) {
            return invalidArgument(
                concat("l2 regularization strength is not a non-negative scalar: got ", step.l2));
        }
        return okStatus();
    }
};

update::Family family(std::vector<update::Argument> slots, std::string_view rate,
                      std::string_view gradient) {
    return {.slots = std::move(slots),
            .inputs = {{rate, "the learning rate"},
                       {"l1", "pulls small values to 0"},
                       {"l2", "pulls all values towards 0"},
                       {gradient, ""}}};
}
const update::Family kDescentFamily = family({}, "alpha", "delta");
const update::Family kAdagradFamily = family({{"accum", "sum of squared gradients"}}, "lr", "grad");

const OpRegistration kApplyProximalGradientDescent = update::declare<Proximal<1>>(
    "ApplyProximalGradientDescent", "Moves a variable against its gradient, then towards 0.",
    kDescentFamily, update::kFloatAndDouble);
const OpRegistration kSparseApplyProximalGradientDescent =
    update::declare<Proximal<1>>("SparseApplyProximalGradientDescent",
                                 "Moves rows of a variable as ApplyProximalGradientDescent does.",
                                 kDescentFamily, update::kFloatAndDouble);
const OpRegistration kResourceApplyProximalGradientDescent =
    update::declare<Proximal<1>>("ResourceApplyProximalGradientDescent",
                                 "Moves a resource variable as ApplyProximalGradientDescent does.",
                                 kDescentFamily, update::kFloatAndDouble);
const OpRegistration kResourceSparseApplyProximalGradientDescent = update::declare<Proximal<1>>(
    "ResourceSparseApplyProximalGradientDescent",
    "Moves rows of a resource variable as ApplyProximalGradientDescent does.", kDescentFamily,
    update::kFloatAndDouble);
const OpRegistration kApplyProximalAdagrad = update::declare<Proximal<2>>(
    "ApplyProximalAdagrad", "Moves a variable as Adagrad does, then towards 0.", kAdagradFamily,
    update::kFloatAndDouble);
const OpRegistration kSparseApplyProximalAdagrad = update::declare<Proximal<2>>(
    "SparseApplyProximalAdagrad", "Moves rows of a variable as ApplyProximalAdagrad does.",
    kAdagradFamily, update::kFloatAndDouble);
const OpRegistration kResourceApplyProximalAdagrad = update::declare<Proximal<2>>(
    "ResourceApplyProximalAdagrad", "Moves a resource variable as ApplyProximalAdagrad does.",
    kAdagradFamily, update::kFloatAndDouble);
const OpRegistration kResourceSparseApplyProximalAdagrad =
    update::declare<Proximal<2>>("ResourceSparseApplyProximalAdagrad",
                                 "Moves rows of a resource variable as ApplyProximalAdagrad does.",
                                 kAdagradFamily, update::kFloatAndDouble);

}  // namespace
}  // namespace weft
