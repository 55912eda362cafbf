// SPDX-License-Identifier: Apache-2.0
#include "engine/tensor/tensor.h"

#include <QTest>
#include <cmath>

#include "engine/base/limits.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

using weft::DType;
using weft::Shape;
using weft::Tensor;

class TstTensor : public QObject {
    Q_OBJECT

private slots:
    void rejectsTypesWithoutElements() {
        QVERIFY_FAILS(Tensor::allocate(DType::Invalid, Shape{1}), "INVALID_ARGUMENT", "invalid");
    }

    void refusesMoreThanTheBudgetAtOnce() {
        const std::int64_t budget = weft::defaultLimits().tensorBytes;
        QVERIFY_FAILS(Tensor::allocate(DType::Float, Shape{budget / 4 + 1}), "RESOURCE_EXHAUSTED",
                      std::to_string(budget));
        QVERIFY_FAILS(Tensor::allocate(DType::Double, Shape{std::int64_t{1} << 61}),
                      "RESOURCE_EXHAUSTED", "too large");
    }

    void copiesShareAndClonesDoNot() {
        Tensor a = Tensor::vector<float>({1, 2, 3});
        QVERIFY(a.unique());
        const Tensor b = a;
        QVERIFY(!a.unique());
        QVERIFY(a.sharesBufferWith(b));
        Tensor c = a.clone().value();
        QVERIFY(!c.sharesBufferWith(a));
        c.mutableValues<float>()[0] = 9;
        QCOMPARE(a.values<float>()[0], 1.0F);
        QVERIFY(!Tensor().sharesBufferWith(Tensor()));
    }

    void clonesOfStringsAreDeep() {
        const Tensor a = Tensor::vector<std::string>({"x", std::string(100, 'y')});
        Tensor b = a.clone().value();
        QVERIFY(weft::bytesEqual(a, b));
        b.mutableValues<std::string>()[1] = "z";
        QVERIFY(!weft::bytesEqual(a, b));
        QCOMPARE(a.values<std::string>()[1].size(), std::size_t{100});
    }

    void rowsAreViews() {
        const Tensor m = Tensor::ofValues<std::int32_t>(
            Shape{3, 2}, std::vector<std::int32_t>{1, 2, 3, 4, 5, 6});
        const Tensor middle = m.rows(1, 2);
        QCOMPARE(middle.shape(), (Shape{1, 2}));
        QCOMPARE(middle.values<std::int32_t>()[0], 3);
        QVERIFY(middle.sharesBufferWith(m));
        QCOMPARE(m.rows(3, 3).elements(), std::int64_t{0});
        QCOMPARE(middle.rows(0, 1).values<std::int32_t>()[1], 4);
        QCOMPARE(middle.clone()->values<std::int32_t>()[0], 3);
        const Tensor empty = Tensor::allocate(DType::Float, Shape{0, 2}).value();
        QCOMPARE(empty.rows(0, 0).shape(), (Shape{0, 2}));
    }

    void reshapingKeepsTheElements() {
        const Tensor v = Tensor::vector<double>({1, 2, 3, 4});
        const Tensor m = v.reshaped(Shape{2, 2});
        QVERIFY(m.sharesBufferWith(v));
        QCOMPARE(m.values<double>()[3], 4.0);
    }

    void equalityIsOfBytes() {
        QVERIFY(weft::bytesEqual(Tensor::scalar(std::nanf("")), Tensor::scalar(std::nanf(""))));
        QVERIFY(!weft::bytesEqual(Tensor::scalar(0.0F), Tensor::scalar(-0.0F)));
        QVERIFY(!weft::bytesEqual(Tensor::scalar(1), Tensor::scalar(1.0F)));
        QVERIFY(!weft::bytesEqual(Tensor::scalar(1), Tensor::vector({1})));
    }

    void integersWiden() {
        QCOMPARE(weft::intAt(Tensor::vector<std::int32_t>({1, -2}), 1), std::int64_t{-2});
        QCOMPARE(weft::intAt(Tensor::scalar(std::int64_t{1} << 40), 0), std::int64_t{1} << 40);
    }

    void overALargerBuffer() {
        const auto buffer = weft::Buffer::make(DType::Float, 8, weft::hostAllocator());
        Tensor tensor = Tensor::over(DType::Int64, Shape{2}, buffer, 16);
        tensor.mutableValues<std::int64_t>()[0] = 7;
        QCOMPARE(reinterpret_cast<const std::int64_t*>(buffer->data())[2], std::int64_t{7});
        QCOMPARE(tensor.bytes(), std::size_t{16});
    }
};

namespace {
const weft::test::Registered<TstTensor> registered;
}
#include "tst_tensor.moc"
