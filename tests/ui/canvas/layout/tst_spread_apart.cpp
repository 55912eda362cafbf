// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/layout/spread_apart.h"

#include <QTest>

#include "tests/support/test_main.h"

namespace weft::ui::test {

class TstSpreadApart : public QObject {
    Q_OBJECT

private slots:
    void nothingStaysNothing() { QVERIFY(spreadApart({}, {}).empty()); }

    void wishesThatFitAreGranted() {
        QCOMPARE(spreadApart({0, 100, 250}, {0, 50, 100}), (std::vector<double>{0, 100, 250}));
    }

    void equalWishesSpreadEvenlyAround() {
        QCOMPARE(spreadApart({100, 100, 100}, {0, 10, 20}), (std::vector<double>{90, 100, 110}));
    }

    void orderAndGapsAreKept() {
        const std::vector<double> least = {0, 30, 60, 120, 150};
        const std::vector<double> places = spreadApart({90, 10, 70, 65, 400}, least);
        for (std::size_t i = 1; i < places.size(); ++i) {
            QVERIFY(places[i] - places[i - 1] >= least[i] - least[i - 1] - 1e-9);
        }
        QCOMPARE(places.back(), 400.0);
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstSpreadApart> registered;
}

#include "tst_spread_apart.moc"
