// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstPlaceholder : public QObject {
    Q_OBJECT

private slots:
    void mustBeFed() {
        GraphFixture g;
        g.placeholder("x", {2});
        QVERIFY(g.graph.find("x")->isOp("Placeholder"));
        const auto session = *g.session();
        QVERIFY_FAILS(runFor(*session, "x"), "INVALID_ARGUMENT",
                      "You must feed a value for placeholder tensor 'x' with dtype float and "
                      "shape [2]");
        QCOMPARE_FLOATS(runFor(*session, "x", {{"x", floats({1, 2})}}), {1, 2});
    }

    void defaultMustFitTheDeclaredShape() {
        GraphFixture g;
        g.scope.op("PlaceholderWithDefault", {g.constant("c", floats({1, 2}))},
                   {{"shape", PartialShape{3}}}, "p");
        QVERIFY_FAILS(g.scope.status(), "INVALID_ARGUMENT", "p");
    }

    void withDefaultMayBeFed() {
        GraphFixture g;
        const Expr p = g.scope.op("PlaceholderWithDefault", {g.constant("c", floats({1, 2}))},
                                  {{"shape", PartialShape{-1}}}, "p");
        g.op("Neg", {p}, "n");
        QCOMPARE(p.shape().toString(), std::string("[?]"));
        const auto session = *g.session();
        QCOMPARE_FLOATS(runFor(*session, "n"), {-1, -2});
        QCOMPARE_FLOATS(runFor(*session, "n", {{"p", floats({5})}}), {-5});
        QCOMPARE_FLOATS(runFor(*session, "c"), {1, 2});
        QVERIFY_FAILS(runFor(*session, "n", {{"p", Tensor::scalar(1.F)}}), "INVALID_ARGUMENT",
                      "[?]");
    }

    void valueWithDefaultIsNotKnownBeforeARun() {
        GraphFixture g;
        const Expr p = g.scope.op("PlaceholderWithDefault", {g.constant("c", floats({1}))},
                                  {{"shape", PartialShape{1}}}, "p");
        QVERIFY(!g.graph.constantValue(p.endpoint()).has_value());
        QVERIFY(!g.graph.constantValue(g.op("Neg", {p}, "n").endpoint()).has_value());
    }
};

namespace {
const Registered<TstPlaceholder> registered;
}

}  // namespace weft::test

#include "tst_placeholder.moc"
