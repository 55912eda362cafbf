// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/loops/stack_products.h"

#include <QObject>
#include <cmath>
#include <functional>

#include "engine/runtime/executable.h"
#include "engine/runtime/passes/passes.h"
#include "tests/support/graph_fixture.h"
#include "tests/support/noise.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

using Role = Instruction::StackRole;

/// How many instructions of a call have a role.
int countOf(Session& session, const RunRequest& request, Role role) {
    const auto callable = session.makeCallable(request);
    if (!callable.ok()) { return -1; }
    int count = 0;
    for (const Instruction& instruction : callable->executable().plan().instructions) {
        count += instruction.role == role ? 1 : 0;
    }
    return count;
}

/// The results with and without the pass agree.
void verifyAsWithout(const GraphFixture& g, const RunRequest& request) {
    const auto session = *g.session();
    const auto first = session->run(request);
    const auto again = session->run(request);
    QVERIFY_OK(setPasses("-stack_products"));
    const auto apart = (*g.session())->run(request);
    QVERIFY_OK(setPasses("all"));
    QVERIFY_OK(apart);
    QVERIFY_OK(first);
    QVERIFY_OK(again);
    for (std::size_t i = 0; i < apart->size(); ++i) {
        const auto want = floatsOf((*apart)[i]);
        const auto got = floatsOf((*first)[i]);
        QCOMPARE((*first)[i].shape(), (*apart)[i].shape());
        for (std::size_t k = 0; k < want.size(); ++k) {
            QVERIFY2(std::abs(got[k] - want[k]) <= 1e-5F * std::max(1.0F, std::abs(want[k])),
                     concat("element ", k, ": got ", got[k], ", want ", want[k]).c_str());
        }
        QCOMPARE(floatsOf((*again)[i]), got);
    }
}

/// for (i = 0; i < n; ++i) { v += product(i) }: a loop with a variable that sums up.
struct SumLoop : GraphFixture {
    using Body = std::function<Expr(SumLoop&, const Expr& i)>;
    SumLoop(const Tensor& initial, const Body& body) {
        const AttrMap changing = {{"frame_name", std::string("f")}};
        const Expr limit = invariant(placeholder("n", PartialShape::scalar()));
        const Expr i = scope.op("Enter", {constant("zero", Tensor::scalar(0.0F))}, changing);
        const Expr v = scope.op("Enter", {constant("initial", initial)}, changing);
        const Expr mergeI = scope.op("Merge", {i, i});
        const Expr mergeV = scope.op("Merge", {v, v});
        on = op("LoopCond", {op("Less", {mergeI, limit}, "less")}, "on");
        const NodeId switchI = scope.node("Switch", {mergeI, on});
        const NodeId switchV = scope.node("Switch", {mergeV, on});
        const Expr one = invariant(constant("one", Tensor::scalar(1.0F)));
        const Expr index = scope.expr({switchI, 1});
        const Expr nextI = op("NextIteration", {op("AddV2", {index, one}, "up")}, "nextI");
        const Expr sum = op("AddV2", {scope.expr({switchV, 1}), body(*this, index)}, "sum");
        const Expr nextV = op("NextIteration", {sum}, "nextV");
        closed = graph.setInput(mergeI.endpoint().node, 1, nextI.endpoint());
        if (closed.ok()) { closed = graph.setInput(mergeV.endpoint().node, 1, nextV.endpoint()); }
        scope.op("Exit", {scope.expr({switchV, 0})}, {}, "v");
        scope.op("Exit", {scope.expr({switchI, 0})}, {}, "i");
    }
    Expr invariant(const Expr& value) const {
        return scope.op("Enter", {value},
                        {{"frame_name", std::string("f")}, {"is_constant", true}});
    }
    Expr product(const Expr& a, const Expr& b) const {
        return scope.op("MatMul", {a, b}, {{"transpose_a", true}}, "product");
    }
    Expr on;
    Status closed;
};

/// a(i)^T b with a(i) = a + i: [k, m] and [k, n].
SumLoop::Body products(std::int64_t k, std::int64_t m, std::int64_t n) {
    return [=](SumLoop& g, const Expr& i) {
        const Expr a = g.invariant(g.constant("a", noise(Shape{k, m}, 1)));
        const Expr b = g.invariant(g.constant("b", noise(Shape{k, n}, 2)));
        return g.scope.op("Identity", {g.product(g.op("AddV2", {a, i}, "a_i"), b)});
    };
}

RunRequest asks(float n) { return {{{"n", Tensor::scalar(n)}}, {"v", "i"}, {}}; }

}  // namespace

/// Sums of products over time steps as one product.
class TstStackProducts : public QObject {
    Q_OBJECT

private slots:
    void aProductThatDoesNotFitIsRefusedAsBefore() {
        GraphFixture g;
        std::vector<Expr> products;
        for (int i = 0; i < 3; ++i) {
            const Expr a = g.constant(concat("a", i), noise(Shape{2, 16}, 1));
            const Expr b = g.placeholder(concat("b", i));
            products.push_back(g.scope.op("MatMul", {a, b}, {{"transpose_a", true}}));
        }
        g.op("AddN", products, "sum");
        const auto session = *g.session();
        const auto fed = [](std::int64_t rows, std::int64_t columns) {
            return std::vector<std::pair<std::string, Tensor>>{
                {"b0", noise(Shape{2, 8}, 3)},
                {"b1", noise(Shape{2, 8}, 4)},
                {"b2", noise(Shape{rows, columns}, 5)}};
        };
        QCOMPARE(countOf(*session, {fed(2, 8), {"sum"}, {}}, Role::Sum), 1);
        QVERIFY_FAILS(runFor(*session, "sum", fed(2, 9)), "INVALID_ARGUMENT", "[AddN]");
        QVERIFY_FAILS(runFor(*session, "sum", fed(3, 8)), "INVALID_ARGUMENT", "[MatMul]");
        QVERIFY_OK(runFor(*session, "sum", fed(2, 8)));
        verifyAsWithout(g, {fed(2, 8), {"sum"}, {}});
    }

