// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Split and SplitV.
class TstSplit : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatDoesNotFit();
    void cutsAlongAnyAxis();
    void gradientsJoinAgain();
};

void TstSplit::refusesWhatDoesNotFit() {
    FAILS_OP("Split", {"int32 0", "float [1,2,3,4,5]"}, "got 5 by 2",
             {{"num_split", std::int64_t{2}}});
    FAILS_OP("Split", {"int32 3", "float [1,2]"}, "got 3", {{"num_split", std::int64_t{2}}});
    FAILS_OP("SplitV", {"float [1,2,3]", "int32 [2,-2]", "int32 0"}, "negative: got -2",
             {{"num_split", std::int64_t{2}}});
    FAILS_OP("SplitV", {"float [1,2,3]", "int32 [2,2]", "int32 0"}, "got 4, want 3",
             {{"num_split", std::int64_t{2}}});
    FAILS_OP("SplitV", {"float [1,2,3]", "int32 [-1,-1]", "int32 0"}, "only one",
             {{"num_split", std::int64_t{2}}});
    FAILS_OP("SplitV", {"float [1,2,3]", "int32 [7,-1]", "int32 0"}, "at most 3",
             {{"num_split", std::int64_t{2}}});
}

void TstSplit::cutsAlongAnyAxis() {
    COMPARE_OP("float32[1,2]: 1 2; float32[1,2]: 3 4", "Split", {"int32 0", "float [[1,2],[3,4]]"},
               {{"num_split", std::int64_t{2}}});
    COMPARE_OP("float32[2,1]: 1 3; float32[2,1]: 2 4", "Split", {"int32 -1", "float [[1,2],[3,4]]"},
               {{"num_split", std::int64_t{2}}});
    COMPARE_OP("float32[1]: 1; float32[2]: 2 3", "SplitV",
               {"float [1,2,3]", "int64 [1,-1]", "int32 0"}, {{"num_split", std::int64_t{2}}});
    COMPARE_SHAPES("[?,2]; [?,2]", "Split", {"= int32 1", "float [?,4]"},
                   {{"num_split", std::int64_t{2}}});
}

void TstSplit::gradientsJoinAgain() {
    GRADIENT_AGREES("Split", {"int32 1", "double [[1,2],[3,4]]"}, {{"num_split", std::int64_t{2}}},
                    1);
    GRADIENT_AGREES("SplitV", {"double [1,2,3]", "int32 [1,2]", "int32 0"},
                    {{"num_split", std::int64_t{2}}});
    GRADIENT_AGREES("Split", {"int32 0", "double [1,2]"}, {{"num_split", std::int64_t{1}}}, 1);
}

namespace {
const Registered<TstSplit> registered;
}  // namespace

}  // namespace weft::test

#include "tst_split.moc"
