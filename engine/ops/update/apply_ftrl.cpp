// SPDX-License-Identifier: Apache-2.0
/// @file
/// ApplyFtrl, ApplyFtrlV2 and their sparse and resource forms: follow the regularized leader. With
/// p(a) = a^-lr_power and new = accum + grad^2,
///     linear += grad - (p(new) - p(accum)) / lr * var
///     var = (sign(linear) l1 - linear) / (p(new) / lr + 2 l2) where |linear| > l1, else 0
///     accum = new
/// V2 adds 2 l2_shrinkage var to the gradient in the first line. With multiply_linear_by_lr linear
/// is kept times lr: all quotients by lr become products of the other terms with it.
///
/// Shapes   var, slots and grad have one shape, all other inputs are scalars; out is var. Sparse:
///          grad has the rows of var that indices name.
/// Types    float, double, half, bfloat16.
/// Errors   InvalidArgument when the shapes differ, an index is out of range, or (sparse ops) lr is
///          not positive, lr_power positive, or a regularization strength negative; before var or a
///          slot has a value FailedPrecondition for a reference, NotFound for a handle (executor).
/// Numerics Where numerator and denominator of var are 0 the dense ops give 0, the sparse ones NaN.
/// Source   Op contracts of TensorFlow "ApplyFtrl", "ApplyFtrlV2", ... (ops.pbtxt); McMahan et al.,
///          Ad click prediction, 2013.

#include "engine/ops/update/update_family.h"

namespace weft {
namespace {

using update::Number;

template <class T>
struct FtrlStep {
    Number<T> rate;
    Number<T> l1;
    Number<T> l2;
    Number<T> shrinkage;
    Number<T> ratePower;
    bool byRate;  ///< multiply_linear_by_lr
    bool isSparse;

    Number<T> root(Number<T> accum) const {
        return ratePower == Number<T>(-0.5F) ? update::squareRoot(accum)
                                             : update::power(accum, -ratePower);
    }
    void operator()(Number<T> grad, Number<T>& var, Number<T>& accum, Number<T>& linear) const {
        const Number<T> two(2);
        const Number<T> fresh = accum + update::square(grad);
        const Number<T> pull = grad + two * shrinkage * var;
        const Number<T> change = root(fresh) - root(accum);
        linear += byRate ? pull * rate - change * var : pull - change / rate * var;
        const Number<T> most = byRate ? l1 * rate : l1;
        const Number<T> below =
            byRate ? root(fresh) + two * l2 * rate : root(fresh) / rate + two * l2;
        if (isSparse) {
            var = (update::larger(smaller(linear, most), -most) - linear) / below;
        } else {
            const bool moves = update::magnitude(linear) > most;
            var = moves ? (most * update::signOf(linear) - linear) / below : Number<T>(0);
        }
        accum = fresh;
    }
    static Number<T> smaller(Number<T> a, Number<T> b) { return b < a ? b : a; }
};

template <bool kHasShrinkage>
struct Ftrl {
    enum Input { kVar, kAccum, kLinear, kGrad, kLr, kL1, kL2, kShrinkage };
    template <class T>
    static Status run(KernelContext& context) {
        const update::Call call = WEFT_TRY(update::Call::begin(context));
        WEFT_TRY(call.refuseEmptyRows());
        const int last = kHasShrinkage ? kShrinkage + 1 : kL2 + 1;
        const FtrlStep<T> step{
            .rate = call.scalar<T>(kLr),
            .l1 = call.scalar<T>(kL1),
            .l2 = call.scalar<T>(kL2),
            .shrinkage = kHasShrinkage ? call.scalar<T>(kShrinkage) : Number<T>(0),
            .ratePower = call.scalar<T>(last),
            .byRate = context.attrs().getOr("multiply_linear_by_lr", false),
            .isSparse = call.isSparse(),
        };
        if (call.isSparse()) { WEFT_TRY(checkScalars(step)); }
        return call.run<T, 3>(step);
    }
    template <class T>
    static Status checkScalars(const FtrlStep<T>& step) {
        const Number<T> zero(0);
        if (!(step.rate > zero) && !(step.byRate && step.rate == zero)) {
            return invalidArgument(
                "lr is not a positive scalar (or zero if multiply_linear_by_lr is set)");
        }
        if (step.l1 < zero) {
            return invalidArgument("l1 regularization strength is not a non-negative scalar");
        }
        if (step.l2 < zero) {
            return invalidArgument("l2 regularization strength is not a non-negative scalar");
        }
        if (step.shrinkage < zero) {
            return invalidArgument(
                "l2 shrinkage regularization strength is not a non-negative scalar");
        }
        if (step.ratePower > zero) {
            return invalidArgument("lr_power is not a non-positive scalar");
        }
        return okStatus();
    }
};

update::Family family(bool hasShrinkage) {
    update::Family out{
        .slots = {{"accum", "sum of squared gradients"}, {"linear", "the linear term"}},
        .inputs = {{"grad", ""},
                   {"lr", "the learning rate"},
                   {"l1", "pulls small values to 0"},
                   {"l2", "pulls all values towards 0"},
                   {"lr_power", "minus the exponent of accum, usually -0.5"}},
        .attrs = {"multiply_linear_by_lr: bool = false"},
    };
    if (hasShrinkage) {
        const update::Argument shrinkage{"l2_shrinkage", "times var, added to the gradient"};
        out.inputs.insert(out.inputs.end() - 1, shrinkage);
    }
    return out;
}
const update::Family kFamily = family(/*hasShrinkage=*/false);
const update::Family kFamilyV2 = family(/*hasShrinkage=*/true);

const OpRegistration kApplyFtrl = update::declare<Ftrl<false>>(
    "ApplyFtrl", "Sets a variable from the sum of its gradients, following the regularized leader.",
    kFamily, update::kReal);
const OpRegistration kSparseApplyFtrl = update::declare<Ftrl<false>>(
    "SparseApplyFtrl", "Sets rows of a variable as ApplyFtrl does.", kFamily, update::kReal);
const OpRegistration kResourceApplyFtrl = update::declare<Ftrl<false>>(
    "ResourceApplyFtrl", "Sets a resource variable as ApplyFtrl does.", kFamily, update::kReal);
const OpRegistration kResourceSparseApplyFtrl = update::declare<Ftrl<false>>(
    "ResourceSparseApplyFtrl", "Sets rows of a resource variable as ApplyFtrl does.", kFamily,
    update::kReal);
const OpRegistration kApplyFtrlV2 = update::declare<Ftrl<true>>(
    "ApplyFtrlV2", "Sets a variable as ApplyFtrl does, with gradients that shrink it.", kFamilyV2,
    update::kReal);
const OpRegistration kSparseApplyFtrlV2 = update::declare<Ftrl<true>>(
    "SparseApplyFtrlV2", "Sets rows of a variable as ApplyFtrlV2 does.", kFamilyV2, update::kReal);
const OpRegistration kResourceApplyFtrlV2 = update::declare<Ftrl<true>>(
    "ResourceApplyFtrlV2", "Sets a resource variable as ApplyFtrlV2 does.", kFamilyV2,
    update::kReal);
const OpRegistration kResourceSparseApplyFtrlV2 = update::declare<Ftrl<true>>(
    "ResourceSparseApplyFtrlV2", "Sets rows of a resource variable as ApplyFtrlV2 does.", kFamilyV2,
    update::kReal);

}  // namespace
}  // namespace weft
