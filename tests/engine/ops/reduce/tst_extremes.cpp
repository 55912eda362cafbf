// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Max, Min, All, Any.
class TstExtremes : public QObject {
    Q_OBJECT

private slots:
    void refusesBadAxes();
    void nanWins();
    void nothingGivesTheNeutralElement();
    void extremesOverAxes();
    void gradientsAgree();
};

void TstExtremes::refusesBadAxes() {
    FAILS_OP("Max", {"float [1,2]", "int32 1"}, "axis is out of range");
    FAILS_OP("Any", {"bool [true]", "int32 -2"}, "axis is out of range");
}

void TstExtremes::nanWins() {
    COMPARE_OP("float32[2]: nan 4", "Max", {"float [[1,nan],[3,4]]", "int32 1"});
    COMPARE_OP("float64[2]: 1 nan", "Min", {"double [[1,nan],[3,4]]", "int32 0"});
    COMPARE_OP("float16[]: nan", "Max", {"half [1,nan]", "int32 0"});
}

void TstExtremes::nothingGivesTheNeutralElement() {
    COMPARE_OP("float32[]: -inf", "Max", {"float zeros [0]", "int32 0"});
    COMPARE_OP("int32[]: 2147483647", "Min", {"int32 zeros [0]", "int32 0"});
    COMPARE_OP("bool[]: True", "All", {"bool zeros [0]", "int32 0"});
    COMPARE_OP("bool[]: False", "Any", {"bool zeros [0]", "int32 0"});
}

void TstExtremes::extremesOverAxes() {
    COMPARE_OP("int64[2]: 2 4", "Max", {"int64 [[1,2],[3,4]]", "int32 1"});
    COMPARE_OP("uint8[1,2]: 1 2", "Min", {"uint8 [[1,2],[3,4]]", "int32 0"}, {{"keep_dims", true}});
    COMPARE_OP("bool[2]: True False", "All", {"bool [[true,true],[true,false]]", "int32 1"});
    COMPARE_OP("bool[2]: True False", "Any", {"bool [[true,false],[false,false]]", "int32 1"});
}

void TstExtremes::gradientsAgree() {
    GRADIENT_AGREES("Max", {"double [[1,2,3],[6,5,4]]", "int32 1"}, {}, 0);
    GRADIENT_AGREES("Min", {"double [[1,2,3],[6,5,4]]", "int32 [0]"}, {{"keep_dims", true}}, 0);
    GRADIENT_AGREES("Max", {"double [[1,2,3],[6,5,4]]", "int32 [0,1]"}, {}, 0);
}

namespace {
const Registered<TstExtremes> registered;
}  // namespace

}  // namespace weft::test

#include "tst_extremes.moc"
