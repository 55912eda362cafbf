// SPDX-License-Identifier: Apache-2.0
/// @file
/// GPU kernels of Adagrad, AdagradDA, Adadelta, Ftrl, the proximal optimizers, AddSign, PowerSign, and of AssignAdd and
/// AssignSub; contracts and formulas: engine/ops/update, engine/ops/state. Bits as the processor's. What the
/// processor refuses about learning rates and strengths is not asked here: the host would wait for them.

#include "engine/ops_gpu/update/update.h"

namespace weft::gpu {
namespace {

// clang-format off
struct Adagrad {
    static constexpr int kVariables = 2, kScalars = 1, kGradient = 3;
    static __host__ __device__ constexpr int input(int) { return 2; }
    template <class N> static __host__ __device__ void prepare(N (&)[1], Mode) {}
    template <class N> static __host__ __device__ void apply(N grad, N (&v)[2], const N (&s)[1], Mode mode) {
        if (mode.flag) { v[1] += grad * grad; }
        v[0] -= grad * s[0] * inverseRoot(v[1]);
    }
};
struct AdagradV2 {
    static constexpr int kVariables = 2, kScalars = 2, kGradient = 4;
    static __host__ __device__ constexpr int input(int s) { return 2 + s; }
    template <class N> static __host__ __device__ void prepare(N (&)[2], Mode) {}
    template <class N> static __host__ __device__ void apply(N grad, N (&v)[2], const N (&s)[2], Mode mode) {
        if (mode.flag) { v[1] += grad * grad; }
        v[0] -= grad * s[0] / (squareRoot(v[1]) + s[1]);
    }
};
/// Scalars lr, rho, epsilon.
struct Adadelta {
    static constexpr int kVariables = 3, kScalars = 3, kGradient = 6;
    static __host__ __device__ constexpr int input(int s) { return 3 + s; }
    template <class N> static __host__ __device__ void prepare(N (&)[3], Mode) {}
    template <class N> static __host__ __device__ void apply(N grad, N (&v)[3], const N (&s)[3], Mode) {
        const N fresh = N(1) - s[1];
        v[1] = v[1] * s[1] + grad * grad * fresh;
        const N change = squareRoot(v[2] + s[2]) * inverseRoot(v[1] + s[2]) * grad;
        v[0] -= change * s[0];
        v[2] = v[2] * s[1] + change * change * fresh;
    }
};
/// Scalars lr, l1, l2, shrinkage (V2), power, behind the gradient.
template <bool kShrinks>
struct Ftrl {
    static constexpr int kVariables = 3, kScalars = kShrinks ? 5 : 4, kGradient = 3;
    static __host__ __device__ constexpr int input(int s) { return 4 + s; }
    template <class N> static __host__ __device__ void prepare(N (&)[kScalars], Mode) {}
    template <class N> static __host__ __device__ N root(N accum, N ratePower) {
        return ratePower == N(-0.5F) ? squareRoot(accum) : power(accum, -ratePower);
    }
    template <class N> static __host__ __device__ void apply(N grad, N (&v)[3], const N (&s)[kScalars], Mode mode) {
        const N two(2);
        const N rate = s[0], l1 = s[1], l2 = s[2], ratePower = s[kScalars - 1];
        const N shrinkage = kShrinks ? s[3] : N(0);
        const N fresh = v[1] + grad * grad;
        const N pull = grad + two * shrinkage * v[0];
        const N change = root(fresh, ratePower) - root(v[1], ratePower);
        v[2] += mode.flag ? pull * rate - change * v[0] : pull - change / rate * v[0];
        const N most = mode.flag ? l1 * rate : l1;
        const N below = mode.flag ? root(fresh, ratePower) + two * l2 * rate : root(fresh, ratePower) / rate + two * l2;
        if (mode.isSparse) {
            const N least = most < v[2] ? most : v[2];
            v[0] = (larger(least, -most) - v[2]) / below;
        } else {
            v[0] = magnitude(v[2]) > most ? (most * signOf(v[2]) - v[2]) / below : N(0);
        }
        v[1] = fresh;
    }
};
/// Scalars rate, l1, l2.
template <int kSlots>
struct Proximal {
    static constexpr int kVariables = 1 + kSlots, kScalars = 3, kGradient = kVariables + 3;
    static __host__ __device__ constexpr int input(int s) { return kVariables + s; }
    template <class N> static __host__ __device__ void prepare(N (&)[3], Mode) {}
    template <class N> static __host__ __device__ void apply(N grad, N (&v)[kVariables], const N (&s)[3], Mode) {
        N by = s[0];
        if (kSlots == 1) {
            v[kSlots] += grad * grad;
            by = s[0] * inverseRoot(v[kSlots]);
        }
        const N moved = v[0] - grad * by;
        v[0] = (s[1] > N(0) ? shrunk(moved, by * s[1]) : moved) / (N(1) + s[2] * by);
    }
};
/// Scalars lr, alpha or the logarithm of the base, sign_decay, beta.
template <bool kPower>
struct SignStep {
    static constexpr int kVariables = 2, kScalars = 4, kGradient = 6;
    static __host__ __device__ constexpr int input(int s) { return 2 + s; }
    template <class N> static __host__ __device__ void prepare(N (&)[4], Mode) {}
    template <class N> static __host__ __device__ void apply(N grad, N (&v)[2], const N (&s)[4], Mode) {
        v[1] = v[1] * s[3] + grad * (N(1) - s[3]);
        const N agreement = signOf(grad) * signOf(v[1]);
        v[0] -= kPower ? s[0] * exponential(s[1] * s[2] * agreement) * grad
                       : s[0] * (s[1] + s[2] * agreement) * grad;
    }
};
/// Scalars lr, l1, l2, behind the gradient, and the step's number.
struct AdagradDa {
    static constexpr int kVariables = 3, kScalars = 4, kGradient = 3, kCounter = 7;
    static __host__ __device__ constexpr int input(int s) { return 4 + s; }
    template <class N> static __host__ __device__ void prepare(N (&s)[4], Mode) {
        s[1] = s[3] * s[1];
        s[2] = s[3] * s[0] * s[2];
    }
    template <class N> static __host__ __device__ void apply(N grad, N (&v)[3], const N (&s)[4], Mode) {
        v[1] += grad;
        v[2] += grad * grad;
        const N pulled = s[1] > N(0) ? shrunk(v[1], s[1]) : v[1];
        v[0] = -s[0] * pulled / (s[2] + squareRoot(v[2]));
    }
};
/// No scalar; the gradient stands for one that is not read.
template <bool kAdds>
struct Assign {
    static constexpr int kVariables = 1, kScalars = 1, kGradient = 1;
    static __host__ __device__ constexpr int input(int) { return 1; }
    template <class N> static __host__ __device__ void prepare(N (&)[1], Mode) {}
    template <class N> static __host__ __device__ void apply(N value, N (&v)[1], const N (&)[1], Mode) {
        if (kAdds) { v[0] += value; } else { v[0] -= value; }
    }
};
// clang-format on

template <class Step, bool kSparse>
using Two = ForTypes<Update<Step, kSparse>::template For, float, double>;

const Optimizer<Adagrad> kAdagrad("ApplyAdagrad", "ResourceApplyAdagrad");
const SparseOptimizer<Adagrad> kSparseAdagrad("SparseApplyAdagrad", "ResourceSparseApplyAdagrad");
const Optimizer<AdagradV2> kAdagradV2("ApplyAdagradV2", "ResourceApplyAdagradV2");
const SparseOptimizer<AdagradV2> kSparseAdagradV2("SparseApplyAdagradV2",
                                                  "ResourceSparseApplyAdagradV2");
const Optimizer<Adadelta> kAdadelta("ApplyAdadelta", "ResourceApplyAdadelta");
const SparseOptimizer<Adadelta> kSparseAdadelta("SparseApplyAdadelta",
                                                "ResourceSparseApplyAdadelta");
const Optimizer<Ftrl<false>> kFtrl("ApplyFtrl", "ResourceApplyFtrl");
const SparseOptimizer<Ftrl<false>> kSparseFtrl("SparseApplyFtrl", "ResourceSparseApplyFtrl");
const Optimizer<Ftrl<true>> kFtrlV2("ApplyFtrlV2", "ResourceApplyFtrlV2");
const SparseOptimizer<Ftrl<true>> kSparseFtrlV2("SparseApplyFtrlV2", "ResourceSparseApplyFtrlV2");
const Two<Proximal<0>, false> kProximal("ApplyProximalGradientDescent", kJoined);
const Two<Proximal<0>, false> kProximalHandle("ResourceApplyProximalGradientDescent", kJoined);
const Two<Proximal<0>, true> kSparseProximal("SparseApplyProximalGradientDescent", kCheckedRows);
const Two<Proximal<0>, true> kSparseProximalHandle("ResourceSparseApplyProximalGradientDescent",
                                                   kCheckedRows);
const Two<Proximal<1>, false> kProximalAdagrad("ApplyProximalAdagrad", kJoined);
const Two<Proximal<1>, false> kProximalAdagradHandle("ResourceApplyProximalAdagrad", kJoined);
const Two<Proximal<1>, true> kSparseProximalAdagrad("SparseApplyProximalAdagrad", kCheckedRows);
const Two<Proximal<1>, true> kSparseProximalAdagradHandle("ResourceSparseApplyProximalAdagrad",
                                                          kCheckedRows);
const Two<AdagradDa, false> kAdagradDa("ApplyAdagradDA", kJoined);
const Two<AdagradDa, false> kAdagradDaHandle("ResourceApplyAdagradDA", kJoined);
const Two<AdagradDa, true> kSparseAdagradDa("SparseApplyAdagradDA", kCheckedRows);
const Two<AdagradDa, true> kSparseAdagradDaHandle("ResourceSparseApplyAdagradDA", kCheckedRows);
const Optimizer<SignStep<false>> kAddSign("ApplyAddSign", "ResourceApplyAddSign");
const Optimizer<SignStep<true>> kPowerSign("ApplyPowerSign", "ResourceApplyPowerSign");
const Optimizer<Assign<true>> kAssignAdd("AssignAdd", "AssignAddVariableOp");
const Optimizer<Assign<false>> kAssignSub("AssignSub", "AssignSubVariableOp");

}  // namespace
}  // namespace weft::gpu
