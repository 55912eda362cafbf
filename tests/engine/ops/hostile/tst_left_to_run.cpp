// SPDX-License-Identifier: Apache-2.0
/// @file
/// What is wrong in a graph but passed over by TensorFlow's shape functions: such a graph is read,
/// and fails where the node runs. An editor says at once what is wrong.

#include <QTest>

#include "engine/graph/expr.h"
#include "engine/graph/graph.h"
#include "engine/graph/scope.h"
#include "tests/support/op_compare.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

using Ints = std::vector<std::int64_t>;

AttrMap window(const Ints& ksize, const Ints& strides) {
    return {{"ksize", ksize}, {"strides", strides}, {"padding", std::string("SAME")}};
}
AttrMap convolution(const Ints& strides) {
    return {{"strides", strides}, {"padding", std::string("SAME")}};
}

}  // namespace

class TstLeftToRun : public QObject {
    Q_OBJECT

private slots:
    void boxesThatLeaveTheInput() {
        const std::vector<std::string> outside = {"float [3]", "= int32 [1]", "= int32 [3]"};
        COMPARE_SHAPES("<unknown>", "Slice", outside);
        FAILS_OP("Slice", {"float [1,2,3]", "int32 [1]", "int32 [3]"}, "leaves the input");
        // What takes the rest of an axis is computed, so it is seen.
        COMPARE_SHAPES(
            "INVALID_ARGUMENT: [Slice] begin[0] is out of range: got 4, want a value in [0, 3] "
            "(node 'op')",
            "Slice", {"float [3]", "= int32 [4]", "= int32 [-1]"});
    }
    void axesAndLengths() {
        const AttrMap axis{{"axis", std::int64_t{5}}};
        COMPARE_SHAPES("<unknown>", "OneHot", {"int32 [4]", "= int32 3", "float []", "float []"},
                       axis);
        FAILS_OP("OneHot", {"int32 [1,2]", "int32 3", "float 1", "float 0"}, "axis", axis);
        COMPARE_SHAPES("<unknown>; <unknown>", "ConcatOffset",
                       {"int32 []", "int32 [2]", "int32 [1]"});
        FAILS_OP("ConcatOffset", {"int32 0", "int32 [1,2]", "int32 [1]"}, "one length");
        COMPARE_SHAPES("<unknown>", "SparseToDense",
                       {"int32 [2,2,2]", "int32 [2]", "float [2]", "float []"});
        FAILS_OP("SparseToDense", {"int32 [[[1]]]", "int32 [2]", "float [1]", "float 0"}, "rank");
    }
    void windowsOverBatchOrChannels() {
        const std::vector<std::string> images = {"float [1,4,4,1]"};
        COMPARE_SHAPES("<unknown>", "MaxPool", images, window({1, 0, 2, 1}, {1, 1, 1, 1}));
        COMPARE_SHAPES("<unknown>", "AvgPool", images, window({1, 2, 2, 1}, {0, 1, 1, 1}));
        FAILS_OP("MaxPool", {"float zeros [1,4,4,1]"}, "out of range",
                 window({1, 0, 2, 1}, {1, 1, 1, 1}));
        COMPARE_SHAPES("<unknown>", "Conv2D", {"float [1,4,4,1]", "float [2,2,1,1]"},
                       convolution({2, 1, 1, 1}));
        FAILS_OP("Conv2D", {"float zeros [1,4,4,1]", "float zeros [2,2,1,1]"}, "batch or channels",
                 convolution({2, 1, 1, 1}), "UNIMPLEMENTED");
    }
    void strideThatIsComputedWithIsSeen() {
        QVERIFY(inferOp("Conv2D", {"float [1,4,4,1]", "float [2,2,1,1]"}, convolution({1, 0, 1, 1}))
                    .starts_with("INVALID_ARGUMENT"));
        QVERIFY(inferOp("MaxPool", {"float ?"}, window({1, 2, 2, 1}, {1, -1, 1, 1}))
                    .starts_with("INVALID_ARGUMENT"));
    }
    void gradientsThatDoNotFit() {
        const AttrMap pool = window({1, 2, 2, 1}, {1, 2, 2, 1});
        COMPARE_SHAPES("<unknown>", "AvgPoolGrad", {"= int32 [1,4,4,1]", "float [1,3,2,1]"}, pool);
        FAILS_OP("AvgPoolGrad", {"int32 [1,4,4,1]", "float zeros [1,3,2,1]"}, "wrong shape", pool);
        COMPARE_SHAPES("<unknown>", "Conv2DBackpropFilter",
                       {"float [1,4,4,1]", "= int32 [2,2,1,1]", "float [1,3,3,1]"},
                       convolution({1, 1, 1, 1}));
        // Batch and outputs of this one TensorFlow compares.
        QVERIFY(inferOp("Conv2DBackpropInput",
                        {"= int32 [1,4,4,1]", "float [2,2,1,1]", "float [2,4,4,1]"},
                        convolution({1, 1, 1, 1}))
                    .starts_with("INVALID_ARGUMENT"));
    }
    void sizesThatARunMustGive() {
        COMPARE_SHAPES("<unknown>", "RandomUniform", {"= int32 [2,-1]"}, {{"dtype", DType::Float}});
        FAILS_OP("RandomUniform", {"int32 [2,-1]"}, "negative", {{"dtype", DType::Float}});
        COMPARE_SHAPES("<unknown>", "ResizeBilinear", {"float [1,2,2,1]", "= int32 [-1,2]"});
        FAILS_OP("ResizeBilinear", {"float zeros [1,2,2,1]", "int32 [-1,2]"}, "positive");
        COMPARE_SHAPES("<unknown>", "UnsortedSegmentSum", {"float ?", "int32 ?", "= int32 -2"});
    }
    void anEditorSaysItAtOnce() {
        Graph graph(UnknownOps::Keep);
        const Scope scope(graph);
        const Expr x =
            scope.op("Placeholder", {}, {{"dtype", DType::Float}, {"shape", PartialShape{3}}}, "x");
        const Expr begin = scope.constant(literal("int32 [1]"));
        const Expr size = scope.constant(literal("int32 [3]"));
        QVERIFY_OK(scope.status());
        QVERIFY_FAILS(graph.add({.name = "op",
                                 .op = "Slice",
                                 .inputs = {x.endpoint(), begin.endpoint(), size.endpoint()}}),
                      "INVALID_ARGUMENT", "leaves the input");
    }
};

namespace {
const Registered<TstLeftToRun> registered;
}  // namespace

}  // namespace weft::test

#include "tst_left_to_run.moc"
