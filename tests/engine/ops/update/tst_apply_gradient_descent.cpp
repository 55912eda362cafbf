// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/engine/ops/update/update_runs.h"
#include "tests/support/close_to.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// Recorded with TensorFlow 2.21: tf.raw_ops on float64, two updates.
const std::vector<UpdateRow> kRows = {
    {"ApplyGradientDescent",
     {"double [[1,-2],[0.5,3],[-0.25,0]]"},
     {"double 0.2", "double [[1,-1],[0,2],[-0.5,3]]"},
     "float64[3,2]: 0.6 -1.6 0.5 2.2 -0.05 -1.2"},
    {"ResourceApplyGradientDescent",
     {"double [[1,-2],[0.5,3],[-0.25,0]]"},
     {"double 0.2", "double [[1,-1],[0,2],[-0.5,3]]"},
     "float64[3,2]: 0.6 -1.6 0.5 2.2 -0.05 -1.2"},
};

}  // namespace

class TstApplyGradientDescent : public QObject {
    Q_OBJECT
    const std::string m_op = "ApplyGradientDescent";

private slots:
    void refusesBadInputs() {
        for (const UpdateRow& row : kRows) { QVERIFY_EMPTY(acceptedBadInputs(row)); }
    }
    void matchesTensorFlow() {
        for (const UpdateRow& row : kRows) { QVERIFY_EMPTY(wrongIn(row)); }
    }
    void rejectsShapesThatDiffer() {
        UpdateRun shapes(m_op, {"float [1,2]"}, {"float 0.5", "float [1,2,3]"});
        QCOMPARE(shapes.initialize(), "");
        QVERIFY_TEXT(shapes.update(), "INVALID_ARGUMENT", "[3]");
        QCOMPARE_CLOSE(shapes.value("v0"), "float32[2]: 1 2");
        UpdateRun rate(m_op, {"float [1,2]"}, {"float [0.5]", "float [1,2]"});
        rate.initialize();
        QVERIFY_TEXT(rate.update(), "INVALID_ARGUMENT", "alpha");
    }
    void needsAValue() {
        UpdateRun run(m_op, {"float [1,2]"}, {"float 0.5", "float [1,2]"});
        QVERIFY_TEXT(run.update(), "FAILED_PRECONDITION", "v0");
    }
    void movesAgainstTheGradient() {
        UpdateRun run(m_op, {"float [1,2]"}, {"float 0.5", "float [2,-4]"},
                      {{"use_locking", true}});
        run.initialize();
        QCOMPARE_CLOSE(run.update(), "float32[2]: 0 4");
        QCOMPARE_CLOSE(run.update(), "float32[2]: -1 6");
        QCOMPARE_CLOSE(run.value("v0"), "float32[2]: -1 6");
        UpdateRun doubles(m_op, {"double 1"}, {"double 0.25", "double 2"});
        doubles.initialize();
        QCOMPARE_CLOSE(doubles.update(), "float64[]: 0.5");
    }
};

namespace {
const Registered<TstApplyGradientDescent> registered;
}

}  // namespace weft::test

#include "tst_apply_gradient_descent.moc"
