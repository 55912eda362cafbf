// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "tests/engine/ops/tensor_array/list_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "TensorArrayGatherV3", "TensorArrayScatterV3".
class TstRows : public QObject {
    Q_OBJECT

private slots:
    void rejectsElementsOfDifferentShapes() {
        ListFixture g(2);
        g.write(0, g.constant("x", floats({1})));
        g.write(1, g.constant("y", floats({1, 2})), "write_y");
        g.gather({0, 1});
        QVERIFY_FAILS(runFor(**g.session(), "gather"), "INVALID_ARGUMENT", "inconsistent shapes");
    }

    void rejectsIndicesThatDoNotFit() {
        ListFixture g(2);
        const Expr x = g.constant("x", floats({1, 2, 3}));
        g.scope.op("TensorArrayScatterV3", {g.handle, g.indices({0, 1}), x, g.flow}, {}, "few");
        g.scope.op("TensorArrayScatterV3", {g.handle, g.indices({0, 1, 2}), x, g.flow}, {}, "far");
        g.gather({0, -5});
        const auto session = *g.session();
        QVERIFY_FAILS(runFor(*session, "few"), "INVALID_ARGUMENT", "2 vs. 3");
        QVERIFY_FAILS(runFor(*session, "far"), "INVALID_ARGUMENT", "Max scatter index");
        QVERIFY_FAILS(runFor(*session, "gather"), "INVALID_ARGUMENT", "");
    }

    void nothingGatheredNeedsAKnownShape() {
        ListFixture g(0);
        g.gather({});
        QVERIFY_FAILS(runFor(**g.session(), "gather"), "INVALID_ARGUMENT", "size zero");
        ListFixture known(0, {{"element_shape", PartialShape{2}}});
        known.gather({});
        const auto none = runFor(**known.session(), "gather");
        QVERIFY_OK(none);
        QCOMPARE(none->shape(), (Shape{0, 2}));
    }

    void rowsComeInTheOrderOfTheIndices() {
        ListFixture g(3);
        g.flow = g.scope.op("TensorArrayScatterV3", {g.handle, g.indices({2, 0, 1}),
                                                     g.constant("x", floats({1, 2, 3})), g.flow});
        g.gather({0, 1, 2});
        QCOMPARE_FLOATS(runFor(**g.session(), "gather"), {2, 3, 1});
    }
};

namespace {
const Registered<TstRows> registered;
}  // namespace

}  // namespace weft::test

#include "tst_rows.moc"
