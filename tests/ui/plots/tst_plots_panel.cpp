// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plots_panel.h"

#include <QAction>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>

#include "tests/support/test_main.h"
#include "ui/base/proxy_style.h"
#include "ui/plots/scalar_plot.h"
#include "ui/session/series_store.h"

namespace weft::ui::test {

class TstPlotsPanel : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(ThemeId::Dark); }

    void withoutCurvesTheNextStepIsOffered() {
        SeriesStore store;
        PlotsPanel panel(store);
        QAction train;
        QSignalSpy spy(&train, &QAction::triggered);
        panel.setTrainAction(&train);
        panel.show();
        auto* button = panel.findChild<QPushButton*>();
        QVERIFY(button != nullptr);
        QVERIFY(button->isVisible());
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(spy.count(), 1);
    }

    void eachMeasureHasOnePlot() {
        SeriesStore store;
        PlotsPanel panel(store);
        panel.show();
        store.add({{1, QStringLiteral("train/loss"), 1, false},
                   {1, QStringLiteral("validate/loss"), 1, true},
                   {1, QStringLiteral("train/accuracy"), 0.5, false}},
                  {});
        QCOMPARE(panel.findChildren<ScalarPlot*>().size(), 2);
        QVERIFY(panel.plot(QStringLiteral("loss")) != nullptr);
        QVERIFY(panel.plot(QStringLiteral("accuracy")) != nullptr);
        QVERIFY(panel.plot(QStringLiteral("precision")) == nullptr);
    }

    void plotsThatWouldBeTooNarrowAreLeftOut() {
        SeriesStore store;
        PlotsPanel panel(store);
        panel.show();
        std::vector<ScalarPoint> points;
        for (int i = 0; i < 9; ++i) {
            points.push_back({1, QStringLiteral("train/m%1").arg(i), 1, false});
        }
        store.add(points, {});
        QCOMPARE(panel.findChildren<ScalarPlot*>().size(), 4);
    }

    void clearedCurvesBringTheEmptyStateBack() {
        SeriesStore store;
        PlotsPanel panel(store);
        panel.show();
        store.add({{1, QStringLiteral("train/loss"), 1, false}}, {});
        QVERIFY(panel.findChild<QSlider*>()->isVisible());
        store.clear();
        QVERIFY(panel.plot(QStringLiteral("loss")) == nullptr);
        QVERIFY(!panel.findChild<QSlider*>()->isVisible());
    }

    void theSliderSmoothsTheStore() {
        SeriesStore store;
        PlotsPanel panel(store);
        auto* slider = panel.findChild<QSlider*>();
        QCOMPARE(slider->value(), qRound(store.smoothing() * 100));
        slider->setValue(90);
        QCOMPARE(store.smoothing(), 0.9);
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstPlotsPanel> registered;
}

#include "tst_plots_panel.moc"
