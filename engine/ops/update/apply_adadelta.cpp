// SPDX-License-Identifier: Apache-2.0
/// @file
/// ApplyAdadelta and its sparse and resource forms: accum = rho accum + (1 - rho) grad^2;
/// update = sqrt(accum_update + epsilon) / sqrt(accum + epsilon) * grad; var -= lr * update;
/// accum_update = rho accum_update + (1 - rho) update^2. In place, one pass.
///
/// Shapes   var, both slots and grad have one shape, all other inputs are scalars; out is var.
///          Sparse: grad has the rows of var that indices name.
/// Types    float, double, half, bfloat16, complex64, complex128.
/// Errors   InvalidArgument when the shapes differ or an index is out of range; before var or a
/// slot
///          has a value FailedPrecondition for a reference, NotFound for a handle (executor).
/// Source   Op contracts of TensorFlow "ApplyAdadelta", ... (ops.pbtxt); Zeiler, ADADELTA, 2012.

#include "engine/ops/update/update_family.h"

namespace weft {
namespace {

using update::Number;

template <class T>
struct AdadeltaStep {
    Number<T> rate;
    Number<T> rho;
    Number<T> epsilon;

    void operator()(Number<T> grad, Number<T>& var, Number<T>& accum, Number<T>& updates) const {
        const Number<T> fresh = Number<T>(1) - rho;
        accum = accum * rho + update::square(grad) * fresh;
        const Number<T> change =
            update::squareRoot(updates + epsilon) * update::inverseRoot(accum + epsilon) * grad;
        var -= change * rate;
        updates = updates * rho + update::square(change) * fresh;
    }
};

struct Adadelta {
    enum Input { kVar, kAccum, kAccumUpdate, kLr, kRho, kEpsilon, kGrad };
    template <class T>
    static Status run(KernelContext& context) {
        const update::Call call = WEFT_TRY(update::Call::begin(context));
        return call.run<T, 3>(AdadeltaStep<T>{.rate = call.scalar<T>(kLr),
                                              .rho = call.scalar<T>(kRho),
                                              .epsilon = call.scalar<T>(kEpsilon)});
    }
};

const update::Family kFamily{
    .slots = {{"accum", "decaying mean of squared gradients"},
              {"accum_update", "decaying mean of squared updates"}},
    .inputs = {{"lr", "the learning rate"},
               {"rho", "what is kept of the means in a step"},
               {"epsilon", "keeps the quotient finite"},
               {"grad", ""}},
};

const OpRegistration kApplyAdadelta = update::declare<Adadelta>(
    "ApplyAdadelta",
    "Moves a variable by its gradient, scaled by past updates over past gradients.", kFamily,
    update::kComplex);
const OpRegistration kSparseApplyAdadelta = update::declare<Adadelta>(
    "SparseApplyAdadelta", "Moves rows of a variable as ApplyAdadelta does.", kFamily,
    update::kComplex);
const OpRegistration kResourceApplyAdadelta = update::declare<Adadelta>(
    "ResourceApplyAdadelta", "Moves a resource variable as ApplyAdadelta does.", kFamily,
    update::kComplex);
const OpRegistration kResourceSparseApplyAdadelta = update::declare<Adadelta>(
    "ResourceSparseApplyAdadelta", "Moves rows of a resource variable as ApplyAdadelta does.",
    kFamily, update::kComplex);

}  // namespace
}  // namespace weft
