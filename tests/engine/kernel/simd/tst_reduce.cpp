// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/simd/reduce.h"

#include <QTest>
#include <cmath>
#include <random>
#include <vector>

#include "engine/kernel/parallel.h"
#include "engine/ops/reduce/reduction.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

std::vector<float> randomValues(std::int64_t n) {
    std::mt19937 random(3);
    std::uniform_real_distribution<float> uniform(0.0F, 1.0F);
    std::vector<float> values(static_cast<std::size_t>(n));
    for (float& value : values) { value = uniform(random); }
    return values;
}

std::vector<float> reduced(const std::vector<float>& x, const Shape& shape, unsigned mask) {
    std::int64_t outputs = 1;
    bool axes[8] = {};
    for (int axis = 0; axis < shape.rank(); ++axis) {
        axes[axis] = ((mask >> static_cast<unsigned>(axis)) & 1U) != 0;
        outputs *= axes[axis] ? 1 : shape[axis];
    }
    std::vector<float> out(static_cast<std::size_t>(outputs));
    reduceAxes<float>(simd::Reduce::Sum, x.data(), shape,
                      std::span<const bool>(axes, static_cast<std::size_t>(shape.rank())),
                      out.data());
    return out;
}

/// The plain definition, in double.
std::vector<double> expected(const std::vector<float>& x, const Shape& shape, unsigned mask) {
    std::vector<double> out;
    for (std::int64_t i = 0; i < shape.elements(); ++i) {
        std::int64_t rest = i;
        std::int64_t at = 0;
        std::int64_t extent = 1;
        for (int axis = shape.rank(); axis-- > 0;) {
            if (((mask >> static_cast<unsigned>(axis)) & 1U) == 0) {
                at += rest % shape[axis] * extent;
                extent *= shape[axis];
            }
            rest /= shape[axis];
        }
        out.resize(static_cast<std::size_t>(extent), 0.0);
        out[static_cast<std::size_t>(at)] += x[static_cast<std::size_t>(i)];
    }
    return out;
}

}  // namespace

/// Folds over any axes.
class TstReduce : public QObject {
    Q_OBJECT

private slots:
    void anyAxesOfAnyShape();
    void longSumsAreAccurate();
    void threadsDoNotMatter();
};

void TstReduce::anyAxesOfAnyShape() {
    for (const Shape& shape :
         {Shape{2, 3, 4, 5}, Shape{7, 1, 70, 3}, Shape{1, 600, 2, 1}, Shape{3, 130, 1, 65}}) {
        const std::vector<float> x = randomValues(shape.elements());
        for (unsigned mask = 0; mask < 16; ++mask) {
            const std::vector<float> got = reduced(x, shape, mask);
            const std::vector<double> want = expected(x, shape, mask);
            QCOMPARE(got.size(), want.size());
            for (std::size_t i = 0; i < got.size(); ++i) {
                QVERIFY(std::fabs(got[i] - want[i]) <= 1e-6 * std::max(1.0, want[i]));
            }
        }
    }
}

void TstReduce::longSumsAreAccurate() {
    const Shape row{3'000'017};
    const std::vector<float> x = randomValues(row.elements());
    const double want = expected(x, row, 1)[0];
    QVERIFY(std::fabs(reduced(x, row, 1)[0] - want) / want < 2e-7);
    const Shape columns{600'000, 5};
    const std::vector<double> wants = expected(x, columns, 1);
    for (std::size_t c = 0; c < 5; ++c) {
        QVERIFY(std::fabs(reduced(x, columns, 1)[c] - wants[c]) / wants[c] < 1e-6);
    }
}

void TstReduce::threadsDoNotMatter() {
    const std::vector<float> x = randomValues(2'000'000);
    for (const Shape& shape : {Shape{2'000'000, 1}, Shape{400'000, 5}, Shape{1000, 2000}}) {
        for (unsigned mask = 1; mask < 4; ++mask) {
            setComputeThreads(1);
            const std::vector<float> one = reduced(x, shape, mask);
            setComputeThreads(3);
            const std::vector<float> many = reduced(x, shape, mask);
            setComputeThreads(0);
            QVERIFY(one == many);
        }
    }
}

namespace {
const Registered<TstReduce> registered;
}  // namespace

}  // namespace weft::test

#include "tst_reduce.moc"
