// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/fuse/fuse_elementwise.h"

#include <QObject>

#include "engine/runtime/executable.h"
#include "engine/runtime/passes/passes.h"
#include "tests/engine/runtime/random_graph.h"
#include "tests/support/graph_fixture.h"
#include "tests/support/noise.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// Turns passes off while it lives.
class WithoutPasses {
public:
    WithoutPasses() { static_cast<void>(setPasses("none")); }
    ~WithoutPasses() { static_cast<void>(setPasses("all")); }
};

/// How many instructions a call has.
int instructionsOf(Session& session, const RunRequest& request) {
    const auto callable = session.makeCallable(request);
    return callable.ok() ? static_cast<int>(callable->executable().plan().instructions.size()) : -1;
}

}  // namespace

class TstFuseElementwise : public QObject {
    Q_OBJECT

private slots:
    void rejectsAPassThatIsNone() {
        QVERIFY_FAILS(setPasses("-fuse_everything"), "INVALID_ARGUMENT", "fuse_everything");
        QVERIFY_FAILS(setPasses(""), "INVALID_ARGUMENT", "unknown pass");
        QVERIFY_OK(setPasses("-fuse_elementwise"));
        QVERIFY(!enabledPasses().has(Pass::FuseElementwise));
        QVERIFY_OK(setPasses("all"));
        QVERIFY(enabledPasses().has(Pass::FuseElementwise));
    }

