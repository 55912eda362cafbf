// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// SelfAdjointEigV2.
class TstSelfAdjointEig : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatIsNotSquare();
    void eigenvaluesAscend();
    void gradientsAgree();
};

void TstSelfAdjointEig::refusesWhatIsNotSquare() {
    FAILS_OP("SelfAdjointEigV2", {"float zeros [2,3]"}, "must be square");
    FAILS_OP("SelfAdjointEigV2", {"float [[nan,1],[1,2]]"}, "was not successful");
}

void TstSelfAdjointEig::eigenvaluesAscend() {
    COMPARE_OP("float64[2]: 1 3; float64[0]:", "SelfAdjointEigV2", {"double [[2,99],[1,2]]"},
               {{"compute_v", false}});
    COMPARE_OP("float64[2,1]: 2 5; float64[2,1,1]: 1 1", "SelfAdjointEigV2",
               {"double [[[2]],[[5]]]"});
    COMPARE_OP("complex128[2]: (0+0j) (2+0j); complex128[0]:", "SelfAdjointEigV2",
               {"complex128 [[1,-1j],[1j,1]]"}, {{"compute_v", false}});
    COMPARE_OP("float32[3,0]:; float32[3,0,0]:", "SelfAdjointEigV2", {"float zeros [3,0,0]"});
    COMPARE_SHAPES("[5,3]; [5,3,3]", "SelfAdjointEigV2", {"float [5,?,3]"});
}

void TstSelfAdjointEig::gradientsAgree() {
    const std::string input = "double [[[2,0,0],[0.5,3,0],[0.1,-0.4,7]]]";
    GRADIENT_AGREES("SelfAdjointEigV2", {input});
    GRADIENT_AGREES("SelfAdjointEigV2", {input}, {{"compute_v", false}});
}

namespace {
const Registered<TstSelfAdjointEig> registered;
}  // namespace

}  // namespace weft::test

#include "tst_self_adjoint_eig.moc"
