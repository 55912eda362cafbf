// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Qr.
class TstQr : public QObject {
    Q_OBJECT

private slots:
    void refusesVectors();
    void factorises();
};

void TstQr::refusesVectors() { FAILS_OP("Qr", {"float [1,2]"}, "at least rank 2"); }

void TstQr::factorises() {
    COMPARE_OP("float64[2,1]: -0.6 -0.8; float64[1,1]: -5", "Qr", {"double [[3],[4]]"});
    COMPARE_OP("float64[1,1]: 1; float64[1,2]: 3 4", "Qr", {"double [[3,4]]"});
    COMPARE_OP("float64[2,2]: -0.6 -0.8 -0.8 0.6; float64[2,1]: -5 0", "Qr", {"double [[3],[4]]"},
               {{"full_matrices", true}});
    COMPARE_OP("float32[2,0]:; float32[0,0]:", "Qr", {"float zeros [2,0]"});
    COMPARE_SHAPES("[5,4,3]; [5,3,3]", "Qr", {"float [5,4,3]"});
    COMPARE_SHAPES("[4,4]; [4,3]", "Qr", {"float [4,3]"}, {{"full_matrices", true}});
}

namespace {
const Registered<TstQr> registered;
}  // namespace

}  // namespace weft::test

#include "tst_qr.moc"
