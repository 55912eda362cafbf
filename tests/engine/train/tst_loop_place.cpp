// SPDX-License-Identifier: Apache-2.0
#include "engine/train/loop_place.h"

#include <QTest>

#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

LoopPlace somewhere() {
    LoopPlace place{.step = 7, .steps = 90, .seed = ~std::uint64_t{0}, .epochRowsQueued = false};
    place.seconds = 1.5;
    place.due = {1, 0, 1};
    place.rows = {{60, 2, 8}, {-1, 0, 0}};
    return place;
}

}  // namespace

class TstLoopPlace : public QObject {
    Q_OBJECT

private slots:
    void damagedTensorsAreRefused() {
        const auto refused = [](auto&& spoil) {
            auto tensors = somewhere().toTensors();
            spoil(tensors);
            QVERIFY_FAILS(LoopPlace::fromTensors(tensors), "INVALID_ARGUMENT", "place");
        };
        refused([](auto& t) { t.clear(); });
        refused([](auto& t) { t["step"] = Tensor::scalar(std::int64_t{-1}); });
        refused([](auto& t) { t["step"] = Tensor::scalar(1.0F); });
        refused([](auto& t) { t["seed"] = Tensor::vector<std::int64_t>({1, 2}); });
        refused([](auto& t) { t["due"] = Tensor::vector<std::int64_t>({2}); });
        refused([](auto& t) { t["due"] = Tensor::vector<std::int64_t>({-1}); });
        refused([](auto& t) { t["rows"] = Tensor::vector<std::int64_t>({60, 0, 61, -1, 0, 0}); });
        refused([](auto& t) { t["rows"] = Tensor::vector<std::int64_t>({60, -1, 0, -1, 0, 0}); });
    }

    void tensorsGiveItBack() {
        const LoopPlace place = somewhere();
        const auto back = LoopPlace::fromTensors(place.toTensors());
        QVERIFY_OK(back);
        QCOMPARE(back->step, place.step);
        QCOMPARE(back->steps, place.steps);
        QCOMPARE(back->seed, place.seed);
        QCOMPARE(back->epochRowsQueued, place.epochRowsQueued);
        QCOMPARE(back->seconds, place.seconds);
        QVERIFY(back->due == place.due);
        QCOMPARE(back->rows.size(), std::size_t{2});
        QCOMPARE(back->rows[0].position, 8);
        QCOMPARE(back->rows[1].rows, -1);
    }
};

}  // namespace weft::test

namespace {
const weft::test::Registered<weft::test::TstLoopPlace> registered;
}

#include "tst_loop_place.moc"
