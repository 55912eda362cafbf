// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/simd/binary.h"

#include <QTest>
#include <vector>

#include "engine/kernel/broadcast.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// Where an element of the output lies in an operand of this shape.
std::size_t placeOf(std::int64_t index, const Shape& operand, const Shape& out) {
    std::int64_t place = 0;
    std::int64_t extent = 1;
    for (int back = 1; back <= out.rank(); ++back) {
        const std::int64_t size = out[out.rank() - back];
        const std::int64_t at = index % size;
        index /= size;
        if (back > operand.rank()) { continue; }
        const std::int64_t own = operand[operand.rank() - back];
        place += own == 1 ? 0 : at * extent;
        extent *= own;
    }
    return static_cast<std::size_t>(place);
}

std::vector<float> counted(std::int64_t n, float step) {
    std::vector<float> values(static_cast<std::size_t>(n));
    for (std::size_t i = 0; i < values.size(); ++i) { values[i] = static_cast<float>(i) * step; }
    return values;
}

bool subtractsRightly(const Shape& a, const Shape& b, const Shape& out) {
    const std::vector<float> left = counted(a.elements(), 100);
    const std::vector<float> right = counted(b.elements(), 1);
    std::vector<float> got(static_cast<std::size_t>(out.elements()), -1.0F);
    const auto plan = Broadcast<2>::of({&a, &b}, out);
    forEachBlock(plan, 1000, [&](const auto& at, auto outAt, auto rows, auto columns) {
        simd::binary(simd::Binary::Sub,
                     simd::BinaryBlock<float, float>{left.data() + at[0], right.data() + at[1],
                                                     got.data() + outAt, rows, columns,
                                                     plan.rows.stride[0], plan.columns.stride[0],
                                                     plan.rows.stride[1], plan.columns.stride[1]});
    });
    for (std::int64_t i = 0; i < out.elements(); ++i) {
        const float want = left[placeOf(i, a, out)] - right[placeOf(i, b, out)];
        if (got[static_cast<std::size_t>(i)] != want) { return false; }
    }
    return true;
}

}  // namespace

/// Broadcasting of two operands.
class TstBinary : public QObject {
    Q_OBJECT

private slots:
    void broadcastsAnyShapes();
    void likeAxesBecomeOne();
};

void TstBinary::broadcastsAnyShapes() {
    QVERIFY(subtractsRightly(Shape{}, Shape{}, Shape{}));
    QVERIFY(subtractsRightly(Shape{0, 3}, Shape{3}, Shape{0, 3}));
    QVERIFY(subtractsRightly(Shape{100, 33}, Shape{33}, Shape{100, 33}));
    QVERIFY(subtractsRightly(Shape{100, 33}, Shape{100, 1}, Shape{100, 33}));
    QVERIFY(subtractsRightly(Shape{1, 33}, Shape{100, 1}, Shape{100, 33}));
    QVERIFY(subtractsRightly(Shape{5, 4, 3, 2}, Shape{5, 1, 3, 1}, Shape{5, 4, 3, 2}));
    QVERIFY(subtractsRightly(Shape{1, 4, 1, 2}, Shape{5, 1, 3, 1}, Shape{5, 4, 3, 2}));
    QVERIFY(subtractsRightly(Shape{4, 3, 2}, Shape{5, 1, 3, 1}, Shape{5, 4, 3, 2}));
    QVERIFY(subtractsRightly(Shape{2, 1, 2, 1, 2, 1}, Shape{1, 3, 1, 3, 1, 3},
                             Shape{2, 3, 2, 3, 2, 3}));
}

void TstBinary::likeAxesBecomeOne() {
    const Shape image{8, 28, 28, 16};
    const Shape channels{16};
    const auto bias = Broadcast<2>::of({&image, &channels}, image);
    QVERIFY(bias.outer.empty());
    QCOMPARE(bias.rows.size, std::int64_t{8 * 28 * 28});
    QCOMPARE(bias.columns.size, std::int64_t{16});
    const auto same = Broadcast<2>::of({&image, &image}, image);
    QCOMPARE(same.rows.size, std::int64_t{1});
    QCOMPARE(same.columns.size, image.elements());
}

namespace {
const Registered<TstBinary> registered;
}  // namespace

}  // namespace weft::test

#include "tst_binary.moc"
