// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// EuclideanNorm.
class TstEuclideanNorm : public QObject {
    Q_OBJECT

private slots:
    void refusesBadAxes();
    void measuresLengths();
    void gradientsAgree();
};

void TstEuclideanNorm::refusesBadAxes() {
    FAILS_OP("EuclideanNorm", {"float [1,2]", "int32 [1]"}, "out of range");
    FAILS_OP("EuclideanNorm", {"float [1,2]", "int32 [0,0]"}, "duplicate");
}

void TstEuclideanNorm::measuresLengths() {
    COMPARE_OP("float32[2]: 5 13", "EuclideanNorm", {"float [[3,4],[5,12]]", "int32 [1]"});
    COMPARE_OP("float64[1,1]: 5", "EuclideanNorm", {"double [[3,-4]]", "int32 [0,1]"},
               {{"keep_dims", true}});
    COMPARE_OP("int32[]: 3", "EuclideanNorm", {"int32 [3,1]", "int32 0"});
    COMPARE_OP("complex64[]: (5+0j)", "EuclideanNorm", {"complex64 [3j,4]", "int32 0"});
    COMPARE_OP("float16[]: 5", "EuclideanNorm", {"half [3,4]", "int32 0"});
    COMPARE_OP("float32[2]: 0 0", "EuclideanNorm", {"float zeros [0,2]", "int32 0"});
    COMPARE_SHAPES("[?]", "EuclideanNorm", {"float [?,2]", "= int32 [1]"});
}

void TstEuclideanNorm::gradientsAgree() {
    GRADIENT_AGREES("EuclideanNorm", {"double [[3,4],[5,12]]", "int32 [1]"});
    GRADIENT_AGREES("EuclideanNorm", {"double [[3,4],[5,12]]", "int32 [0,1]"},
                    {{"keep_dims", true}});
}

namespace {
const Registered<TstEuclideanNorm> registered;
}  // namespace

}  // namespace weft::test

#include "tst_euclidean_norm.moc"
