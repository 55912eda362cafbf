// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/ops/random/samplers.h"

namespace weft::random {

/// Arithmetic of a 16-bit type: float, rounded after every operation. Other types compute as they
/// are.
struct RoundedHalf {
    Half bits;
    RoundedHalf() = default;
    explicit RoundedHalf(double value) : bits(static_cast<float>(value)) {}
    explicit RoundedHalf(float value) : bits(value) {}
    explicit operator float() const { return static_cast<float>(bits); }

#define WEFT_HALF_OPERATOR(op)                                              \
    friend RoundedHalf operator op(RoundedHalf a, RoundedHalf b) {          \
        return RoundedHalf(static_cast<float>(a) op static_cast<float>(b)); \
    }
    WEFT_HALF_OPERATOR(+)
    WEFT_HALF_OPERATOR(-)
    WEFT_HALF_OPERATOR(*)
    WEFT_HALF_OPERATOR(/)
#undef WEFT_HALF_OPERATOR
    RoundedHalf operator-() const { return RoundedHalf(-static_cast<float>(*this)); }
    friend auto operator<=>(RoundedHalf a, RoundedHalf b) {
        return static_cast<float>(a) <=> static_cast<float>(b);
    }
    friend RoundedHalf sqrt(RoundedHalf a) { return RoundedHalf(std::sqrt(static_cast<float>(a))); }
    friend RoundedHalf exp(RoundedHalf a) { return RoundedHalf(std::exp(static_cast<float>(a))); }
    friend RoundedHalf log(RoundedHalf a) { return RoundedHalf(std::log(static_cast<float>(a))); }
    friend bool isinf(RoundedHalf a) { return std::isinf(static_cast<float>(a)); }
};

/// A normal distribution between two bounds, which need not be near its mean.
template <class T>
struct BoundedNormal {
    T mean;
    T deviation;
    T low;
    T high;

    /// deviation above 0, low below high, not both infinite.
    bool valid() const {
        return deviation > T(0.0) && low < high && !(infinite(low) && infinite(high));
    }

    /// Draws `count` numbers from blocks next, next + 1, ... of the stream; `next` moves behind the
    /// last block touched. store(i, number) takes them in order.
    /// Source: Robert, Simulation of truncated normal variables, 1995; choice of the three samplers
    /// as in TensorFlow's ParameterizedTruncatedNormal.
    template <class Store>
    void draw(const Philox& stream, std::uint64_t& next, std::int64_t count,
              const Store& store) const;

private:
    /// Tries after which a sample is taken as it is.
    static constexpr int kMostTries = 1000;
    /// With the mean this many deviations inside a bound plain normals are seldom refused.
    static constexpr double kInside = 1.3;
    using Drawn = std::conditional_t<std::is_same_v<T, RoundedHalf>, Half, T>;

    static bool infinite(T value) {
        using std::isinf;
        return isinf(value);
    }
    /// A group of a sampler as numbers of T.
    template <template <class> class Sampler>
    static auto group(const Philox& stream, std::uint64_t block) {
        std::array<T, static_cast<std::size_t>(kGroup<Drawn>)> numbers;
        const auto drawn = Sampler<Drawn>()(stream, block);
        for (std::size_t i = 0; i < numbers.size(); ++i) { numbers[i] = T(drawn[i]); }
        return numbers;
    }
};

template <class T>
template <class Store>
void BoundedNormal<T>::draw(const Philox& stream, std::uint64_t& next, std::int64_t count,
                            const Store& store) const {
    using std::exp;
    using std::log;
    using std::sqrt;
    // A bound that is infinite, or below the mean, is mirrored: the lower one is finite then.
    const bool mirrored = (infinite(low) && low < T(0.0)) || high < mean;
    const T scale = mirrored ? -deviation : deviation;
    const T from = ((mirrored ? high : low) - mean) / scale;
    const T to = ((mirrored ? low : high) - mean) / scale;
    const T root = sqrt(from * from + T(4.0));
    const T cut = T(2.0) * exp(T(0.5) + (from * (from - root)) / T(4.0)) / (from + root);
    std::int64_t done = 0;
    int tries = 0;
    const auto take = [&](bool accepted, T number) {
        if (!accepted && tries + 1 < kMostTries) {
            ++tries;
            return;
        }
        store(done++, number * scale + mean);
        tries = 0;
    };
    if ((from < T(-kInside) && to >= T(0.0)) || (to > T(kInside) && from <= T(0.0))) {
        while (done < count) {
            for (const T number : group<NormalSampler>(stream, next++)) {
                if (done < count) { take(number >= from && number <= to, number); }
            }
        }
    } else if (to - from < cut) {
        const T plus = from < T(0.0) ? T(0.0) : from * from;
        while (done < count) {
            const auto places = group<UniformSampler>(stream, next++);
            const auto chances = group<UniformSampler>(stream, next++);
            for (std::size_t i = 0; i < places.size() && done < count; ++i) {
                const T z = places[i] * (to - from) + from;
                take(chances[i] <= exp((plus - z * z) / T(2.0)), z);
            }
        }
    } else {
        const T alpha = (from + root) / T(2.0);
        while (done < count) {
            const auto numbers = group<UniformSampler>(stream, next++);
            for (std::size_t i = 0; i < numbers.size() && done < count; i += 2) {
                const T z = -log(numbers[i]) / alpha + from;
                const T x = from < alpha ? alpha - z : from - alpha;
                take(numbers[i + 1] <= exp(-x * x / T(2.0)) && z < to, z);
            }
        }
    }
}

}  // namespace weft::random
