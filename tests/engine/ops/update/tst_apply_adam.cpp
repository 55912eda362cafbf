// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/engine/ops/update/update_runs.h"
#include "tests/support/close_to.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// Recorded with TensorFlow 2.21: tf.raw_ops on float64, two updates.
const std::vector<UpdateRow> kRows = {
    {"ApplyAdam",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]",
      "double [[1,0.5],[0.25,2],[1.5,1]]"},
     {"double 0.81", "double 0.98", "double 0.1", "double 0.9", "double 0.99", "double 0.01",
      "double [[1,-1],[0,2],[-0.5,3]]"},
     "float64[3,2]: 0.9156188364 -2.146360711 -0.002772476404 2.947751847 -0.3449125996 "
     "-0.149820784; float64[3,2]: 0.595 0.62 1.62 0.5825 0.715 1.1775; float64[3,2]: 1 0.50995 "
     "0.245025 2.0398 1.475125 1.1592"},
    {"ResourceApplyAdam",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]",
      "double [[1,0.5],[0.25,2],[1.5,1]]"},
     {"double 0.81", "double 0.98", "double 0.1", "double 0.9", "double 0.99", "double 0.01",
      "double [[1,-1],[0,2],[-0.5,3]]"},
     "float64[3,2]: 0.9156188364 -2.146360711 -0.002772476404 2.947751847 -0.3449125996 "
     "-0.149820784; float64[3,2]: 0.595 0.62 1.62 0.5825 0.715 1.1775; float64[3,2]: 1 0.50995 "
     "0.245025 2.0398 1.475125 1.1592"},
    {"ApplyAdam",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]",
      "double [[1,0.5],[0.25,2],[1.5,1]]"},
     {"double 0.81", "double 0.98", "double 0.1", "double 0.9", "double 0.99", "double 0.01",
      "double [[1,-1],[0,2],[-0.5,3]]"},
     "float64[3,2]: 0.9093178849 -2.111116737 0.04750477124 2.932225123 -0.3293555529 "
     "-0.1766695619; float64[3,2]: 0.595 0.62 1.62 0.5825 0.715 1.1775; float64[3,2]: 1 0.50995 "
     "0.245025 2.0398 1.475125 1.1592",
     {{"use_nesterov", true}}},
    {"ResourceApplyAdam",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]",
      "double [[1,0.5],[0.25,2],[1.5,1]]"},
     {"double 0.81", "double 0.98", "double 0.1", "double 0.9", "double 0.99", "double 0.01",
      "double [[1,-1],[0,2],[-0.5,3]]"},
     "float64[3,2]: 0.9093178849 -2.111116737 0.04750477124 2.932225123 -0.3293555529 "
     "-0.1766695619; float64[3,2]: 0.595 0.62 1.62 0.5825 0.715 1.1775; float64[3,2]: 1 0.50995 "
     "0.245025 2.0398 1.475125 1.1592",
     {{"use_nesterov", true}}},
    {"ResourceApplyAdamWithAmsgrad",
     {"double [[1,-2],[0.5,3],[-0.25,0]]", "double [[0.5,1],[2,0.25],[1,0.75]]",
      "double [[1,0.5],[0.25,2],[1.5,1]]", "double [[4,5],[6,4],[5,7]]"},
     {"double 0.81", "double 0.98", "double 0.1", "double 0.9", "double 0.99", "double 0.01",
      "double [[1,-1],[0,2],[-0.5,3]]"},
     "float64[3,2]: 0.9575995148 -2.047057283 0.3964994906 2.962691276 -0.3018624277 "
     "-0.06032775339; float64[3,2]: 0.595 0.62 1.62 0.5825 0.715 1.1775; float64[3,2]: 1 0.50995 "
     "0.245025 2.0398 1.475125 1.1592; float64[3,2]: 4 5 6 4 5 7"},
};

/// Scalars of a step: powers of the betas, rate, betas, epsilon.
std::vector<std::string> scalars(const std::string& type, const std::string& gradient) {
    std::vector<std::string> out;
    for (const char* value : {"0.9", "0.999", "0.1", "0.9", "0.999", "1e-8"}) {
        out.push_back(concat(type, " ", value));
    }
    out.push_back(concat(type, " ", gradient));
    return out;
}

}  // namespace

class TstApplyAdam : public QObject {
    Q_OBJECT
    const std::string m_op = "ApplyAdam";

private slots:
    void refusesBadInputs() {
        for (const UpdateRow& row : kRows) { QVERIFY_EMPTY(acceptedBadInputs(row)); }
    }
    void matchesTensorFlow() {
        for (const UpdateRow& row : kRows) { QVERIFY_EMPTY(wrongIn(row)); }
    }
    void rejectsShapesThatDiffer() {
        UpdateRun run(m_op, {"float [1,2]", "float [0,0]", "float [0]"}, scalars("float", "[1,1]"));
        run.initialize();
        QVERIFY_TEXT(run.update(), "INVALID_ARGUMENT", "v do not have the same shape");
        auto constants = scalars("float", "[1,1]");
        constants[5] = "float [1e-8]";
        UpdateRun scalar(m_op, {"float [1,2]", "float [0,0]", "float [0,0]"}, constants);
        scalar.initialize();
        QVERIFY_TEXT(scalar.update(), "INVALID_ARGUMENT", "epsilon");
    }
    void needsValues() {
        UpdateRun run(m_op, {"float 1", "float 0", "float 0"}, scalars("float", "1"));
        QVERIFY_TEXT(run.update(), "FAILED_PRECONDITION", "v0");
    }
    void theFirstStepIsTheLearningRate() {
        UpdateRun run(m_op, {"double [1,1,1]", "double [0,0,0]", "double [0,0,0]"},
                      scalars("double", "[5,-0.01,0]"));
        run.initialize();
        QVERIFY2(differs(run.update(), "float64[3]: 0.9 1.1 1", 1e-4).empty(),
                 run.value("v0").c_str());
        QCOMPARE_CLOSE(run.value("v1"), "float64[3]: 0.5 -0.001 0");
        QCOMPARE_CLOSE(run.value("v2"), "float64[3]: 0.025 1e-7 0");
    }
    void nesterovUsesTheGradientOnceMore() {
        UpdateRun run(m_op, {"double 1", "double 0", "double 0"}, scalars("double", "2"),
                      {{"use_nesterov", true}});
        run.initialize();
        // m = 0.2, v = 0.004: 1 - 0.1 sqrt(0.001) / 0.1 * (0.9 * 0.2 + 0.1 * 2) / sqrt(0.004).
        QVERIFY2(differs(run.update(), "float64[]: 0.81", 1e-6).empty(), run.value("v0").c_str());
    }
    void everyElementIsTreatedAlike() {
        std::vector<std::string> ones(37, "1");
        const std::string vector = concat("[", join(ones, ","), "]");
        const std::string zeros = "float zeros [37]";
        UpdateRun run(m_op, {"float " + vector, zeros, zeros}, scalars("float", vector));
        run.initialize();
        std::string want = "float32[37]:";
        for (int i = 0; i < 37; ++i) { want += " 0.9"; }
        QVERIFY2(differs(run.update(), want, 1e-5).empty(), run.value("v0").c_str());
    }
};

namespace {
const Registered<TstApplyAdam> registered;
}

}  // namespace weft::test

#include "tst_apply_adam.moc"
