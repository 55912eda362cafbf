// SPDX-License-Identifier: Apache-2.0
#include "engine/tensor/half.h"

#include <QTest>
#include <cmath>
#include <limits>

#include "tests/support/test_main.h"

using weft::BFloat16;
using weft::Half;

namespace {

/// The value of a half by its definition, in double.
double defined(std::uint16_t bits) {
    const int exponent = (bits >> 10) & 31;
    const int mantissa = bits & 1023;
    const double size =
        exponent == 0 ? std::ldexp(mantissa, -24) : std::ldexp(1024 + mantissa, exponent - 25);
    return (bits & 0x8000) != 0 ? -size : size;
}

}  // namespace

class TstHalf : public QObject {
    Q_OBJECT

private slots:
    void nanStaysNanAndInfinityStaysInfinite() {
        const float infinity = std::numeric_limits<float>::infinity();
        QVERIFY(std::isnan(static_cast<float>(Half(std::nanf("")))));
        QVERIFY(std::isnan(static_cast<float>(BFloat16(std::nanf("")))));
        // A NaN whose payload lies only in the bits that are dropped must not become an infinity.
        const auto low = std::bit_cast<float>(0x7F800001U);
        QVERIFY(std::isnan(static_cast<float>(Half(low))));
        QVERIFY(std::isnan(static_cast<float>(BFloat16(low))));
        QCOMPARE(Half(infinity).bits, std::uint16_t{0x7C00});
        QCOMPARE(Half(-infinity).bits, std::uint16_t{0xFC00});
        QCOMPARE(BFloat16(-infinity).bits, std::uint16_t{0xFF80});
    }

    void tooLargeOverflowsToInfinity() {
        QCOMPARE(Half(65504.0F).bits, std::uint16_t{0x7BFF});
        QCOMPARE(Half(65519.996F).bits, std::uint16_t{0x7BFF});  // rounds down to the largest
        QCOMPARE(Half(65520.0F).bits, std::uint16_t{0x7C00});    // a tie rounds to even, past it
        QCOMPARE(Half(1e30F).bits, std::uint16_t{0x7C00});
        QCOMPARE(BFloat16(std::numeric_limits<float>::max()).bits, std::uint16_t{0x7F80});
    }

    void everyHalfIsExactBothWays() {
        for (std::uint32_t i = 0; i < 0x10000U; ++i) {
            Half half;
            half.bits = static_cast<std::uint16_t>(i);
            if ((i & 0x7C00U) == 0x7C00U) { continue; }  // not finite
            QCOMPARE(static_cast<double>(static_cast<float>(half)), defined(half.bits));
            QCOMPARE(Half(static_cast<float>(half)).bits, half.bits);
        }
    }

    void halvesRoundToNearestTiesToEven() {
        for (std::uint32_t i = 0; i < 0x7BFFU; ++i) {
            const double low = defined(static_cast<std::uint16_t>(i));
            const double high = defined(static_cast<std::uint16_t>(i + 1));
            const auto middle = static_cast<float>((low + high) / 2);  // exact in float
            const std::uint32_t even = (i & 1U) == 0 ? i : i + 1;
            QCOMPARE(std::uint32_t{Half(middle).bits}, even);
            QCOMPARE(std::uint32_t{Half(std::nextafter(middle, 0.0F)).bits}, i);
            QCOMPARE(std::uint32_t{Half(std::nextafter(middle, 1e30F)).bits}, i + 1);
        }
    }

    void bfloatsRoundToNearestTiesToEven() {
        QCOMPARE(BFloat16(std::bit_cast<float>(0x3F808000U)).bits, std::uint16_t{0x3F80});
        QCOMPARE(BFloat16(std::bit_cast<float>(0x3F818000U)).bits, std::uint16_t{0x3F82});
        QCOMPARE(BFloat16(std::bit_cast<float>(0x3F808001U)).bits, std::uint16_t{0x3F81});
    }

    void zerosAreEqualAndNanIsNot() {
        QVERIFY(Half(0.0F) == Half(-0.0F));
        QVERIFY(!(Half(std::nanf("")) == Half(std::nanf(""))));
    }
};

namespace {
const weft::test::Registered<TstHalf> registered;
}
#include "tst_half.moc"
