// SPDX-License-Identifier: Apache-2.0
#include "engine/tensor/shape.h"

#include <QTest>
#include <limits>
#include <vector>

#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

using weft::makeShape;
using weft::Shape;

namespace {

constexpr std::int64_t kLarge = std::int64_t{1} << 40;

weft::Result<Shape> made(std::vector<std::int64_t> dims) { return makeShape(dims); }

}  // namespace

class TstShape : public QObject {
    Q_OBJECT

private slots:
    void rejectsNegativeSizes() {
        QVERIFY_FAILS(made({2, -1}), "INVALID_ARGUMENT", "got -1");
        QVERIFY_FAILS(made({std::numeric_limits<std::int64_t>::min()}), "INVALID_ARGUMENT",
                      "negative");
    }

    void rejectsProductsOverInt64() {
        QVERIFY_FAILS(made({kLarge, kLarge}), "INVALID_ARGUMENT", "overflow");
        QVERIFY_FAILS(made({3037000500, 3037000500}), "INVALID_ARGUMENT", "overflow");
        // An empty tensor has strides too.
        QVERIFY_FAILS(made({kLarge, kLarge, 0}), "INVALID_ARGUMENT", "overflow");
        QVERIFY_FAILS(made({0, kLarge, kLarge}), "INVALID_ARGUMENT", "overflow");
    }

    void rejectsTooManyDimensions() {
        QVERIFY_FAILS(made(std::vector<std::int64_t>(255, 1)), "INVALID_ARGUMENT", "254");
        QVERIFY_OK(made(std::vector<std::int64_t>(254, 1)));
    }

    void countsElements() {
        QCOMPARE(Shape().elements(), std::int64_t{1});
        QCOMPARE((Shape{2, 3}).elements(), std::int64_t{6});
        QCOMPARE((Shape{2, 0, 3}).elements(), std::int64_t{0});
        QCOMPARE(made({3037000499, 3037000499})->elements(), std::int64_t{9223372030926249001});
    }

    void printsAsMessagesDo() {
        QCOMPARE(Shape().toString(), std::string("[]"));
        QCOMPARE((Shape{2, 3}).toString(), std::string("[2,3]"));
    }

    void reportsOverflowOfArithmetic() {
        std::int64_t result = 0;
        QVERIFY(weft::multiplyOverflows(kLarge, kLarge, result));
        QVERIFY(weft::addOverflows(std::numeric_limits<std::int64_t>::max(), 1, result));
        QVERIFY(!weft::multiplyOverflows(-3, 4, result));
        QCOMPARE(result, std::int64_t{-12});
    }
};

namespace {
const weft::test::Registered<TstShape> registered;
}
#include "tst_shape.moc"
