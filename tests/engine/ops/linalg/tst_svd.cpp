// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Svd.
class TstSvd : public QObject {
    Q_OBJECT

private slots:
    void refusesVectors();
    void valuesDescend();
    void infersShapes();
    void gradientOfValuesAgrees();
};

void TstSvd::refusesVectors() { FAILS_OP("Svd", {"float [1,2]"}, "at least rank 2"); }

void TstSvd::valuesDescend() {
    COMPARE_OP("float64[2]: 4 3; float64[0]:; float64[0]:", "Svd", {"double [[3,0],[0,-4]]"},
               {{"compute_uv", false}});
    COMPARE_OP("float32[1]: nan; float32[0]:; float32[0]:", "Svd", {"float [[inf]]"},
               {{"compute_uv", false}});
    COMPARE_OP("float32[0]:; float32[0,0]:; float32[2,2]: 1 0 0 1", "Svd", {"float zeros [0,2]"},
               {{"full_matrices", true}});
    COMPARE_OP("float32[2,0]:; float32[2,0,0]:; float32[2,4,0]:", "Svd", {"float zeros [2,0,4]"});
}

void TstSvd::infersShapes() {
    COMPARE_SHAPES("[5,3]; [5,4,3]; [5,3,3]", "Svd", {"float [5,4,3]"});
    COMPARE_SHAPES("[3]; [4,4]; [3,3]", "Svd", {"float [4,3]"}, {{"full_matrices", true}});
    COMPARE_SHAPES("[?]; [4,?]; [?,?]", "Svd", {"float [4,?]"});
}

void TstSvd::gradientOfValuesAgrees() {
    const std::string wide = "double [[[2,9,1],[1,2,4]],[[1,0,3],[-2,1,1]]]";
    GRADIENT_AGREES("Svd", {wide}, {{"compute_uv", false}});
}

namespace {
const Registered<TstSvd> registered;
}  // namespace

}  // namespace weft::test

#include "tst_svd.moc"
