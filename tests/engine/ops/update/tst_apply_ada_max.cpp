// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/engine/ops/update/update_runs.h"
#include "tests/support/close_to.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// Recorded with TensorFlow 2.21: tf.raw_ops on float64, two updates.
const std::vector<UpdateRow> kRows = {
    {"ApplyAdaMax",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]",
      "double [[1,0.5],[0.25,2],[1.5,1]]"},
     {"double 0.81", "double 0.1", "double 0.9", "double 0.99", "double 0.01",
      "double [[1,-1],[0,2],[-0.5,3]]"},
     "float64[3,2]: 0.4033350703 -2.739968734 -6.522426138 2.736187484 -0.8034847486 -0.376376989; "
     "float64[3,2]: 0.595 0.62 1.62 0.5825 0.715 1.1775; float64[3,2]: 1 1 0.245025 2 1.47015 3"},
    {"ResourceApplyAdaMax",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]",
      "double [[1,0.5],[0.25,2],[1.5,1]]"},
     {"double 0.81", "double 0.1", "double 0.9", "double 0.99", "double 0.01",
      "double [[1,-1],[0,2],[-0.5,3]]"},
     "float64[3,2]: 0.4033350703 -2.739968734 -6.522426138 2.736187484 -0.8034847486 -0.376376989; "
     "float64[3,2]: 0.595 0.62 1.62 0.5825 0.715 1.1775; float64[3,2]: 1 1 0.245025 2 1.47015 3"},
};

}  // namespace

class TstApplyAdaMax : public QObject {
    Q_OBJECT

private slots:
    void refusesBadInputs() {
        for (const UpdateRow& row : kRows) { QVERIFY_EMPTY(acceptedBadInputs(row)); }
    }
    void matchesTensorFlow() {
        for (const UpdateRow& row : kRows) { QVERIFY_EMPTY(wrongIn(row)); }
    }
};

namespace {
const Registered<TstApplyAdaMax> registered;
}

}  // namespace weft::test

#include "tst_apply_ada_max.moc"
