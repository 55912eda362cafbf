// SPDX-License-Identifier: Apache-2.0
#include "engine/train/freeze.h"

#include <QTest>

#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstFreeze final : public QObject {
    Q_OBJECT

private slots:
    void unknownOutputsAreRefused();
    void missingValuesAreTheReadersError();
    void writingPartsAreRefused();
    void variablesBecomeConstants();
    void controlInputsStay();
};

namespace {

const Registered<TstFreeze> registered;

/// y = x * v + c, v = [3, 4] when read.
struct Fixture : GraphFixture {
    Fixture() {
        const Expr v = initialized("v", floats({1, 2}));
        const Expr read = op("Identity", {v}, "v/read");
        const Expr product = op("Mul", {placeholder("x"), read}, "product");
        op("Add", {product, constant("c", floats({10, 10}))}, "y",
           {constant("before", floats({}))});
    }
};

Result<Tensor> valueOf(const Node& variable) {
    if (variable.name != "v") { return notFound("no such variable"); }
    return floats({3, 4});
}

}  // namespace

void TstFreeze::unknownOutputsAreRefused() {
    const Fixture g;
    QVERIFY_OK(g.scope.status());
    QVERIFY_FAILS(frozen(g.graph, {"y", "z:0"}, valueOf), "INVALID_ARGUMENT", "'z'");
    QVERIFY_FAILS(frozen(g.graph, {""}, valueOf), "INVALID_ARGUMENT", "");
}

void TstFreeze::missingValuesAreTheReadersError() {
    const Fixture g;
    const auto none = [](const Node&) -> Result<Tensor> { return notFound("Key v not found"); };
    QVERIFY_FAILS(frozen(g.graph, {"y"}, none), "NOT_FOUND", "Key v not found");
    QVERIFY_OK(frozen(g.graph, {"c"}, none));
}

void TstFreeze::writingPartsAreRefused() {
    const Fixture g;
    QVERIFY_FAILS(frozen(g.graph, {"v/Assign"}, valueOf), "INVALID_ARGUMENT", "v/Assign");
}

void TstFreeze::variablesBecomeConstants() {
    const Fixture g;
    const auto made = frozen(g.graph, {"y:0"}, valueOf);
    QVERIFY_OK(made);
    QCOMPARE(made->size(), std::size_t{7});
    QVERIFY(made->find("v")->isOp("Const") && made->find("v/read") != nullptr);
    QVERIFY(made->find("v/Assign") == nullptr && made->find("v/initial") == nullptr);
    const auto session = Session::create(*made);
    QVERIFY_OK(session);
    const auto y = runFor(**session, "y:0", {{"x:0", floats({2, 2})}});
    QVERIFY_OK(y);
    QCOMPARE(floatsOf(*y), (std::vector<float>{16, 18}));
}

void TstFreeze::controlInputsStay() {
    const Fixture g;
    const auto made = frozen(g.graph, {"y"}, valueOf);
    QVERIFY_OK(made);
    QCOMPARE(made->find("y")->controlInputs.size(), std::size_t{1});
    QCOMPARE(made->node(made->find("y")->controlInputs[0]).name, std::string("before"));
}

}  // namespace weft::test

#include "tst_freeze.moc"
