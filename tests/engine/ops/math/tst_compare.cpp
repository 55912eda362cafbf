// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Equal, NotEqual and orderings.
class TstCompare : public QObject {
    Q_OBJECT

private slots:
    void refusesShapesThatDoNotBroadcast();
    void incompatibleShapesAreUnequalWhenAllowed();
    void nanIsUnequal();
    void ordersEachType();
    void equalityOfOtherTypes();
};

void TstCompare::refusesShapesThatDoNotBroadcast() {
    FAILS_OP("Equal", {"float [1,2]", "float [1,2,3]"}, "Incompatible shapes");
    FAILS_OP("Less", {"int32 [1,2]", "int32 [1,2,3]"}, "Incompatible shapes");
}

void TstCompare::incompatibleShapesAreUnequalWhenAllowed() {
    COMPARE_OP("bool[]: False", "Equal", {"float [1,2]", "float [1,2,3]"},
               {{"incompatible_shape_error", false}});
    COMPARE_OP("bool[]: True", "NotEqual", {"float [1,2]", "float [1,2,3]"},
               {{"incompatible_shape_error", false}});
    COMPARE_OP("bool[2]: True False", "Equal", {"float [1,2]", "float [1,3]"},
               {{"incompatible_shape_error", false}});
}

void TstCompare::nanIsUnequal() {
    COMPARE_OP("bool[2]: False True", "Equal", {"float [nan,1]", "float [nan,1]"});
    COMPARE_OP("bool[2]: True False", "NotEqual", {"double [nan,1]", "double [nan,1]"});
    COMPARE_OP("bool[2]: False False", "Less", {"float [nan,1]", "float [1,nan]"});
    COMPARE_OP("bool[2]: False False", "LessEqual", {"float [nan,1]", "float [1,nan]"});
    COMPARE_OP("bool[2]: False False", "Greater", {"float [nan,1]", "float [1,nan]"});
    COMPARE_OP("bool[2]: False False", "GreaterEqual", {"float [nan,1]", "float [1,nan]"});
}

void TstCompare::ordersEachType() {
    COMPARE_OP("bool[3]: True False False", "Less", {"float [1,2,3]", "float 2"});
    COMPARE_OP("bool[3]: True False False", "Less", {"int64 [1,2,3]", "int64 2"});
    COMPARE_OP("bool[3]: True False False", "Less", {"uint8 [1,2,3]", "uint8 2"});
    COMPARE_OP("bool[3]: True False False", "Less", {"half [1,2,3]", "half 2"});
    COMPARE_OP("bool[3]: True True False", "LessEqual", {"float [1,2,3]", "float 2"});
    COMPARE_OP("bool[3]: True True False", "LessEqual", {"int64 [1,2,3]", "int64 2"});
    COMPARE_OP("bool[3]: True True False", "LessEqual", {"uint8 [1,2,3]", "uint8 2"});
    COMPARE_OP("bool[3]: True True False", "LessEqual", {"half [1,2,3]", "half 2"});
    COMPARE_OP("bool[3]: False False True", "Greater", {"float [1,2,3]", "float 2"});
    COMPARE_OP("bool[3]: False False True", "Greater", {"int64 [1,2,3]", "int64 2"});
    COMPARE_OP("bool[3]: False False True", "Greater", {"uint8 [1,2,3]", "uint8 2"});
    COMPARE_OP("bool[3]: False False True", "Greater", {"half [1,2,3]", "half 2"});
    COMPARE_OP("bool[3]: False True True", "GreaterEqual", {"float [1,2,3]", "float 2"});
    COMPARE_OP("bool[3]: False True True", "GreaterEqual", {"int64 [1,2,3]", "int64 2"});
    COMPARE_OP("bool[3]: False True True", "GreaterEqual", {"uint8 [1,2,3]", "uint8 2"});
    COMPARE_OP("bool[3]: False True True", "GreaterEqual", {"half [1,2,3]", "half 2"});
}

void TstCompare::equalityOfOtherTypes() {
    COMPARE_OP("bool[2]: True False", "Equal", {"string [\"a\",\"b\"]", "string \"a\""});
    COMPARE_OP("bool[2]: True False", "NotEqual", {"bool [true,false]", "bool false"});
    COMPARE_OP("bool[2]: False True", "Equal", {"bfloat16 [1,2]", "bfloat16 2"});
    COMPARE_OP("bool[2,2]: True False True False", "Equal", {"int32 [1,2]", "int32 [[1],[1]]"});
}

namespace {
const Registered<TstCompare> registered;
}  // namespace

}  // namespace weft::test

#include "tst_compare.moc"
