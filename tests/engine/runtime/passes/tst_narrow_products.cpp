// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/passes/narrow_products.h"

#include <QObject>

#include "tests/engine/runtime/passes/planned_graph.h"
#include "tests/support/noise.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// x[?, k] times the transpose of w[5, k], of which a Slice takes columns.
struct Sliced {
    GraphFixture g;
    Expr product;

    explicit Sliced(const PartialShape& xShape, const std::vector<std::int32_t>& begin = {0, 2},
                    const std::vector<std::int32_t>& size = {3, 2}) {
        const Expr x = g.placeholder("x", xShape);
        product = g.scope.op("MatMul", {x, g.initialized("w", noise(Shape{5, 4}, 1))},
                             {{"transpose_b", true}}, "product");
        g.op("Slice",
             {product, g.constant("begin", vectorOf(begin)), g.constant("size", vectorOf(size))},
             "slice");
    }
    static Tensor vectorOf(const std::vector<std::int32_t>& values) {
        return Tensor::ofValues<std::int32_t>(Shape{std::ssize(values)}, values);
    }
    PlannedGraph planned(const std::vector<std::string>& fetches = {"slice"}) const {
        return PlannedGraph(g, {{"x"}, fetches, {}}, only(Pass::NarrowProducts));
    }
};

/// With and without the pass.
void verifySame(const GraphFixture& g, const std::vector<std::string>& initializers,
                const RunRequest& request) {
    std::vector<Result<std::vector<Tensor>>> results;
    for (const char* const passes : {"all", "-narrow_products"}) {
        QVERIFY_OK(setPasses(passes));
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, initializers));
        results.push_back(session->run(request));
    }
    QVERIFY_OK(setPasses("all"));
    QCOMPARE(results[0].status().code(), results[1].status().code());
    if (!results[0].ok()) { return; }
    for (std::size_t f = 0; f < results[0]->size(); ++f) {
        QCOMPARE((*results[0])[f].shape(), (*results[1])[f].shape());
        const auto got = floatsOf((*results[0])[f]);
        const auto want = floatsOf((*results[1])[f]);
        for (std::size_t i = 0; i < want.size(); ++i) {
            QVERIFY(std::abs(got[i] - want[i]) <= 1e-5F * std::max(1.0F, std::abs(want[i])));
        }
    }
}

}  // namespace

/// Columns of products that nobody reads are not computed.
class TstNarrowProducts : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatTheSliceRefuses() {
        for (const auto& size : {std::vector<std::int32_t>{3, 4}, {4, 2}}) {
            const Sliced sliced({-1, 4}, {0, 2}, size);
            verifySame(sliced.g, {"w/Assign"}, {{{"x", noise(Shape{3, 4}, 2)}}, {"slice"}, {}});
        }
        const Sliced sliced(PartialShape{3, 4}, {0, 4}, {3, 2});
        const auto session = *sliced.g.session();
        QVERIFY_OK(runTargets(*session, {"w/Assign"}));
        QVERIFY_FAILS(runFor(*session, "slice", {{"x", noise(Shape{3, 4}, 2)}}), "INVALID_ARGUMENT",
                      "leaves the input");
    }

    void whatElseIsReadStaysWhole() {
        const Sliced sliced(PartialShape{3, 4});
        QCOMPARE(sliced.planned({"slice", "product"}).changed(Pass::NarrowProducts), 0);
        sliced.g.op("Neg", {sliced.product}, "negative");
        QCOMPARE(sliced.planned({"slice", "negative"}).changed(Pass::NarrowProducts), 0);
        verifySame(sliced.g, {"w/Assign"},
                   {{{"x", noise(Shape{3, 4}, 2)}}, {"slice", "negative"}, {}});
    }

    void wholeRowsNeedNoSlice() {
        const Sliced known(PartialShape{3, 4});
        const PlannedGraph planned = known.planned();
        QCOMPARE(planned.changed(Pass::NarrowProducts), 1);
        QCOMPARE(planned.count("Slice"), 0);
        const Sliced all({-1, 4}, {0, 1}, {-1, 3});
        QCOMPARE(all.planned().count("Slice"), 0);
        verifySame(known.g, {"w/Assign"}, {{{"x", noise(Shape{3, 4}, 2)}}, {"slice"}, {}});
        verifySame(all.g, {"w/Assign"}, {{{"x", noise(Shape{7, 4}, 2)}}, {"slice"}, {}});
    }

    void otherwiseItCutsRowsOnly() {
        const Sliced sliced({-1, 4});
        const PlannedGraph planned = sliced.planned();
        QCOMPARE(planned.changed(Pass::NarrowProducts), 1);
        QCOMPARE(planned.count("Slice"), 1);
        for (const std::int64_t rows : {2, 3, 6}) {
            verifySame(sliced.g, {"w/Assign"}, {{{"x", noise(Shape{rows, 4}, 2)}}, {"slice"}, {}});
        }
    }

    void productsThatShareWeightsStayApart() {
        // Packed from 3 on: of the same columns only.
        GraphFixture g;
        const std::int64_t size = 64;
        const Expr w = g.initialized("w", noise(Shape{size, size}, 1));
        const Expr x = g.placeholder("x", PartialShape{size, size});
        std::vector<std::string> fetches;
        for (std::int32_t i = 0; i < 8; ++i) {
            const std::string n = std::to_string(i);
            const Expr product =
                g.scope.op("MatMul", {x, w}, {{"transpose_b", true}}, "product" + n);
            const std::int32_t first = i % 2 == 0 ? 0 : 16;
            g.op("Slice",
                 {product, g.constant("begin" + n, Sliced::vectorOf({0, first})),
                  g.constant("size" + n, Sliced::vectorOf({-1, 48}))},
                 "slice" + n);
            fetches.push_back(i < 6 ? "slice" + n : "product" + n);
        }
        verifySame(g, {"w/Assign"}, {{{"x", noise(Shape{size, size}, 2)}}, fetches, {}});
    }
};

namespace {
const Registered<TstNarrowProducts> registered;
}

}  // namespace weft::test

#include "tst_narrow_products.moc"
