// SPDX-License-Identifier: Apache-2.0
/// @file
/// ApplyAdagradDA and its sparse and resource forms: dual averaging. The gradients are summed up,
/// g += grad, s += grad^2, and var = -lr sign(g) max(|g| - l1 t, 0) / (l2 t lr + sqrt(s)) follows
/// from the sums alone, t being the step.
///
/// Shapes   var, both sums and grad have one shape, all other inputs are scalars; out is var.
///          Sparse: grad has the rows of var that indices name.
/// Types    float, double; global_step int64.
/// Errors   InvalidArgument when the shapes differ or an index is out of range; before var or a sum
///          has a value FailedPrecondition for a reference, NotFound for a handle (executor).
/// Source   Op contracts of TensorFlow "ApplyAdagradDA", ... (ops.pbtxt); Duchi et al., Adaptive
///          subgradient methods, 2011.

#include "engine/ops/update/update_family.h"

namespace weft {
namespace {

using update::Number;

template <class T>
struct AdagradDaStep {
    T rate;
    T l1;  ///< times the step
    T l2;  ///< times the step and the rate

    void operator()(T grad, T& var, T& sum, T& squares) const {
        sum += grad;
        squares += update::square(grad);
        const T shrunk = l1 > T(0) ? update::shrunk(sum, l1) : sum;
        var = -rate * shrunk / (l2 + std::sqrt(squares));
    }
};

struct AdagradDa {
    enum Input { kVar, kSum, kSquares, kGrad, kLr, kL1, kL2, kGlobalStep };
    template <class T>
    static Status run(KernelContext& context) {
        const update::Call call = WEFT_TRY(update::Call::begin(context));
        WEFT_TRY(call.refuseEmptyRows());
        const auto step = static_cast<T>(call.scalar<std::int64_t>(kGlobalStep));
        const T rate = call.scalar<T>(kLr);
        return call.run<T, 3>(AdagradDaStep<T>{.rate = rate,
                                               .l1 = step * call.scalar<T>(kL1),
                                               .l2 = step * rate * call.scalar<T>(kL2)});
    }
};

const update::Family kFamily{
    .slots = {{"gradient_accumulator", "sum of gradients"},
              {"gradient_squared_accumulator", "sum of squared gradients"}},
    .inputs = {{"grad", ""},
               {"lr", "the learning rate"},
               {"l1", "pulls small values to 0"},
               {"l2", "pulls all values towards 0"},
               {"global_step", "the step, from 1"}},
};

const OpRegistration kApplyAdagradDA = update::declare<AdagradDa>(
    "ApplyAdagradDA", "Sets a variable from the sum of its gradients, by adaptive dual averaging.",
    kFamily, update::kFloatAndDouble);
const OpRegistration kSparseApplyAdagradDA = update::declare<AdagradDa>(
    "SparseApplyAdagradDA", "Sets rows of a variable as ApplyAdagradDA does.", kFamily,
    update::kFloatAndDouble);
const OpRegistration kResourceApplyAdagradDA = update::declare<AdagradDa>(
    "ResourceApplyAdagradDA", "Sets a resource variable as ApplyAdagradDA does.", kFamily,
    update::kFloatAndDouble);
const OpRegistration kResourceSparseApplyAdagradDA = update::declare<AdagradDa>(
    "ResourceSparseApplyAdagradDA", "Sets rows of a resource variable as ApplyAdagradDA does.",
    kFamily, update::kFloatAndDouble);

}  // namespace
}  // namespace weft
