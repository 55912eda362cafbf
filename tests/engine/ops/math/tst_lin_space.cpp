// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// LinSpace.
class TstLinSpace : public QObject {
    Q_OBJECT

private slots:
    void refusesBadCounts();
    void includesBothEnds();
    void infersShapes();
};

void TstLinSpace::refusesBadCounts() {
    FAILS_OP("LinSpace", {"float 0", "float 1", "int32 0"}, "Requires num > 0");
    FAILS_OP("LinSpace", {"float 0", "float 1", "int64 -3"}, "Requires num > 0");
    FAILS_OP("LinSpace", {"float [0]", "float 1", "int32 3"}, "rank 0");
    FAILS_OP("LinSpace", {"float 0", "float 1", "int32 [3]"}, "rank 0");
    FAILS_OP("LinSpace", {"float 0", "float 1", "int64 4611686018427387904"}, "", {},
             "RESOURCE_EXHAUSTED");
}

void TstLinSpace::includesBothEnds() {
    COMPARE_OP("float32[5]: 0 0.25 0.5 0.75 1", "LinSpace", {"float 0", "float 1", "int32 5"});
    COMPARE_OP("float64[2]: 3 -1", "LinSpace", {"double 3", "double -1", "int64 2"});
    COMPARE_OP("float32[1]: 7", "LinSpace", {"float 7", "float 9", "int32 1"});
    COMPARE_OP("float32[3]: 2 2 2", "LinSpace", {"float 2", "float 2", "int32 3"});
}

void TstLinSpace::infersShapes() {
    COMPARE_SHAPES("[4]", "LinSpace", {"float []", "float []", "= int32 4"});
    COMPARE_SHAPES("[?]", "LinSpace", {"float []", "float ?", "int32 []"});
}

namespace {
const Registered<TstLinSpace> registered;
}  // namespace

}  // namespace weft::test

#include "tst_lin_space.moc"
