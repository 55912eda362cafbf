// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/passes/explain.h"

#include <QObject>

#include "tests/engine/runtime/passes/planned_graph.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// The report tells what was done to a call, and by which kernels it runs.
class TstExplain : public QObject {
    Q_OBJECT

private slots:
    void aCallThatCannotBeCompiledIsRefused() {
        GraphFixture g;
        g.op("Neg", {g.placeholder("x")}, "y");
        QVERIFY_FAILS(explainCall(**g.session(), {{}, {"z"}, {}}), "INVALID_ARGUMENT", "z");
    }

    void passesAndKernelsAreNamed() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{-1, 2});
        const Expr c = g.op("Neg", {g.constant("c", floats({1, 2}))}, "minus");
        const Expr y = g.op("Tanh", {g.op("Square", {x}, "square")}, "tanh");
        g.op("MatMul", {y, g.constant("w", Tensor::vector<float>({1, 2}).reshaped(Shape{2, 1}))},
             "product");
        g.op("AddV2", {x, c}, "sum");
        g.op("Shape", {x}, "sizes");
        const auto session = *g.session();
        const RunRequest request{{{"x", Tensor()}}, {"product", "sum", "sizes"}, {}};
        const auto any = explainCall(*session, request);
        QVERIFY_OK(any);
        QVERIFY(!any->shapesKnown);
        QCOMPARE(any->passes.size(), passNames().size());
        const std::string text = toText(*any);
        for (const char* words :
             {"plan for any shapes", "pass fold_constants: 1", "'minus' (Neg)",
              "kernel product (MatMul, ", "kernel sizes (Shape, ", "tanh (Tanh)"}) {
            QVERIFY2(text.find(words) != std::string::npos, text.c_str());
        }
        RunRequest fed = request;
        fed.feeds[0].second = floats({1, 2}).reshaped(Shape{1, 2});
        const auto known = explainCall(*session, fed);
        QVERIFY_OK(known);
        QVERIFY(known->shapesKnown);
        QVERIFY(toText(*known).find("kernel sizes") == std::string::npos);
        QVERIFY(toText(*known).find("'sizes' (Shape)") != std::string::npos);
    }

    void whatIsSwitchedOffSaysSo() {
        const Passes off("-merge_duplicates");
        GraphFixture g;
        g.op("Neg", {g.placeholder("x")}, "y");
        const auto report = explainCall(**g.session(), {{{"x", Tensor()}}, {"y"}, {}});
        QVERIFY_OK(report);
        QVERIFY(toText(*report).find("pass merge_duplicates: off") != std::string::npos);
    }
};

namespace {
const Registered<TstExplain> registered;
}

}  // namespace weft::test

#include "tst_explain.moc"
