// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// ArgMax and ArgMin.
class TstArgmax : public QObject {
    Q_OBJECT

private slots:
    void refusesBadAxesAndNothing();
    void firstOfEqualElements();
    void ignoresNan();
    void infersShapes();
};

void TstArgmax::refusesBadAxesAndNothing() {
    FAILS_OP("ArgMax", {"float [1,2]", "int32 1"}, "axis is out of range");
    FAILS_OP("ArgMax", {"float zeros [0,3]", "int32 0"}, "empty");
    FAILS_OP("ArgMax", {"float 1", "int32 0"}, "rank");
}

void TstArgmax::firstOfEqualElements() {
    COMPARE_OP("int64[2]: 1 0", "ArgMax", {"float [[1,3,3],[2,2,1]]", "int32 1"});
    COMPARE_OP("int64[2]: 0 2", "ArgMin", {"float [[1,3,3],[2,2,1]]", "int32 -1"});
    COMPARE_OP("int32[3]: 1 0 0", "ArgMax", {"int64 [[1,3,3],[2,2,1]]", "int64 0"},
               {{"output_type", DType::Int32}});
    COMPARE_OP("int64[]: 1", "ArgMax", {"bool [false,true,true]", "int32 0"});
    COMPARE_OP("int64[]: 2", "ArgMin", {"half [1,3,0]", "int32 0"});
}

void TstArgmax::ignoresNan() {
    COMPARE_OP("int64[]: 2", "ArgMax", {"float [nan,1,2]", "int32 0"});
    COMPARE_OP("int64[]: 0", "ArgMax", {"float [nan,nan]", "int32 0"});
    COMPARE_OP("int64[]: 1", "ArgMin", {"double [nan,1,2]", "int32 0"});
}

void TstArgmax::infersShapes() {
    COMPARE_SHAPES("[?]", "ArgMax", {"float [?,3]", "= int32 1"});
    COMPARE_SHAPES("[?]", "ArgMax", {"float [2,3]", "int32 []"});
}

namespace {
const Registered<TstArgmax> registered;
}  // namespace

}  // namespace weft::test

#include "tst_argmax.moc"
