// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <atomic>
#include <thread>

#include "engine/runtime/executable.h"
#include "tests/engine/runtime/passes/loop_network.h"
#include "tests/engine/runtime/passes/planned_graph.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// y = mean((x + b)^2 / size(x)), whose shapes only feeds and a variable tell.
struct ShapeArithmetic {
    ShapeArithmetic() {
        x = g.placeholder("x", PartialShape::unknown());
        b = g.initialized("b", floats({1, 2, 3}));
        const Expr sum = g.op("AddV2", {x, g.op("Identity", {b}, "b/read")}, "sum");
        const Expr sx = g.op("Shape", {x}, "sx");
        const Expr sb = g.op("Shape", {b}, "sb");
        const auto axes = g.scope.opList("BroadcastGradientArgs", {sx, sb}, {}, "axes");
        const Expr back = g.op("Sum", {sum, axes[1]}, "back");
        g.op("Reshape", {back, sb}, "db");
    }
    GraphFixture g;
    Expr x;
    Expr b;
};

Tensor ones(const Shape& shape) {
    Tensor tensor = *Tensor::allocate(DType::Float, shape);
    for (float& value : tensor.mutableValues<float>()) { value = 1; }
    return tensor;
}

std::size_t plansOf(const Callable& callable) { return callable.executable().specialisedPlans(); }

}  // namespace

/// Plans for the shapes of a call: shape arithmetic is gone from them, and they serve those shapes only.
class TstKnownShapes : public QObject {
    Q_OBJECT

private slots:
    void badFeedsAreRefusedAsEver() {
        const ShapeArithmetic s;
        const auto session = *s.g.session();
        QVERIFY_OK(runTargets(*session, {"b/Assign"}));
        const auto call = session->makeCallable({{{"x", Tensor()}}, {"db"}, {}});
        QVERIFY_OK(call);
        std::vector<Tensor> out;
        for (int i = 0; i < 3; ++i) {
            const std::vector<Tensor> none;
            QVERIFY_FAILS(call->run(none, out), "INVALID_ARGUMENT", "wrong number of feeds");
            const std::vector<Tensor> wrong{ints({1})};
            QVERIFY_FAILS(call->run(wrong, out), "INVALID_ARGUMENT", "wrong dtype");
            const std::vector<Tensor> unfit{ones(Shape{2})};
            QVERIFY_FAILS(call->run(unfit, out), "INVALID_ARGUMENT", "sum");
        }
    }

    void shapeArithmeticGoesFromTheSecondCallOn() {
        const ShapeArithmetic s;
        const KnownShapes shapes{{Shape{4, 3}}, {PartialShape{3}}};
        const Signature signature{{"x"}, {"db"}, {}};
        const PlannedGraph generic(s.g, signature, PassSet::all());
        QCOMPARE(generic.count("Shape"), 2);
        const PlannedGraph known(s.g, signature, PassSet::all(), &shapes);
        for (const char* op : {"Shape", "BroadcastGradientArgs", "Reshape"}) {
            QCOMPARE(known.count(op), 0);
        }
        const auto session = *s.g.session();
        QVERIFY_OK(runTargets(*session, {"b/Assign"}));
        const auto call = session->makeCallable({{{"x", Tensor()}}, {"db"}, {}});
        std::vector<Tensor> out;
        for (int i = 0; i < 4; ++i) {
            const std::vector<Tensor> feeds{ones(Shape{4, 3})};
            QVERIFY_OK(call->run(feeds, out));
            QCOMPARE_FLOATS(Result<Tensor>(out[0]), (std::vector<float>{8, 12, 16}));
            QCOMPARE(plansOf(*call), std::size_t(i == 0 ? 0 : 1));
        }
    }

    void eightSignaturesAreKept() {
        const ShapeArithmetic s;
        const auto session = *s.g.session();
        QVERIFY_OK(runTargets(*session, {"b/Assign"}));
        const auto call = session->makeCallable({{{"x", Tensor()}}, {"db"}, {}});
        std::vector<Tensor> out;
        for (int rows = 1; rows <= 12; ++rows) {
            for (int i = 0; i < 3; ++i) {
                const std::vector<Tensor> feeds{ones(Shape{rows, 3})};
                QVERIFY_OK(call->run(feeds, out));
                const auto n = static_cast<float>(rows);
                QCOMPARE_FLOATS(Result<Tensor>(out[0]), (std::vector<float>{2 * n, 3 * n, 4 * n}));
            }
            QCOMPARE(plansOf(*call), std::size_t(std::min(rows, 8)));
        }
    }

