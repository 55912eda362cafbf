// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/engine/ops/update/update_runs.h"
#include "tests/support/close_to.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstApplyMomentum : public QObject {
    Q_OBJECT
    const std::string m_op = "ApplyMomentum";

private slots:
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
