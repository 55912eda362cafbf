// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/paint/view_transform.h"

#include <QTest>

#include "tests/support/test_main.h"
#include "ui/base/theme.h"
#include "ui/canvas/layout/node_layout.h"
#include "ui/canvas/paint/paint_parts.h"

namespace weft::ui::test {

class TstViewTransform : public QObject {
    Q_OBJECT

private slots:
    void thereAndBack() {
        const ViewTransform view{0.37, QPointF(12, -90), 1};
        const QPointF p(123, 456);
        QVERIFY(QLineF(view.toScene(view.toView(p)), p).length() < 1e-9);
        const QRectF r(1, 2, 30, 40);
        QVERIFY(QLineF(view.toScene(view.toView(r)).center(), r.center()).length() < 1e-9);
    }

    void crispLinesLieInTheMiddleOfDevicePixels_data() {
        QTest::addColumn<double>("ratio");
        for (const double ratio : {1.0, 1.25, 1.5, 2.0}) {
            QTest::newRow(qPrintable(QString::number(ratio))) << ratio;
        }
    }
    void crispLinesLieInTheMiddleOfDevicePixels() {
        QFETCH(double, ratio);
        const ViewTransform view{1, {}, ratio};
        for (double v = 0; v < 10; v += 0.37) {
            const double device = view.crisp(v) * ratio;
            QVERIFY(std::abs(device - std::floor(device) - 0.5) < 1e-9);
            QVERIFY(std::abs(view.crisp(v) - v) <= 0.5 / ratio + 1e-9);
        }
    }

    void noLetterIsSmallerThan11() {
        for (double zoom = kFar; zoom < 2; zoom += 0.05) {
            QVERIFY(textScale(zoom, kNotePixels) * kNotePixels >= 11 - 1e-9);
            // Words of nodes are not scaled down at all.
            QVERIFY(textScale(zoom, 11) >= 1);
        }
        QCOMPARE(textScale(2, 13), 2.0);
    }

    void titlesStayHighEnoughForTheirLetters() {
        for (double zoom = kFar; zoom < 2; zoom += 0.05) {
            const QRectF node(0, 0, 144 * zoom, 68 * zoom);
            QVERIFY(titleBar(node, zoom).height() >= 15);
            QVERIFY(titleBar(node, zoom).height() <= node.height());
        }
    }

    void linesOfACardLieInsideIt() {
        const QRectF node(10, 20, 86, 53);
        QVERIFY(cardLine(node, 0.6, 0).top() >= titleBar(node, 0.6).bottom());
        QVERIFY(cardLine(node, 0.6, 1).bottom() <= node.bottom());
        QVERIFY(cardLine(node, 0.6, 2).isEmpty());
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstViewTransform> registered;
}

#include "tst_view_transform.moc"
