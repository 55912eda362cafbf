// SPDX-License-Identifier: Apache-2.0
#include "engine/tensor/dtype.h"

#include <QTest>

#include "tests/support/test_main.h"

using weft::DType;

class TstDtype : public QObject {
    Q_OBJECT

private slots:
    void unknownNumbersAreNoTypes() {
        for (const int number : {0, -1, 24, 101, 999}) {
            const auto type = static_cast<DType>(number);
            QVERIFY(!weft::isKnown(type));
            QCOMPARE(weft::elementBytes(type), std::size_t{0});
            QVERIFY(weft::dtypeName(type) == "invalid");
        }
    }

    void unknownNamesAreNoTypes() {
        for (const char* name : {"", "float16x", "Float", "DT_", "invalid", "DT_INVALID"}) {
            QVERIFY2(!weft::dtypeFromName(name), name);
        }
    }

    void everyNameLeadsBack() {
        for (int number = 1; number <= 23; ++number) {
            const auto type = static_cast<DType>(number);
            QVERIFY(weft::isKnown(type));
            QCOMPARE(*weft::dtypeFromName(weft::dtypeName(type)), type);
            QCOMPARE(*weft::dtypeFromName(weft::signatureName(type)), type);
            QCOMPARE(*weft::dtypeFromName(weft::protoName(type)), type);
        }
    }

    void sizesAreThoseOfTheElements() {
        QCOMPARE(weft::elementBytes(DType::Float), sizeof(float));
        QCOMPARE(weft::elementBytes(DType::Half), std::size_t{2});
        QCOMPARE(weft::elementBytes(DType::Complex128), std::size_t{16});
        QVERIFY(!weft::isPlain(DType::String));
        QVERIFY(!weft::isPlain(DType::Resource));
    }

    void kindsAreDisjoint() {
        for (int number = 0; number <= 24; ++number) {
            const auto type = static_cast<DType>(number);
            QVERIFY(weft::isFloating(type) + weft::isInteger(type) + weft::isComplex(type) <= 1);
        }
        QVERIFY(weft::isFloating(DType::BFloat16));
        QVERIFY(!weft::isInteger(DType::Bool));
        QVERIFY(!weft::isInteger(DType::QInt8));
    }
};

namespace {
const weft::test::Registered<TstDtype> registered;
}
#include "tst_dtype.moc"
