// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/simd/strided_copy.h"

#include <QObject>
#include <QTest>
#include <array>
#include <complex>
#include <numeric>

#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// A tensor whose element i is i, as T.
template <class T>
Tensor counting(const Shape& shape) {
    std::vector<T> values;
    for (std::int64_t i = 0; i < shape.elements(); ++i) {
        if constexpr (std::is_same_v<T, std::string>) {
            values.push_back(std::to_string(i));
        } else {
            values.push_back(static_cast<T>(static_cast<float>(i % 251)));
        }
    }
    return Tensor::ofValues<T>(shape, values);
}

/// The definition, element by element.
template <class T>
std::vector<T> naive(const StridedCopy& box, const Tensor& from, std::vector<T> to) {
    std::int64_t count = 1;
    for (const std::int64_t size : box.sizes) { count *= size; }
    for (std::int64_t k = 0; k < count; ++k) {
        std::int64_t rest = k;
        std::int64_t read = box.fromOffset;
        std::int64_t write = box.toOffset;
        for (std::size_t i = box.sizes.size(); i-- > 0;) {
            read += rest % box.sizes[i] * box.fromStrides[i];
            write += rest % box.sizes[i] * box.toStrides[i];
            rest /= box.sizes[i];
        }
        to[static_cast<std::size_t>(write)] = from.values<T>()[static_cast<std::size_t>(read)];
    }
    return to;
}

/// Copies into zeros and compares with the definition.
template <class T>
void checkCopy(const StridedCopy& box, const Tensor& from, const Shape& toShape) {
    const std::vector<T> zeros(static_cast<std::size_t>(toShape.elements()));
    Tensor to = Tensor::ofValues<T>(toShape, zeros);
    QVERIFY_OK(copyStrided(box, from, to));
    const std::vector<T> want = naive<T>(box, from, zeros);
    QVERIFY(std::ranges::equal(to.values<T>(), want));
}

/// All orders of three axes.
template <class T>
void checkPermutations(const Shape& shape) {
    const Tensor from = counting<T>(shape);
    const Dims strides = denseStrides(shape.dims());
    std::array<std::size_t, 3> axes = {0, 1, 2};
    do {
        StridedCopy box;
        for (const std::size_t axis : axes) {
            box.sizes.push_back(shape.dims()[axis]);
            box.fromStrides.push_back(strides[axis]);
        }
        box.toStrides = denseStrides(box.sizes);
        checkCopy<T>(box, from, Shape{shape.elements()});
    } while (std::next_permutation(axes.begin(), axes.end()));
}

}  // namespace

/// copyStrided() against its definition.
class TstStridedCopy : public QObject {
    Q_OBJECT

private slots:
    void refusesOtherDtypes();
    void emptyBoxesTouchNothing();
    void permutesAxesOfEverySize();
    void transposesLargeMatrices();
    void repeatsAndReverses();
    void writesIntoTheMiddle();
    void fillsWithOneValue();
};

void TstStridedCopy::refusesOtherDtypes() {
    Tensor to = counting<float>({2});
    QVERIFY_FAILS(copyStrided({.sizes = {2}, .fromStrides = {1}, .toStrides = {1}},
                              counting<std::int32_t>({2}), to),
                  "INTERNAL", "copy between dtypes");
}

void TstStridedCopy::emptyBoxesTouchNothing() {
    Tensor to = counting<float>({3});
    QVERIFY_OK(copyStrided({.sizes = {2, 0}, .fromStrides = {9, 9}, .toStrides = {9, 9}},
                           counting<float>({1}), to));
    QVERIFY(bytesEqual(to, counting<float>({3})));
}

void TstStridedCopy::permutesAxesOfEverySize() {
    for (const Shape& shape : {Shape{3, 5, 7}, Shape{33, 65, 17}, Shape{1, 40, 40}}) {
        checkPermutations<std::uint8_t>(shape);
        checkPermutations<std::int16_t>(shape);
        checkPermutations<float>(shape);
        checkPermutations<double>(shape);
        checkPermutations<std::complex<double>>(shape);
    }
    checkPermutations<std::string>({3, 5, 7});
}

void TstStridedCopy::transposesLargeMatrices() {
    // Large enough to be spread over the compute team.
    checkCopy<float>({.sizes = {701, 1003}, .fromStrides = {1, 701}, .toStrides = {1003, 1}},
                     counting<float>({1003, 701}), {701, 1003});
}

void TstStridedCopy::repeatsAndReverses() {
    const Tensor from = counting<float>({4});
    checkCopy<float>({.sizes = {3, 4}, .fromStrides = {0, 1}, .toStrides = {4, 1}}, from, {12});
    checkCopy<float>({.sizes = {4, 3}, .fromStrides = {1, 0}, .toStrides = {3, 1}}, from, {12});
    checkCopy<float>({.sizes = {4}, .fromStrides = {-1}, .toStrides = {1}, .fromOffset = 3}, from,
                     {4});
    checkCopy<float>({.sizes = {}, .fromStrides = {}, .toStrides = {}, .fromOffset = 2}, from, {});
}

void TstStridedCopy::writesIntoTheMiddle() {
    checkCopy<double>({.sizes = {2, 3}, .fromStrides = {3, 1}, .toStrides = {5, 1}, .toOffset = 6},
                      counting<double>({2, 3}), {4, 5});
    checkCopy<double>({.sizes = {3}, .fromStrides = {1}, .toStrides = {2}, .toOffset = 1},
                      counting<double>({3}), {6});
}

void TstStridedCopy::fillsWithOneValue() {
    Tensor to = counting<std::int64_t>({2, 3});
    QVERIFY_OK(fillWith(Tensor::scalar<std::int64_t>(7), to));
    const std::vector<std::int64_t> want(6, 7);
    QVERIFY(std::ranges::equal(to.values<std::int64_t>(), want));
}

namespace {
const Registered<TstStridedCopy> registered;
}  // namespace

}  // namespace weft::test

#include "tst_strided_copy.moc"
