// SPDX-License-Identifier: Apache-2.0
/// @file
/// The conversions of the 16-bit types, whole vectors and ends, against half.cpp bit by bit.

#include "engine/kernel/simd/unary.h"

#include <QTest>
#include <bit>
#include <vector>

#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// Every 16-bit pattern, and three more: one past whole vectors.
constexpr std::size_t kCount = 65536 + 3;

template <class T>
void comparesAllPatterns() {
    std::vector<T> narrow(kCount);
    for (std::size_t i = 0; i < kCount; ++i) { narrow[i].bits = static_cast<std::uint16_t>(i); }
    std::vector<float> wide(kCount);
    simd::widen(narrow.data(), wide.data(), static_cast<std::int64_t>(kCount));
    for (std::size_t i = 0; i < kCount; ++i) {
        const auto want = std::bit_cast<std::uint32_t>(static_cast<float>(narrow[i]));
        QCOMPARE(std::bit_cast<std::uint32_t>(wide[i]), want);
    }
}

template <class T>
void comparesManyFloats() {
    // All exponents and signs, mantissas at, below and above every rounding border.
    std::vector<float> wide;
    for (std::uint32_t top = 0; top < 0x10000U; ++top) {
        for (const std::uint32_t low : {0U, 1U, 0x1000U, 0x0FFFU, 0x8000U, 0x7FFFU, 0x8001U}) {
            wide.push_back(std::bit_cast<float>((top << 16U) | low));
        }
    }
    std::vector<T> narrow(wide.size());
    simd::narrow(wide.data(), narrow.data(), static_cast<std::int64_t>(wide.size()));
    for (std::size_t i = 0; i < wide.size(); ++i) { QCOMPARE(narrow[i].bits, T(wide[i]).bits); }
}

}  // namespace

class TstUnary : public QObject {
    Q_OBJECT

private slots:
    void widensAsHalfDoes() { comparesAllPatterns<Half>(); }
    void widensAsBFloat16Does() { comparesAllPatterns<BFloat16>(); }
    void narrowsAsHalfDoes() { comparesManyFloats<Half>(); }
    void narrowsAsBFloat16Does() { comparesManyFloats<BFloat16>(); }
};

namespace {
const Registered<TstUnary> registered;
}  // namespace

}  // namespace weft::test

#include "tst_unary.moc"
