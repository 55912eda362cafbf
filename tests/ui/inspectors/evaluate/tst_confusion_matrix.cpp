// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/evaluate/confusion_matrix.h"

#include <QSignalSpy>
#include <QTest>
#include <cmath>

#include "tests/support/test_main.h"

namespace weft::ui::test {
namespace {

Evaluation threeClasses() {
    Evaluation made;
    made.classes = 3;
    made.confusion = {5, 1, 0, 0, 4, 2, 0, 0, 7};
    made.looked = {{0, 0, 0, 0.1}, {1, 0, 1, 2.0}, {2, 1, 2, std::nan("")}, {3, 1, 2, 3.0}};
    return made;
}

}  // namespace

class TstConfusionMatrix : public QObject {
    Q_OBJECT

private slots:
    void withoutClassesNothingIsChosen() {
        ConfusionMatrix matrix;
        QSignalSpy chosen(&matrix, &ConfusionMatrix::cellChosen);
        matrix.show();
        QTest::mouseClick(&matrix, Qt::LeftButton, {}, {60, 60});
        QTest::keyClick(&matrix, Qt::Key_Down);
        QVERIFY(chosen.isEmpty());
        QVERIFY(matrix.cellRect(0, 0).isEmpty());
    }

    void aClickAndTheArrowsChooseACell() {
        ConfusionMatrix matrix;
        matrix.resize(240, 180);
        matrix.setEvaluation(threeClasses(), {});
        matrix.show();
        QSignalSpy chosen(&matrix, &ConfusionMatrix::cellChosen);
        QTest::mouseClick(&matrix, Qt::LeftButton, {}, matrix.cellRect(1, 2).center().toPoint());
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen[0][0].toInt(), 1);
        QCOMPARE(chosen[0][1].toInt(), 2);
        QTest::keyClick(&matrix, Qt::Key_Left);
        QCOMPARE(chosen[1][1].toInt(), 1);
        QTest::mouseClick(&matrix, Qt::LeftButton, {}, {2, 2});
        QCOMPARE(chosen.size(), 2);
    }

    void theWorstComeFirst() {
        const Evaluation made = threeClasses();
        const std::vector<EvaluatedRow> worst = made.worst(10);
        QCOMPARE(worst.size(), 3U);  // what is right is not among them
        QCOMPARE(worst[0].row, 2);   // no number at all
        QCOMPARE(worst[1].row, 3);
        QCOMPARE(made.worst(1).size(), 1U);
        QCOMPARE(made.inCell(1, 2, 10).size(), 2U);
        QCOMPARE(made.count(0, 1), 1);
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstConfusionMatrix> registered;
}

#include "tst_confusion_matrix.moc"
