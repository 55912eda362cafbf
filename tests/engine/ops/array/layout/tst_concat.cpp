// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Concat and ConcatV2.
class TstConcat : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatDoesNotFit();
    void joinsAlongAnyAxis();
    void infersSumsAndMerges();
    void gradientsAreSlices();
};

void TstConcat::refusesWhatDoesNotFit() {
    FAILS_OP("ConcatV2", {"float [[1,2]]", "float [[1,2,3]]", "int32 0"}, "must match");
    FAILS_OP("ConcatV2", {"float [1]", "float [1]", "int32 7"}, "got 7");
    FAILS_OP("ConcatV2", {"float [[1]]", "float [1]", "int32 0"}, "ranks of all values");
    FAILS_OP("ConcatV2", {"float 1", "float 2", "int32 0"}, "scalars");
    FAILS_OP("Concat", {"int32 -2", "float [1]", "float [1]"}, "got -2");
    FAILS_OP("ConcatV2", {"float [1]", "float [1]", "int32 [0]"}, "rank 0");
}

void TstConcat::joinsAlongAnyAxis() {
    COMPARE_OP("float32[3]: 1 2 3", "ConcatV2", {"float [1]", "float [2,3]", "int32 0"});
    COMPARE_OP("float32[2,3]: 1 3 4 2 5 6", "ConcatV2",
               {"float [[1],[2]]", "float [[3,4],[5,6]]", "int32 -1"});
    COMPARE_OP("int64[2,1]: 1 2", "Concat", {"int32 0", "int64 [[1]]", "int64 [[2]]"});
    COMPARE_OP("string[2]: b\'a\' b\'b\'", "ConcatV2",
               {"string [\"a\"]", "string [\"b\"]", "int32 0"});
    COMPARE_OP("float32[1,2]: 1 2", "ConcatV2", {"float zeros [0,2]", "float [[1,2]]", "int64 0"});
}

void TstConcat::infersSumsAndMerges() {
    COMPARE_SHAPES("[5,3]", "ConcatV2", {"float [2,?]", "float [3,3]", "= int32 0"});
    COMPARE_SHAPES("[?,3]", "ConcatV2", {"float [?,3]", "float [3,3]", "= int32 0"});
    COMPARE_SHAPES("[?,?]", "ConcatV2", {"float [2,3]", "float [3,3]", "int32 []"});
    COMPARE_SHAPES("[?,3]", "ConcatV2", {"float ?", "float [3,3]", "= int32 0"});
    COMPARE_PARTIAL("? 3 7", "ConcatV2", "[?,3]", {"= int32 [7]", "= int32 0"});
}

void TstConcat::gradientsAreSlices() {
    const std::vector<std::string> inputs = {"double [[1],[2]]", "double [[3,4],[5,6]]",
                                             "int32 -1"};
    GRADIENT_AGREES("ConcatV2", inputs, {}, 0);
    GRADIENT_AGREES("ConcatV2", inputs, {}, 1);
    GRADIENT_AGREES("Concat", {"int32 0", "double [1]", "double [2,3]"}, {}, 2);
}

namespace {
const Registered<TstConcat> registered;
}  // namespace

}  // namespace weft::test

#include "tst_concat.moc"
