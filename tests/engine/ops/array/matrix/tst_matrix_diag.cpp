// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "MatrixDiag", "BatchMatrixDiag", "MatrixDiagV2" and "MatrixDiagV3".
class TstMatrixDiag : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatDoesNotFit_data() {
        QTest::addColumn<QString>("k");
        QTest::addColumn<QString>("rows");
        QTest::addColumn<QString>("columns");
        QTest::addColumn<QString>("words");
        QTest::newRow("order") << "int32 [1,0]"
                               << "int32 -1"
                               << "int32 -1"
                               << "larger";
        QTest::newRow("three") << "int32 [0,1,2]"
                               << "int32 -1"
                               << "int32 -1"
                               << "one or two";
        QTest::newRow("none") << "int32 zeros [0]"
                              << "int32 -1"
                              << "int32 -1"
                              << "one or two";
        QTest::newRow("matrix") << "int32 [[0]]"
                                << "int32 -1"
                                << "int32 -1"
                                << "rank";
        QTest::newRow("rows") << "int32 0"
                              << "int32 2"
                              << "int32 -1"
                              << "rows is too small";
        QTest::newRow("columns") << "int32 1"
                                 << "int32 -1"
                                 << "int32 3"
                                 << "columns is too small";
        QTest::newRow("both") << "int32 0"
                              << "int32 9"
                              << "int32 9"
                              << "not consistent";
        QTest::newRow("negative") << "int32 0"
                                  << "int32 -2"
                                  << "int32 -1"
                                  << "positive";
        QTest::newRow("count") << "int32 [0,2]"
                               << "int32 -1"
                               << "int32 -1"
                               << "number of diagonals";
    }
    void refusesWhatDoesNotFit() {
        QFETCH(QString, k);
        QFETCH(QString, rows);
        QFETCH(QString, columns);
        QFETCH(QString, words);
        FAILS_OP("MatrixDiagV3",
                 {"float [[1,2,3],[4,5,6]]", k.toStdString(), rows.toStdString(),
                  columns.toStdString(), "float 0"},
                 words.toStdString());
        FAILS_OP("MatrixDiag", {"float 1"}, "rank");
    }
    void fillsMatrices() {
        COMPARE_OP("float32[2,2]: 1 0 0 2", "MatrixDiag", {"float [1,2]"});
        COMPARE_OP("bool[2,1,1]: True False", "MatrixDiag", {"bool [[true],[false]]"});
        COMPARE_OP("float32[2,2]: 1 0 0 2", "BatchMatrixDiag", {"float [1,2]"});
        COMPARE_OP("float32[0,0]:", "MatrixDiag", {"float zeros [0]"});
        COMPARE_OP("float32[3,3]: 9 1 9 9 9 2 9 9 9", "MatrixDiagV3",
                   {"float [1,2]", "int32 1", "int32 -1", "int32 -1", "float 9"});
        COMPARE_OP("float32[2,3]: 1 0 0 0 2 0", "MatrixDiagV2",
                   {"float [1,2]", "int32 0", "int32 -1", "int32 3", "float 0"});
    }
    void alignsAsTold() {
        // Superdiagonal of 2, main diagonal of 3, subdiagonal of 2 elements.
        const auto run = [](const char* op, const char* band, const AttrMap& attrs) {
            return runOp(op, {band, "int32 [-1,1]", "int32 -1", "int32 -1", "float 0"}, attrs);
        };
        const std::string want = "float32[3,3]: 1 8 0 4 2 9 0 5 3";
        const auto align = [](const char* word) { return AttrMap{{"align", std::string(word)}}; };
        QCOMPARE(run("MatrixDiagV3", "float [[0,8,9],[1,2,3],[4,5,0]]", align("RIGHT_LEFT")), want);
        QCOMPARE(run("MatrixDiagV3", "float [[8,9,0],[1,2,3],[0,4,5]]", align("LEFT_RIGHT")), want);
        QCOMPARE(run("MatrixDiagV3", "float [[8,9,0],[1,2,3],[4,5,0]]", align("LEFT_LEFT")), want);
        QCOMPARE(run("MatrixDiagV3", "float [[0,8,9],[1,2,3],[0,4,5]]", align("RIGHT_RIGHT")),
                 want);
        QCOMPARE(run("MatrixDiagV2", "float [[8,9,0],[1,2,3],[4,5,0]]", {}), want);
    }
    void gradientsMatchFiniteDifferences() {
        GRADIENT_AGREES("MatrixDiag", {"double [[1,2],[3,4]]"});
        for (const char* op : {"MatrixDiagV2", "MatrixDiagV3"}) {
            GRADIENT_AGREES(
                op, {"double [[1,2],[3,4]]", "int32 [0,1]", "int32 2", "int32 -1", "double 0"});
        }
    }
};

namespace {
const Registered<TstMatrixDiag> registered;
}  // namespace

}  // namespace weft::test

#include "tst_matrix_diag.moc"
