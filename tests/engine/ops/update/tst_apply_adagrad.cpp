// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/engine/ops/update/update_runs.h"
#include "tests/support/close_to.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// Recorded with TensorFlow 2.21: tf.raw_ops on float64, two updates.
const std::vector<UpdateRow> kRows = {
    {"ApplyAdagrad",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]"},
     {"double 0.1", "double [[1,-1],[0,2],[-0.5,3]]"},
     "float64[3,2]: 0.8551047887 -1.871554295 0.5 2.833354688 -0.1644538114 -0.1653589246; "
     "float64[3,2]: 2.5 3 2 8.25 1.5 18.75"},
    {"ResourceApplyAdagrad",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]"},
     {"double 0.1", "double [[1,-1],[0,2],[-0.5,3]]"},
     "float64[3,2]: 0.8551047887 -1.871554295 0.5 2.833354688 -0.1644538114 -0.1653589246; "
     "float64[3,2]: 2.5 3 2 8.25 1.5 18.75"},
    {"SparseApplyAdagrad",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]"},
     {"double 0.1", "double [[1,-1],[0.5,2],[2,-0.5]]", "int32 [2,0,2]"},
     "float64[3,2]: 0.8922649731 -2.156109386 0.5 3 -0.5004590524 0.1964182704; float64[3,2]: 1 9 "
     "2 0.25 11 3.25"},
    {"ResourceSparseApplyAdagrad",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]"},
     {"double 0.1", "double [[1,-1],[0.5,2],[2,-0.5]]", "int32 [2,0,2]"},
     "float64[3,2]: 0.8922649731 -2.156109386 0.5 3 -0.5004590524 0.1964182704; float64[3,2]: 1 9 "
     "2 0.25 11 3.25"},
    {"ApplyAdagrad",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]"},
     {"double 0.1", "double [[1,-1],[0,2],[-0.5,3]]"},
     "float64[3,2]: 0.7171572875 -1.8 0.5 2.2 -0.15 -0.692820323; float64[3,2]: 0.5 1 2 0.25 1 "
     "0.75",
     {{"update_slots", false}}},
    {"ApplyAdagradV2",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]"},
     {"double 0.1", "double 0.01", "double [[1,-1],[0,2],[-0.5,3]]"},
     "float64[3,2]: 0.8561635422 -1.872382204 0.5 2.834064587 -0.1651808991 -0.1648925832; "
     "float64[3,2]: 2.5 3 2 8.25 1.5 18.75"},
    {"ResourceApplyAdagradV2",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]"},
     {"double 0.1", "double 0.01", "double [[1,-1],[0,2],[-0.5,3]]"},
     "float64[3,2]: 0.8561635422 -1.872382204 0.5 2.834064587 -0.1651808991 -0.1648925832; "
     "float64[3,2]: 2.5 3 2 8.25 1.5 18.75"},
    {"SparseApplyAdagradV2",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]"},
     {"double 0.1", "double 0.01", "double [[1,-1],[0.5,2],[2,-0.5]]", "int32 [2,0,2]"},
     "float64[3,2]: 0.8934190791 -2.155489683 0.5 3 -0.4993069942 0.195118467; float64[3,2]: 1 9 2 "
     "0.25 11 3.25"},
    {"ResourceSparseApplyAdagradV2",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]"},
     {"double 0.1", "double 0.01", "double [[1,-1],[0.5,2],[2,-0.5]]", "int32 [2,0,2]"},
     "float64[3,2]: 0.8934190791 -2.155489683 0.5 3 -0.4993069942 0.195118467; float64[3,2]: 1 9 2 "
     "0.25 11 3.25"},
    {"ResourceSparseApplyAdagradV2",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]"},
     {"double 0.1", "double 0.01", "double [[1,-1],[0.5,2],[2,-0.5]]", "int32 [2,0,2]"},
     "float64[3,2]: 0.8605507539 -2.396039604 0.5 3 -0.8440594059 0.3424558223; float64[3,2]: 0.5 "
     "1 2 0.25 1 0.75",
     {{"update_slots", false}}},
};

}  // namespace

class TstApplyAdagrad : public QObject {
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
const Registered<TstApplyAdagrad> registered;
}

}  // namespace weft::test

#include "tst_apply_adagrad.moc"
