// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// ExpandDims.
class TstExpandDims : public QObject {
    Q_OBJECT

private slots:
    void refusesAxesOutOfRange();
    void insertsAnAxis();
    void infersRankWithoutTheAxis();
    void gradientDropsTheAxis();
};

void TstExpandDims::refusesAxesOutOfRange() {
    FAILS_OP("ExpandDims", {"float [1,2]", "int32 5"}, "got 5");
    FAILS_OP("ExpandDims", {"float [1,2]", "int32 -3"}, "got -3");
    FAILS_OP("ExpandDims", {"float [1,2]", "int32 [0,1]"}, "single value");
}

void TstExpandDims::insertsAnAxis() {
    COMPARE_OP("float32[1,2]: 1 2", "ExpandDims", {"float [1,2]", "int32 0"});
    COMPARE_OP("float32[2,1]: 1 2", "ExpandDims", {"float [1,2]", "int32 -1"});
    COMPARE_OP("float32[1]: 3", "ExpandDims", {"float 3", "int64 0"});
    COMPARE_OP("float32[1,2]: 1 2", "ExpandDims", {"float [1,2]", "int32 [0]"});
}

void TstExpandDims::infersRankWithoutTheAxis() {
    COMPARE_SHAPES("[?,1,3]", "ExpandDims", {"float [?,3]", "= int32 1"});
    COMPARE_SHAPES("[?,?,?]", "ExpandDims", {"float [?,3]", "int32 []"});
    COMPARE_PARTIAL("? 3", "ExpandDims", "[?,3]", {"= int32 0"});
}

void TstExpandDims::gradientDropsTheAxis() {
    GRADIENT_AGREES("ExpandDims", {"double [1,2]", "int32 1"});
}

namespace {
const Registered<TstExpandDims> registered;
}  // namespace

}  // namespace weft::test

#include "tst_expand_dims.moc"
