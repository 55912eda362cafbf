// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"
#include "tests/support/update_run.h"

namespace weft::test {

class TstIsVariableInitialized : public QObject {
    Q_OBJECT

private slots:
    void rejectsWhatIsNoVariable() {
        GraphFixture g;
        g.op("IsVariableInitialized", {g.constant("c", floats({1}))}, "is");
        QVERIFY_FAILS(g.scope.status(), "INVALID_ARGUMENT", "is");
    }

    void tellsBeforeAndAfter() {
        GraphFixture g;
        const Expr v = g.initialized("v", floats({1}));
        g.op("IsVariableInitialized", {v}, "is");
        const auto session = *g.session();
        QCOMPARE(runFor(*session, "is")->values<bool>()[0], false);
        QVERIFY_OK(runTargets(*session, {"v/Assign"}));
        QCOMPARE(runFor(*session, "is")->values<bool>()[0], true);
    }

    void tellsOfResourceVariables() {
        UpdateRun run("VarIsInitializedOp", {"float [1]"}, {}, {}, UpdateRun::Variables::ByHandle);
        QCOMPARE(run.output(), std::string("bool[]: False"));
        run.initialize();
        QCOMPARE(run.output(), std::string("bool[]: True"));
    }
};

namespace {
const Registered<TstIsVariableInitialized> registered;
}

}  // namespace weft::test

#include "tst_is_variable_initialized.moc"
