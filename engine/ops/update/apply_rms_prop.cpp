// SPDX-License-Identifier: Apache-2.0
/// @file
/// ApplyRMSProp and its sparse and resource forms: ms += (1 - rho) (grad^2 - ms);
/// mom = momentum * mom + lr * grad / sqrt(ms + epsilon); var -= mom. The centered ops keep the
/// mean of gradients too, mg += (1 - rho) (grad - mg), and divide by sqrt(ms - mg^2 + epsilon). In
/// place, one pass.
///
/// Shapes   var, slots and grad have one shape, all other inputs are scalars; out is var. Sparse:
///          grad has the rows of var that indices name.
/// Types    float, double, half, complex64, complex128; the dense ops bfloat16 too.
/// Errors   InvalidArgument when the shapes differ or an index is out of range; before var or a
/// slot
///          has a value FailedPrecondition for a reference, NotFound for a handle (executor).
/// Source   Op contracts of TensorFlow "ApplyRMSProp", "ApplyCenteredRMSProp", ... (ops.pbtxt);
///          Tieleman and Hinton, lecture 6.5, 2012; Graves, Generating sequences with recurrent
///          neural networks, 2013.

#include "engine/ops/update/update_family.h"

namespace weft {
namespace {

using update::Number;

template <class T>
struct RmsPropStep {
    Number<T> rate;
    Number<T> rho;
    Number<T> momentum;
    Number<T> epsilon;
    bool isSparse;

    /// Moves a mean. The same number, but rows are rounded as TensorFlow rounds them.
    void move(Number<T>& mean, Number<T> to) const {
        const Number<T> fresh = Number<T>(1) - rho;
        mean = isSparse ? mean * rho + to * fresh : mean + (to - mean) * fresh;
    }
    Number<T> step(Number<T> grad, Number<T> variance) const {
        const Number<T> root = update::squareRoot(variance);
        return isSparse ? Number<T>(1) / root * rate * grad : grad * rate / root;
    }
    void operator()(Number<T> grad, Number<T>& var, Number<T>& ms, Number<T>& mom) const {
        move(ms, update::square(grad));
        mom = mom * momentum + step(grad, ms + epsilon);
        var -= mom;
    }
    void operator()(Number<T> grad, Number<T>& var, Number<T>& mg, Number<T>& ms,
                    Number<T>& mom) const {
        move(ms, update::square(grad));
        move(mg, grad);
        mom = mom * momentum + step(grad, ms - update::square(mg) + epsilon);
        var -= mom;
    }
};

/// @tparam kVariables with the variable itself; the scalars come behind them.
template <int kVariables>
struct RmsProp {
    enum Scalar { kLr = kVariables, kRho, kMomentum, kEpsilon };
    template <class T>
    static Status run(KernelContext& context) {
        const update::Call call = WEFT_TRY(update::Call::begin(context));
        return call.run<T, kVariables>(RmsPropStep<T>{.rate = call.scalar<T>(kLr),
                                                      .rho = call.scalar<T>(kRho),
                                                      .momentum = call.scalar<T>(kMomentum),
                                                      .epsilon = call.scalar<T>(kEpsilon),
                                                      .isSparse = call.isSparse()});
    }
};

const std::vector<update::Argument> kScalars = {
    {"lr", "the learning rate"},
    {"rho", "what is kept of the means in a step"},
    {"momentum", "what is kept of the last step"},
    {"epsilon", "keeps the quotient finite"},
    {"grad", ""},
};
const update::Family kFamily{
    .slots = {{"ms", "decaying mean of squared gradients"}, {"mom", "the last step"}},
    .inputs = kScalars,
};
const update::Family kCenteredFamily{
    .slots = {{"mg", "decaying mean of gradients"},
              {"ms", "decaying mean of squared gradients"},
              {"mom", "the last step"}},
    .inputs = kScalars,
};

const OpRegistration kApplyRMSProp = update::declare<RmsProp<3>>(
    "ApplyRMSProp", "Moves a variable by its gradient over the root of their mean square.", kFamily,
    update::kComplex);
const OpRegistration kSparseApplyRMSProp = update::declare<RmsProp<3>>(
    "SparseApplyRMSProp", "Moves rows of a variable as ApplyRMSProp does.", kFamily,
    update::kComplexNotBFloat16);
const OpRegistration kResourceApplyRMSProp = update::declare<RmsProp<3>>(
    "ResourceApplyRMSProp", "Moves a resource variable as ApplyRMSProp does.", kFamily,
    update::kComplex);
const OpRegistration kResourceSparseApplyRMSProp = update::declare<RmsProp<3>>(
    "ResourceSparseApplyRMSProp", "Moves rows of a resource variable as ApplyRMSProp does.",
    kFamily, update::kComplexNotBFloat16);
const OpRegistration kApplyCenteredRMSProp = update::declare<RmsProp<4>>(
    "ApplyCenteredRMSProp", "Moves a variable by its gradient over their standard deviation.",
    kCenteredFamily, update::kComplex);
const OpRegistration kSparseApplyCenteredRMSProp = update::declare<RmsProp<4>>(
    "SparseApplyCenteredRMSProp", "Moves rows of a variable as ApplyCenteredRMSProp does.",
    kCenteredFamily, update::kComplexNotBFloat16);
const OpRegistration kResourceApplyCenteredRMSProp = update::declare<RmsProp<4>>(
    "ResourceApplyCenteredRMSProp", "Moves a resource variable as ApplyCenteredRMSProp does.",
    kCenteredFamily, update::kComplex);
const OpRegistration kResourceSparseApplyCenteredRMSProp =
    update::declare<RmsProp<4>>("ResourceSparseApplyCenteredRMSProp",
                                "Moves rows of a resource variable as ApplyCenteredRMSProp does.",
                                kCenteredFamily, update::kComplexNotBFloat16);

}  // namespace
}  // namespace weft
