// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <random>

#include "tests/engine/runtime/passes/planned_graph.h"
#include "tests/support/noise.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// A random graph of what the passes look at: names, constants, shapes of what is fed, duplicates,
/// permutations, and a variable that is read before and after it grows.
struct RandomPlan {
    explicit RandomPlan(unsigned seed) : dice(seed) {
        const std::int64_t rows = 1 + static_cast<std::int64_t>(dice() % 4);
        const std::int64_t columns = 1 + static_cast<std::int64_t>(dice() % 4);
        const Shape shape{rows, columns};
        add(g.placeholder("p0", seed % 2 == 0 ? PartialShape::unknown() : PartialShape(shape)));
        add(g.placeholder("p1", PartialShape{-1, columns}));
        add(g.constant("c0", noise(shape, seed)));
        add(g.constant("c1", noise(shape, seed % 3)));
        feeds = {{"p0", noise(shape, seed + 1)}, {"p1", noise(shape, seed + 2)}};
        const Expr v = g.initialized("v", noise(shape, 5));
        add(g.op("Identity", {v}, "before"));
        const int count = 10 + static_cast<int>(dice() % 25);
        for (int i = 0; i < count; ++i) {
            if (i == count / 2) {
                // After all that is there, the placeholders apart, which are fed.
                const std::vector<Expr> before(known.begin() + 2, known.end());
                add(g.op("Identity", {g.op("AssignAdd", {v, pick()}, "grow", before)}, "after"));
            }
            add(next(concat("n", i)));
            if (dice() % 5 == 0 || i + 1 == count) { fetches.push_back(concat("n", i)); }
        }
    }

    void add(const Expr& e) { known.push_back(e); }
    Expr pick() { return known[dice() % known.size()]; }
    Expr axes(std::initializer_list<std::int32_t> values, std::string_view name) {
        return g.constant(concat(name, "_axes"), ints(values));
    }

    /// All values have one shape.
    Expr next(const std::string& name) {
        const Expr x = pick();
        const auto inner = [&](std::string_view part) { return concat(name, "_", part); };
        switch (dice() % 10) {
            case 0:
                return g.op("Identity", {x}, name);
            case 1:
                return g.op("Neg", {x}, name);
            case 2:
                return g.op("Neg", {g.op("Neg", {x}, inner("n"))}, name);
            case 3:
                return g.op("AddV2", {x, pick()}, name);
            case 4:
                return g.op("Mul", {x, g.op("Square", {pick()}, inner("s"))}, name);
            case 5:
                return g.op("Reshape", {x, g.op("Shape", {pick()}, inner("s"))}, name);
            case 6: {
                const Expr turned = g.op("Transpose", {x, axes({1, 0}, inner("a"))}, inner("t"));
                return g.op("Transpose", {turned, axes({1, 0}, inner("b"))}, name);
            }
            case 7: {
                const Expr packed = g.scope.op("Pack", {x, pick()}, {}, inner("p"));
                const auto parts =
                    g.scope.opList("Unpack", {packed}, {{"num", std::int64_t{2}}}, inner("u"));
                return g.op("Sub", {parts[0], parts[1]}, name);
            }
            case 8: {
                const Expr sizes = g.op("Shape", {x}, inner("x"));
                const auto back =
                    g.scope.opList("BroadcastGradientArgs",
                                   {sizes, g.op("Shape", {pick()}, inner("y"))}, {}, inner("g"));
                const Expr sum = g.op("Sum", {x, back[0]}, inner("sum"));
                return g.op("Reshape", {sum, sizes}, name);
            }
            default:
                return g.op("Tanh", {x}, name);
        }
    }

    GraphFixture g;
    std::mt19937 dice;
    std::vector<Expr> known;
    std::vector<std::pair<std::string, Tensor>> feeds;
    std::vector<std::string> fetches;
};

}  // namespace

/// Whatever the passes do, the bits are those of the nodes one by one.
class TstRandomPlans : public QObject {
    Q_OBJECT

private slots:
    void haveTheBitsOfTheirNodes() {
        int folded = 0;
        for (unsigned seed = 0; seed < 200; ++seed) {
            const RandomPlan random(seed);
            QVERIFY_OK(random.g.scope.status());
            const RunRequest request{random.feeds, random.fetches, {}};
            const auto run = [&](std::string_view passes) {
                const Passes chosen(passes);
                std::vector<Tensor> all;
                const auto session = *random.g.session();
                if (!runTargets(*session, {"v/Assign"}).ok()) { return all; }
                for (int i = 0; i < 3; ++i) {
                    const auto got = session->run(request);
                    if (!got.ok()) {
                        qWarning("%s", got.status().ToString().c_str());
                        return all;
                    }
                    all.insert(all.end(), got->begin(), got->end());
                }
                return all;
            };
            const auto planned = run("all");
            const auto apart = run("none");
            QCOMPARE(apart.size(), 3 * random.fetches.size());
            QCOMPARE(planned.size(), apart.size());
            for (std::size_t i = 0; i < apart.size(); ++i) {
                QVERIFY2(
                    bytesEqual(planned[i], apart[i]),
                    concat("seed ", seed, ", ", random.fetches[i % random.fetches.size()]).c_str());
            }
            const PlannedGraph plan(random.g, {{"p0", "p1"}, random.fetches, {}}, PassSet::all());
            folded += plan.changed(Pass::FoldConstants) + plan.changed(Pass::MergeDuplicates) +
                      plan.changed(Pass::SimplifyArithmetic);
        }
        QVERIFY(folded > 1000);
    }
};

namespace {
const Registered<TstRandomPlans> registered;
}

}  // namespace weft::test

#include "tst_random_plans.moc"
