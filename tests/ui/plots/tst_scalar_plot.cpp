// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/scalar_plot.h"

#include <qcustomplot.h>

#include <QElapsedTimer>
#include <QTest>
#include <cmath>

#include "tests/support/test_main.h"
#include "ui/base/proxy_style.h"
#include "ui/plots/series_legend.h"
#include "ui/session/series_store.h"

namespace weft::ui::test {
namespace {

ScalarPoint point(qint64 step, double value) {
    return {step, QStringLiteral("train/loss"), value, false};
}

}  // namespace

class TstScalarPlot : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(ThemeId::Dark); }

    void init() {
        m_store = std::make_unique<SeriesStore>();
        m_plot = std::make_unique<ScalarPlot>(QStringLiteral("loss"), *m_store);
        m_plot->resize(400, 200);
    }
    void cleanup() {
        m_plot.reset();
        m_store.reset();
    }

    void nothingIsDrawnWhileHidden() {
        m_store->add({point(1, 2.0)}, {});
        QTest::qWait(150);
        QCOMPARE(m_plot->drawings(), 0);
    }

    void nanBreaksTheLineAndDoesNotMoveTheAxes() {
        m_store->setSmoothing(0);
        m_store->add({point(1, 1.0), point(2, std::nan("")), point(3, 3.0),
                      point(4, std::numeric_limits<double>::infinity()), point(5, 2.0)},
                     {});
        shown();
        const QCPRange y = plot().yAxis->range();
        QVERIFY(y.lower > 0.5 && y.lower <= 1.0);
        QVERIFY(y.upper >= 3.0 && y.upper < 4.0);
        const QCPGraph& curve = smoothed();
        QCOMPARE(curve.dataCount(), 5);
        QVERIFY(std::isnan(curve.data()->at(1)->value));
        QVERIFY(std::isnan(curve.data()->at(3)->value));
    }

    void aCurveOfNothingButNanShowsAnAxis() {
        m_store->add({point(1, std::nan("")), point(2, std::nan(""))}, {});
        shown();
        QVERIFY(plot().yAxis->range().size() > 0);
        QVERIFY(m_plot->drawings() > 0);
    }

    void theRawCurveLiesBelowTheSmoothed() {
        std::vector<ScalarPoint> points;
        for (int i = 1; i <= 100; ++i) { points.push_back(point(i, i % 2 == 0 ? 1.0 : 3.0)); }
        m_store->add(points, {});
        shown();
        QCOMPARE(plot().graphCount(), 2);
        QVERIFY(plot().graph(0)->visible());
        QCOMPARE(plot().graph(0)->pen().color().alpha(), qRound(255 * 0.35));
        // The mean of 1 and 3 with weight 0.6 swings far less than the points do.
        const auto end = smoothed().data()->at(smoothed().dataCount() - 1)->value;
        QVERIFY(std::abs(end - 2) < 0.6);
    }

    void withoutSmoothingOnlyOneCurveIsDrawn() {
        m_store->setSmoothing(0);
        m_store->add({point(1, 1.0), point(2, 2.0)}, {});
        shown();
        QVERIFY(!plot().graph(0)->visible());
        QCOMPARE(smoothed().data()->at(1)->value, 2.0);
    }

    void changingTheSmoothingRedrawsOldPoints() {
        std::vector<ScalarPoint> points;
        for (int i = 1; i <= 50; ++i) { points.push_back(point(i, i % 2)); }
        m_store->add(points, {});
        shown();
        const double before = smoothed().data()->at(smoothed().dataCount() - 1)->value;
        m_store->setSmoothing(0);
        nextDrawing();
        QVERIFY(smoothed().data()->at(smoothed().dataCount() - 1)->value != before);
        QCOMPARE(smoothed().data()->at(smoothed().dataCount() - 1)->value, 0.0);
    }

    void aNewRunBeginsAnew() {
        m_store->setSmoothing(0);
        std::vector<ScalarPoint> points;
        for (int i = 1; i <= 50; ++i) { points.push_back(point(i, 100)); }
        m_store->add(points, {});
        shown();
        m_store->clear();
        for (ScalarPoint& p : points) { p.value = 1; }
        m_store->add(points, {});
        nextDrawing();
        QCOMPARE(smoothed().dataCount(), 50);
        QCOMPARE(smoothed().data()->at(0)->value, 1.0);
        QVERIFY(plot().yAxis->range().upper < 2);
    }

    void validationIsDashedAndKeepsTheRunsColour() {
        m_store->add({point(1, 1.0), {1, QStringLiteral("validate/loss"), 2.0, true}}, {});
        shown();
        QCOMPARE(plot().graphCount(), 4);
        const QPen train = plot().graph(1)->pen();
        const QPen validate = plot().graph(3)->pen();
        QCOMPARE(train.color(), validate.color());
        QCOMPARE(train.style(), Qt::SolidLine);
        QVERIFY(validate.style() != Qt::SolidLine);
    }

    void anotherMeasureIsNotDrawn() {
        m_store->add({{1, QStringLiteral("train/accuracy"), 0.5, false}}, {});
        shown();
        QCOMPARE(plot().graphCount(), 0);
    }

    void manyReportsGiveTenDrawingsASecondAtMost() {
        shown();
        const int before = m_plot->drawings();
        QElapsedTimer time;
        time.start();
        qint64 step = 0;
        while (time.elapsed() < 500) {
            m_store->add({point(++step, 1.0)}, {});
            QTest::qWait(5);
        }
        const double most = static_cast<double>(time.elapsed()) / 100.0 + 2;
        QVERIFY(m_plot->drawings() - before <= most);
        QVERIFY(m_plot->drawings() - before >= 1);
    }

    void aHundredThousandPointsAreFew() {
        std::vector<ScalarPoint> points;
        for (int i = 1; i <= 100000; ++i) { points.push_back(point(i, std::sin(i * 0.001))); }
        points[50000].value = 40;
        m_store->setSmoothing(0);
        m_store->add(points, {});
        QElapsedTimer time;
        time.start();
        shown();
        qInfo("first drawing of 100,000 points: %lld ms", time.elapsed());
        QVERIFY(smoothed().dataCount() <= 3 * 400 + 1);
        const auto spike = std::find_if(smoothed().data()->begin(), smoothed().data()->end(),
                                        [](const QCPGraphData& d) { return d.value == 40; });
        QVERIFY(spike != smoothed().data()->end());
        // One wild point is cut by the axis, not the other way round.
        QVERIFY(plot().yAxis->range().upper < 5);
    }

    void theLegendPaintsARowACurve() {
        SeriesLegend legend(QStringLiteral("loss"), *m_store);
        legend.resize(136, 100);
        const QImage empty = legend.grab().toImage();
        m_store->add({point(1, 0.5)}, {});
        QVERIFY(legend.grab().toImage() != empty);
    }

private:
    QCustomPlot& plot() const { return *m_plot->findChild<QCustomPlot*>(); }
    QCPGraph& smoothed() const { return *plot().graph(1); }
    void nextDrawing() {
        const int before = m_plot->drawings();
        QTRY_VERIFY(m_plot->drawings() > before);
    }
    void shown() {
        m_plot->show();
        QTRY_VERIFY(m_plot->drawings() > 0);
    }

    std::unique_ptr<SeriesStore> m_store;
    std::unique_ptr<ScalarPlot> m_plot;
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstScalarPlot> registered;
}

#include "tst_scalar_plot.moc"
