// SPDX-License-Identifier: Apache-2.0
/// @file
/// ApplyGradientDescent, ResourceApplyGradientDescent: var -= alpha * delta, in place.
///
/// Shapes   var and delta have one shape, alpha is a scalar; out is var.
/// Types    float, double, half, bfloat16, complex64, complex128.
/// Errors   InvalidArgument when the shapes differ; before var has a value FailedPrecondition for a
///          reference, NotFound for a handle (executor).
/// Source   Op contracts of TensorFlow "ApplyGradientDescent", ... (ops.pbtxt).

#include "engine/kernel/simd/update.h"
#include "engine/ops/update/update_family.h"

namespace weft {
namespace {

using update::Number;

template <class T>
struct DescentStep {
    Number<T> rate;

    void operator()(Number<T> grad, Number<T>& var) const { var -= grad * rate; }
    void span(const T* grad, T* var, std::int64_t n) const requires std::is_floating_point_v<T> {
        simd::gradientDescent(var, grad, rate, n);
    }
};

struct GradientDescent {
    enum Input { kVar, kAlpha, kDelta };
    template <class T>
    static Status run(KernelContext& context) {
        const update::Call call = WEFT_TRY(update::Call::begin(context));
        return call.run<T, 1>(DescentStep<T>{call.scalar<T>(kAlpha)});
    }
};

const update::Family kFamily{
    .inputs = {{"alpha", "the learning rate"}, {"delta", ""}},
};

const OpRegistration kApplyGradientDescent = update::declare<GradientDescent>(
    "ApplyGradientDescent", "Moves a variable against its gradient: var -= alpha * delta.", kFamily,
    update::kComplex);
const OpRegistration kResourceApplyGradientDescent = update::declare<GradientDescent>(
    "ResourceApplyGradientDescent",
    "Moves a resource variable against its gradient: var -= alpha * delta.", kFamily,
    update::kComplex);

}  // namespace
}  // namespace weft
