// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstVariable : public QObject {
    Q_OBJECT

private slots:
    void needsAShapeAndADtype() {
        GraphFixture g;
        QVERIFY_FAILS(g.graph.add({.name = "v", .op = "VariableV2", .inputs = {}}),
                      "INVALID_ARGUMENT", "");
    }

    void oneNameWithTwoDtypesIsRefused() {
        GraphFixture g;
        const auto make = [&](const char* name, DType type) {
            return g.scope.op("VariableV2", {},
                              {{"dtype", type},
                               {"shape", PartialShape{1}},
                               {"shared_name", std::string("common")}},
                              name);
        };
        const Expr a = make("a", DType::Float);
        const Expr b = make("b", DType::Double);
        g.op("Assign", {a, g.constant("c", floats({1}))}, "set_a");
        g.op("Assign", {b, g.constant("d", Tensor::vector<double>({1}))}, "set_b");
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"set_a"}));
        QVERIFY_FAILS(runTargets(*session, {"set_b"}), "INVALID_ARGUMENT", "dtype");
    }

    void isAReferenceOfTheDeclaredShape() {
        GraphFixture g;
        const Expr v = g.variable("v", {-1, 3});
        QCOMPARE(g.graph.output(v.endpoint()).isRef, true);
        QCOMPARE(v.shape().toString(), std::string("[?,3]"));
        QCOMPARE(v.dtype(), DType::Float);
    }

    void eachSessionHasItsOwn() {
        GraphFixture g;
        g.initialized("v", floats({1}));
        const auto one = *g.session();
        const auto two = *g.session();
        QVERIFY_OK(runTargets(*one, {"v/Assign"}));
        QCOMPARE_FLOATS(runFor(*one, "v"), {1});
        QVERIFY_FAILS(runFor(*two, "v"), "FAILED_PRECONDITION", "v");
    }

    void theOldOpTakesAScalarShapeForUnknown() {
        GraphFixture g;
        const auto make = [&g](const char* name, const PartialShape& shape) {
            return g.scope.op("Variable", {}, {{"dtype", DType::Float}, {"shape", shape}}, name);
        };
        QCOMPARE(make("v", PartialShape::scalar()).shape().toString(), std::string("<unknown>"));
        const Expr w = make("w", {2});
        QCOMPARE(w.shape().toString(), std::string("[2]"));
        g.op("Assign", {w, g.constant("c", floats({1, 2}))}, "set");
        const auto session = *g.session();
        QCOMPARE_FLOATS(runFor(*session, "set"), {1, 2});
    }
};

namespace {
const Registered<TstVariable> registered;
}

}  // namespace weft::test

#include "tst_variable.moc"
