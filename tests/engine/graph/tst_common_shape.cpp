// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/flow/common_shape.h"

#include <QTest>

#include "tests/support/test_main.h"

namespace weft::test {

class TstCommonShape : public QObject {
    Q_OBJECT

private slots:
    void whatIsKnownOfBoth_data() {
        QTest::addColumn<PartialShape>("a");
        QTest::addColumn<PartialShape>("b");
        QTest::addColumn<PartialShape>("both");
        const auto none = PartialShape::unknown();
        const auto scalar = PartialShape::scalar();
        QTest::newRow("other ranks") << PartialShape{2} << PartialShape{2, 2} << none;
        QTest::newRow("a scalar and none") << scalar << PartialShape{1} << none;
        QTest::newRow("an unknown rank") << PartialShape{2, 3} << none << none;
        QTest::newRow("another size")
            << PartialShape{2, 3} << PartialShape{4, 3} << PartialShape{-1, 3};
        QTest::newRow("an unknown size")
            << PartialShape{-1, 3} << PartialShape{2, 3} << PartialShape{-1, 3};
        QTest::newRow("an empty one")
            << PartialShape{0, 3} << PartialShape{2, 3} << PartialShape{-1, 3};
        QTest::newRow("the same") << PartialShape{2, 0} << PartialShape{2, 0} << PartialShape{2, 0};
        QTest::newRow("scalars") << scalar << scalar << scalar;
    }
    void whatIsKnownOfBoth() {
        QFETCH(const PartialShape, a);
        QFETCH(const PartialShape, b);
        QFETCH(const PartialShape, both);
        QCOMPARE(commonShape(a, b), both);
        QCOMPARE(commonShape(b, a), both);
    }
};

}  // namespace weft::test

namespace {
const weft::test::Registered<weft::test::TstCommonShape> registered;
}

#include "tst_common_shape.moc"
