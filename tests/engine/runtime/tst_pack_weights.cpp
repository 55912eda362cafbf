// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/loops/pack_weights.h"

#include <QObject>
#include <cmath>
#include <set>

#include "engine/runtime/executable.h"
#include "engine/runtime/passes/passes.h"
#include "tests/support/graph_fixture.h"
#include "tests/support/noise.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

constexpr std::int64_t kSize = 64;  // 64^3 products are worth packing for

/// The packs that a call's instructions share.
std::multiset<std::int32_t> packsOf(Session& session, const RunRequest& request) {
    std::multiset<std::int32_t> packs;
    const auto callable = session.makeCallable(request);
    if (!callable.ok()) { return packs; }
    for (const Instruction& instruction : callable->executable().plan().instructions) {
        if (instruction.pack >= 0) { packs.insert(instruction.pack); }
    }
    return packs;
}

/// What session.run() gives with and without the pass, run after run.
void verifyAsWithout(const GraphFixture& g, const RunRequest& request,
                     const std::vector<std::string>& first = {}) {
    const auto with = *g.session();
    const auto without = *g.session();
    if (!first.empty()) {
        QVERIFY_OK(runTargets(*with, first));
        QVERIFY_OK(runTargets(*without, first));
    }
    for (int step = 0; step < 3; ++step) {
        const auto got = with->run(request);
        QVERIFY_OK(setPasses("-pack_weights"));
        const auto want = without->run(request);
        QVERIFY_OK(setPasses("all"));
        QVERIFY_OK(got);
        QVERIFY_OK(want);
        for (std::size_t i = 0; i < want->size(); ++i) {
            const auto a = floatsOf((*got)[i]);
            const auto b = floatsOf((*want)[i]);
            QCOMPARE(a.size(), b.size());
            for (std::size_t k = 0; k < b.size(); ++k) {
                QVERIFY2(std::abs(a[k] - b[k]) <= 1e-5F * std::max(1.0F, std::abs(b[k])),
                         concat("step ", step, ", fetch ", i, ", element ", k).c_str());
            }
        }
    }
}

Tensor square(unsigned seed) {
    Tensor matrix = noise(Shape{kSize, kSize}, seed);
    for (float& value : matrix.mutableValues<float>()) { value /= 8; }
    return matrix;
}

}  // namespace

/// Products that share a matrix in the kernel's layout.
class TstPackWeights : public QObject {
    Q_OBJECT

private slots:
    void aWrittenVariableIsPackedAnew() {
        GraphFixture g;
        const Expr w = g.initialized("w", square(1));
        const Expr x = g.placeholder("x", PartialShape{kSize, kSize});
        std::vector<Expr> before = {x};
        for (int i = 0; i < 3; ++i) {
            before.push_back(g.op("MatMul", {before.back(), w}, concat("before", i)));
        }
        const Expr add = g.op("AssignAdd", {w, g.constant("d", square(2))}, "add", {before[3]});
        Expr y = before[3];
        for (int i = 0; i < 3; ++i) { y = g.op("MatMul", {y, w}, concat("after", i), {add}); }
        const RunRequest request{{{"x", square(3)}}, {"after2", "before2"}, {}};
        QCOMPARE(packsOf(**g.session(), request), (std::multiset<std::int32_t>{0, 0, 0, 1, 1, 1}));
        verifyAsWithout(g, request, {"w/Assign"});
    }

    void twoUsesAreTooFew() {
        GraphFixture g;
        const Expr w = g.constant("w", square(1));
        const Expr x = g.placeholder("x", PartialShape{kSize, kSize});
        g.op("MatMul", {g.op("MatMul", {x, w}, "a"), w}, "b");
        QVERIFY(packsOf(**g.session(), {{{"x", square(2)}}, {"b"}, {}}).empty());
    }

    void productsOfOtherSizesAreComputedByThemselves() {
        GraphFixture g;
        const Expr w = g.placeholder("w", PartialShape{kSize, kSize});
        RunRequest request{{{"w", square(1)}}, {}, {}};
        for (int i = 0; i < 4; ++i) {
            const Expr x = g.placeholder(concat("x", i));
            g.op("MatMul", {x, w}, concat("y", i));
            const std::int64_t rows = i == 2 ? 0 : 40 + (i % 2);
            request.feeds.emplace_back(concat("x", i), noise(Shape{rows, kSize}, 5));
            request.fetches.push_back(concat("y", i));
        }
        QCOMPARE(packsOf(**g.session(), request).size(), std::size_t{4});
        verifyAsWithout(g, request);
    }

    /// y = y w, n times: w from outside is packed once, what an iteration makes in each.
    void loops() {
        GraphFixture g;
        const AttrMap changing = {{"frame_name", std::string("f")}};
        const AttrMap fixed = {{"frame_name", std::string("f")}, {"is_constant", true}};
        const Expr i = g.scope.op("Enter", {g.constant("zero", Tensor::scalar(0.0F))}, changing);
        const Expr y = g.scope.op("Enter", {g.placeholder("x")}, changing);
        const Expr mergeI = g.scope.op("Merge", {i, i});
        const Expr mergeY = g.scope.op("Merge", {y, y});
        const Expr n = g.scope.op("Enter", {g.placeholder("n", PartialShape::scalar())}, fixed);
        const Expr on = g.op("LoopCond", {g.op("Less", {mergeI, n}, "less")}, "on");
        const NodeId switchI = g.scope.node("Switch", {mergeI, on});
        const NodeId switchY = g.scope.node("Switch", {mergeY, on});
        const Expr w = g.scope.op("Enter", {g.constant("w", square(1))}, fixed);
        const Expr one = g.scope.op("Enter", {g.constant("one", Tensor::scalar(1.0F))}, fixed);
        const Expr index = g.scope.expr({switchI, 1});
        Expr body = g.op("MatMul", {g.scope.expr({switchY, 1}), w}, "by_w");
        const Expr own = g.op("Mul", {w, g.op("Tanh", {index}, "factor")}, "own");
        for (int k = 0; k < 3; ++k) { body = g.op("MatMul", {body, own}, concat("by_own", k)); }
        const Expr nextI = g.op("NextIteration", {g.op("AddV2", {index, one}, "up")}, "nextI");
        const Expr nextY = g.op("NextIteration", {g.op("AddV2", {body, w}, "y")}, "nextY");
        QVERIFY_OK(g.graph.setInput(mergeI.endpoint().node, 1, nextI.endpoint()));
        QVERIFY_OK(g.graph.setInput(mergeY.endpoint().node, 1, nextY.endpoint()));
        g.scope.op("Exit", {g.scope.expr({switchY, 0})}, {}, "result");
        const RunRequest request{{{"n", Tensor::scalar(4.0F)}, {"x", square(4)}}, {"result"}, {}};
        QCOMPARE(packsOf(**g.session(), request).size(), std::size_t{4});
        verifyAsWithout(g, request);
    }
};

}  // namespace weft::test

namespace {
const weft::test::Registered<weft::test::TstPackWeights> registered;
}

#include "tst_pack_weights.moc"
