// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/canvas_grid.h"

#include <QTest>
#include <algorithm>
#include <random>

#include "tests/support/test_main.h"

namespace weft::ui::test {

class TstCanvasGrid : public QObject {
    Q_OBJECT

private slots:
    void anEmptyGridFindsNothing() {
        QVERIFY(CanvasGrid().find(QRectF(0, 0, 1000, 1000)).empty());
        QVERIFY(CanvasGrid(std::vector<QRectF>()).find(QRectF(0, 0, 1000, 1000)).empty());
    }

    void oneFarNodeNeedsNoGigabytes() {
        const CanvasGrid grid({QRectF(0, 0, 100, 50), QRectF(1e9, 1e9, 100, 50)});
        const std::vector<int> found = grid.find(QRectF(1e9, 1e9, 10, 10));
        QVERIFY(std::find(found.begin(), found.end(), 1) != found.end());
    }

    void nothingThatTouchesIsMissed() {
        std::mt19937 random(3);
        const auto upTo = [&](int n) { return static_cast<double>(random() % unsigned(n)); };
        std::vector<QRectF> rects;
        for (int i = 0; i < 400; ++i) {
            rects.emplace_back(upTo(6000) - 3000, upTo(4000) - 2000, 1 + upTo(1500), 1 + upTo(200));
        }
        const CanvasGrid grid(rects);
        for (int i = 0; i < 200; ++i) {
            const QRectF area(upTo(7000) - 3500, upTo(5000) - 2500, 1 + upTo(900), 1 + upTo(900));
            const std::vector<int> found = grid.find(area);
            QVERIFY(std::is_sorted(found.begin(), found.end()));
            QVERIFY(std::adjacent_find(found.begin(), found.end()) == found.end());
            for (int n = 0; n < 400; ++n) {
                if (rects[static_cast<std::size_t>(n)].intersects(area)) {
                    QVERIFY(std::binary_search(found.begin(), found.end(), n));
                }
            }
        }
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstCanvasGrid> registered;
}

#include "tst_canvas_grid.moc"
