// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstIdentityN : public QObject {
    Q_OBJECT

private slots:
    void needsAnInput() {
        GraphFixture g;
        QVERIFY_FAILS(g.graph.add({.name = "n",
                                   .op = "IdentityN",
                                   .inputs = {},
                                   .attrs = {{"T", std::vector<DType>{}}}}),
                      "INVALID_ARGUMENT", "T");
    }

    void passesSeveralTypesOn() {
        GraphFixture g;
        const Expr x = g.placeholder("x", {-1});
        const Expr i = g.constant("i", Tensor::vector<std::int32_t>({7}));
        const auto outputs = g.scope.opList("IdentityN", {x, i}, {}, "n");
        QVERIFY_OK(g.scope.status());
        QCOMPARE(outputs.size(), std::size_t{2});
        QCOMPARE(outputs[1].dtype(), DType::Int32);
        QCOMPARE(outputs[0].shape().toString(), std::string("[?]"));
        const auto session = *g.session();
        QCOMPARE_FLOATS(runFor(*session, "n:0", {{"x", floats({1, 2})}}), {1, 2});
        QCOMPARE(runFor(*session, "n:1", {{"x", floats({})}})->values<std::int32_t>()[0], 7);
    }

    void theInputsAreNotWrittenThroughIt() {
        GraphFixture g;
        const Expr c = g.constant("c", floats({1, 2}));
        const auto outputs = g.scope.opList("IdentityN", {c, c}, {}, "n");
        g.op("Neg", {outputs[0]}, "m");
        const auto session = *g.session();
        QCOMPARE_FLOATS(runFor(*session, "m"), {-1, -2});
        QCOMPARE_FLOATS(runFor(*session, "m"), {-1, -2});
        QCOMPARE_FLOATS(runFor(*session, "c"), {1, 2});
    }
};

namespace {
const Registered<TstIdentityN> registered;
}

}  // namespace weft::test

#include "tst_identity_n.moc"
