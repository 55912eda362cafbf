// SPDX-License-Identifier: Apache-2.0
/// @file
/// GPU kernels of GradientDescent, Momentum, KerasMomentum, Adam, AMSGrad, AdaMax and RMSProp; contracts
/// and formulas: engine/ops/update. Bits as the processor's.

#include "engine/ops_gpu/update/update.h"

namespace weft::gpu {
namespace {

// clang-format off
struct Descent {
    static constexpr int kVariables = 1, kScalars = 1, kGradient = 2;
    static __host__ __device__ constexpr int input(int) { return 1; }
    template <class N> static __host__ __device__ void prepare(N (&)[1], Mode) {}
    template <class N> static __host__ __device__ void apply(N grad, N (&v)[1], const N (&s)[1], Mode) { v[0] -= grad * s[0]; }
};

/// Scalars lr, momentum around the gradient.
struct Momentum {
    static constexpr int kVariables = 2, kScalars = 2, kGradient = 3;
    static __host__ __device__ constexpr int input(int s) { return s == 0 ? 2 : 4; }
    template <class N> static __host__ __device__ void prepare(N (&)[2], Mode) {}
    template <class N> static __host__ __device__ void apply(N grad, N (&v)[2], const N (&s)[2], Mode mode) {
        v[1] = v[1] * s[1] + grad;
        v[0] -= mode.flag ? grad * s[0] + v[1] * s[1] * s[0] : v[1] * s[0];
    }
};
struct KerasMomentum : Momentum {
    template <class N> static __host__ __device__ void apply(N grad, N (&v)[2], const N (&s)[2], Mode mode) {
        v[1] = v[1] * s[1] - grad * s[0];
        v[0] += mode.flag ? v[1] * s[1] - grad * s[0] : v[1];
    }
};

/// Scalars beta1_power, beta2_power, lr, beta1, beta2, epsilon; prepared: the rate is the first.
template <int kSlots>
struct AdamScalars {
    static constexpr int kVariables = 1 + kSlots, kScalars = 6, kGradient = kVariables + 6;
    static __host__ __device__ constexpr int input(int s) { return kVariables + s; }
    template <class N> static __host__ __device__ void prepare(N (&s)[6], Mode) {
        s[0] = s[2] * squareRoot(N(1) - s[1]) / (N(1) - s[0]);
    }
};
struct Adam : AdamScalars<2> {
    template <class N> static __host__ __device__ void apply(N grad, N (&v)[3], const N (&s)[6], Mode mode) {
        v[1] += (grad - v[1]) * (N(1) - s[3]);
        v[2] += (grad * grad - v[2]) * (N(1) - s[4]);
        const N mean = mode.flag ? grad * (N(1) - s[3]) + s[3] * v[1] : v[1];
        v[0] -= mean * s[0] / (squareRoot(v[2]) + s[5]);
    }
};
struct Amsgrad : AdamScalars<3> {
    template <class N> static __host__ __device__ void apply(N grad, N (&v)[4], const N (&s)[6], Mode) {
        v[1] += (grad - v[1]) * (N(1) - s[3]);
        v[2] += (grad * grad - v[2]) * (N(1) - s[4]);
        v[3] = larger(v[3], v[2]);
        v[0] -= v[1] * s[0] / (squareRoot(v[3]) + s[5]);
    }
};
/// Scalars beta1_power, lr, beta1, beta2, epsilon; prepared: the rate is the first.
struct AdaMax {
    static constexpr int kVariables = 3, kScalars = 5, kGradient = 8;
    static __host__ __device__ constexpr int input(int s) { return 3 + s; }
    template <class N> static __host__ __device__ void prepare(N (&s)[5], Mode) { s[0] = s[1] / (N(1) - s[0]); }
    template <class N> static __host__ __device__ void apply(N grad, N (&v)[3], const N (&s)[5], Mode) {
        v[1] += (grad - v[1]) * (N(1) - s[2]);
        v[2] = larger(s[3] * v[2], magnitude(grad));
        v[0] -= s[0] * (v[1] / (v[2] + s[4]));
    }
};

/// Scalars lr, rho, momentum, epsilon.
template <int kSlots>
struct RmsPropScalars {
    static constexpr int kVariables = 1 + kSlots, kScalars = 4, kGradient = kVariables + 4;
    static __host__ __device__ constexpr int input(int s) { return kVariables + s; }
    template <class N> static __host__ __device__ void prepare(N (&)[4], Mode) {}
    template <class N> static __host__ __device__ void move(N& mean, N to, const N (&s)[4], Mode mode) {
        const N fresh = N(1) - s[1];
        mean = mode.isSparse ? mean * s[1] + to * fresh : mean + (to - mean) * fresh;
    }
    template <class N> static __host__ __device__ N step(N grad, N variance, const N (&s)[4], Mode mode) {
        const N root = squareRoot(variance);
        return mode.isSparse ? N(1) / root * s[0] * grad : grad * s[0] / root;
    }
};
struct RmsProp : RmsPropScalars<2> {
    template <class N> static __host__ __device__ void apply(N grad, N (&v)[3], const N (&s)[4], Mode mode) {
        move(v[1], grad * grad, s, mode);
        v[2] = v[2] * s[2] + step(grad, v[1] + s[3], s, mode);
        v[0] -= v[2];
    }
};
struct CenteredRmsProp : RmsPropScalars<3> {
    template <class N> static __host__ __device__ void apply(N grad, N (&v)[4], const N (&s)[4], Mode mode) {
        move(v[2], grad * grad, s, mode);
        move(v[1], grad, s, mode);
        v[3] = v[3] * s[2] + step(grad, v[2] - v[1] * v[1] + s[3], s, mode);
        v[0] -= v[3];
    }
};
// clang-format on

const Optimizer<Descent> kDescent("ApplyGradientDescent", "ResourceApplyGradientDescent");
const Optimizer<Momentum> kMomentum("ApplyMomentum", "ResourceApplyMomentum");
const SparseOptimizer<Momentum> kSparseMomentum("SparseApplyMomentum",
                                                "ResourceSparseApplyMomentum");
const ForFloats<Update<KerasMomentum, false>::For> kKeras("ResourceApplyKerasMomentum", kJoined);
const ForFloats<Update<KerasMomentum, true>::For> kSparseKeras("ResourceSparseApplyKerasMomentum",
                                                               kCheckedRows);
const Optimizer<Adam> kAdam("ApplyAdam", "ResourceApplyAdam");
const ForFloats<Update<Amsgrad, false>::For> kAmsgrad("ResourceApplyAdamWithAmsgrad", kJoined);
const ForTypes<Update<AdaMax, false>::For, float, double, Half> kAdaMax("ApplyAdaMax", kJoined);
const ForTypes<Update<AdaMax, false>::For, float, double, Half> kAdaMaxHandle("ResourceApplyAdaMax",
                                                                              kJoined);
const Optimizer<RmsProp> kRmsProp("ApplyRMSProp", "ResourceApplyRMSProp");
const ForTypes<Update<RmsProp, true>::For, float, double, Half> kSparseRms("SparseApplyRMSProp",
                                                                           kCheckedRows);
const ForTypes<Update<RmsProp, true>::For, float, double, Half> kSparseRmsHandle(
    "ResourceSparseApplyRMSProp", kCheckedRows);
const Optimizer<CenteredRmsProp> kCentered("ApplyCenteredRMSProp", "ResourceApplyCenteredRMSProp");
const ForTypes<Update<CenteredRmsProp, true>::For, float, double, Half> kSparseCentered(
    "SparseApplyCenteredRMSProp", kCheckedRows);
const ForTypes<Update<CenteredRmsProp, true>::For, float, double, Half> kSparseCenteredHandle(
    "ResourceSparseApplyCenteredRMSProp", kCheckedRows);

}  // namespace
}  // namespace weft::gpu
