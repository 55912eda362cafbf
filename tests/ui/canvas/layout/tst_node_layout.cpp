// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/layout/node_layout.h"

#include <QTest>

#include "tests/support/test_main.h"
#include "tests/ui/canvas/diagrams.h"

namespace weft::ui::test {

class TstNodeLayout : public QObject {
    Q_OBJECT

private slots:
    void aNodeWithNothingHasAFooter() {
        QCOMPARE(nodeSize(boxNode(1, QStringLiteral("n"), 0, 0)),
                 QSizeF(144, kTitleHeight + kRowHeight + kNodeBottom));
    }

    void widthsAreThree_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<double>("width");
        QTest::newRow("short") << "n" << 144.0;
        QTest::newRow("middle") << "a_longer_name" << 176.0;
        QTest::newRow("long") << "a_rather_long_name" << 208.0;
        QTest::newRow("endless") << QString(200, 'x') << 208.0;
    }
    void widthsAreThree() {
        QFETCH(QString, name);
        QFETCH(double, width);
        DiagramNode node = boxNode(1, name, 1, 1);
        node.type = QStringLiteral("Multiply");
        QCOMPARE(nodeSize(node).width(), width);
    }

    void heightCountsRows() {
        DiagramNode node = boxNode(1, QStringLiteral("n"), 3, 1);
        node.parameters = {{QStringLiteral("units"), QStringLiteral("10")}};
        QCOMPARE(socketRows(node), 3);
        QCOMPARE(nodeSize(node).height(), kTitleHeight + 5 * kRowHeight + kNodeBottom);
        QCOMPARE(inputSocket(node, 2), QPointF(0, kTitleHeight + 2.5 * kRowHeight));
        QCOMPARE(outputSocket(node, 0, 144), QPointF(144, kTitleHeight + 0.5 * kRowHeight));
        QVERIFY(parameterRow(node, 0, 144).top() >= kTitleHeight + 3 * kRowHeight);
        QVERIFY(footerRow(node, 144).bottom() <= nodeSize(node).height());
    }

    void aPillIsAsWideAsItsValue() {
        DiagramNode node = boxNode(1, QStringLiteral("c"), 0, 1);
        node.form = NodeForm::Pill;
        node.note = QStringLiteral("1");
        const QSizeF narrow = nodeSize(node);
        node.note = QStringLiteral("[1.25, 2.5]");
        QCOMPARE(narrow.height(), kPillHeight);
        QVERIFY(nodeSize(node).width() > narrow.width());
        node.note = QString(100, '7');
        QVERIFY(nodeSize(node).width() <= 144);
        QCOMPARE(outputSocket(node, 0, 50), QPointF(50, kPillHeight / 2));
    }

    void aTypeThatRepeatsTheNameIsNotSaidTwice() {
        DiagramNode node = boxNode(1, QStringLiteral("accuracy"), 1, 1);
        node.type = QStringLiteral("Accuracy");
        QCOMPARE(titleNote(node), QString());
        node.name = QStringLiteral("acc");
        QCOMPARE(titleNote(node), QStringLiteral("Accuracy"));
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstNodeLayout> registered;
}

#include "tst_node_layout.moc"
