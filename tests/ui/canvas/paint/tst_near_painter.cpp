// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/paint/near_painter.h"

#include <QElapsedTimer>
#include <QTest>
#include <array>

#include "tests/support/test_main.h"
#include "tests/ui/canvas/diagrams.h"
#include "ui/base/proxy_style.h"
#include "ui/canvas/paint/far_painter.h"

namespace weft::ui::test {

class TstNearPainter : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(ThemeId::Dark); }

    void anEmptyGraphIsGround() {
        const QImage image = painted(*makeSnapshot({}), 0.4);
        QCOMPARE(count(image, appTheme().canvas), image.width() * image.height());
    }

    void nothingIsDrawnOutsideTheArea() {
        const auto s = makeSnapshot(chainOfThree());
        QImage image(800, 300, QImage::Format_RGB32);
        image.fill(Qt::magenta);
        QPainter painter(&image);
        paintNear(painter, *s, appTheme(), {1, {20, 20}, 1}, QRectF(100, 40, 200, 100), {});
        painter.end();
        QCOMPARE(image.pixelColor(99, 60), QColor(Qt::magenta));
        QCOMPARE(image.pixelColor(300, 60), QColor(Qt::magenta));
        QCOMPARE(image.pixelColor(150, 39), QColor(Qt::magenta));
        QVERIFY(image.pixelColor(150, 41) != QColor(Qt::magenta));
    }

    /// Parameters and footers are there from 0.75 up only; names at every zoom of this painter.
    void detailFollowsTheZoom() {
        Diagram plain = chainOfThree();
        Diagram rich = plain;
        for (Diagram* d : {&plain, &rich}) {
            for (DiagramNode& node : d->nodes) {
                node.parameters = {{QStringLiteral("units"), QStringLiteral("1")}};
            }
        }
        rich.nodes[1].parameters[0].value = QStringLiteral("9");
        const auto a = makeSnapshot(plain);
        const auto b = makeSnapshot(rich);
        QVERIFY(painted(*a, 1) != painted(*b, 1));
        QVERIFY(painted(*a, 0.76) != painted(*b, 0.76));
        QCOMPARE(painted(*a, 0.74), painted(*b, 0.74));
        Diagram named = plain;
        named.nodes[1].name = QStringLiteral("z");
        const auto c = makeSnapshot(named);
        for (const double zoom : {2.0, 1.0, 0.75, 0.6, 0.45, 0.31}) {
            QVERIFY(painted(*a, zoom) != painted(*c, zoom));
        }
    }

    void anUnknownOpLooksOtherThanAKnownOne() {
        Diagram d = chainOfThree();
        const auto known = makeSnapshot(d);
        d.nodes[1].unknownOp = true;
        const auto unknown = makeSnapshot(d);
        QVERIFY(painted(*known, 1) != painted(*unknown, 1));
        QVERIFY(painted(*known, 0.6) != painted(*unknown, 0.6));
    }

    void everyFormIsDrawn() {
        Diagram d = chainOfThree();
        const QImage box = painted(*makeSnapshot(d), 1);
        for (const NodeForm form :
             {NodeForm::Group, NodeForm::Placeholder, NodeForm::Variable, NodeForm::Pill}) {
            d.nodes[1].form = form;
            QVERIFY(painted(*makeSnapshot(d), 1) != box);
        }
    }

    /// Data, order and reference are told by their lines, and much data by a thick one.
    void kindsOfWiresAreDrawnApart() {
        const auto across = [](const Diagram& d) {
            const auto s = makeSnapshot(d);
            const QImage image = painted(*s, 1);
            const QPointF at = (s->path(s->wire(0)).front() + s->path(s->wire(0)).back()) / 2;
            // As painted() places it.
            const QPoint middle = (at + QPointF(20, 120)).toPoint();
            const auto isLine = [&](int x, int y) {
                return contrastRatio(image.pixelColor(x, y), appTheme().canvas) > 2;
            };
            int thick = 0;
            int runs = 0;
            for (int y = middle.y() - 8; y <= middle.y() + 8; ++y) {
                const bool line = isLine(middle.x(), y);
                thick += line ? 1 : 0;
                runs += line && !isLine(middle.x(), y - 1) ? 1 : 0;
            }
            int gaps = 0;
            for (int x = middle.x() - 14; x <= middle.x() + 14; ++x) {
                bool any = false;
                for (int y = middle.y() - 4; y <= middle.y() + 4; ++y) {
                    any = any || isLine(x, y);
                }
                gaps += any ? 0 : 1;
            }
            return std::array{thick, runs, gaps};
        };
        Diagram d = chainOfThree();
        d.wires.resize(1);
        const auto plain = across(d);
        d.nodes[0].outputs[0].elements = 1'000'000;
        const auto large = across(d);
        d.nodes[0].outputs[0].elements = 10;
        d.wires[0].reference = true;
        const auto reference = across(d);
        d.wires[0].reference = false;
        d.wires[0].control = true;
        const auto control = across(d);
        QCOMPARE(plain[1], 1);
        QCOMPARE(plain[2], 0);
        QVERIFY(large[0] > plain[0]);
        QCOMPARE(reference[1], 2);
        QVERIFY(control[2] >= 6);
    }

    void labelsOfAllWiresAreASwitch() {
        Diagram d = chainOfThree();
        for (std::size_t i = 0; i < 3; ++i) {
            d.nodes[i].position = QPointF(260 * static_cast<double>(i), 0);
        }
        const auto s = makeSnapshot(d);
        QVERIFY(painted(*s, 1, {.allShapes = true}) != painted(*s, 1));
    }

    void notesAreCutWhereTheyHaveNoRoom() {
        Diagram d = chainOfThree();
        d.notes = {{QRectF(0, -120, 300, 0), QString(400, 'w').replace(20, 1, ' ')}};
        const auto s = makeSnapshot(d);
        QVERIFY(s->noteRects[0].height() > 40);
        for (const double zoom : {1.0, 0.6, 0.35, 0.31}) { painted(*s, zoom); }
    }

    void farWiresTurnGrey() {
        const auto s = makeSnapshot(randomDiagram(60));
        const QColor wire = mixed(appTheme().family(Family::Float), appTheme().canvas, 0.8);
        QImage image(1000, 600, QImage::Format_RGB32);
        paintFar(image, *s, appTheme(), {0.2, {50, 150}, 1});
        QVERIFY(count(image, wire) > 100);
        paintFar(image, *s, appTheme(), {0.1, {50, 150}, 1});
        QCOMPARE(count(image, wire), 0);
    }

    void farNodesNeverVanish() {
        const auto s = makeSnapshot(chainOfThree());
        QImage image(100, 100, QImage::Format_RGB32);
        paintFar(image, *s, appTheme(), {0.002, {50, 50}, 1});
        QVERIFY(image.pixelColor(50, 50) != appTheme().canvas);
    }

    void namesOfFarGroupsDoNotCoverEachOther() {
        Diagram d = chainOfThree();
        const auto plain = makeSnapshot(d);
        for (DiagramNode& node : d.nodes) { node.ops = 40; }
        const auto groups = makeSnapshot(d);
        const ViewTransform view{0.2, {50, 50}, 1};
        QVERIFY(farWithNames(*groups, view) != farWithNames(*plain, view));
        // All three lie on a few pixels: one name is drawn, and it is that of the largest.
        const ViewTransform tiny{0.02, {50, 50}, 1};
        Diagram other = d;
        other.nodes[1].ops = 41;
        const QImage first = farWithNames(*makeSnapshot(d), tiny);
        const QImage second = farWithNames(*makeSnapshot(other), tiny);
        QVERIFY(first != second);
        other.nodes[2].name = QStringLiteral("q");
        QCOMPARE(farWithNames(*makeSnapshot(other), tiny), second);
    }

    /// Printed only: a shared machine's clock gates nothing.
    void twoThousandNodes_data() {
        QTest::addColumn<double>("zoom");
        for (const double zoom : {2.0, 1.0, 0.75, 0.5, 0.35, 0.2, 0.05}) {
            QTest::newRow(qPrintable(QString::number(zoom))) << zoom;
        }
    }
    void twoThousandNodes() {
        QFETCH(double, zoom);
        static const auto s = makeSnapshot(randomDiagram(2000));
        QImage image(1600, 1000, QImage::Format_RGB32);
        const ViewTransform view{zoom, QPointF(800, 500) - s->bounds.center() * zoom, 1};
        QElapsedTimer time;
        qint64 best = std::numeric_limits<qint64>::max();
        for (int i = 0; i < 3; ++i) {
            time.start();
            if (zoom < kFar) {
                paintFar(image, *s, appTheme(), view);
            } else {
                QPainter painter(&image);
                paintNear(painter, *s, appTheme(), view, QRectF(image.rect()), {});
            }
            best = std::min(best, time.nsecsElapsed());
        }
        qInfo("2,000 nodes, zoom %.2f: %.2f ms", zoom, static_cast<double>(best) * 1e-6);
        QVERIFY(count(image, appTheme().canvas) < image.width() * image.height());
    }

private:
    static QImage painted(const CanvasSnapshot& s, double zoom, const NearOptions& options = {}) {
        QImage image(800, 300, QImage::Format_RGB32);
        QPainter painter(&image);
        const ViewTransform view{zoom, {20, 120}, 1};
        paintNear(painter, s, appTheme(), view, QRectF(image.rect()), options);
        return image;
    }

    static QImage farWithNames(const CanvasSnapshot& s, const ViewTransform& view) {
        QImage image(300, 120, QImage::Format_RGB32);
        paintFar(image, s, appTheme(), view);
        QPainter painter(&image);
        paintFarNames(painter, s, appTheme(), view, QRectF(image.rect()));
        return image;
    }

    static int count(const QImage& image, const QColor& colour) {
        int n = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                if (image.pixel(x, y) == colour.rgb()) { ++n; }
            }
        }
        return n;
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstNearPainter> registered;
}

#include "tst_near_painter.moc"