    void threadsMayAskForDifferentShapes() {
        const ShapeArithmetic s;
        const auto session = *s.g.session();
        QVERIFY_OK(runTargets(*session, {"b/Assign"}));
        const auto call = session->makeCallable({{{"x", Tensor()}}, {"db"}, {}});
        QVERIFY_OK(call);
        std::atomic<int> wrong{0};
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&, t] {
                std::vector<Tensor> out;
                for (int i = 0; i < 100; ++i) {
                    const int rows = 1 + (i + t) % 11;
                    const std::vector<Tensor> feeds{ones(Shape{rows, 3})};
                    const auto n = static_cast<float>(rows);
                    const bool good = call->run(feeds, out).ok() &&
                                      floatsOf(out[0]) == std::vector<float>{2 * n, 3 * n, 4 * n};
                    wrong += good ? 0 : 1;
                }
            });
        }
        for (std::thread& thread : threads) { thread.join(); }
        QCOMPARE(wrong.load(), 0);
        QVERIFY(plansOf(*call) <= 8);
    }

    void aVariableOfAnotherShapeHasAnotherPlan() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape::unknown());
        const Expr v = g.scope.op(
            "VariableV2", {}, {{"dtype", DType::Float}, {"shape", PartialShape::unknown()}}, "v");
        g.scope.op("Assign", {v, x}, {{"validate_shape", false}}, "set");
        g.op("Shape", {v}, "sizes");
        const auto session = *g.session();
        const auto set = session->makeCallable({{{"x", Tensor()}}, {}, {"set"}});
        const auto sizes = session->makeCallable({{}, {"sizes"}, {}});
        std::vector<Tensor> out;
        for (const int rows : {2, 3, 2, 5}) {
            const std::vector<Tensor> feeds{ones(Shape{rows, 3})};
            QVERIFY_OK(set->run(feeds, out));
            for (int i = 0; i < 3; ++i) {
                QVERIFY_OK(sizes->run({}, out));
                QVERIFY(bytesEqual(out[0], ints({rows, 3})));
            }
        }
        QCOMPARE(plansOf(*sizes), std::size_t{3});
    }

    void aVariableThatGrowsInTheStepIsAskedInTheStep() {
        GraphFixture g;
        const Expr v = g.scope.op(
            "VariableV2", {}, {{"dtype", DType::Float}, {"shape", PartialShape::unknown()}}, "v");
        g.scope.op("Assign", {v, g.constant("first", floats({1}))}, {{"validate_shape", false}},
                   "init");
        const Expr axis = g.constant("axis", Tensor::scalar(std::int32_t{0}));
        const Expr longer = g.op("ConcatV2", {v, v, axis}, "longer");
        const Expr grown = g.scope.op("Assign", {v, longer}, {{"validate_shape", false}}, "grow");
        g.op("Shape", {v}, "sizes", {grown});
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"init"}));
        for (const int size : {2, 4, 8, 16}) {
            const auto sizes = runFor(*session, "sizes");
            QVERIFY_OK(sizes);
            QVERIFY(bytesEqual(*sizes, ints({size})));
        }
    }

    void aVariableThatChangesEveryTimeMakesNoPlans() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape::unknown());
        const Expr v = g.scope.op(
            "VariableV2", {}, {{"dtype", DType::Float}, {"shape", PartialShape::unknown()}}, "v");
        g.scope.op("Assign", {v, x}, {{"validate_shape", false}}, "set");
        g.op("Size", {v}, "size");
        const auto session = *g.session();
        const auto set = session->makeCallable({{{"x", Tensor()}}, {}, {"set"}});
        const auto size = session->makeCallable({{}, {"size"}, {}});
        std::vector<Tensor> out;
        for (int rows = 1; rows < 30; ++rows) {
            const std::vector<Tensor> feeds{ones(Shape{rows})};
            QVERIFY_OK(set->run(feeds, out));
            QVERIFY_OK(size->run({}, out));
            QVERIFY(bytesEqual(out[0], Tensor::scalar(std::int32_t{rows})));
        }
        QCOMPARE(plansOf(*size), std::size_t{0});
    }

    void callsThatAskForNoShapeHaveOnePlan() {
        GraphFixture g;
        g.op("Neg", {g.placeholder("x", PartialShape::unknown())}, "y");
        const auto call = (*g.session())->makeCallable({{{"x", Tensor()}}, {"y"}, {}});
        QVERIFY_OK(call);
        QCOMPARE(plansOf(*call), std::size_t{0});
    }

    /// sum += size of a variable that keeps its shape, or grows by a row, in each of 4 iterations.
    void shapesInLoopsAreThoseOfAllIterations_data() {
        QTest::addColumn<bool>("grows");
        QTest::newRow("steady") << false;
        QTest::newRow("grows") << true;
    }
    void shapesInLoopsAreThoseOfAllIterations() {
        QFETCH(bool, grows);
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{-1, 2});
        WhileLoop loop(g, "loop", 4);
        const Scope body = g.scope.after({loop.index.endpoint().node});
        const Expr v = loop.variable(x, "v");
        const Expr none = g.constant("none", Tensor::scalar<std::int32_t>(0));
        const Expr sum = loop.variable(none, "sum");
        const Expr axis = body.constant(Tensor::scalar<std::int32_t>(0), "axis");
        const Expr line = body.constant(*Tensor::allocate(DType::Float, Shape{1, 2}), "line");
        loop.next(1,
                  grows ? g.op("ConcatV2", {v, line, axis}, "longer") : g.op("Neg", {v}, "minus"));
        loop.next(2, g.op("AddV2", {sum, g.op("Size", {v}, "size")}, "more"));
        QVERIFY_OK(loop.status);
        loop.exit(2, "all");
        const auto session = *g.session();
        const auto call = session->makeCallable({{{"x", Tensor()}}, {"all"}, {}});
        QVERIFY_OK(call);
        std::vector<Tensor> out;
        for (const int rows : {3, 3, 3, 5, 5}) {
            const std::vector<Tensor> feeds{ones(Shape{rows, 2})};
            QVERIFY_OK(call->run(feeds, out));
            const std::int32_t want = 4 * rows * 2 + (grows ? 2 * (1 + 2 + 3) : 0);
            QVERIFY(bytesEqual(out[0], Tensor::scalar(want)));
        }
        const Signature signature{{"x"}, {"all"}, {}};
        const KnownShapes shapes{{Shape{3, 2}}, {}};
        const PlannedGraph planned(g, signature, PassSet::all(), &shapes);
        QVERIFY_OK(planned.status);
        QCOMPARE(planned.count("Size"), grows ? 1 : 0);
    }

    /// What comes off a stack has the shape of what is put there, if that is one.
    void shapesGoOverStacks_data() {
        QTest::addColumn<bool>("isOne");
        QTest::newRow("one shape") << true;
        QTest::newRow("two shapes") << false;
    }
    void shapesGoOverStacks() {
        QFETCH(bool, isOne);
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{-1, 2});
        const Expr any = g.constant("any", Tensor::scalar<std::int32_t>(-1));
        const Expr stack = g.scope.op("StackV2", {any}, {{"elem_type", DType::Float}}, "stack");
        const auto push = [&](const Expr& value, std::string_view name,
                              const std::vector<Expr>& after) {
            return g.op("StackPushV2", {stack, value}, name, after);
        };
        const Expr axis = g.constant("axis", Tensor::scalar<std::int32_t>(0));
        const Expr second =
            isOne ? g.op("Neg", {x}, "second") : g.op("ConcatV2", {x, x, axis}, "second");
        const Expr one = push(x, "push1", {});
        const Expr two = push(second, "push2", {one});
        // A loop, so that the plan branches.
        WhileLoop loop(g, "loop", 2);
        const Expr sum = loop.variable(g.constant("none", Tensor::scalar<std::int32_t>(0)), "sum");
        const Expr handle =
            g.scope.after({two.endpoint().node})
                .op("Enter", {stack}, {{"frame_name", std::string("loop")}, {"is_constant", true}},
                    "in");
        const Expr pop = g.scope.after({loop.index.endpoint().node})
                             .op("StackPopV2", {handle}, {{"elem_type", DType::Float}}, "pop");
        loop.next(1, g.op("AddV2", {sum, g.op("Size", {pop}, "size")}, "more"));
        QVERIFY_OK(loop.status);
        loop.exit(1, "all");
        const RunRequest ask{{{"x", ones(Shape{3, 2})}}, {"all"}, {}};
        const auto session = *g.session();
        for (int i = 0; i < 3; ++i) {
            const auto got = session->run(ask);
            QVERIFY_OK(got);
            QVERIFY(bytesEqual(got->front(), Tensor::scalar<std::int32_t>(isOne ? 12 : 18)));
        }
    }

    void aSwitchedOffPassMakesNoPlans() {
        const Passes off("-fold_constants");
        const ShapeArithmetic s;
        const auto session = *s.g.session();
        QVERIFY_OK(runTargets(*session, {"b/Assign"}));
        const auto call = session->makeCallable({{{"x", Tensor()}}, {"db"}, {}});
        std::vector<Tensor> out;
        for (int i = 0; i < 3; ++i) {
            const std::vector<Tensor> feeds{ones(Shape{4, 3})};
            QVERIFY_OK(call->run(feeds, out));
        }
        QCOMPARE(plansOf(*call), std::size_t{0});
        QCOMPARE_FLOATS(Result<Tensor>(out[0]), (std::vector<float>{8, 12, 16}));
    }
};

namespace {
const Registered<TstKnownShapes> registered;
}

}  // namespace weft::test

#include "tst_known_shapes.moc"
