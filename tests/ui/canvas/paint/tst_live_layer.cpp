// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/paint/live_layer.h"

#include <QPaintEvent>
#include <QTest>

#include "tests/support/test_main.h"
#include "tests/ui/canvas/shown_canvas.h"
#include "ui/base/proxy_style.h"
#include "ui/canvas/canvas_view.h"

namespace weft::ui::test {
namespace {

/// Gathers what a widget was asked to paint.
class PaintWatch final : public QObject {
public:
    QRegion painted;
    int count = 0;

    bool eventFilter(QObject*, QEvent* event) override {
        if (event->type() == QEvent::Paint) {
            painted += static_cast<QPaintEvent*>(event)->region();
            ++count;
        }
        return false;
    }
};

}  // namespace

class TstLiveLayer : public QObject {
    Q_OBJECT

private slots:
    void init() {
        m_view = shownCanvas();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
        QTest::qWait(20);
    }
    void cleanup() { m_view.reset(); }

    void marksOfUnknownNodesAreIgnored() {
        CanvasLive live;
        live[4711].value = QStringLiteral("1");
        m_view->setLive(live);
        m_view->grab();
    }

    void theSameMarksPaintNothing() {
        m_view->setLive(marked(QStringLiteral("0.5")));
        QTest::qWait(20);
        PaintWatch watch;
        m_view->viewport()->installEventFilter(&watch);
        m_view->setLive(marked(QStringLiteral("0.5")));
        QTest::qWait(30);
        QCOMPARE(watch.count, 0);
    }

    void aNewValuePaintsItsNodeOnly() {
        m_view->setLive(marked(QStringLiteral("0.5")));
        QTest::qWait(20);
        PaintWatch watch;
        m_view->viewport()->installEventFilter(&watch);
        m_view->setLive(marked(QStringLiteral("0.4")));
        QTRY_VERIFY(watch.count > 0);
        QVERIFY(m_view->viewRect(2).toAlignedRect().contains(watch.painted.boundingRect()));
    }

    void anErrorPaintsItsWordsAndTheirGoing() {
        CanvasLive live;
        live[2].error = QStringLiteral("Matrix size-incompatible: In[0]: [64,784], In[1]: [10,10]");
        const QRectF area = liveArea(*m_view->snapshot(), 1, true, m_view->viewTransform());
        const QImage before = m_view->grab().toImage();
        m_view->setLive(live);
        QTest::qWait(20);
        const QImage after = m_view->grab().toImage();
        const QRect changed = differing(before, after);
        QVERIFY(!changed.isEmpty());
        QVERIFY2(area.toAlignedRect().contains(changed), "drawn outside of what is repainted");
        m_view->setLive({});
        QTest::qWait(20);
        QCOMPARE(m_view->grab().toImage(), before);
    }

    void wordsStandAboveWhereANodeIsCloseBelow() {
        Diagram d = chainOfThree();
        d.nodes[1].position = QPointF(200, 100);
        const double height = makeSnapshot(d)->rect(1).height();
        d.nodes[2].position = QPointF(200, 100 + height + 4);
        const auto s = makeSnapshot(d);
        CanvasLive live;
        live[2].error = QStringLiteral("no such value");
        const auto colours = [&](const QRectF& scene) {
            const QRectF view = scene.translated(20, 20);  // as painted() shows it
            return count(painted(*s, live, 1).copy(view.toAlignedRect()), appTheme().error);
        };
        QVERIFY(colours({200, 100 - 18, 150, 16}) > 20);
        QCOMPARE(colours(s->rect(2).adjusted(2, 4, -2, -2)), 0);
    }

