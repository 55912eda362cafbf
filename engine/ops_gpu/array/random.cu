// SPDX-License-Identifier: Apache-2.0
/// @file
/// GPU kernels of RandomUniform, RandomStandardNormal and TruncatedNormal; contracts: engine/ops/random.
/// The host counts the stream (Call::words: key, counter), so that it is the processor's: uniform numbers
/// have the same bits, normal ones differ by the rounding of log, sin and cos.

#include <cmath>

#include "engine/ops_gpu/base/registration.h"

namespace weft::gpu {
namespace {

struct Block {
    std::uint32_t word[4];
};

/// Philox 4x32 with 10 rounds: block n of a stream. Source: Salmon et al., 2011, section 3.3.
__host__ __device__ inline Block philox(std::uint64_t key, std::uint64_t low, std::uint64_t high,
                                        std::uint64_t n) {
    const std::uint64_t at = low + n;
    const std::uint64_t above = high + (at < n ? 1U : 0U);
    Block c = {{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at >> 32U),
                static_cast<std::uint32_t>(above), static_cast<std::uint32_t>(above >> 32U)}};
    auto k0 = static_cast<std::uint32_t>(key);
    auto k1 = static_cast<std::uint32_t>(key >> 32U);
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t p = std::uint64_t{0xD2511F53U} * c.word[0];
        const std::uint64_t q = std::uint64_t{0xCD9E8D57U} * c.word[2];
        c = {{static_cast<std::uint32_t>(q >> 32U) ^ c.word[1] ^ k0, static_cast<std::uint32_t>(q),
              static_cast<std::uint32_t>(p >> 32U) ^ c.word[3] ^ k1,
              static_cast<std::uint32_t>(p)}};
        k0 += 0x9E3779B9U;
        k1 += 0xBB67AE85U;
    }
    return c;
}

/// The low 23 bits as the mantissa of a float in [1, 2), minus 1.
__host__ __device__ inline float uniformOf(std::uint32_t word) {
    return floatOfBits(0x3F800000U | (word & 0x7FFFFFU)) - 1.0F;
}
__host__ __device__ inline double uniformOf(std::uint32_t first, std::uint32_t second) {
    const std::uint64_t mantissa = (std::uint64_t{first & 0xFFFFFU} << 32U) | second;
    return doubleOfBits((std::uint64_t{1023} << 52U) | mantissa) - 1.0;
}

constexpr double kTwoPi = 6.283185307179586476925286766559;
constexpr double kLeast = 1.0e-7;  // keeps the logarithm finite

/// Two normal numbers by Box and Muller, the sine first.
__host__ __device__ inline void normals(std::uint32_t a, std::uint32_t b, float (&out)[2]) {
    const float u =
        uniformOf(a) < static_cast<float>(kLeast) ? static_cast<float>(kLeast) : uniformOf(a);
    const auto angle = static_cast<float>(kTwoPi * static_cast<double>(uniformOf(b)));
    const float radius = std::sqrt(-2.0F * std::log(u));
    out[0] = std::sin(angle) * radius;
    out[1] = std::cos(angle) * radius;
}
__host__ __device__ inline void normals(const Block& w, double (&out)[2]) {
    const double first = uniformOf(w.word[0], w.word[1]);
    const double u = first < kLeast ? kLeast : first;
    const double angle = kTwoPi * uniformOf(w.word[2], w.word[3]);
    const double radius = std::sqrt(-2.0 * std::log(u));
    out[0] = std::sin(angle) * radius;
    out[1] = std::cos(angle) * radius;
}

struct Stream4 {
    std::uint64_t key, low, high;
    __host__ __device__ Block block(std::uint64_t n) const { return philox(key, low, high, n); }
};

/// Group g of the output: four numbers, of double two.
template <class T>
struct Group {
    static constexpr int kCount = sizeof(T) == 8 ? 2 : 4;
    Wide<T> number[kCount];
};

