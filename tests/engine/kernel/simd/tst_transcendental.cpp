// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#include <cmath>
#include <random>
#include <vector>

#include "engine/kernel/simd/unary.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

using simd::Transcendental;

struct Case {
    const char* name;
    Transcendental op;
    long double (*exact)(long double);
    double low;
    double high;
};

long double sigmoid(long double x) { return 1 / (1 + std::exp(-x)); }

const std::vector<Case>& cases() {
    static const std::vector<Case> all = {
        {"exp", Transcendental::Exp, std::exp, -80, 80},
        {"expm1", Transcendental::Expm1, std::expm1, -20, 80},
        {"log", Transcendental::Log, std::log, 1e-30, 1000},
        {"log1p", Transcendental::Log1p, std::log1p, -0.99, 100},
        {"sin", Transcendental::Sin, std::sin, -30, 30},
        {"sin far out", Transcendental::Sin, std::sin, -1e6, 1e6},
        {"cos", Transcendental::Cos, std::cos, -30, 30},
        {"cos far out", Transcendental::Cos, std::cos, -1e6, 1e6},
        {"tanh", Transcendental::Tanh, std::tanh, -20, 20},
        {"sigmoid", Transcendental::Sigmoid, sigmoid, -80, 80},
        {"tan", Transcendental::Tan, std::tan, -1.5, 1.5},
        {"erf", Transcendental::Erf, std::erf, -4, 4},
    };
    return all;
}

/// Arguments of all magnitudes: half of them near zero.
template <class T>
std::vector<T> arguments(const Case& c) {
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> uniform(c.low, c.high);
    std::vector<T> x(20'011);
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double shrink = i % 2 == 0 ? 1.0 : std::exp(-static_cast<double>(i % 40));
        x[i] = static_cast<T>(uniform(random) * shrink);
    }
    return x;
}

/// Error in units of the last place of the true value.
template <class T>
double worstUlp(const Case& c) {
    const std::vector<T> x = arguments<T>(c);
    std::vector<T> y(x.size());
    simd::transcendental(c.op, x.data(), y.data(), std::ssize(x));
    double worst = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const long double exact = c.exact(x[i]);
        const T rounded = std::fabs(static_cast<T>(exact));
        if (rounded < std::numeric_limits<T>::min()) { continue; }
        const long double ulp =
            std::nextafter(rounded, std::numeric_limits<T>::infinity()) - rounded;
        worst = std::max(worst, static_cast<double>(std::fabs(y[i] - exact) / ulp));
    }
    return worst;
}

}  // namespace

/// Accuracy and special values of elementary functions.
class TstTranscendental : public QObject {
    Q_OBJECT

private slots:
    void isAccurate_data();
    void isAccurate();
    void positionDoesNotMatter();
    void worksInPlace();
};

void TstTranscendental::isAccurate_data() {
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < cases().size(); ++i) {
        QTest::newRow(cases()[i].name) << static_cast<int>(i);
    }
}

void TstTranscendental::isAccurate() {
    QFETCH(int, index);
    const Case& c = cases()[static_cast<std::size_t>(index)];
    QVERIFY2(worstUlp<float>(c) < 4, qPrintable(QString::number(worstUlp<float>(c))));
    QVERIFY2(worstUlp<double>(c) < 4, qPrintable(QString::number(worstUlp<double>(c))));
}

/// A value gives the same bits in a long row, at its end, and alone, beside a NaN or not.
void TstTranscendental::positionDoesNotMatter() {
    for (const Case& c : cases()) {
        std::vector<float> x(67, 0.37F);
        x[3] = std::numeric_limits<float>::quiet_NaN();
        std::vector<float> y(x.size());
        simd::transcendental(c.op, x.data(), y.data(), std::ssize(x));
        float alone = 0.37F;
        simd::transcendental(c.op, &alone, &alone, 1);
        QVERIFY2(std::isnan(y[3]), c.name);
        for (std::size_t i = 0; i < y.size(); ++i) {
            if (i != 3) { QVERIFY2(y[i] == alone, c.name); }
        }
    }
}

void TstTranscendental::worksInPlace() {
    for (const Case& c : cases()) {
        std::vector<double> x = arguments<double>(c);
        std::vector<double> y(x.size());
        simd::transcendental(c.op, x.data(), y.data(), std::ssize(x));
        simd::transcendental(c.op, x.data(), x.data(), std::ssize(x));
        QVERIFY2(x == y, c.name);
    }
}

namespace {
const Registered<TstTranscendental> registered;
}  // namespace

}  // namespace weft::test

#include "tst_transcendental.moc"
