// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "engine/autodiff/backprop.h"
#include "engine/graph/op_registry.h"
#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Contracts of calls; what they compute is tested where they are laid out (engine/functions).
class TstFunctionCall : public QObject {
    Q_OBJECT

private slots:
    void onlyCallsThatMayHaveEffectsAreStateful_data() {
        QTest::addColumn<bool>("isStateful");
        QTest::newRow("PartitionedCall") << false;
        QTest::newRow("StatefulPartitionedCall") << true;
        QTest::newRow("RemoteCall") << true;
        QTest::newRow("If") << true;
        QTest::newRow("StatelessIf") << false;
        QTest::newRow("Case") << true;
        QTest::newRow("StatelessCase") << false;
        QTest::newRow("While") << true;
        QTest::newRow("StatelessWhile") << false;
        QTest::newRow("For") << false;
        QTest::newRow("SymbolicGradient") << false;
        QTest::newRow("_Arg") << true;
        QTest::newRow("_Retval") << true;
    }
    void onlyCallsThatMayHaveEffectsAreStateful() {
        QFETCH(bool, isStateful);
        const OpDef* op = OpRegistry::global().find(QTest::currentDataTag());
        QVERIFY(op != nullptr);
        QCOMPARE(op->isStateful, isStateful);
    }

    void aCallWithoutLibraryFailsWhereItRuns() {
        GraphFixture g;
        const Expr x = g.placeholder("x");
        const std::vector<DType> types = {DType::Float};
        g.scope.op("PartitionedCall", {x}, {{"Tin", types}, {"Tout", types}, {"f", FunctionAttr{}}},
                   "y");
        const auto gradients = addGradients(g.graph, {*g.graph.endpoint("y")}, {x.endpoint()});
        QVERIFY_OK(gradients);
        const std::string name = g.graph.nameOf(*gradients->front());
        const auto session = g.session();
        QVERIFY_OK(session);
        for (const std::string& fetch : {std::string("y"), name}) {
            QVERIFY_FAILS(runFor(**session, fetch, {{"x", floats({1})}}), "FAILED_PRECONDITION",
                          "not laid out");
        }
    }
    void aConditionIsDifferentiatedOnlyWhereItIsLaidOut() {
        GraphFixture g;
        const Expr x = g.placeholder("x");
        const std::vector<DType> types = {DType::Float};
        g.scope.op("If", {x, x},
                   {{"Tin", types},
                    {"Tout", types},
                    {"then_branch", FunctionAttr{}},
                    {"else_branch", FunctionAttr{}}},
                   "y");
        QVERIFY_FAILS(addGradients(g.graph, {*g.graph.endpoint("y")}, {x.endpoint()}),
                      "UNIMPLEMENTED", "functions");
    }
};

namespace {
const Registered<TstFunctionCall> registered;
}  // namespace

}  // namespace weft::test

#include "tst_function_call.moc"
