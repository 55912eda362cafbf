// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/slice_map.h"

#include <QByteArray>
#include <QTest>
#include <numeric>

#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstSliceMap final : public QObject {
    Q_OBJECT

private slots:
    void partsOutsideTheWholeAreRefused();
    void gapsAndOverlapsAreRefused();
    void keysAreTensorFlows_data();
    void keysAreTensorFlows();
    void keysOfNumbersKeepTheirOrder();
    void partsMakeUpTheWhole();
    void stringsAreCutToo();
};

namespace {

const Registered<TstSliceMap> registered;

/// The elements of a part, counted through the whole in row-major order.
Tensor partOf(const TensorSlice& slice, const Shape& whole) {
    const Shape shape = *sliceShape(slice, whole);
    std::vector<float> values;
    for (std::int64_t i = 0; i < whole.elements(); ++i) {
        std::int64_t rest = i;
        bool inside = true;
        for (int axis = whole.rank() - 1; axis >= 0; --axis) {
            const std::int64_t at = rest % whole[axis];
            rest /= whole[axis];
            const auto a = static_cast<std::size_t>(axis);
            const std::int64_t start = slice.starts[a];
            inside = inside && at >= start && at < start + shape[axis];
        }
        if (inside) { values.push_back(static_cast<float>(i)); }
    }
    return Tensor::ofValues<float>(shape, values);
}

}  // namespace

void TstSliceMap::partsOutsideTheWholeAreRefused() {
    constexpr std::int64_t kHuge = std::int64_t{1} << 62;
    const Shape whole{4, 5};
    for (const TensorSlice& slice :
         {TensorSlice{{0}, {4}}, TensorSlice{{-1, 0}, {2, 5}}, TensorSlice{{0, 0}, {5, 5}},
          TensorSlice{{3, 0}, {2, 5}}, TensorSlice{{0, 1}, {4, kWholeAxis}},
          TensorSlice{{0, 0}, {-2, 5}}, TensorSlice{{kHuge, 0}, {kHuge, 5}},
          TensorSlice{{0, 0, 0}, {1, 1, 1}}}) {
        QVERIFY_FAILS(sliceShape(slice, whole), "DATA_LOSS", "[4,5]");
    }
}

void TstSliceMap::gapsAndOverlapsAreRefused() {
    const Shape whole{4};
    const TensorSlice low{{0}, {2}};
    const TensorSlice middle{{1}, {2}};
    QVERIFY_FAILS(SliceMap::create(DType::Float, whole, {low}), "DATA_LOSS", "parts");
    QVERIFY_FAILS(SliceMap::create(DType::Float, whole, {low, low, low}), "DATA_LOSS", "parts");
    auto map = SliceMap::create(DType::Float, whole, {low, middle});
    QVERIFY_OK(map);
    QVERIFY_OK(map->put(low, Tensor::vector<float>({1, 2})));
    QVERIFY(!map->take().valid());
    QVERIFY_FAILS(map->put(middle, Tensor::vector<float>({3, 4})), "DATA_LOSS", "overlap");
}

void TstSliceMap::keysAreTensorFlows_data() {
    // Made by saved_tensor_slice_util.EncodeTensorNameSlice's rules as the format page gives them.
    QTest::addColumn<qint64>("start");
    QTest::addColumn<QByteArray>("digits");
    QTest::newRow("0") << qint64{0} << QByteArray("80");
    QTest::newRow("1") << qint64{1} << QByteArray("81");
    QTest::newRow("63") << qint64{63} << QByteArray("bf");
    QTest::newRow("64") << qint64{64} << QByteArray("c040");
    QTest::newRow("8191") << qint64{8191} << QByteArray("dfff");
    QTest::newRow("8192") << qint64{8192} << QByteArray("e02000");
    QTest::newRow("-1") << qint64{-1} << QByteArray("7f");
    QTest::newRow("-64") << qint64{-64} << QByteArray("40");
    QTest::newRow("-65") << qint64{-65} << QByteArray("3fbf");
    QTest::newRow("max") << std::numeric_limits<qint64>::max()
                         << QByteArray("ffc07fffffffffffffff");
    QTest::newRow("min") << std::numeric_limits<qint64>::min()
                         << QByteArray("003f8000000000000000");
}

void TstSliceMap::keysAreTensorFlows() {
    QFETCH(qint64, start);
    QFETCH(QByteArray, digits);
    const std::string key = sliceKey(std::string("a\0\xFF", 3), {{start}, {kWholeAxis}});
    QCOMPARE(QByteArray::fromStdString(key).toHex(), QByteArray("00"
                                                                "6100ffff00"
                                                                "0001"
                                                                "0101") +
                                                         digits + "7f");
}

void TstSliceMap::keysOfNumbersKeepTheirOrder() {
    std::string last;
    for (const std::int64_t start :
         {std::numeric_limits<std::int64_t>::min(), std::int64_t{-100'000}, std::int64_t{-64},
          std::int64_t{-1}, std::int64_t{0}, std::int64_t{63}, std::int64_t{64},
          std::int64_t{1'000'000'000'000}, std::numeric_limits<std::int64_t>::max()}) {
        const std::string key = sliceKey("a", {{start}, {1}});
        QVERIFY(last < key);
        last = key;
    }
}

void TstSliceMap::partsMakeUpTheWhole() {
    const Shape whole{5, 4, 3};
    const std::vector<TensorSlice> parts{{{0, 0, 0}, {5, 4, 1}},
                                         {{0, 0, 1}, {2, 4, 2}},
                                         {{2, 0, 1}, {3, 1, 2}},
                                         {{2, 1, 1}, {3, 3, 2}}};
    auto map = SliceMap::create(DType::Float, whole, parts);
    QVERIFY_OK(map);
    for (const TensorSlice& part : parts) { QVERIFY_OK(map->put(part, partOf(part, whole))); }
    const Tensor made = map->take();
    QVERIFY(made.valid());
    for (std::int64_t i = 0; i < whole.elements(); ++i) {
        QCOMPARE(made.values<float>()[static_cast<std::size_t>(i)], static_cast<float>(i));
    }
}

void TstSliceMap::stringsAreCutToo() {
    const TensorSlice left{{0, 0}, {kWholeAxis, 1}};
    const TensorSlice right{{0, 1}, {2, 1}};
    auto map = SliceMap::create(DType::String, Shape{2, 2}, {left, right});
    QVERIFY_OK(map);
    const auto column = [](std::string a, std::string b) {
        return Tensor::vector<std::string>({std::move(a), std::move(b)}).reshaped(Shape{2, 1});
    };
    QVERIFY_OK(map->put(left, column("a", "c")));
    QVERIFY_OK(map->put(right, column("b", "d")));
    const Tensor made = map->take();
    QVERIFY(made.valid());
    std::string all;
    for (const std::string& text : made.values<std::string>()) { all += text; }
    QCOMPARE(all, std::string("abcd"));
}

}  // namespace weft::test

#include "tst_slice_map.moc"
