// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/engine/ops/update/update_runs.h"
#include "tests/support/close_to.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// Recorded with TensorFlow 2.21: tf.raw_ops on float64, two updates.
const std::vector<UpdateRow> kRows = {
    {"ApplyRMSProp",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]",
      "double [[1,0.5],[0.25,2],[1.5,1]]"},
     {"double 0.1", "double 0.9", "double 0.8", "double 0.01", "double [[1,-1],[0,2],[-0.5,3]]"},
     "float64[3,2]: -0.809099987 -2.441389587 0.14 -0.5345762303 -2.263241403 -2.065564852; "
     "float64[3,2]: 0.595 1 1.62 0.9625 0.8575 2.3175; float64[3,2]: 0.8754693661 0.1408933058 "
     "0.16 1.683593908 0.8649501721 1.027274411"},
    {"ResourceApplyRMSProp",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]",
      "double [[1,0.5],[0.25,2],[1.5,1]]"},
     {"double 0.1", "double 0.9", "double 0.8", "double 0.01", "double [[1,-1],[0,2],[-0.5,3]]"},
     "float64[3,2]: -0.809099987 -2.441389587 0.14 -0.5345762303 -2.263241403 -2.065564852; "
     "float64[3,2]: 0.595 1 1.62 0.9625 0.8575 2.3175; float64[3,2]: 0.8754693661 0.1408933058 "
     "0.16 1.683593908 0.8649501721 1.027274411"},
    {"SparseApplyRMSProp",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]",
      "double [[1,0.5],[0.25,2],[1.5,1]]"},
     {"double 0.1", "double 0.9", "double 0.8", "double 0.01", "double [[1,-1],[0.5,2],[2,-0.5]]",
      "int32 [2,0,2]"},
     "float64[3,2]: -0.6427539308 -3.193644917 0.5 3 -4.832090213 -1.62010179; float64[3,2]: "
     "0.4525 1.57 2 0.25 1.543 0.700225; float64[3,2]: 0.7709581149 0.6189041059 0.25 2 "
     "1.008379331 0.1633422507"},
    {"ResourceSparseApplyRMSProp",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]",
      "double [[1,0.5],[0.25,2],[1.5,1]]"},
     {"double 0.1", "double 0.9", "double 0.8", "double 0.01", "double [[1,-1],[0.5,2],[2,-0.5]]",
      "int32 [2,0,2]"},
     "float64[3,2]: -0.6427539308 -3.193644917 0.5 3 -4.832090213 -1.62010179; float64[3,2]: "
     "0.4525 1.57 2 0.25 1.543 0.700225; float64[3,2]: 0.7709581149 0.6189041059 0.25 2 "
     "1.008379331 0.1633422507"},
    {"ApplyCenteredRMSProp",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]",
      "double [[1,0.5],[0.25,2],[1.5,1]]", "double [[4,5],[6,4],[5,7]]"},
     {"double 0.1", "double 0.9", "double 0.8", "double 0.01", "double [[1,-1],[0,2],[-0.5,3]]"},
     "float64[3,2]: -5.09746634 nan nan -3.152371801 -7.282120994 -10.94305486; float64[3,2]: "
     "0.595 0.62 1.62 0.5825 0.715 1.1775; float64[3,2]: 1 0.595 0.2025 2.38 1.2625 2.52; "
     "float64[3,2]: 2.77857868 nan nan 2.811977706 3.093550506 5.019438926"},
    {"ResourceApplyCenteredRMSProp",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]",
      "double [[1,0.5],[0.25,2],[1.5,1]]", "double [[4,5],[6,4],[5,7]]"},
     {"double 0.1", "double 0.9", "double 0.8", "double 0.01", "double [[1,-1],[0,2],[-0.5,3]]"},
     "float64[3,2]: -5.09746634 nan nan -3.152371801 -7.282120994 -10.94305486; float64[3,2]: "
     "0.595 0.62 1.62 0.5825 0.715 1.1775; float64[3,2]: 1 0.595 0.2025 2.38 1.2625 2.52; "
     "float64[3,2]: 2.77857868 nan nan 2.811977706 3.093550506 5.019438926"},
    {"SparseApplyCenteredRMSProp",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]",
      "double [[1,0.5],[0.25,2],[1.5,1]]", "double [[4,5],[6,4],[5,7]]"},
     {"double 0.1", "double 0.9", "double 0.8", "double 0.01", "double [[1,-1],[0.5,2],[2,-0.5]]",
      "int32 [2,0,2]"},
     "float64[3,2]: -4.932370453 nan 0.5 3 -13.73320241 -15.77716998; float64[3,2]: 0.5 1.19 2 "
     "0.25 1.181 0.238675; float64[3,2]: 0.8575 1.165 0.25 2 1.87105 0.86425; float64[3,2]: "
     "2.671958244 nan 6 4 2.708831497 2.624662123"},
    {"ResourceSparseApplyCenteredRMSProp",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]",
      "double [[1,0.5],[0.25,2],[1.5,1]]", "double [[4,5],[6,4],[5,7]]"},
     {"double 0.1", "double 0.9", "double 0.8", "double 0.01", "double [[1,-1],[0.5,2],[2,-0.5]]",
      "int32 [2,0,2]"},
     "float64[3,2]: -4.932370453 nan 0.5 3 -13.73320241 -15.77716998; float64[3,2]: 0.5 1.19 2 "
     "0.25 1.181 0.238675; float64[3,2]: 0.8575 1.165 0.25 2 1.87105 0.86425; float64[3,2]: "
     "2.671958244 nan 6 4 2.708831497 2.624662123"},
};

}  // namespace

class TstApplyRmsProp : public QObject {
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
const Registered<TstApplyRmsProp> registered;
}

}  // namespace weft::test

#include "tst_apply_rms_prop.moc"
