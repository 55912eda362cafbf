// SPDX-License-Identifier: Apache-2.0
#include "engine/train/conversion.h"

#include <QTest>
#include <array>

#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

Result<Tensor> through(const Tensor& batch, std::vector<Conversion> steps) {
    return converted(batch, steps);
}

Tensor pixels() {
    const std::array<std::uint8_t, 8> values{0, 1, 2, 3, 252, 253, 254, 255};
    return Tensor::ofValues<std::uint8_t>(Shape{2, 2, 2}, values);
}

}  // namespace

class TstConversion : public QObject {
    Q_OBJECT

private slots:
    void wordsAreNoNumbers() {
        const Tensor words = Tensor::vector<std::string>({"a", "b"});
        QVERIFY_FAILS(through(words, {Conversion::cast(DType::Float)}), "INVALID_ARGUMENT",
                      "no numbers: got string");
        QVERIFY_FAILS(through(words, {Conversion::scale(2)}), "INVALID_ARGUMENT", "string");
        QVERIFY_FAILS(convertedType({DType::String, PartialShape::scalar()},
                                    std::vector{Conversion::scale(2)}),
                      "INVALID_ARGUMENT", "string");
    }

    void classOutOfRangeIsNamed() {
        const Tensor labels = Tensor::vector<std::int64_t>({0, 3});
        QVERIFY_FAILS(through(labels, {Conversion::oneHot(3)}), "INVALID_ARGUMENT",
                      "got class 3, want one in [0, 3)");
        QVERIFY_FAILS(through(Tensor::vector<std::int64_t>({-1}), {Conversion::oneHot(3)}),
                      "INVALID_ARGUMENT", "got class -1");
        QVERIFY_FAILS(through(labels, {Conversion::oneHot(-1)}), "INVALID_ARGUMENT", "");
    }

    void rowsThatDoNotFitAreRefused() {
        QVERIFY_FAILS(through(pixels(), {Conversion::reshape(PartialShape{5})}), "INVALID_ARGUMENT",
                      "got rows of 4 elements, want [5]");
        QVERIFY_FAILS(through(pixels(), {Conversion::reshape(PartialShape{-1, -1})}),
                      "INVALID_ARGUMENT", "two unknown sizes");
        QVERIFY_FAILS(through(pixels(), {Conversion::reshape(PartialShape::unknown())}),
                      "INVALID_ARGUMENT", "unknown");
        QVERIFY_FAILS(through(Tensor::scalar(1.0F), {Conversion::reshape(PartialShape{1})}),
                      "INVALID_ARGUMENT", "no rows");
    }

    void imagesBecomeRowsOfFloats() {
        const Tensor before = pixels();
        const auto made =
            through(before, {Conversion::scale(1.0 / 255), Conversion::reshape(PartialShape{-1})});
        QVERIFY_OK(made);
        QCOMPARE(made->dtype(), DType::Float);
        QCOMPARE(made->shape(), (Shape{2, 4}));
        QCOMPARE(made->values<float>()[0], 0.0F);
        QCOMPARE(made->values<float>()[7], 255.0F * static_cast<float>(1.0 / 255));
        QCOMPARE(before.values<std::uint8_t>()[7], std::uint8_t{255});
    }

    void scalingLeavesSharedElementsAlone() {
        const Tensor column = Tensor::vector({1.0F, 2.0F});
        const auto made = through(column, {Conversion::scale(3)});
        QVERIFY_OK(made);
        QCOMPARE(made->values<float>()[1], 6.0F);
        QCOMPARE(column.values<float>()[1], 2.0F);
    }

    void labelsBecomeOneHotRows() {
        const auto made = through(Tensor::vector<std::uint8_t>({2, 0}), {Conversion::oneHot(3)});
        QVERIFY_OK(made);
        QCOMPARE(made->shape(), (Shape{2, 3}));
        const std::array<float, 6> wanted{0, 0, 1, 1, 0, 0};
        QVERIFY(std::equal(wanted.begin(), wanted.end(), made->values<float>().begin()));
    }

    void typesAreKnownWithoutData() {
        const std::vector<Conversion> steps{Conversion::scale(0.5),
                                            Conversion::reshape(PartialShape{14, -1})};
        const auto row = convertedType({DType::UInt8, PartialShape{28, 28}}, steps);
        QVERIFY_OK(row);
        QCOMPARE(row->type, DType::Float);
        QCOMPARE(row->rowShape, (PartialShape{14, 56}));
        const auto hot = convertedType({DType::Int64, PartialShape::scalar()},
                                       std::vector{Conversion::oneHot(10)});
        QCOMPARE(hot->rowShape, PartialShape{10});
    }

    void chipsSayWhatTheyDo() {
        QCOMPARE(Conversion::cast(DType::Int64).toString(), std::string("cast int64"));
        QCOMPARE(Conversion::oneHot(10).toString(), std::string("one-hot 10"));
        QCOMPARE(Conversion::reshape(PartialShape{28, 28, 1}).toString(),
                 std::string("reshape [28,28,1]"));
    }
};

namespace {
const Registered<TstConversion> registered;
}
}  // namespace weft::test

#include "tst_conversion.moc"
