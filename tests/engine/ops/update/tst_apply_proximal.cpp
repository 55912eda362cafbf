// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/engine/ops/update/update_runs.h"
#include "tests/support/close_to.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// Recorded with TensorFlow 2.21: tf.raw_ops on float64, two updates.
const std::vector<UpdateRow> kRows = {
    {"ApplyProximalGradientDescent",
     {"double [[1,-2],[0.5,3],[-0.25,0]]"},
     {"double 0.2", "double 0.05", "double 0.1", "double [[1,-1],[0,2],[-0.5,3]]"},
     "float64[3,2]: 0.5534409842 -1.514609765 0.4611687812 2.087466359 -0.02672049212 "
     "-1.145520953"},
    {"ResourceApplyProximalGradientDescent",
     {"double [[1,-2],[0.5,3],[-0.25,0]]"},
     {"double 0.2", "double 0.05", "double 0.1", "double [[1,-1],[0,2],[-0.5,3]]"},
     "float64[3,2]: 0.5534409842 -1.514609765 0.4611687812 2.087466359 -0.02672049212 "
     "-1.145520953"},
    {"SparseApplyProximalGradientDescent",
     {"double [[1,-2],[0.5,3],[-0.25,0]]"},
     {"double 0.2", "double 0.05", "double 0.1", "double [[1,-1],[0.5,2],[2,-0.5]]",
      "int32 [2,0,2]"},
     "float64[3,2]: 0.747597078 -2.679546328 0.5 3 -1.338972708 0.5311970036"},
    {"ResourceSparseApplyProximalGradientDescent",
     {"double [[1,-2],[0.5,3],[-0.25,0]]"},
     {"double 0.2", "double 0.05", "double 0.1", "double [[1,-1],[0.5,2],[2,-0.5]]",
      "int32 [2,0,2]"},
     "float64[3,2]: 0.747597078 -2.679546328 0.5 3 -1.338972708 0.5311970036"},
    {"ApplyProximalAdagrad",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]"},
     {"double 0.1", "double 0.05", "double 0.1", "double [[1,-1],[0,2],[-0.5,3]]"},
     "float64[3,2]: 0.8351734194 -1.840981574 0.4860064626 2.805419472 -0.1528708613 -0.161927389; "
     "float64[3,2]: 2.5 3 2 8.25 1.5 18.75"},
    {"ResourceApplyProximalAdagrad",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]"},
     {"double 0.1", "double 0.05", "double 0.1", "double [[1,-1],[0,2],[-0.5,3]]"},
     "float64[3,2]: 0.8351734194 -1.840981574 0.4860064626 2.805419472 -0.1528708613 -0.161927389; "
     "float64[3,2]: 2.5 3 2 8.25 1.5 18.75"},
    {"SparseApplyProximalAdagrad",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]"},
     {"double 0.1", "double 0.05", "double 0.1", "double [[1,-1],[0.5,2],[2,-0.5]]",
      "int32 [2,0,2]"},
     "float64[3,2]: 0.8621794441 -2.135794622 0.5 3 -0.4845777694 0.1802776944; float64[3,2]: 1 9 "
     "2 0.25 11 3.25"},
    {"ResourceSparseApplyProximalAdagrad",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]"},
     {"double 0.1", "double 0.05", "double 0.1", "double [[1,-1],[0.5,2],[2,-0.5]]",
      "int32 [2,0,2]"},
     "float64[3,2]: 0.8621794441 -2.135794622 0.5 3 -0.4845777694 0.1802776944; float64[3,2]: 1 9 "
     "2 0.25 11 3.25"},
};

}  // namespace

class TstApplyProximal : public QObject {
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
const Registered<TstApplyProximal> registered;
}

}  // namespace weft::test

#include "tst_apply_proximal.moc"
