// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>
#include <cmath>
#include <numbers>

#include "engine/ops/math/special/zeta.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Functions of the gamma family.
class TstZeta : public QObject {
    Q_OBJECT

private slots:
    void polesAreInfiniteOrNan();
    void recurrencesHold();
    void reflectionHolds();
};

void TstZeta::polesAreInfiniteOrNan() {
    QVERIFY(std::isnan(digamma(0)));
    QVERIFY(std::isnan(digamma(-7)));
    QVERIFY(std::isinf(zeta(1, 3)));
    QVERIFY(std::isnan(zeta(0.9, 3)));
    QVERIFY(std::isinf(zeta(4, -2000)));
    QVERIFY(std::isnan(zeta(3, -2000)));
    QVERIFY(std::isnan(zeta(2.5, -2000.5)));
    QVERIFY(std::isnan(polygamma(0.5, 1)));
}

void TstZeta::recurrencesHold() {
    for (const double x : {0.3, 1.7, 12.5, 300.25}) {
        QVERIFY(std::abs(digamma(x + 1) - digamma(x) - 1 / x) < 1e-14 * (1 + 1 / x));
        QVERIFY(std::abs(zeta(2.5, x) - zeta(2.5, x + 1) - std::pow(x, -2.5)) <
                1e-14 * zeta(2.5, x));
    }
    // Both ways of summing meet where one takes over from the other.
    QVERIFY(std::abs(zeta(3, -1000.25) - zeta(3, -999.25) - std::pow(-1000.25, -3)) < 1e-12);
}

void TstZeta::reflectionHolds() {
    for (const double x : {-0.25, -3.7, -10.5}) {
        const double difference = digamma(1 - x) - digamma(x);
        QVERIFY(std::abs(difference - std::numbers::pi / std::tan(std::numbers::pi * x)) < 1e-12);
    }
}

namespace {
const Registered<TstZeta> registered;
}  // namespace

}  // namespace weft::test

#include "tst_zeta.moc"
