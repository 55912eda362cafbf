// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/engine/ops/update/update_runs.h"
#include "tests/support/close_to.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// Recorded with TensorFlow 2.21: tf.raw_ops on float64, two updates.
const std::vector<UpdateRow> kRows = {
    {"ApplyAddSign",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]"},
     {"double 0.1", "double 0.2", "double 0.7", "double 0.9", "double [[1,-1],[0,2],[-0.5,3]]"},
     "float64[3,2]: 0.82 -2.1 0.5 2.64 -0.3 -0.54; float64[3,2]: 0.595 0.62 1.62 0.5825 0.715 "
     "1.1775"},
    {"ResourceApplyAddSign",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]"},
     {"double 0.1", "double 0.2", "double 0.7", "double 0.9", "double [[1,-1],[0,2],[-0.5,3]]"},
     "float64[3,2]: 0.82 -2.1 0.5 2.64 -0.3 -0.54; float64[3,2]: 0.595 0.62 1.62 0.5825 0.715 "
     "1.1775"},
    {"ApplyPowerSign",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]"},
     {"double 0.1", "double 1", "double 0.7", "double 0.9", "double [[1,-1],[0,2],[-0.5,3]]"},
     "float64[3,2]: 0.5972494585 -1.900682939 0.5 2.194498917 -0.2003414696 -1.208251624; "
     "float64[3,2]: 0.595 0.62 1.62 0.5825 0.715 1.1775"},
    {"ResourceApplyPowerSign",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]"},
     {"double 0.1", "double 1", "double 0.7", "double 0.9", "double [[1,-1],[0,2],[-0.5,3]]"},
     "float64[3,2]: 0.5972494585 -1.900682939 0.5 2.194498917 -0.2003414696 -1.208251624; "
     "float64[3,2]: 0.595 0.62 1.62 0.5825 0.715 1.1775"},
};

}  // namespace

class TstApplySign : public QObject {
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
const Registered<TstApplySign> registered;
}

}  // namespace weft::test

#include "tst_apply_sign.moc"
