// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/engine/ops/update/update_runs.h"
#include "tests/support/close_to.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// Recorded with TensorFlow 2.21: tf.raw_ops on float64, two updates.
const std::vector<UpdateRow> kRows = {
    {"ApplyMomentum",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]"},
     {"double 0.1", "double [[1,-1],[0,2],[-0.5,3]]", "double 0.8"},
     "float64[3,2]: 0.648 -1.864 0.212 2.404 -0.254 -0.948; float64[3,2]: 2.12 -1.16 1.28 3.76 "
     "-0.26 5.88"},
    {"ResourceApplyMomentum",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]"},
     {"double 0.1", "double [[1,-1],[0,2],[-0.5,3]]", "double 0.8"},
     "float64[3,2]: 0.648 -1.864 0.212 2.404 -0.254 -0.948; float64[3,2]: 2.12 -1.16 1.28 3.76 "
     "-0.26 5.88"},
    {"SparseApplyMomentum",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]"},
     {"double 0.1", "double [[1,-1],[0.5,2],[2,-0.5]]", "int32 [2,0,2]", "double 0.8"},
     "float64[3,2]: 0.788 -2.704 0.5 3 -1.64936 0.47008; float64[3,2]: 1.22 4.24 2 0.25 5.0016 "
     "-1.8248"},
    {"ResourceSparseApplyMomentum",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]"},
     {"double 0.1", "double [[1,-1],[0.5,2],[2,-0.5]]", "int32 [2,0,2]", "double 0.8"},
     "float64[3,2]: 0.788 -2.704 0.5 3 -1.64936 0.47008; float64[3,2]: 1.22 4.24 2 0.25 5.0016 "
     "-1.8248"},
    {"ApplyMomentum",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]"},
     {"double 0.1", "double [[1,-1],[0,2],[-0.5,3]]", "double 0.8"},
     "float64[3,2]: 0.5184 -1.6912 0.2696 2.1232 -0.1532 -1.3584; float64[3,2]: 2.12 -1.16 1.28 "
     "3.76 -0.26 5.88",
     {{"use_nesterov", true}}},
    {"ResourceSparseApplyMomentum",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]"},
     {"double 0.1", "double [[1,-1],[0.5,2],[2,-0.5]]", "int32 [2,0,2]", "double 0.8"},
     "float64[3,2]: 0.7304 -2.9632 0.5 3 -1.969488 0.676064; float64[3,2]: 1.22 4.24 2 0.25 5.0016 "
     "-1.8248",
     {{"use_nesterov", true}}},
    {"ResourceApplyKerasMomentum",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]"},
     {"double 0.1", "double [[1,-1],[0,2],[-0.5,3]]", "double 0.8"},
     "float64[3,2]: 1.44 -0.28 3.38 2.8 1.33 0.24; float64[3,2]: 0.14 0.82 1.28 -0.2 0.73 -0.06"},
    {"ResourceSparseApplyKerasMomentum",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]"},
     {"double 0.1", "double [[1,-1],[0.5,2],[2,-0.5]]", "int32 [2,0,2]", "double 0.8"},
     "float64[3,2]: 1.58 -1.12 0.5 3 0.9484 2.4184; float64[3,2]: 0.23 0.28 2 0.25 -0.0496 0.5204"},
    {"ResourceApplyKerasMomentum",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]"},
     {"double 0.1", "double [[1,-1],[0,2],[-0.5,3]]", "double 0.8"},
     "float64[3,2]: 1.152 -0.424 2.804 2.44 1.114 -0.408; float64[3,2]: 0.14 0.82 1.28 -0.2 0.73 "
     "-0.06",
     {{"use_nesterov", true}}},
};

}  // namespace

class TstApplyMomentum : public QObject {
    Q_OBJECT
    const std::string m_op = "ApplyMomentum";

private slots:
    void refusesBadInputs() {
        for (const UpdateRow& row : kRows) { QVERIFY_EMPTY(acceptedBadInputs(row)); }
    }
    void matchesTensorFlow() {
        for (const UpdateRow& row : kRows) { QVERIFY_EMPTY(wrongIn(row)); }
    }
    void rejectsShapesThatDiffer() {
        UpdateRun slot(m_op, {"float [1,2]", "float [0]"},
                       {"float 0.5", "float [1,2]", "float 0.9"});
        slot.initialize();
        QVERIFY_TEXT(slot.update(), "INVALID_ARGUMENT", "accum");
        UpdateRun scalar(m_op, {"float [1,2]", "float [0,0]"},
                         {"float 0.5", "float [1,2]", "float [0.9]"});
        scalar.initialize();
        QVERIFY_TEXT(scalar.update(), "INVALID_ARGUMENT", "momentum");
    }
    void needsValues() {
        UpdateRun run(m_op, {"float 1", "float 0"}, {"float 0.5", "float 1", "float 0.9"});
        QVERIFY_TEXT(run.update(), "FAILED_PRECONDITION", "v0");
    }
    void keepsPartOfTheSum() {
        UpdateRun run(m_op, {"float [10]", "float [0]"}, {"float 0.5", "float [4]", "float 0.5"});
        run.initialize();
        QCOMPARE_CLOSE(run.update(), "float32[1]: 8");  // accum 4
        QCOMPARE_CLOSE(run.update(), "float32[1]: 5");  // accum 6
        QCOMPARE_CLOSE(run.value("v1"), "float32[1]: 6");
    }
    void nesterovLooksAhead() {
        UpdateRun run(m_op, {"double [10]", "double [0]"},
                      {"double 0.5", "double [4]", "double 0.5"}, {{"use_nesterov", true}});
        run.initialize();
        QCOMPARE_CLOSE(run.update(), "float64[1]: 7");    // 10 - (2 + 0.25 * 4)
        QCOMPARE_CLOSE(run.update(), "float64[1]: 3.5");  // 7 - (2 + 0.25 * 6)
    }
};

namespace {
const Registered<TstApplyMomentum> registered;
}

}  // namespace weft::test

#include "tst_apply_momentum.moc"
