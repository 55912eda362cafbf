// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Products in which zero wins.
class TstZeroProduct : public QObject {
    Q_OBJECT

private slots:
    void refusesShapesThatDoNotBroadcast();
    void zeroWins();
    void gradientsAgree();
};

void TstZeroProduct::refusesShapesThatDoNotBroadcast() {
    for (const char* op : {"MulNoNan", "Xdivy", "Xlogy", "Xlog1py"}) {
        FAILS_OP(op, {"float [1,2]", "float [1,2,3]"}, "Incompatible shapes");
    }
}

void TstZeroProduct::zeroWins() {
    COMPARE_OP("float32[4]: 0 0 nan 6", "MulNoNan", {"float [inf,nan,inf,2]", "float [0,0,nan,3]"});
    COMPARE_OP("float32[4]: 0 0 inf 2", "Xdivy", {"float [0,0,1,4]", "float [0,nan,0,2]"});
    COMPARE_OP("float32[4]: 0 0 -inf nan", "Xlogy", {"float [0,0,1,1]", "float [0,nan,0,-1]"});
    COMPARE_OP("float32[4]: 0 0 -inf nan", "Xlog1py", {"float [0,0,1,1]", "float [-1,nan,-1,-2]"});
    COMPARE_OP("float64[1]: 2e-20", "Xlog1py", {"double [2]", "double [1e-20]"});
    COMPARE_OP("float16[1]: 0", "Xlogy", {"half [0]", "half [0]"});
    COMPARE_OP("complex64[2]: (0+0j) (0+1j)", "MulNoNan",
               {"complex64 [inf,1j]", "complex64 [0,1]"});
    COMPARE_OP("complex64[2]: (0+0j) (0-1j)", "Xdivy", {"complex64 [0,1]", "complex64 [0,1j]"});
}

void TstZeroProduct::gradientsAgree() {
    for (const char* op : {"MulNoNan", "Xdivy", "Xlogy", "Xlog1py"}) {
        for (const int by : {0, 1}) {
            GRADIENT_AGREES(op, {"double [[1,2],[3,4]]", "double [0.5,3]"}, {}, by);
        }
    }
}

namespace {
const Registered<TstZeroProduct> registered;
}  // namespace

}  // namespace weft::test

#include "tst_zero_product.moc"
