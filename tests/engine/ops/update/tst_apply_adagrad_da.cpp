// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/engine/ops/update/update_runs.h"
#include "tests/support/close_to.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// Recorded with TensorFlow 2.21: tf.raw_ops on float64, two updates.
const std::vector<UpdateRow> kRows = {
    {"ApplyAdagradDA",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]",
      "double [[1,0.5],[0.25,2],[1.5,1]]"},
     {"double [[1,-1],[0,2],[-0.5,3]]", "double 0.1", "double 0.05", "double 0.1", "int64 3"},
     "float64[3,2]: -0.1333673235 0.052757713 -0.3490566038 -0.1284349432 -0 -0.1503794023; "
     "float64[3,2]: 2.5 -1 2 4.25 0 6.75; float64[3,2]: 3 2.5 0.25 10 2 19"},
    {"ResourceApplyAdagradDA",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]",
      "double [[1,0.5],[0.25,2],[1.5,1]]"},
     {"double [[1,-1],[0,2],[-0.5,3]]", "double 0.1", "double 0.05", "double 0.1", "int64 3"},
     "float64[3,2]: -0.1333673235 0.052757713 -0.3490566038 -0.1284349432 -0 -0.1503794023; "
     "float64[3,2]: 2.5 -1 2 4.25 0 6.75; float64[3,2]: 3 2.5 0.25 10 2 19"},
    {"SparseApplyAdagradDA",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]",
      "double [[1,0.5],[0.25,2],[1.5,1]]"},
     {"double [[1,-1],[0.5,2],[2,-0.5]]", "int32 [2,0,2]", "double 0.1", "double 0.05",
      "double 0.1", "int64 3"},
     "float64[3,2]: -0.1075915934 -0.1646592974 0.5 3 -0.2002241931 0.1104781303; float64[3,2]: "
     "1.5 5 2 0.25 7 -2.25; float64[3,2]: 1.5 8.5 0.25 2 11.5 3.5"},
    {"ResourceSparseApplyAdagradDA",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]",
      "double [[1,0.5],[0.25,2],[1.5,1]]"},
     {"double [[1,-1],[0.5,2],[2,-0.5]]", "int32 [2,0,2]", "double 0.1", "double 0.05",
      "double 0.1", "int64 3"},
     "float64[3,2]: -0.1075915934 -0.1646592974 0.5 3 -0.2002241931 0.1104781303; float64[3,2]: "
     "1.5 5 2 0.25 7 -2.25; float64[3,2]: 1.5 8.5 0.25 2 11.5 3.5"},
};

}  // namespace

class TstApplyAdagradDa : public QObject {
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
const Registered<TstApplyAdagradDa> registered;
}

}  // namespace weft::test

#include "tst_apply_adagrad_da.moc"
