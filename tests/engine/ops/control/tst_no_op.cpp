// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstNoOp : public QObject {
    Q_OBJECT

private slots:
    void hasNothingToFetch() {
        GraphFixture g;
        g.noOp("group");
        QVERIFY(g.graph.find("group")->isOp("NoOp"));
        const auto session = *g.session();
        QVERIFY_FAILS(runFor(*session, "group"), "OUT_OF_RANGE", "group");
        QVERIFY_OK(runTargets(*session, {"group"}));
    }

    void controlTriggerDoesNothingEither() {
        GraphFixture g;
        QVERIFY_OK(g.graph.add({.name = "trigger", .op = "ControlTrigger"}));
        const auto session = *g.session();
        QVERIFY_FAILS(runFor(*session, "trigger"), "OUT_OF_RANGE", "trigger");
        QVERIFY_OK(runTargets(*session, {"trigger"}));
    }

    void groupsItsControlInputs() {
        GraphFixture g;
        const Expr a = g.op("Assign", {g.variable("a", {1}), g.constant("c", floats({1}))}, "sa");
        const Expr b = g.op("Assign", {g.variable("b", {1}), g.constant("d", floats({2}))}, "sb");
        g.noOp("init", {a, b});
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"init"}));
        QCOMPARE_FLOATS(runFor(*session, "a"), {1});
        QCOMPARE_FLOATS(runFor(*session, "b"), {2});
    }
};

namespace {
const Registered<TstNoOp> registered;
}

}  // namespace weft::test

#include "tst_no_op.moc"
