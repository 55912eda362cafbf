// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "tests/engine/ops/tensor_array/list_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "TensorArrayReadV3", "TensorArrayWriteV3".
class TstElement : public QObject {
    Q_OBJECT

private slots:
    void rejectsIndicesOutside_data() {
        QTest::addColumn<int>("index");
        QTest::newRow("negative") << -1;
        QTest::newRow("past the end") << 2;
        QTest::newRow("huge") << 2147483647;
    }
    void rejectsIndicesOutside() {
        QFETCH(int, index);
        ListFixture g(2);
        g.read(index);
        g.write(index, g.constant("x", floats({1})));
        const auto session = *g.session();
        QVERIFY_FAILS(runFor(*session, "read"), "INVALID_ARGUMENT", "but array size is: 2");
        QVERIFY_FAILS(runFor(*session, "write"), "INVALID_ARGUMENT", "not resizeable");
    }

    void rejectsASecondWriteASecondReadAndWhatWasNeverWritten() {
        ListFixture g(2);
        const Expr x = g.constant("x", floats({1, 2}));
        g.write(0, x);
        const Expr first = g.read(0, "first");
        g.scope.op("TensorArrayReadV3",
                   {g.handle, g.index(0), g.op("Identity", {g.flow}, "later", {first})},
                   {{"dtype", DType::Float}}, "second");
        g.read(1, "unwritten");
        g.write(0, x, "again");
        const auto session = *g.session();
        QVERIFY_FAILS(runFor(*session, "again"), "INVALID_ARGUMENT", "already been written");
        QVERIFY_FAILS(runFor(*session, "second"), "INVALID_ARGUMENT", "clear_after_read");
        QVERIFY_FAILS(runFor(*session, "unwritten"), "INVALID_ARGUMENT", "not fully defined");
        QCOMPARE_FLOATS(runFor(*session, "first"), {1, 2});
    }

    void rejectsAnotherShapeOrDtype() {
        ListFixture g(1, {{"element_shape", PartialShape{2}}});
        g.write(0, g.constant("x", floats({1, 2, 3})));
        g.scope.op("TensorArrayReadV3", {g.handle, g.index(0), g.flow}, {{"dtype", DType::Int32}},
                   "ints");
        const auto session = *g.session();
        QVERIFY_FAILS(runFor(*session, "write"), "INVALID_ARGUMENT", "[3]");
        QVERIFY_FAILS(runFor(*session, "ints"), "INVALID_ARGUMENT", "");
    }

    void zerosStandForWhatWasNotWrittenWhereTheShapeIsKnown() {
        ListFixture g(1, {{"element_shape", PartialShape{2}}});
        g.read(0);
        QCOMPARE_FLOATS(runFor(**g.session(), "read"), {0, 0});
    }

    void growsWithWritesWhereItMay() {
        ListFixture g(0, {{"dynamic_size", true}});
        g.write(7, g.constant("x", floats({4})));
        g.read(7);
        const auto session = *g.session();
        for (int run = 0; run < 2; ++run) { QCOMPARE_FLOATS(runFor(*session, "read"), {4}); }
    }
};

namespace {
const Registered<TstElement> registered;
}  // namespace

}  // namespace weft::test

#include "tst_element.moc"