template <class T>
struct UniformGroup {
    __host__ __device__ static Group<T> of(const Stream4& stream, std::uint64_t g) {
        const Block w = stream.block(g);
        Group<T> group;
        for (int i = 0; i < 4; ++i) { group.number[i] = one(w.word[i], T{}); }
        return group;
    }
    __host__ __device__ static float one(std::uint32_t word, float) { return uniformOf(word); }
    __host__ __device__ static float one(std::uint32_t word, Half) {
        return wide(Half{static_cast<std::uint16_t>(0x3C00U | (word & 0x3FFU))}) - 1.0F;
    }
    __host__ __device__ static float one(std::uint32_t word, BFloat16) {
        return wide(BFloat16{static_cast<std::uint16_t>(0x3F80U | (word & 0x7FU))}) - 1.0F;
    }
};
template <>
struct UniformGroup<double> {
    __host__ __device__ static Group<double> of(const Stream4& stream, std::uint64_t g) {
        const Block w = stream.block(g);
        return {{uniformOf(w.word[0], w.word[1]), uniformOf(w.word[2], w.word[3])}};
    }
};

template <class T>
struct NormalGroup {
    __host__ __device__ static Group<T> of(const Stream4& stream, std::uint64_t g) {
        const Block w = stream.block(g);
        float a[2];
        float b[2];
        normals(w.word[0], w.word[1], a);
        normals(w.word[2], w.word[3], b);
        return {{a[0], a[1], b[0], b[1]}};
    }
};
template <>
struct NormalGroup<double> {
    __host__ __device__ static Group<double> of(const Stream4& stream, std::uint64_t g) {
        double pair[2];
        normals(stream.block(g), pair);
        return {{pair[0], pair[1]}};
    }
};

/// Each group has blocks of its own; numbers beyond two deviations are dropped and drawn again.
template <class T>
struct TruncatedGroup {
    __host__ __device__ static Group<T> of(const Stream4& stream, std::uint64_t g) {
        constexpr int kCount = Group<T>::kCount;
        const std::uint64_t first = g * (kCount == 2 ? 128U : 256U);
        Group<T> group = {};
        int count = 0;
        for (std::uint64_t n = 0; count < kCount; ++n) {
            const Block w = stream.block(first + n);
            count = keep(w, group, count);
        }
        return group;
    }
    __host__ __device__ static int keep(const Block& w, Group<double>& group, int count) {
        double pair[2];
        normals(w, pair);
        return keepPair(pair, group, count);
    }
    template <class S>
    __host__ __device__ static int keep(const Block& w, Group<S>& group, int count) {
        float pair[2];
        normals(w.word[0], w.word[1], pair);
        count = keepPair(pair, group, count);
        normals(w.word[2], w.word[3], pair);
        return keepPair(pair, group, count);
    }
    template <class W>
    __host__ __device__ static int keepPair(const W (&pair)[2], Group<T>& group, int count) {
        for (int i = 0; i < 2; ++i) {
            const W size = pair[i] < W(0) ? -pair[i] : pair[i];
            if (size < W(2) && count < Group<T>::kCount) { group.number[count++] = pair[i]; }
        }
        return count;
    }
};

template <class T, template <class> class Sampler>
__global__ void sampleKernel(const std::uint64_t* words, T* y, std::int64_t n) {
    constexpr int kCount = Group<T>::kCount;
    const Stream4 stream = {words[0], words[1], words[2]};
    const std::int64_t groups = (n + kCount - 1) / kCount;
    for (std::int64_t g = flatBegin(); g < groups; g += flatStride()) {
        const Group<T> group = Sampler<T>::of(stream, static_cast<std::uint64_t>(g));
        for (int i = 0; i < kCount; ++i) {
            if (g * kCount + i < n) { y[g * kCount + i] = narrow<T>(group.number[i]); }
        }
    }
}

template <template <class> class Sampler>
struct Sample {
    template <class T>
    struct For {
        static std::int32_t run(const Call& call) {
            const std::int64_t n = elementsOf(call.outputs[0]);
            return launchFlat(sampleKernel<T, Sampler>, (n + 1) / 2, call.stream, call.words,
                              out<T>(call), n);
        }
    };
};

const ForFloats<Sample<UniformGroup>::For> kUniform("RandomUniform");
const ForFloats<Sample<NormalGroup>::For> kNormal("RandomStandardNormal");
const ForFloats<Sample<TruncatedGroup>::For> kTruncated("TruncatedNormal");

}  // namespace
}  // namespace weft::gpu
