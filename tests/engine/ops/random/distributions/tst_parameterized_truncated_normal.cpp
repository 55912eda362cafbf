// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/engine/ops/random/random_runs.h"
#include "tests/support/close_to.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Known answers: TensorFlow 2.21 on one thread.
class TstParameterizedTruncatedNormal : public QObject {
    Q_OBJECT

private slots:
    void rejectsBadParameters_data() {
        QTest::addColumn<QString>("deviation");
        QTest::addColumn<QString>("low");
        QTest::addColumn<QString>("high");
        QTest::newRow("deviation 0") << "float 0"
                                     << "float -1"
                                     << "float 1";
        QTest::newRow("empty interval") << "float 1"
                                        << "float 1"
                                        << "float 1";
        QTest::newRow("no finite bound") << "float 1"
                                         << "float -inf"
                                         << "float inf";
        QTest::newRow("nan") << "float nan"
                             << "float -1"
                             << "float 1";
    }
    void rejectsBadParameters() {
        QFETCH(QString, deviation);
        QFETCH(QString, low);
        QFETCH(QString, high);
        QCOMPARE(expectFailure("ParameterizedTruncatedNormal",
                               {"int32 [3]", "float 0", deviation.toStdString(), low.toStdString(),
                                high.toStdString()},
                               "Invalid parameters", seeded(1, 2)),
                 "");
    }
    void rejectsShapesThatDoNotFit() {
        QCOMPARE(expectFailure("ParameterizedTruncatedNormal",
                               {"int32 [3]", "float [0,0]", "float 1", "float -1", "float 1"},
                               "means", seeded(1, 2)),
                 "");
        QCOMPARE(expectFailure("ParameterizedTruncatedNormal",
                               {"int32 []", "float 0", "float 1", "float -1", "float 1"},
                               "batch axis", seeded(1, 2)),
                 "");
        QCOMPARE(expectFailure(
                     "StatelessParameterizedTruncatedNormal",
                     {"int32 [3]", "int64 [1,2]", "float [0,0]", "float 1", "float -1", "float 1"},
                     "must end"),
                 "");
    }
    void givesTensorFlowsNumbers() {
        const auto session = randomSession(
            "ParameterizedTruncatedNormal",
            {"int32 [2,4]", "float [0,10]", "float [1,2]", "float [-1,13]", "float [1,20]"},
            seeded(7, 8));
        QCOMPARE_CLOSE(runOnce(*session, "a:0"),
                       "float32[2,4]: -0.46693087 0.3387022 -0.38748574 -0.16662121 13.331219 "
                       "14.65138 15.4154625 14.852544");
        QCOMPARE_CLOSE(runOnce(*session, "a:0"),
                       "float32[2,4]: -0.6876421 -0.16651416 -0.76137686 0.26057982 13.649543 "
                       "13.981909 15.522365 14.662283");
        QCOMPARE_CLOSE(runOp("StatelessParameterizedTruncatedNormal",
                             {"int32 [2,2]", "int64 [1,2]", "float [0,10]", "float [1,2]",
                              "float [-1,13]", "float [1,20]"}),
                       "float32[2,2]: 0.68812084 13.822455 -0.61590934 14.6046095");
    }
    void emptyOutputsNeedNothing() {
        QCOMPARE_CLOSE(
            runOp("ParameterizedTruncatedNormal",
                  {"int32 [0,3]", "half 0", "half 1", "half -1", "half 1"}, seeded(1, 2)),
            "float16[0,3]:");
    }
};

namespace {
const Registered<TstParameterizedTruncatedNormal> registered;
}

}  // namespace weft::test

#include "tst_parameterized_truncated_normal.moc"
