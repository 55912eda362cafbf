// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Cumsum and Cumprod.
class TstCumulative : public QObject {
    Q_OBJECT

private slots:
    void refusesScalarsAndBadAxes();
    void runsInAllWays();
    void gradientsAgree();
};

void TstCumulative::refusesScalarsAndBadAxes() {
    FAILS_OP("Cumsum", {"float 1", "int32 0"}, "rank");
    FAILS_OP("Cumprod", {"float [1,2]", "int32 1"}, "axis is out of range");
}

void TstCumulative::runsInAllWays() {
    COMPARE_OP("float32[3]: 1 3 6", "Cumsum", {"float [1,2,3]", "int32 0"});
    COMPARE_OP("float32[3]: 0 1 3", "Cumsum", {"float [1,2,3]", "int32 0"}, {{"exclusive", true}});
    COMPARE_OP("float32[3]: 6 5 3", "Cumsum", {"float [1,2,3]", "int32 0"}, {{"reverse", true}});
    COMPARE_OP("float32[3]: 5 3 0", "Cumsum", {"float [1,2,3]", "int64 0"},
               {{"exclusive", true}, {"reverse", true}});
    COMPARE_OP("int32[3]: 1 2 6", "Cumprod", {"int32 [1,2,3]", "int32 -1"});
    COMPARE_OP("float16[3]: 6 3 1", "Cumprod", {"half [1,2,3]", "int32 0"},
               {{"exclusive", true}, {"reverse", true}});
    COMPARE_OP("int64[2,2]: 1 2 4 6", "Cumsum", {"int64 [[1,2],[3,4]]", "int32 0"});
    COMPARE_OP("float32[0,2]:", "Cumsum", {"float zeros [0,2]", "int32 0"});
}

void TstCumulative::gradientsAgree() {
    GRADIENT_AGREES("Cumsum", {"double [[1,2],[3,4]]", "int32 0"}, {}, 0);
    GRADIENT_AGREES("Cumsum", {"double [[1,2],[3,4]]", "int32 1"}, {{"exclusive", true}}, 0);
    GRADIENT_AGREES("Cumsum", {"double [[1,2],[3,4]]", "int32 1"},
                    {{"exclusive", true}, {"reverse", true}}, 0);
    GRADIENT_AGREES("Cumprod", {"double [[1,2],[3,4]]", "int32 0"}, {}, 0);
    GRADIENT_AGREES("Cumprod", {"double [[1,2],[3,4]]", "int32 1"}, {{"exclusive", true}}, 0);
    GRADIENT_AGREES("Cumprod", {"double [[1,2],[3,4]]", "int32 1"}, {{"reverse", true}}, 0);
}

namespace {
const Registered<TstCumulative> registered;
}  // namespace

}  // namespace weft::test

#include "tst_cumulative.moc"
