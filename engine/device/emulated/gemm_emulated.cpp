// SPDX-License-Identifier: Apache-2.0
/// @file
/// Products of the emulated card: plain loops, sums in double.

#include <cstring>
#include <vector>

#include "engine/device/emulated/emulation_knobs.h"
#include "engine/ops_gpu/base/registration.h"
#include "engine/ops_gpu/math/gemm.h"

namespace weft::gpu {
namespace {

template <class T>
void multiply(const Gemm& g, const T* a, const T* b, T* c) {
    std::vector<double> row(static_cast<std::size_t>(g.n));
    for (std::int64_t i = 0; i < g.m; ++i) {
        row.assign(row.size(), 0.0);
        for (std::int64_t k = 0; k < g.k; ++k) {
            const auto left =
                static_cast<double>(wide(a[g.transposeA ? k * g.m + i : i * g.k + k]));
            for (std::int64_t j = 0; j < g.n; ++j) {
                row[static_cast<std::size_t>(j)] +=
                    left * static_cast<double>(wide(b[g.transposeB ? j * g.k + k : k * g.n + j]));
            }
        }
        for (std::int64_t j = 0; j < g.n; ++j) {
            c[i * g.n + j] = narrow<T>(static_cast<Wide<T>>(row[static_cast<std::size_t>(j)]));
        }
    }
}

template <class T>
std::int32_t enqueueAll(Stream stream, const Gemm& g, const void* a, const void* b, void* c) {
    enqueue(stream, [=] {
        for (std::int64_t i = 0; i < g.batch; ++i) {
            multiply(g, static_cast<const T*>(a) + i * g.strideA,
                     static_cast<const T*>(b) + i * g.strideB, static_cast<T*>(c) + i * g.strideC);
        }
    });
    return kOk;
}

std::int32_t enqueueBias(Stream stream, const Gemm& g, const float* bias, float* c) {
    enqueue(stream, [=] {
        for (std::int64_t i = 0; i < g.m * g.n; ++i) { c[i] += bias[i % g.n]; }
    });
    return kOk;
}

}  // namespace

/// It asks for scratch, so that what is done with it is tried.
std::int32_t prepareGemm(const Call& call, const Gemm& gemm, Plan& plan) {
    if (gemm.addsBias && knobs().withoutEpilogues != 0) {
        return fail(call, kUnimplemented, "no epilogues (emulated)");
    }
    if ((call.flags & kAutotune) != 0) { ++knobs().tuned; }
    plan.state = new int(1);
    plan.drop = [](void* state) { delete static_cast<int*>(state); };
    plan.scratchBytes = 256;
    return kOk;
}

std::int32_t runGemm(const Call& call, const Gemm& gemm, const void* a, const void* b, void* c,
                     const void* bias) {
    void* scratch = call.scratch;
    countLaunch();
    enqueue(call.stream, [scratch] { std::memset(scratch, 0x55, 256); });
    if (gemm.addsBias) {
        enqueueAll<float>(call.stream, gemm, a, b, c);
        return enqueueBias(call.stream, gemm, static_cast<const float*>(bias),
                           static_cast<float*>(c));
    }
    switch (gemm.type) {
        case kFloat:
            return enqueueAll<float>(call.stream, gemm, a, b, c);
        case kDouble:
            return enqueueAll<double>(call.stream, gemm, a, b, c);
        case kHalf:
            return enqueueAll<Half>(call.stream, gemm, a, b, c);
        default:
            return enqueueAll<BFloat16>(call.stream, gemm, a, b, c);
    }
}

std::int32_t clear(const Call& call, void* to, std::int64_t bytes) {
    enqueue(call.stream, [=] { std::memset(to, 0, static_cast<std::size_t>(bytes)); });
    return kOk;
}

}  // namespace weft::gpu