    void addNOfProducts_data() {
        QTest::addColumn<int>("k");
        QTest::newRow("worth it") << 3;
        QTest::newRow("not worth it") << 300;
        QTest::newRow("no rows") << 0;
    }
    void addNOfProducts() {
        QFETCH(int, k);
        GraphFixture g;
        std::vector<Expr> addends = {g.constant("other", noise(Shape{40, 30}, 9))};
        for (int i = 0; i < 5; ++i) {
            const Expr a = g.placeholder(concat("a", i));
            const Expr b = g.placeholder(concat("b", i));
            addends.push_back(
                g.scope.op("Identity", {g.scope.op("MatMul", {a, b}, {{"transpose_a", true}})}));
        }
        g.op("AddN", addends, "sum");
        RunRequest request{{}, {"sum"}, {}};
        for (int i = 0; i < 5; ++i) {
            const auto seed = static_cast<unsigned>(i);
            request.feeds.emplace_back(concat("a", i), noise(Shape{k, 40}, seed));
            request.feeds.emplace_back(concat("b", i), noise(Shape{k, 30}, seed + 10));
        }
        QCOMPARE(countOf(**g.session(), request, Role::Collect), 4);
        verifyAsWithout(g, request);
    }

    void whatIsReadElsewhereIsComputed() {
        GraphFixture g;
        RunRequest request{{}, {"sum", "product1"}, {}};
        std::vector<Expr> addends;
        for (int i = 0; i < 4; ++i) {
            const Expr a = g.placeholder(concat("a", i));
            request.feeds.emplace_back(concat("a", i), noise(Shape{2, 20}, 1));
            addends.push_back(
                g.scope.op("MatMul", {a, a}, {{"transpose_a", true}}, concat("product", i)));
        }
        g.op("AddN", addends, "sum");
        QCOMPARE(countOf(**g.session(), request, Role::Collect), 2);
        verifyAsWithout(g, request);
    }

    void aLoopVariableThatSumsProducts_data() {
        QTest::addColumn<float>("n");
        QTest::addColumn<int>("k");
        QTest::newRow("never") << 0.0F << 2;
        QTest::newRow("once") << 1.0F << 2;
        QTest::newRow("often") << 7.0F << 2;
        QTest::newRow("more rows than are kept") << 600.0F << 8;
        QTest::newRow("not worth it") << 7.0F << 100;
    }
    void aLoopVariableThatSumsProducts() {
        QFETCH(float, n);
        QFETCH(int, k);
        SumLoop g(noise(Shape{24, 20}, 5), products(k, 24, 20));
        QVERIFY_OK(g.closed);
        QCOMPARE(countOf(**g.session(), asks(n), Role::Add), 1);
        verifyAsWithout(g, asks(n));
    }

    /// The variable takes the product's shape with its first addition.
    void aVariableThatGrows() {
        SumLoop g(Tensor::scalar(0.5F), products(2, 24, 20));
        QVERIFY_OK(g.closed);
        verifyAsWithout(g, asks(4));
        verifyAsWithout(g, asks(0));
    }

    void loopsThatAreSomethingElseAreLeftAlone() {
        // What is added is no product, only made of one.
        SumLoop g(noise(Shape{24, 20}, 5), [](SumLoop& loop, const Expr& i) {
            const Expr a = loop.invariant(loop.constant("a", noise(Shape{2, 24}, 1)));
            const Expr b = loop.invariant(loop.constant("b", noise(Shape{2, 20}, 2)));
            return loop.op("Mul", {loop.product(a, b), i}, "scaled");
        });
        QVERIFY_OK(g.closed);
        QCOMPARE(countOf(**g.session(), asks(3), Role::Add), 0);
        verifyAsWithout(g, asks(3));
    }

    void aFailureLeavesNothingBehind() {
        GraphFixture g;
        std::vector<Expr> addends;
        for (int i = 0; i < 3; ++i) {
            const Expr a = g.placeholder(concat("a", i));
            addends.push_back(g.scope.op("MatMul", {a, a}, {{"transpose_a", true}}));
        }
        g.op("AddN", addends, "sum");
        const auto session = *g.session();
        const auto fed = [](const Shape& second) {
            return std::vector<std::pair<std::string, Tensor>>{{"a0", noise(Shape{1, 12}, 1)},
                                                               {"a1", noise(Shape{1, 12}, 3)},
                                                               {"a2", noise(second, 2)}};
        };
        QVERIFY_FAILS(runFor(*session, "sum", fed(Shape{12})), "INVALID_ARGUMENT", "MatMul");
        const auto after = runFor(*session, "sum", fed(Shape{1, 12}));
        QVERIFY_OK(after);
        QCOMPARE(floatsOf(*after), floatsOf(*runFor(**g.session(), "sum", fed(Shape{1, 12}))));
    }
};

}  // namespace weft::test

namespace {
const weft::test::Registered<weft::test::TstStackProducts> registered;
}

#include "tst_stack_products.moc"
