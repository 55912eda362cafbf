// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"
#include "tests/support/update_run.h"

namespace weft::test {

/// StridedSlice and StridedSliceGrad.
class TstStridedSlice : public QObject {
    Q_OBJECT

private slots:
    void refusesBadIndices();
    void followsNumpy();
    void knowsEllipsisAndNewAxis();
    void infersWhatIsKnown();
    void gradientPutsTheSliceBack();
    void gradOpRefusesAnotherShape();
    void assignsToSlicesOfVariables();
};

void TstStridedSlice::refusesBadIndices() {
    FAILS_OP("StridedSlice", {"float [1,2]", "int32 [0]", "int32 [1]", "int32 [0]"}, "non-zero");
    FAILS_OP("StridedSlice", {"float [1,2,3,4]", "int32 [9]", "int32 [10]", "int32 [1]"},
             "slice index 9 of axis 0", {{"shrink_axis_mask", std::int64_t{1}}});
    FAILS_OP("StridedSlice", {"float [1,2]", "int32 [0]", "int32 [1]", "int32 [-1]"},
             "positive stride", {{"shrink_axis_mask", std::int64_t{1}}});
    FAILS_OP("StridedSlice", {"float [1,2]", "int32 [0,0]", "int32 [1,1]", "int32 [1,1]"},
             "more indices than axes");
    FAILS_OP("StridedSlice", {"float [1,2]", "int32 [0,0]", "int32 [1,1]", "int32 [1,1]"},
             "multiple ellipses", {{"ellipsis_mask", std::int64_t{3}}});
    FAILS_OP("StridedSlice", {"float [1,2]", "int32 [0]", "int32 [1,1]", "int32 [1]"},
             "one length");
}

void TstStridedSlice::followsNumpy() {
    COMPARE_OP("int32[2]: 1 2", "StridedSlice",
               {"int32 [0,1,2,3]", "int32 [1]", "int32 [3]", "int32 [1]"});
    COMPARE_OP("int32[2]: 3 1", "StridedSlice",
               {"int32 [0,1,2,3]", "int32 [-1]", "int32 [0]", "int32 [-2]"});
    COMPARE_OP("int32[4]: 3 2 1 0", "StridedSlice",
               {"int32 [0,1,2,3]", "int32 [0]", "int32 [0]", "int32 [-1]"},
               {{"begin_mask", std::int64_t{1}}, {"end_mask", std::int64_t{1}}});
    COMPARE_OP("int32[0]:", "StridedSlice",
               {"int32 [0,1,2,3]", "int32 [3]", "int32 [1]", "int32 [1]"});
    COMPARE_OP("int32[4]: 0 1 2 3", "StridedSlice",
               {"int32 [0,1,2,3]", "int32 [-99]", "int32 [99]", "int32 [1]"});
    COMPARE_OP("int32[]: 2", "StridedSlice",
               {"int32 [0,1,2,3]", "int64 [-2]", "int64 [0]", "int64 [1]"},
               {{"shrink_axis_mask", std::int64_t{1}}});
    COMPARE_OP("int32[2]: 1 2", "StridedSlice",
               {"int32 [0,1,2,3]", "int16 [1]", "int16 [3]", "int16 [1]"});
}

void TstStridedSlice::knowsEllipsisAndNewAxis() {
    const std::string cube = "int32 [[[1,2],[3,4]],[[5,6],[7,8]]]";
    // x[..., 0]
    COMPARE_OP("int32[2,2]: 1 3 5 7", "StridedSlice",
               {cube, "int32 [0,0]", "int32 [0,1]", "int32 [1,1]"},
               {{"ellipsis_mask", std::int64_t{1}}, {"shrink_axis_mask", std::int64_t{2}}});
    // x[1, newaxis, ..., 1:]
    COMPARE_OP("int32[1,2,1]: 6 8", "StridedSlice",
               {cube, "int32 [1,0,0,1]", "int32 [2,0,0,0]", "int32 [1,1,1,1]"},
               {{"end_mask", std::int64_t{8}},
                {"ellipsis_mask", std::int64_t{4}},
                {"new_axis_mask", std::int64_t{2}},
                {"shrink_axis_mask", std::int64_t{1}}});
    // x[..., newaxis]
    COMPARE_OP("int32[2,1]: 1 2", "StridedSlice",
               {"int32 [1,2]", "int32 [0,0]", "int32 [0,0]", "int32 [1,1]"},
               {{"ellipsis_mask", std::int64_t{1}}, {"new_axis_mask", std::int64_t{2}}});
}

void TstStridedSlice::infersWhatIsKnown() {
    COMPARE_SHAPES("[?,3]", "StridedSlice",
                   {"float [?,3]", "= int32 [0]", "= int32 [2]", "= int32 [1]"});
    COMPARE_SHAPES("[3]", "StridedSlice", {"float [?,3]", "int32 [1]", "int32 [1]", "int32 [1]"},
                   {{"shrink_axis_mask", std::int64_t{1}}});
    COMPARE_SHAPES("[?,3]", "StridedSlice",
                   {"float [2,3]", "int32 [1]", "int32 [1]", "= int32 [1]"});
    COMPARE_SHAPES("<unknown>", "StridedSlice", {"float ?", "int32 [1]", "int32 [1]", "int32 [1]"});
    COMPARE_PARTIAL("3", "StridedSlice", "[?,3]", {"= int32 [1]", "= int32 [2]", "= int32 [1]"},
                    {{"shrink_axis_mask", std::int64_t{1}}});
    COMPARE_PARTIAL("3 ?", "StridedSlice", "[?,3]",
                    {"= int32 [-1]", "= int32 [-3]", "= int32 [-1]"});
}

void TstStridedSlice::gradientPutsTheSliceBack() {
    GRADIENT_AGREES("StridedSlice", {"double [1,2,3,4,5]", "int32 [4]", "int32 [0]", "int32 [-2]"});
    GRADIENT_AGREES("StridedSlice", {"double [[1,2],[3,4]]", "int64 [1]", "int64 [2]", "int64 [1]"},
                    {{"shrink_axis_mask", std::int64_t{1}}});
}

void TstStridedSlice::gradOpRefusesAnotherShape() {
    FAILS_OP("StridedSliceGrad",
             {"int32 [4]", "int32 [0]", "int32 [2]", "int32 [1]", "float [1,2,3]"}, "want [2]");
    FAILS_OP("StridedSliceGrad",
             {"int32 [-4]", "int32 [0]", "int32 [2]", "int32 [1]", "float [1,2]"}, "negative");
    COMPARE_OP("float32[4]: 0 1 0 2", "StridedSliceGrad",
               {"int32 [4]", "int32 [1]", "int32 [4]", "int32 [2]", "float [1,2]"});
}

void TstStridedSlice::assignsToSlicesOfVariables() {
    const auto after = [](const char* op, const char* begin, const char* end, const char* strides,
                          const char* value) {
        UpdateRun run(op, {"float [[1,2],[3,4],[5,6]]"}, {begin, end, strides, value});
        run.initialize();
        return run.update();
    };
    for (const char* op : {"StridedSliceAssign", "ResourceStridedSliceAssign"}) {
        QCOMPARE(after(op, "int32 [0]", "int32 [3]", "int32 [2]", "float [[7,8],[9,0]]"),
                 std::string("float32[3,2]: 7 8 3 4 9 0"));
        QCOMPARE(after(op, "int64 [2,0]", "int64 [0,1]", "int64 [-1,1]", "float [[7],[8]]"),
                 std::string("float32[3,2]: 1 2 8 4 7 6"));
        QCOMPARE(after(op, "int32 [1]", "int32 [3]", "int32 [1]", "float [7,8]"),
                 std::string("float32[3,2]: 1 2 7 8 7 8"));
        QCOMPARE(after(op, "int32 [1]", "int32 [1]", "int32 [1]", "float 7"),
                 std::string("float32[3,2]: 1 2 3 4 5 6"));
        QVERIFY_TEXT(after(op, "int32 [0]", "int32 [2]", "int32 [1]", "float [1,2,3]"),
                     "INVALID_ARGUMENT", "want one that broadcasts to [2,2]");
        QVERIFY_TEXT(after(op, "int32 [0]", "int32 [2]", "int32 [0]", "float 1"),
                     "INVALID_ARGUMENT", "strides");
        QVERIFY_TEXT(after(op, "int32 [0,0,0]", "int32 [1,1,1]", "int32 [1,1,1]", "float 1"),
                     "INVALID_ARGUMENT", "'update'");
    }
    UpdateRun empty("StridedSliceAssign", {"float [1]"},
                    {"int32 [0]", "int32 [1]", "int32 [1]", "float [1]"});
    QVERIFY_TEXT(empty.update(), "FAILED_PRECONDITION", "v0");
}

namespace {
const Registered<TstStridedSlice> registered;
}  // namespace

}  // namespace weft::test

#include "tst_strided_slice.moc"
