// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "engine/graph/gradient_context.h"
#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstStopGradient : public QObject {
    Q_OBJECT

private slots:
    void preventGradientRefusesWithItsMessage() {
        GraphFixture g;
        const Expr x = g.placeholder("x");
        const Expr y =
            g.scope.op("PreventGradient", {x}, {{"message", std::string("not through here")}}, "y");
        const GradientContext context(g.scope, y.endpoint().node, {x});
        QVERIFY_FAILS(g.graph.node(y.endpoint().node).op->gradient(context), "INVALID_ARGUMENT",
                      "not through here");
    }

    void stopGradientPassesNoGradientOn() {
        GraphFixture g;
        const Expr y = g.op("StopGradient", {g.placeholder("x")}, "y");
        const OpDef& op = *g.graph.node(y.endpoint().node).op;
        QVERIFY(op.gradient == nullptr && !op.noGradientReason.empty());
    }

    void bothGiveTheirInput() {
        GraphFixture g;
        const Expr x = g.placeholder("x");
        g.op("StopGradient", {x}, "s");
        g.op("PreventGradient", {x}, "p");
        const auto session = *g.session();
        QCOMPARE_FLOATS(runFor(*session, "s", {{"x", floats({1, 2})}}), {1, 2});
        QCOMPARE_FLOATS(runFor(*session, "p", {{"x", floats({3})}}), {3});
    }
};

namespace {
const Registered<TstStopGradient> registered;
}

}  // namespace weft::test

#include "tst_stop_gradient.moc"