    void valueDeviceAndStateAreDrawn_data() {
        QTest::addColumn<double>("zoom");
        QTest::newRow("all") << 1.0;
        QTest::newRow("card") << 0.6;
    }
    void valueDeviceAndStateAreDrawn() {
        QFETCH(double, zoom);
        Diagram d = chainOfThree();
        d.nodes[1].hasVariables = true;
        const auto s = makeSnapshot(d);
        const QImage rest = painted(*s, {}, zoom);
        CanvasLive live;
        live[2].value = QStringLiteral("0.4231");
        const QImage value = painted(*s, live, zoom);
        QVERIFY(value != rest);
        live[2].devices = {{QStringLiteral("CPU:0"), 0}};
        const QImage device = painted(*s, live, zoom);
        QVERIFY(device != value);
        live[2].hasVariables = true;
        const QImage hollow = painted(*s, live, zoom);
        QVERIFY(hollow != device);
        live[2].initialised = true;
        const QImage filled = painted(*s, live, zoom);
        QVERIFY(filled != hollow);
        QVERIFY(count(filled, appTheme().ok) > count(hollow, appTheme().ok));
        live[2].running = true;
        QVERIFY(count(painted(*s, live, zoom), appTheme().accent) >
                count(filled, appTheme().accent));
    }

    void aCostHasItsHeatAtEveryZoom_data() {
        QTest::addColumn<double>("zoom");
        QTest::newRow("all") << 1.0;
        QTest::newRow("card") << 0.6;
        QTest::newRow("bar alone") << 0.4;
    }
    void aCostHasItsHeatAtEveryZoom() {
        QFETCH(double, zoom);
        const auto s = makeSnapshot(chainOfThree());
        const QColor heat = appTheme().heatOf(0.5);
        QCOMPARE(count(painted(*s, {}, zoom), heat), 0);
        CanvasLive live;
        live[2].cost =
            CostMark{.share = 0.5, .figure = QStringLiteral("1.23 ms"), .beside = {}, .words = {}};
        const int half = count(painted(*s, live, zoom), heat);
        QVERIFY(half > 10);
        live[2].cost->share = 0.9;
        QVERIFY(count(painted(*s, live, zoom), heat) > half * 3 / 2);
        // On a device of its own colour the bar says nothing of a share.
        live[2].cost->device = 2;
        QVERIFY(count(painted(*s, live, zoom), appTheme().deviceAt(2)) > half);
    }

    void aCostPaintsNoFurtherThanItsArea() {
        CanvasLive live;
        live[2].cost = CostMark{.share = 0.5,
                                .figure = QStringLiteral("123 ms"),
                                .beside = QStringLiteral("50 %"),
                                .words = {},
                                .warns = true};
        live[2].error = QStringLiteral("Matrix size-incompatible: In[0]: [64,784], In[1]: [10,10]");
        const auto& s = *m_view->snapshot();
        const QRect area = liveArea(s, 1, true, m_view->viewTransform()).toAlignedRect();
        const QImage before = m_view->grab().toImage();
        m_view->setLive(live);
        const QImage after = m_view->grab().toImage();
        QVERIFY(after != before);
        QVERIFY2(area.contains(differing(before, after)), "drawn outside of what is repainted");
    }

    void selectionIsAnOutlineAndLabelsItsWires() {
        const auto s = makeSnapshot(chainOfThree());
        const QImage rest = painted(*s, {}, 1);
        CanvasFocus focus;
        focus.selected = {2};
        const QImage chosen = painted(*s, {}, 1, focus);
        QVERIFY(count(chosen, appTheme().accent) > count(rest, appTheme().accent) + 300);
    }

private:
    static CanvasLive marked(const QString& value) {
        CanvasLive live;
        live[1].value = QStringLiteral("7");
        live[2].value = value;
        return live;
    }

    static QImage painted(const CanvasSnapshot& s, const CanvasLive& live, double zoom,
                          const CanvasFocus& focus = {}) {
        QImage image(800, 300, QImage::Format_RGB32);
        image.fill(appTheme().canvas);
        QPainter painter(&image);
        const ViewTransform view{zoom, {20, 20}, 1};
        paintLive(painter, s, live, focus, appTheme(), view, QRectF(image.rect()));
        return image;
    }

    /// All of where two pictures differ.
    static QRect differing(const QImage& a, const QImage& b) {
        QRect all;
        for (int y = 0; y < a.height(); ++y) {
            for (int x = 0; x < a.width(); ++x) {
                if (a.pixel(x, y) != b.pixel(x, y)) { all |= QRect(x, y, 1, 1); }
            }
        }
        return all;
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

    std::unique_ptr<CanvasView> m_view;
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstLiveLayer> registered;
}

#include "tst_live_layer.moc"
