// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/passes/simplify_arithmetic.h"

#include <QObject>
#include <random>

#include "tests/engine/runtime/passes/planned_graph.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

Tensor noise(const Shape& shape, unsigned seed) {
    std::mt19937 dice(seed);
    Tensor tensor = *Tensor::allocate(DType::Float, shape);
    for (float& value : tensor.mutableValues<float>()) {
        value = static_cast<float>(static_cast<int>(dice() % 4001) - 2000) / 700.0F;
    }
    return tensor;
}

}  // namespace

/// What computes nothing is left out; what might fail or change a bit is not.
class TstSimplifyArithmetic : public QObject {
    Q_OBJECT

private slots:
    void aReadOfAVariableStaysWhereItIs() {
        GraphFixture g;
        const Expr v = g.initialized("v", floats({1, 2}));
        const Expr read = g.op("Identity", {v}, "read");
        const Expr kept = g.op("Identity", {g.op("Neg", {read}, "n")}, "kept");
        const Expr add = g.op("AssignAdd", {v, g.constant("one", floats({1, 1}))}, "add", {kept});
        g.op("AddV2", {kept, g.op("Identity", {v}, "later", {add})}, "sum");
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"v/Assign"}));
        QCOMPARE_FLOATS(runFor(*session, "sum"), (std::vector<float>{1, 1}));
    }

    void whatMayFailIsStillAsked() {
        // Whether six elements fit in [4] only the run knows.
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape::unknown());
        const Expr middle = g.op("Reshape", {x, g.constant("four", ints({4}))}, "middle");
        g.op("Reshape", {middle, g.constant("two", ints({2, 2}))}, "y");
        const auto session = *g.session();
        for (int i = 0; i < 3; ++i) {
            QVERIFY_FAILS(runFor(*session, "y", {{"x", floats({1, 2, 3, 4, 5, 6})}}),
                          "INVALID_ARGUMENT", "middle");
        }
    }

    void aReductionOverNoAxesGivesTheBitsItIsGiven() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{4});
        const Expr none = g.constant("none", ints({}));
        for (const char* op : {"Sum", "Mean", "Prod", "Max", "Min"}) {
            g.op("Neg", {g.op(op, {x, none}, op)}, concat(op, "/y"));
        }
        const Tensor odd = floats({-0.0F, std::nanf("7"), 1e-42F, -INFINITY});
        const std::vector<std::string> fetches{"Sum/y", "Mean/y", "Prod/y", "Max/y", "Min/y"};
        const KnownShapes shapes{{Shape{4}}, {}};
        const PlannedGraph planned(g, {{"x"}, fetches, {}}, PassSet::all(), &shapes);
        QCOMPARE(planned.changed(Pass::SimplifyArithmetic), 5);
        const auto session = *g.session();
        std::vector<std::vector<Tensor>> runs;
        for (int i = 0; i < 3; ++i) {  // from the second on with shapes known
            const auto run = session->run({{{"x", odd}}, fetches, {}});
            QVERIFY_OK(run);
            runs.push_back(*run);
        }
        for (std::size_t f = 0; f < fetches.size(); ++f) {
            QVERIFY2(bytesEqual(runs[0][f], runs[2][f]), fetches[f].c_str());
            QVERIFY2(!std::signbit(floatsOf(runs[0][f])[0]), fetches[f].c_str());
        }
    }

    void floatsTimesOneAreMultiplied() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{2});
        g.op("Mul", {x, g.constant("one", Tensor::scalar(1.0F))}, "y");
        const PlannedGraph planned(g, {{"x"}, {"y"}, {}}, only(Pass::SimplifyArithmetic));
        QCOMPARE(planned.count("Mul"), 1);
    }

    void sizesThatAreNotKnownKeepTheirOps() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{-1});
        const Expr all = g.constant("all", ints({-1}));
        g.op("Slice", {x, g.constant("begin", ints({0})), all}, "slice");
        g.op("Tile", {x, g.constant("twice", ints({2}))}, "tile");
        const PlannedGraph planned(g, {{"x"}, {"slice", "tile"}, {}},
                                   only(Pass::SimplifyArithmetic));
        QCOMPARE(planned.count("Slice") + planned.count("Tile"), 2);
    }

    void aTargetIsComputedThoughNobodyReadsIt() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{2});
        g.op("Identity", {g.op("Neg", {x}, "n")}, "y");
        const PlannedGraph planned(g, {{"x"}, {}, {"y"}}, PassSet::all());
        QCOMPARE(planned.count("Neg"), 1);
    }

    void namesAreLookedThrough() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{2});
        Expr y = g.op("Neg", {x}, "n");
        for (int i = 0; i < 5; ++i) { y = g.op("Identity", {y}, concat("i", i)); }
        g.op("Square", {g.op("StopGradient", {y}, "s")}, "z");
        const PlannedGraph planned(g, {{"x"}, {"z", "i3"}, {}}, only(Pass::SimplifyArithmetic));
        QCOMPARE(planned.changed(Pass::SimplifyArithmetic), 6);
        QCOMPARE(planned.plan.instructions.size(), std::size_t{2});
        const auto got = (*g.session())->run({{{"x", floats({1, -3})}}, {"z", "i3"}, {}});
        QVERIFY_OK(got);
        QCOMPARE_FLOATS(Result<Tensor>((*got)[0]), (std::vector<float>{1, 9}));
        QCOMPARE_FLOATS(Result<Tensor>((*got)[1]), (std::vector<float>{-1, 3}));
    }

    void whatUndoesItselfIsLeftOut() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{2, 3, 4});
        const auto turned = [&](const Expr& of, std::initializer_list<std::int32_t> axes,
                                std::string_view name) {
            return g.op("Transpose", {of, g.constant(concat(name, "_axes"), ints(axes))}, name);
        };
        const Expr back = turned(turned(x, {2, 0, 1}, "t"), {1, 2, 0}, "back");
        g.op("Neg", {g.op("Neg", {back}, "n")}, "same");
        turned(turned(x, {2, 0, 1}, "u"), {2, 0, 1}, "other");
        const PlannedGraph planned(g, {{"x"}, {"same", "other"}, {}},
                                   only(Pass::SimplifyArithmetic));
        QCOMPARE(planned.count("Neg"), 0);
        QCOMPARE(planned.count("Transpose"), 2);
        const RunRequest request{{{"x", noise(Shape{2, 3, 4}, 1)}}, {"same", "other"}, {}};
        const auto got = (*g.session())->run(request);
        QVERIFY_OK(got);
        const Passes off("none");
        const auto apart = (*g.session())->run(request);
        QVERIFY(bytesEqual((*got)[0], (*apart)[0]) && bytesEqual((*got)[1], (*apart)[1]));
    }

    void choicesOfAConstantAreMade() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{2});
        const Expr y = g.placeholder("y", PartialShape{2});
        const auto flags = [](bool a, bool b) { return Tensor::vector<bool>({a, b}); };
        g.op("SelectV2", {g.constant("all", flags(true, true)), x, y}, "first");
        g.op("Select", {g.constant("none", flags(false, false)), x, y}, "second");
        g.op("SelectV2", {g.constant("some", flags(true, false)), x, y}, "mixed");
        const PlannedGraph planned(g, {{"x", "y"}, {"first", "second", "mixed"}, {}},
                                   only(Pass::SimplifyArithmetic));
        QCOMPARE(planned.count("SelectV2") + planned.count("Select"), 1);
        const auto got = (*g.session())
                             ->run({{{"x", floats({1, 2})}, {"y", floats({3, 4})}},
                                    {"first", "second", "mixed"},
                                    {}});
        QVERIFY_OK(got);
        QCOMPARE_FLOATS(Result<Tensor>((*got)[0]), (std::vector<float>{1, 2}));
        QCOMPARE_FLOATS(Result<Tensor>((*got)[1]), (std::vector<float>{3, 4}));
        QCOMPARE_FLOATS(Result<Tensor>((*got)[2]), (std::vector<float>{1, 4}));
    }

    void whatIsPackedAndUnpackedIsTakenAsItWas() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{2});
        const Expr y = g.placeholder("y", PartialShape{2});
        const Expr packed = g.scope.op("Pack", {x, y}, {}, "packed");
        const auto parts = g.scope.opList("Unpack", {packed}, {{"num", std::int64_t{2}}}, "parts");
        g.op("Sub", {parts[0], parts[1]}, "difference");
        g.scope.opList("Unpack", {packed}, {{"num", std::int64_t{2}}, {"axis", std::int64_t{1}}},
                       "columns");
        const PlannedGraph planned(g, {{"x", "y"}, {"difference", "columns"}, {}},
                                   only(Pass::SimplifyArithmetic));
        QCOMPARE(planned.count("Unpack"), 1);
        QCOMPARE_FLOATS(
            runFor(**g.session(), "difference", {{"x", floats({5, 6})}, {"y", floats({1, 3})}}),
            (std::vector<float>{4, 3}));
    }
};

namespace {
const Registered<TstSimplifyArithmetic> registered;
}

}  // namespace weft::test

#include "tst_simplify_arithmetic.moc"
