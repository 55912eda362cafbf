// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "engine/autodiff/backprop.h"
#include "tests/support/graph_fixture.h"
#include "tests/support/op_compare.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"
#include "tests/support/update_run.h"

namespace weft::test {

/// Gather and GatherV2.
class TstGather : public QObject {
    Q_OBJECT

private slots:
    void refusesIndicesOutOfRange();
    void refusesBadAxes();
    void picksSlices();
    void infersWhatIsKnown();
    void gradientAddsUpRepeatedRows();
    void readsRowsOfAResourceVariable();
    void gradientStaysRowsUntilAskedFor();
};

void TstGather::refusesIndicesOutOfRange() {
    FAILS_OP("Gather", {"float [1,2,3]", "int32 [7]"}, "indices[0] = 7 is not in [0, 3)");
    FAILS_OP("Gather", {"float [1,2,3]", "int64 [0,-1]"}, "indices[1] = -1 is not in [0, 3)");
    FAILS_OP("GatherV2", {"float [1,2]", "int32 [[0,5]]", "int32 0"},
             "indices[0,1] = 5 is not in [0, 2)");
    FAILS_OP("GatherV2", {"float zeros [0,2]", "int32 [0]", "int32 0"}, "is not in [0, 0)");
    FAILS_OP("GatherV2", {"float [1,2]", "int32 5", "int32 0"}, "indices = 5 is not in");
}

void TstGather::refusesBadAxes() {
    FAILS_OP("GatherV2", {"float [1,2]", "int32 [0]", "int32 1"}, "axis is out of range");
    FAILS_OP("Gather", {"float 1", "int32 [0]"}, "rank");
    FAILS_OP("GatherV2", {"float [[1,2]]", "int32 [0]", "int32 0"}, "batch_dims",
             {{"batch_dims", std::int64_t{1}}});
    FAILS_OP("GatherV2", {"float [[1,2]]", "int32 [[0],[1]]", "int32 1"}, "batch axes",
             {{"batch_dims", std::int64_t{1}}});
}

void TstGather::picksSlices() {
    COMPARE_OP("float32[2]: 3 1", "Gather", {"float [1,2,3]", "int32 [2,0]"});
    COMPARE_OP("float32[1,2,2]: 5 6 1 2", "GatherV2",
               {"float [[1,2],[3,4],[5,6]]", "int64 [[2,0]]", "int32 0"});
    COMPARE_OP("float32[2,2]: 2 2 4 4", "GatherV2",
               {"float [[1,2],[3,4]]", "int32 [1,1]", "int32 -1"});
    COMPARE_OP("float32[2]: 3 4", "GatherV2", {"float [[1,2],[3,4]]", "int16 1", "int64 0"});
    COMPARE_OP("string[1]: b\'b\'", "GatherV2", {"string [\"a\",\"b\"]", "int32 [1]", "int32 0"});
    COMPARE_OP("float32[0]:", "GatherV2", {"float [1,2]", "int32 zeros [0]", "int32 0"});
    COMPARE_OP("float32[2,1]: 2 3", "GatherV2",
               {"float [[1,2],[3,4]]", "int32 [[1],[0]]", "int32 1"},
               {{"batch_dims", std::int64_t{1}}});
}

void TstGather::infersWhatIsKnown() {
    COMPARE_SHAPES("[?,5,3]", "GatherV2", {"float [2,3]", "int32 [?,5]", "= int32 0"});
    COMPARE_SHAPES("[2,5]", "GatherV2", {"float [2,3]", "int32 [5]", "= int32 1"});
    COMPARE_SHAPES("[?,?,?]", "GatherV2", {"float [2,3]", "int32 [4,5]", "int32 []"});
    COMPARE_PARTIAL("3 ?", "GatherV2", "[?,3]", {"= int32 [1,0]", "= int32 0"});
}

void TstGather::gradientAddsUpRepeatedRows() {
    GRADIENT_AGREES("Gather", {"double [[1,2],[3,4]]", "int32 [1,1,0]"});
    GRADIENT_AGREES("GatherV2", {"double [[1,2],[3,4]]", "int32 [[1,1],[0,1]]", "int32 0"});
    GRADIENT_AGREES("GatherV2", {"double [[1,2,3],[4,5,6]]", "int64 [2,2,0]", "int32 1"});
    GRADIENT_AGREES("GatherV2",
                    {"double [[[1,2],[3,4]],[[5,6],[7,8]]]", "int32 [[1,1],[0,1]]", "int32 2"},
                    {{"batch_dims", std::int64_t{1}}});
}

void TstGather::readsRowsOfAResourceVariable() {
    const AttrMap attrs{{"dtype", DType::Float}};
    UpdateRun run("ResourceGather", {"float [[1,2],[3,4]]"}, {"int32 [[1],[0]]"}, attrs);
    QVERIFY_TEXT(run.output(), "NOT_FOUND", "v0");
    run.initialize();
    QCOMPARE(run.output(), std::string("float32[2,1,2]: 3 4 1 2"));
    UpdateRun outside("ResourceGather", {"float [1,2]"}, {"int64 [2]"}, attrs);
    outside.initialize();
    QVERIFY_TEXT(outside.output(), "INVALID_ARGUMENT", "indices[0] = 2 is not in [0, 2)");
}

void TstGather::gradientStaysRowsUntilAskedFor() {
    GraphFixture g;
    const Expr x = g.placeholder("x", {4, 2});
    const Expr ids = g.constant("ids", Tensor::vector<std::int32_t>({2, 0, 2}));
    const Expr axis = g.constant("axis", Tensor::scalar<std::int32_t>(0));
    const Expr once = g.op("GatherV2", {x, ids, axis}, "once");
    const Expr again = g.op("GatherV2", {x, ids, axis}, "again");
    const Expr whole = g.op("Tanh", {x}, "whole");
    const auto rowsOf = [&](const std::vector<Endpoint>& ys) {
        return addRowGradients(g.graph, ys, {x.endpoint()});
    };
    const std::size_t before = g.graph.size();
    const auto single = rowsOf({once.endpoint()});
    QVERIFY_OK(single);
    QVERIFY((*single)[0].rows() != nullptr);
    QCOMPARE((*single)[0].rows()->indices.endpoint(), ids.endpoint());
    for (std::size_t i = before; i < g.graph.size(); ++i) {
        QVERIFY(!g.graph.nodes()[i].isOp("UnsortedSegmentSum"));
    }
    const auto joined = rowsOf({once.endpoint(), again.endpoint()});
    QVERIFY_OK(joined);
    QVERIFY((*joined)[0].rows() != nullptr);
    QCOMPARE((*joined)[0].rows()->values.shape().toString(), std::string("[6,2]"));
    const auto mixed = rowsOf({once.endpoint(), whole.endpoint()});
    QVERIFY_OK(mixed);
    QVERIFY((*mixed)[0].rows() == nullptr);
    const std::string asked = g.graph.nameOf((*joined)[0].endpoint());
    QVERIFY(g.graph.node((*joined)[0].endpoint().node).isOp("UnsortedSegmentSum"));
    const auto session = *g.session();
    const Result<Tensor> value =
        runFor(*session, asked, {{"x", *Tensor::allocate(DType::Float, Shape{4, 2})}});
    QCOMPARE_FLOATS(value, {2, 2, 0, 0, 4, 4, 0, 0});
}

namespace {
const Registered<TstGather> registered;
}  // namespace

}  // namespace weft::test

#include "tst_gather.moc"
