// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/engine/ops/update/update_runs.h"
#include "tests/support/close_to.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// Recorded with TensorFlow 2.21: tf.raw_ops on float64, two updates.
const std::vector<UpdateRow> kRows = {
    {"ApplyAdadelta",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]",
      "double [[1,0.5],[0.25,2],[1.5,1]]"},
     {"double 0.1", "double 0.9", "double 0.01", "double [[1,-1],[0,2],[-0.5,3]]"},
     "float64[3,2]: 0.7314552359 -1.857845782 0.5 2.288467464 -0.1229323491 -0.4789871457; "
     "float64[3,2]: 0.595 1 1.62 0.9625 0.8575 2.3175; float64[3,2]: 1.15254575 0.5009896089 "
     "0.2025 4.024778657 1.291693507 1.899793275"},
    {"ResourceApplyAdadelta",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]",
      "double [[1,0.5],[0.25,2],[1.5,1]]"},
     {"double 0.1", "double 0.9", "double 0.01", "double [[1,-1],[0,2],[-0.5,3]]"},
     "float64[3,2]: 0.7314552359 -1.857845782 0.5 2.288467464 -0.1229323491 -0.4789871457; "
     "float64[3,2]: 0.595 1 1.62 0.9625 0.8575 2.3175; float64[3,2]: 1.15254575 0.5009896089 "
     "0.2025 4.024778657 1.291693507 1.899793275"},
    {"SparseApplyAdadelta",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]",
      "double [[1,0.5],[0.25,2],[1.5,1]]"},
     {"double 0.1", "double 0.9", "double 0.01", "double [[1,-1],[0.5,2],[2,-0.5]]",
      "int32 [2,0,2]"},
     "float64[3,2]: 0.8557327542 -2.24964173 0.5 3 -0.9204376861 0.3454116612; float64[3,2]: "
     "0.4525 1.57 2 0.25 1.543 0.700225; float64[3,2]: 0.9088590137 0.7010324669 0.25 2 "
     "2.053376508 0.9288881501"},
    {"ResourceSparseApplyAdadelta",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]",
      "double [[1,0.5],[0.25,2],[1.5,1]]"},
     {"double 0.1", "double 0.9", "double 0.01", "double [[1,-1],[0.5,2],[2,-0.5]]",
      "int32 [2,0,2]"},
     "float64[3,2]: 0.8557327542 -2.24964173 0.5 3 -0.9204376861 0.3454116612; float64[3,2]: "
     "0.4525 1.57 2 0.25 1.543 0.700225; float64[3,2]: 0.9088590137 0.7010324669 0.25 2 "
     "2.053376508 0.9288881501"},
};

}  // namespace

class TstApplyAdadelta : public QObject {
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
const Registered<TstApplyAdadelta> registered;
}

}  // namespace weft::test

#include "tst_apply_adadelta.moc"
