// SPDX-License-Identifier: Apache-2.0
#include "engine/tensor/partial_shape.h"

#include <QTest>

#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

using weft::PartialShape;
using weft::Shape;

class TstPartialShape : public QObject {
    Q_OBJECT

private slots:
    void ranksThatDifferAreErrors() {
        QVERIFY_FAILS((PartialShape{2}).withRank(2), "INVALID_ARGUMENT",
                      "must be rank 2 but is rank 1");
        QVERIFY_FAILS(PartialShape::scalar().withRankAtLeast(1), "INVALID_ARGUMENT",
                      "at least rank 1 but is rank 0");
        QVERIFY_FAILS((PartialShape{1, 2}).withRankAtMost(1), "INVALID_ARGUMENT",
                      "at most rank 1 but is rank 2");
        QVERIFY_FAILS((PartialShape{2}).merge(PartialShape{2, 3}), "INVALID_ARGUMENT",
                      "equal rank, but are 1 and 2");
    }

    void sizesThatContradictAreErrors() {
        QVERIFY_FAILS((PartialShape{-1, 2}).merge(PartialShape{4, 3}), "INVALID_ARGUMENT",
                      "dimension 1 in both shapes must be equal, but are 2 and 3");
        QVERIFY_FAILS(weft::mergeDim(2, 3), "INVALID_ARGUMENT", "2 and 3");
    }

    void unknownRankBecomesTheRankAskedFor() {
        QCOMPARE(*PartialShape().withRank(2), (PartialShape{-1, -1}));
        QCOMPARE(*PartialShape().withRankAtLeast(3), PartialShape());
        QCOMPARE(*PartialShape().withRank(0), PartialShape::scalar());
    }

    void mergingGathersWhatIsKnown() {
        QCOMPARE(*(PartialShape{-1, 3}).merge(PartialShape{2, -1}), (PartialShape{2, 3}));
        QCOMPARE(*PartialShape().merge(PartialShape{2}), (PartialShape{2}));
        QCOMPARE(*weft::mergeDim(-1, -1), weft::kUnknownDim);
    }

    void scalarIsNotUnknown() {
        QVERIFY(PartialShape::scalar().hasRank());
        QVERIFY(!PartialShape().hasRank());
        QVERIFY(!(PartialShape::scalar() == PartialShape()));
        QCOMPARE(PartialShape::scalar().toString(), std::string("[]"));
        QCOMPARE(PartialShape().toString(), std::string("<unknown>"));
        QCOMPARE((PartialShape{-1, 128}).toString(), std::string("[?,128]"));
    }

    void fullShapesOfHugeSizesAreNone() {
        const std::int64_t large = std::int64_t{1} << 40;
        QVERIFY(!(PartialShape{large, large}).full());
        QVERIFY(!(PartialShape{large, large}).elements());
        QVERIFY(!(PartialShape{-1}).full());
        QVERIFY(!PartialShape().full());
        QCOMPARE(*(PartialShape{2, 3}).full(), (Shape{2, 3}));
    }

    void anEmptyAxisMakesTheCountKnown() {
        QCOMPARE(*(PartialShape{-1, 0}).elements(), std::int64_t{0});
        QVERIFY(!(PartialShape{-1, 2}).elements());
    }

    void slicesCountFromTheBack() {
        const PartialShape shape{1, 2, 3};
        QCOMPARE(shape.slice(1), (PartialShape{2, 3}));
        QCOMPARE(shape.slice(0, -1), (PartialShape{1, 2}));
        QCOMPARE(shape.slice(-2), (PartialShape{2, 3}));
        QCOMPARE(shape.slice(2, 1), PartialShape::scalar());
        QCOMPARE(shape.slice(0, 9), shape);
        QCOMPARE(PartialShape().slice(1), PartialShape());
        QCOMPARE(shape.slice(0, 1).concat(shape.slice(2)), (PartialShape{1, 3}));
        QCOMPARE(shape.concat(PartialShape()), PartialShape());
        QCOMPARE(shape.withDim(1, -1), (PartialShape{1, -1, 3}));
    }

    void compatibilityIsSymmetric() {
        QVERIFY((PartialShape{-1, 3}).compatibleWith(PartialShape{2, -1}));
        QVERIFY(PartialShape().compatibleWith(PartialShape{2}));
        QVERIFY(!(PartialShape{2}).compatibleWith(PartialShape{3}));
        QVERIFY(!(PartialShape{2}).compatibleWith(PartialShape{2, 1}));
    }
};

namespace {
const weft::test::Registered<TstPartialShape> registered;
}
#include "tst_partial_shape.moc"
