// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Range.
class TstRange : public QObject {
    Q_OBJECT

private slots:
    void refusesBadSteps();
    void refusesTooManyElements();
    void countsUpAndDown();
    void spansLeaveInt64WithoutOverflow();
    void infersTheCount();
};

void TstRange::refusesBadSteps() {
    FAILS_OP("Range", {"int32 0", "int32 5", "int32 0"}, "delta");
    FAILS_OP("Range", {"int32 0", "int32 5", "int32 -1"}, "delta has the wrong sign");
    FAILS_OP("Range", {"float 0", "float 5", "float nan"}, "delta");
    FAILS_OP("Range", {"float 0", "float nan", "float 1"}, "delta");
    FAILS_OP("Range", {"int32 [0]", "int32 5", "int32 1"}, "rank 0");
}

void TstRange::refusesTooManyElements() {
    FAILS_OP("Range", {"double 0", "double 1e300", "double 1e-300"}, "too many elements");
    FAILS_OP("Range", {"float 0", "float inf", "float 1"}, "too many elements");
    FAILS_OP("Range", {"int64 -9223372036854775808", "int64 9223372036854775807", "int64 1"},
             "too many elements");
}

void TstRange::countsUpAndDown() {
    COMPARE_OP("int32[3]: 0 2 4", "Range", {"int32 0", "int32 5", "int32 2"});
    COMPARE_OP("int32[3]: 3 2 1", "Range", {"int32 3", "int32 0", "int32 -1"});
    COMPARE_OP("int32[0]:", "Range", {"int32 2", "int32 2", "int32 -1"});
    COMPARE_OP("float32[4]: 0 0.25 0.5 0.75", "Range", {"float 0", "float 1", "float 0.25"});
    COMPARE_OP("float16[2]: 1 1.5", "Range", {"half 1", "half 2", "half 0.5"});
}

void TstRange::spansLeaveInt64WithoutOverflow() {
    COMPARE_OP(
        "int64[3]: -9223372036854775808 -2 9223372036854775804", "Range",
        {"int64 -9223372036854775808", "int64 9223372036854775807", "int64 9223372036854775806"});
}

void TstRange::infersTheCount() {
    COMPARE_SHAPES("[5]", "Range", {"= int32 0", "= int32 5", "= int32 1"});
    COMPARE_SHAPES("[10]", "Range", {"= float 0", "= float 1", "= float 0.1"});
    COMPARE_SHAPES("[?]", "Range", {"int32 []", "= int32 5", "= int32 1"});
}

namespace {
const Registered<TstRange> registered;
}  // namespace

}  // namespace weft::test

#include "tst_range.moc"
