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
long double softplus(long double x) { return std::log1p(std::exp(x)); }
long double softsign(long double x) { return x / (1 + std::abs(x)); }
/// Arguments below 1 are left out.
long double acosh1(long double x) { return x < 1 ? 0 : std::acosh(x); }
/// Newton's method on erf, or on erfc where that has the digits.
long double inverseErf(long double x) {
    const long double size = std::abs(x);
    long double y = size < 0.5L ? size : std::sqrt(-std::log((1 - size) * (1 + size)));
    for (int i = 0; i < 100; ++i) {
        const long double missing = size < 0.5L ? size - std::erf(y) : std::erfc(y) - (1 - size);
        const long double slope = 2 * std::exp(-y * y) * 0.56418958354775628694807945156L;
        const long double step = missing / slope;
        y += step / (1 + y * step);
        if (std::abs(step) < 1e-19L * y) { break; }
    }
    return std::copysign(y, x);
}

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
        {"tan further out", Transcendental::Tan, std::tan, -100, 100},
        {"asin", Transcendental::Asin, std::asin, -1, 1},
        {"acos", Transcendental::Acos, std::acos, -1, 1},
        {"atan", Transcendental::Atan, std::atan, -30, 30},
        {"atan far out", Transcendental::Atan, std::atan, -1e30, 1e30},
        {"sinh", Transcendental::Sinh, std::sinh, -80, 80},
        {"cosh", Transcendental::Cosh, std::cosh, -80, 80},
        {"asinh", Transcendental::Asinh, std::asinh, -100, 100},
        {"asinh far out", Transcendental::Asinh, std::asinh, -1e30, 1e30},
        {"acosh", Transcendental::Acosh, acosh1, -5, 5},
        {"atanh", Transcendental::Atanh, std::atanh, -0.999, 0.999},
        {"erf", Transcendental::Erf, std::erf, -4, 4},
        {"erf further out", Transcendental::Erf, std::erf, -7, 7},
        {"erfinv", Transcendental::Erfinv, inverseErf, -0.999, 0.999},
        {"softplus", Transcendental::Softplus, softplus, -50, 50},
        {"softsign", Transcendental::Softsign, softsign, -50, 50},
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
    void specialValuesAreTheLibrarys();
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
        const float value = c.exact == acosh1 ? 1.37F : 0.37F;
        std::vector<float> x(67, value);
        x[3] = std::numeric_limits<float>::quiet_NaN();
        std::vector<float> y(x.size());
        simd::transcendental(c.op, x.data(), y.data(), std::ssize(x));
        float alone = value;
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
        for (std::size_t i = 0; i < x.size(); ++i) {
            QVERIFY2(x[i] == y[i] || (std::isnan(x[i]) && std::isnan(y[i])), c.name);
        }
    }
}

/// Zeros of both signs, infinities, the smallest and the largest numbers.
void TstTranscendental::specialValuesAreTheLibrarys() {
    using Limits = std::numeric_limits<float>;
    const std::vector<float> special = {0.0F,
                                        -0.0F,
                                        Limits::infinity(),
                                        -Limits::infinity(),
                                        Limits::quiet_NaN(),
                                        Limits::max(),
                                        Limits::lowest(),
                                        Limits::min(),
                                        -Limits::min()};
    for (const Case& c : cases()) {
        if (c.exact == acosh1 || c.exact == inverseErf) { continue; }
        for (const float x : special) {
            if (std::abs(x) == Limits::max()) {
                if (std::abs(c.high) < 1e20) { continue; }
            }
            float y = x;
            simd::transcendental(c.op, &y, &y, 1);
            const auto exact = static_cast<float>(c.exact(x));
            if (c.exact == softsign && std::isinf(x)) { continue; }
            const QString text = QStringLiteral("%1(%2): got %3, want %4")
                                     .arg(c.name)
                                     .arg(static_cast<double>(x))
                                     .arg(static_cast<double>(y))
                                     .arg(static_cast<double>(exact));
            const bool isNear = std::abs(y - exact) <= 4e-7F * std::abs(exact);
            QVERIFY2(std::isnan(exact) ? std::isnan(y) : y == exact || isNear, qPrintable(text));
            QVERIFY2(std::isnan(exact) || std::signbit(y) == std::signbit(exact), qPrintable(text));
        }
    }
    float ends[] = {1, -1, 2, -2};
    simd::transcendental(Transcendental::Erfinv, ends, ends, 4);
    QVERIFY(std::isinf(ends[0]) && ends[0] > 0 && std::isinf(ends[1]) && ends[1] < 0);
    QVERIFY(std::isnan(ends[2]) && std::isnan(ends[3]));
}

namespace {
const Registered<TstTranscendental> registered;
}  // namespace

}  // namespace weft::test

#include "tst_transcendental.moc"
