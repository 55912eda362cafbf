// SPDX-License-Identifier: Apache-2.0
/// @file
/// Reads and writes of variables (decision 11): what a step sees of its own writes.

#include <QObject>
#include <QTest>

#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstVariables : public QObject {
    Q_OBJECT

private slots:
    void usesBeforeTheFirstWriteAreRefused_data() {
        QTest::addColumn<QString>("fetch");
        for (const char* fetch : {"v", "read", "neg", "update"}) { QTest::newRow(fetch) << fetch; }
    }
    void usesBeforeTheFirstWriteAreRefused() {
        QFETCH(QString, fetch);
        GraphFixture g;
        const Expr v = g.variable("v", {2});
        const Expr read = g.op("Identity", {v}, "read");
        g.op("Neg", {read}, "neg");
        g.op("AssignAdd", {v, g.constant("c", floats({1, 2}))}, "update");
        const auto session = *g.session();
        const auto result = runFor(*session, fetch.toStdString());
        QVERIFY_FAILS(result, "FAILED_PRECONDITION", "Attempting to use uninitialized value v");
        QVERIFY_FAILS(result, "FAILED_PRECONDITION", "run its initializer or restore a checkpoint");
    }

    void isVariableInitializedTells() {
        GraphFixture g;
        const Expr v = g.initialized("v", floats({1}));
        g.op("IsVariableInitialized", {v}, "is");
        const auto session = *g.session();
        QCOMPARE(runFor(*session, "is")->values<bool>()[0], false);
        QVERIFY_OK(runTargets(*session, {"v/Assign"}));
        QCOMPARE(runFor(*session, "is")->values<bool>()[0], true);
    }

    void assignOfAnotherShapeIsRefusedUnlessToldNotToLook() {
        GraphFixture g;
        const Expr v = g.variable("v", PartialShape());
        const Expr x = g.placeholder("x");
        g.scope.op("Assign", {v, x}, {}, "checked");
        g.scope.op("Assign", {v, x}, {{"validate_shape", false}}, "free");
        g.op("Neg", {v}, "n");
        const auto session = *g.session();
        QCOMPARE_FLOATS(runFor(*session, "free", {{"x", floats({1})}}), {1});
        QCOMPARE_FLOATS(runFor(*session, "n"), {-1});
        QCOMPARE_FLOATS(runFor(*session, "free", {{"x", floats({1, 2, 3})}}), {1, 2, 3});
        QCOMPARE_FLOATS(runFor(*session, "n"), {-1, -2, -3});
        QVERIFY_FAILS(runFor(*session, "checked", {{"x", floats({1})}}), "INVALID_ARGUMENT",
                      "[Assign]");
        QCOMPARE_FLOATS(runFor(*session, "v"), {1, 2, 3});
    }

    void initializerAndReadInOneStep() {
        GraphFixture g;
        const Expr v = g.initialized("v", floats({4, 5}));
        g.op("Identity", {v}, "read", {g.scope.expr({g.graph.find("v/Assign")->id, 0})});
        const auto session = *g.session();
        QCOMPARE_FLOATS(runFor(*session, "read"), {4, 5});
        QCOMPARE_FLOATS(runFor(*session, "v/Assign"), {4, 5});
    }

    void valuesStayBetweenRunsAndFetchesAreCopies() {
        GraphFixture g;
        const Expr v = g.initialized("v", floats({1}));
        g.op("AssignAdd", {v, g.constant("d", floats({2}))}, "add");
        g.op("AssignSub", {v, g.constant("e", floats({5}))}, "sub");
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"v/Assign"}));
        const Result<Tensor> before = runFor(*session, "v");
        QCOMPARE_FLOATS(runFor(*session, "add"), {3});
        QCOMPARE_FLOATS(runFor(*session, "sub"), {-2});
        QCOMPARE_FLOATS(before, {1});
        // The initial value is a constant: it is not the buffer that was written.
        QCOMPARE_FLOATS(runFor(*session, "v/initial"), {1});
        QCOMPARE_FLOATS(runFor(*session, "v/Assign"), {1});
    }

    void fetchGivesTheValueAtTheEndOfTheStep() {
        GraphFixture g;
        const Expr v = g.initialized("v", floats({1}));
        g.op("Identity", {v}, "read");
        g.op("AssignAdd", {v, g.constant("d", floats({2}))}, "add");
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"v/Assign"}));
        QCOMPARE_FLOATS(runFor(*session, "v", {}, {"add"}), {3});
        QCOMPARE_FLOATS(runFor(*session, "read", {}, {"add"}), {5});
    }

    void unorderedReadsComeBeforeTheWrite() {
        GraphFixture g;
        const Expr v = g.initialized("v", floats({1}));
        // The write is the earlier node; still the read sees the old value.
        g.op("AssignAdd", {v, g.constant("d", floats({2}))}, "add");
        const Expr read = g.op("Identity", {v}, "read");
        g.op("Neg", {read}, "n");
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"v/Assign"}));
        QCOMPARE_FLOATS(runFor(*session, "n", {}, {"add"}), {-1});
        QCOMPARE_FLOATS(runFor(*session, "n", {}, {"add"}), {-3});
    }

    void identityIsAnAliasThatSeesOrderedWrites() {
        GraphFixture g;
        const Expr v = g.initialized("v", floats({1}));
        const Expr read = g.op("Identity", {v}, "read");
        const Expr add = g.op("AssignAdd", {v, g.constant("d", floats({2}))}, "add");
        g.op("Neg", {read}, "after", {add});  // held back until the update ran
        g.op("Neg", {add}, "of_update");      // reads through the updated reference
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"v/Assign"}));
        QCOMPARE_FLOATS(runFor(*session, "after"), {-3});
        QCOMPARE_FLOATS(runFor(*session, "of_update"), {-5});
    }

    void twoUnorderedWritesGoInNodeOrder() {
        GraphFixture g;
        const Expr v = g.initialized("v", floats({1}));
        const Expr a = g.op("Assign", {v, g.constant("ten", floats({10}))}, "a");
        const Expr b = g.op("AssignAdd", {v, g.constant("d", floats({2}))}, "b");
        g.noOp("both", {b, a});
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"v/Assign"}));
        QVERIFY_OK(runTargets(*session, {"both"}));
        QCOMPARE_FLOATS(runFor(*session, "v"), {12});
    }

    void variablesSwapTheirValues() {
        GraphFixture g;
        const Expr a = g.initialized("a", floats({1, 2}));
        const Expr b = g.initialized("b", floats({3, 4}));
        const Expr toA = g.op("Assign", {a, g.op("Identity", {b}, "rb")}, "to_a");
        const Expr toB = g.op("Assign", {b, g.op("Identity", {a}, "ra")}, "to_b");
        g.noOp("swap", {toA, toB});
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"a/Assign", "b/Assign"}));
        for (int i = 0; i < 3; ++i) {
            QVERIFY_OK(runTargets(*session, {"swap"}));
            QCOMPARE_FLOATS(runFor(*session, "a"),
                            {i % 2 == 0 ? 3.F : 1.F, i % 2 == 0 ? 4.F : 2.F});
            QCOMPARE_FLOATS(runFor(*session, "b"),
                            {i % 2 == 0 ? 1.F : 3.F, i % 2 == 0 ? 2.F : 4.F});
        }
    }

    void aValueComputedBeforeAWriteKeepsWhatItWas() {
        GraphFixture g;
        const Expr v = g.initialized("v", floats({1, 2}));
        const Expr n = g.op("Neg", {g.op("Identity", {v}, "read")}, "n");
        const Expr update = g.op("AssignAdd", {v, n}, "update");  // v becomes zero
        g.op("AddV2", {n, update}, "sum");                        // n after, v after
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"v/Assign"}));
        QCOMPARE_FLOATS(runFor(*session, "sum"), {-1, -2});
    }

    void updateByItselfDoubles() {
        GraphFixture g;
        const Expr v = g.initialized("v", floats({1, 2}));
        g.op("AssignAdd", {v, g.op("Identity", {v}, "read")}, "twice");
        g.op("Assign", {v, g.op("Identity", {v}, "read2")}, "same");
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"v/Assign"}));
        QCOMPARE_FLOATS(runFor(*session, "twice"), {2, 4});
        QCOMPARE_FLOATS(runFor(*session, "same"), {2, 4});
    }

    void aReshapedReadIsNoWindowIntoLaterWrites() {
        GraphFixture g;
        const Expr v = g.initialized("v", floats({1, 2}));
        const Expr flat =
            g.op("Reshape", {v, g.constant("shape", Tensor::vector<std::int32_t>({2, 1}))}, "flat");
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"v/Assign"}));
        const Result<Tensor> first = runFor(*session, "flat");
        QCOMPARE_FLOATS(first, {1, 2});
        QCOMPARE(flat.shape().toString(), std::string("[2,1]"));
    }

    void sharedNameIsOneVariable() {
        GraphFixture g;
        const AttrMap attrs{{"dtype", DType::Float},
                            {"shape", PartialShape{1}},
                            {"shared_name", std::string("common")}};
        const Expr a = g.scope.op("VariableV2", {}, attrs, "a");
        const Expr b = g.scope.op("VariableV2", {}, attrs, "b");
        g.op("Assign", {a, g.constant("c", floats({6}))}, "init");
        g.op("Neg", {b}, "n");
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"init"}));
        QCOMPARE_FLOATS(runFor(*session, "n"), {-6});
        QCOMPARE(session->resources().entries().size(), std::size_t{1});
    }

    void fedReferenceMayBeReadButNotWritten() {
        GraphFixture g;
        const Expr v = g.initialized("v", floats({1}));
        g.op("Neg", {v}, "n");
        g.op("AssignAdd", {v, g.constant("d", floats({2}))}, "add");
        const auto session = *g.session();
        QCOMPARE_FLOATS(runFor(*session, "n", {{"v", floats({9})}}), {-9});
        QVERIFY_FAILS(runFor(*session, "add", {{"v", floats({9})}}), "INVALID_ARGUMENT",
                      "node 'add'");
    }
};

namespace {
const Registered<TstVariables> registered;
}

}  // namespace weft::test

#include "tst_variables.moc"