    void anErrorNamesTheNodeOfTheChain() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape::unknown());
        const Expr y = g.placeholder("y", PartialShape::unknown());
        g.op("Tanh", {g.op("AddV2", {g.op("Neg", {x}, "minus"), y}, "sum")}, "z");
        const auto session = *g.session();
        const auto run = runFor(*session, "z", {{"x", floats({1, 2})}, {"y", floats({1, 2, 3})}});
        QVERIFY_FAILS(run, "INVALID_ARGUMENT", "[AddV2]");
        QVERIFY_FAILS(run, "INVALID_ARGUMENT", "(node 'sum', ");
        QCOMPARE_FLOATS(runFor(*session, "z", {{"x", floats({1})}, {"y", floats({1})}}), {0});
    }

    /// relu(x + b) with b one row: fused, on any number of rows, at any place in a row.
    void aBiasIsARowForAllRows_data() {
        QTest::addColumn<QString>("op");
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("columns");
        for (const char* op : {"BiasAdd", "AddV2"}) {
            for (const int rows : {0, 1, 7, 300}) {
                for (const int columns : {1, 5, 700, 2048, 2500}) {
                    QTest::addRow("%s %d x %d", op, rows, columns) << op << rows << columns;
                }
            }
        }
    }
    void aBiasIsARowForAllRows() {
        QFETCH(QString, op);
        QFETCH(int, rows);
        QFETCH(int, columns);
        GraphFixture g;
        const Expr b = g.initialized("b", noise(Shape{columns}, 7));
        const Expr x = g.placeholder("x", PartialShape{-1, columns});
        const Expr sum = g.op(op.toStdString(), {g.op("Neg", {x}, "minus"), b}, "sum");
        g.op("Relu", {g.op("Tanh", {sum}, "bent")}, "y");
        const RunRequest request{{{"x", noise(Shape{rows, columns}, 8)}}, {"y", "sum"}, {}};
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"b/Assign"}));
        QCOMPARE(instructionsOf(*session, request), 1);
        const auto fused = session->run(request);
        QVERIFY_OK(fused);
        const WithoutPasses off;
        const auto other = *g.session();
        QVERIFY_OK(runTargets(*other, {"b/Assign"}));
        const auto apart = other->run(request);
        QVERIFY_OK(apart);
        QVERIFY(sameBytes((*fused)[0], (*apart)[0]));
        QVERIFY(sameBytes((*fused)[1], (*apart)[1]));
    }

    void aVariableIsReadBeforeItIsWritten() {
        GraphFixture g;
        const Expr v = g.initialized("v", floats({1, 2}));
        const Expr x = g.placeholder("x", PartialShape{2});
        const Expr before = g.op("AddV2", {x, v}, "before");
        const Expr one = g.constant("one", floats({10, 10}));
        const Expr write = g.op("AssignAdd", {v, one}, "write", {before});
        g.op("Mul", {g.op("Neg", {before}, "minus"), g.op("Square", {x}, "square", {write})}, "y");
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"v/Assign"}));
        QCOMPARE_FLOATS(runFor(*session, "y", {{"x", floats({3, 5})}}), {-36, -175});
        QCOMPARE_FLOATS(runFor(*session, "y", {{"x", floats({3, 5})}}), {-126, -425});
    }

    void anUninitialisedVariableOfAChainIsNamed() {
        GraphFixture g;
        const Expr v = g.variable("empty", PartialShape{2});
        const Expr x = g.placeholder("x", PartialShape{2});
        g.op("Neg", {g.op("AddV2", {x, v}, "sum")}, "y");
        const auto run = runFor(**g.session(), "y", {{"x", floats({3, 5})}});
        QVERIFY_FAILS(run, "FAILED_PRECONDITION", "empty");
    }

    void randomGraphsHaveTheBitsOfTheirNodes() {
        for (unsigned seed = 0; seed < 300; ++seed) {
            const RandomGraph random(seed, RandomKind::Elementwise);
            const RunRequest request{random.feeds, random.fetches, {}};
            const auto session = *random.g.session();
            const auto fused = session->run(request);
            const auto again = session->run(request);
            QVERIFY_OK(fused);
            const WithoutPasses off;
            const auto apart = (*random.g.session())->run(request);
            QVERIFY_OK(apart);
            for (std::size_t i = 0; i < random.fetches.size(); ++i) {
                QVERIFY2(sameBytes((*fused)[i], (*apart)[i]),
                         concat("seed ", seed, ", ", random.fetches[i]).c_str());
                QVERIFY(sameBytes((*again)[i], (*apart)[i]));
            }
        }
    }

    void shapesThatDifferAtTheRunAreBroadcast() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape::unknown());
        const Expr y = g.placeholder("y", PartialShape::unknown());
        g.op("Neg", {g.op("Mul", {g.op("Square", {x}, "a"), y}, "b")}, "c");
        const auto session = *g.session();
        const Tensor column = Tensor::vector<float>({1, 2}).reshaped(Shape{2, 1});
        QCOMPARE_FLOATS(runFor(*session, "c", {{"x", column}, {"y", floats({1, 10, 100})}}),
                        (std::vector<float>{-1, -10, -100, -4, -40, -400}));
        QCOMPARE_FLOATS(runFor(*session, "c", {{"x", floats({3})}, {"y", floats({2})}}), {-18});
        QCOMPARE_FLOATS(runFor(*session, "c", {{"x", floats({})}, {"y", floats({})}}), {});
    }

    void aFedValueInsideAChainIsUsed() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape(Shape{2}));
        g.op("Neg", {g.op("Square", {g.op("Exp", {x}, "e")}, "s")}, "n");
        const auto session = *g.session();
        QCOMPARE_FLOATS(runFor(*session, "n", {{"s:0", floats({4, 9})}}),
                        (std::vector<float>{-4, -9}));
        QCOMPARE_FLOATS(runFor(*session, "n", {{"x", floats({0, 0})}}),
                        (std::vector<float>{-1, -1}));
    }

    void aVariableIsReadWhereItsReaderStands() {
        // The chain's value goes into the variable that the chain began with.
        GraphFixture g;
        const Expr v = g.initialized("v", floats({1, 2}));
        const Expr next = g.op(
            "AddV2", {g.op("Square", {g.op("Neg", {v}, "a")}, "b"), g.op("Neg", {v}, "c")}, "d");
        g.op("Assign", {v, next}, "set");
        const auto session = *g.session();
        QVERIFY_OK(session->run({{}, {}, {"v/Assign"}}));
        QCOMPARE_FLOATS(runFor(*session, "set"), (std::vector<float>{0, 2}));
        QCOMPARE_FLOATS(runFor(*session, "set"), (std::vector<float>{0, 2}));
    }

    void aLongChainOfLargeTensorsIsRight() {
        GraphFixture g;
        Expr y = g.placeholder("x", PartialShape(Shape{100'000}));
        const Expr half = g.constant("half", Tensor::scalar(0.5F));
        for (int i = 0; i < 200; ++i) {
            y = g.op("Mul", {g.op("Sin", {y}, concat("s", i)), half}, concat("m", i));
        }
        const RunRequest request{{{"x", noise(Shape{100'000}, 5)}}, {"m199", "s7"}, {}};
        const auto fused = (*g.session())->run(request);
        QVERIFY_OK(fused);
        const WithoutPasses off;
        const auto apart = (*g.session())->run(request);
        QVERIFY_OK(apart);
        QVERIFY(sameBytes((*fused)[0], (*apart)[0]) && sameBytes((*fused)[1], (*apart)[1]));
    }
};

namespace {
const Registered<TstFuseElementwise> registered;
}

}  // namespace weft::test

#include "tst_fuse_elementwise.moc"
