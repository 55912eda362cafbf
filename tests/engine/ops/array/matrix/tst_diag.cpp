// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Diag and "DiagPart".
class TstDiag : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatDoesNotFit() {
        FAILS_OP("Diag", {"float 1"}, "rank");
        FAILS_OP("DiagPart", {"float [1]"}, "even");
        FAILS_OP("DiagPart", {"float 1"}, "non-zero");
        FAILS_OP("DiagPart", {"float [[1,2]]"}, "halves");
    }
    void putsAndTakesDiagonals() {
        COMPARE_OP("float32[2,2]: 1 0 0 2", "Diag", {"float [1,2]"});
        COMPARE_OP("int32[1,2,1,2]: 1 0 0 2", "Diag", {"int32 [[1,2]]"});
        COMPARE_OP("complex64[1,1]: (0+2j)", "Diag", {"complex64 [2j]"});
        COMPARE_OP("float32[0,0]:", "Diag", {"float zeros [0]"});
        COMPARE_OP("float32[2]: 1 4", "DiagPart", {"float [[1,2],[3,4]]"});
    }
    void infersWhatIsKnown() {
        COMPARE_SHAPES("[?,3,?,3]", "Diag", {"float [?,3]"});
        COMPARE_SHAPES("[4,3]", "DiagPart", {"float [?,3,4,?]"});
    }
    void gradientsMatchFiniteDifferences() {
        GRADIENT_AGREES("Diag", {"double [1,2]"});
        GRADIENT_AGREES("DiagPart", {"double [[1,2],[3,4]]"});
    }
};

namespace {
const Registered<TstDiag> registered;
}  // namespace

}  // namespace weft::test

#include "tst_diag.moc"
