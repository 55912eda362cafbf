// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "engine/autodiff/backprop.h"
#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstVarHandle : public QObject {
    Q_OBJECT

    /// A handle of a float variable.
    static Expr handle(const GraphFixture& g, std::string_view name, const PartialShape& shape,
                       const std::string& shared, DType type = DType::Float) {
        return g.scope.op("VarHandleOp", {},
                          {{"dtype", type}, {"shape", shape}, {"shared_name", shared}}, name);
    }
    static Expr read(const GraphFixture& g, const Expr& from, std::string_view name) {
        return g.scope.op("ReadVariableOp", {from}, {{"dtype", DType::Float}}, name);
    }

private slots:
    void needsAShapeAndADtype() {
        GraphFixture g;
        QVERIFY_FAILS(g.graph.add({.name = "v", .op = "VarHandleOp"}), "INVALID_ARGUMENT", "");
    }

    void isAScalarThatTellsWhatItPointsTo() {
        GraphFixture g;
        const Expr h = handle(g, "h", {-1, 3}, "v");
        QCOMPARE(h.shape().toString(), std::string("[]"));
        const Expr renamed = g.op("Identity", {h}, "renamed");
        QCOMPARE(read(g, renamed, "r").shape().toString(), std::string("[?,3]"));
        g.scope.op("ReadVariableOp", {renamed}, {{"dtype", DType::Int32}}, "wrong");
        QVERIFY_FAILS(g.scope.status(), "INVALID_ARGUMENT",
                      "Trying to read variable with wrong dtype. Expected float got int32");
    }

    /// What a handle tells of its variable holds for the value read, not for what is made of it.
    void whatIsMadeOfItsValueHasAShapeOfItsOwn() {
        GraphFixture g;
        const Expr h = handle(g, "h", {2, 1}, "v");
        const Expr value = read(g, h, "r");
        const Expr flat = g.op(
            "Reshape",
            {value, g.constant("all", Tensor::ofValues<std::int32_t>(Shape{1}, std::array{-1}))},
            "flat");
        QVERIFY(!g.graph.output(value.endpoint()).handle.has_value());
        QVERIFY(!g.graph.output(flat.endpoint()).handle.has_value());
        const Expr y = g.op("Square", {g.op("Square", {flat}, "once")}, "twice");
        QVERIFY_OK(g.scope.status());
        const auto made = addGradients(g.graph, {y.endpoint()}, {value.endpoint(), h.endpoint()});
        QVERIFY_OK(made);
        g.op("AssignVariableOp",
             {h, g.constant("c", Tensor::ofValues<float>(Shape{2, 1}, std::array{1.0F, 2.0F}))},
             "set");
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"set"}));
        QCOMPARE_FLOATS(runFor(*session, g.graph.nameOf(*(*made)[0])), {4, 32});
        QCOMPARE_FLOATS(runFor(*session, g.graph.nameOf(*(*made)[1])), {4, 32});
    }

    void oneNameIsOneVariable() {
        GraphFixture g;
        const Expr a = handle(g, "a", {1}, "v");
        const Expr b = handle(g, "b", {1}, "v");
        const Expr other = handle(g, "other", {1}, "w");
        g.initialized("v", floats({7}));  // a reference of that name is another variable
        g.op("AssignVariableOp", {a, g.constant("c", floats({1}))}, "set");
        read(g, b, "rb");
        read(g, other, "ro");
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"set", "v/Assign"}));
        QCOMPARE_FLOATS(runFor(*session, "rb"), {1});
        QCOMPARE_FLOATS(runFor(*session, "v"), {7});
        QVERIFY_FAILS(runFor(*session, "ro"), "FAILED_PRECONDITION", "w");
    }

    void oneNameWithTwoDtypesIsRefused() {
        GraphFixture g;
        const Expr a = handle(g, "a", {1}, "v");
        const Expr b = handle(g, "b", {1}, "v", DType::Double);
        g.op("AssignVariableOp", {a, g.constant("c", floats({1}))}, "set_a");
        g.op("AssignVariableOp", {b, g.constant("d", Tensor::vector<double>({1}))}, "set_b");
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"set_a"}));
        QVERIFY_FAILS(runTargets(*session, {"set_b"}), "INVALID_ARGUMENT", "dtype");
    }

    void aFedHandleLeadsToItsVariable() {
        GraphFixture g;
        const Expr h = handle(g, "h", {1}, "v");
        read(g, h, "r");
        const auto session = *g.session();
        const Result<Tensor> fetched = runFor(*session, "h");
        QVERIFY_OK(fetched);
        QCOMPARE(fetched->values<ResourceHandle>()[0].name, std::string("v"));
        QVERIFY_FAILS(runFor(*session, "r", {{"h", *fetched}}), "FAILED_PRECONDITION",
                      "Could not find variable v");
    }
};

namespace {
const Registered<TstVarHandle> registered;
}

}  // namespace weft::test

#include "tst_var_handle.moc"
