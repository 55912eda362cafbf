// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "engine/graph/gradient_context.h"
#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstIdentity : public QObject {
    Q_OBJECT

private slots:
    void passesAnythingOn() {
        GraphFixture g;
        const Expr x = g.placeholder("x");
        const Expr y = g.op("Identity", {x}, "y");
        g.op("Neg", {y}, "n");
        g.op("Identity", {g.constant("s", Tensor::scalarString("text"))}, "t");
        const auto session = *g.session();
        QCOMPARE_FLOATS(runFor(*session, "y", {{"x", floats({1, 2})}}), {1, 2});
        QCOMPARE_FLOATS(runFor(*session, "y", {{"x", floats({})}}), {});
        QCOMPARE_FLOATS(runFor(*session, "n", {{"x", floats({3})}}), {-3});
        QCOMPARE(runFor(*session, "t")->values<std::string>()[0], std::string("text"));
    }

    void keepsTheValueKnownBeforeARun() {
        GraphFixture g;
        const Expr shape = g.constant("shape", Tensor::vector<std::int32_t>({2, -1}));
        const Expr same = g.op("Identity", {shape}, "same");
        const Expr x = g.placeholder("x", {6});
        QCOMPARE(g.op("Reshape", {x, same}, "y").shape().toString(), std::string("[2,3]"));
    }

    void gradientIsTheGradient() {
        GraphFixture g;
        const Expr x = g.placeholder("x");
        const Expr y = g.op("Identity", {x}, "y");
        const GradientContext context(g.scope, y.endpoint().node, {x});
        const auto gradients = y.scope().graph().node(y.endpoint().node).op->gradient(context);
        QVERIFY_OK(gradients);
        QVERIFY(gradients->front().endpoint() == x.endpoint());
    }
};

namespace {
const Registered<TstIdentity> registered;
}

}  // namespace weft::test

#include "tst_identity.moc"
