// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/test_main.h"
#include "tests/ui/commands/command_fixture.h"

namespace weft::ui::test {

/// *Minimise this*: what cannot be, then what it makes.
class TstMinimise : public QObject {
    Q_OBJECT

private slots:
    void aMatrixAndAnIntegerAreRefused() {
        CommandFixture f;
        const ItemId x = f.add("Placeholder");
        QVERIFY_OK(f.set(x, "shape", PartialShape{-1, 4}));
        Edit matrix(f.document);
        QVERIFY_FAILS(minimise(matrix, *f.expanded(), {x, "output"}), "INVALID_ARGUMENT",
                      "scalar of a float dtype");
        QVERIFY_OK(f.set(x, "shape", PartialShape::scalar()));
        QVERIFY_OK(f.set(x, "dtype", DType::Int32));
        Edit integer(f.document);
        QVERIFY_FAILS(minimise(integer, *f.expanded(), {x, "output"}), "INVALID_ARGUMENT", "int32");
    }

    void itTrainsWhatTheScalarDependsOn() {
        CommandFixture f;
        const ItemId w = f.add("Variable");
        const ItemId square = f.add("Square");
        const std::string out = outputPorts(f.document, f.item(w)).front().port;
        QVERIFY_OK(f.connect({w, out}, {square, "x"}));
        const auto document = f.expanded();
        QVERIFY_OK(f.edit([&](Edit& e) {
            return minimise(e, *document, {square, "y"}, "GradientDescent").status();
        }));
        const auto after = f.expanded();
        for (const Finding& finding : after->expansion.findings) {
            qWarning("%s", finding.text.c_str());
        }
        const Result<TrainingPlan> plan = makeTrainingPlan(f.document, after->expansion);
        QVERIFY_OK(plan);
        QCOMPARE(plan->rows.size(), std::size_t{1});
        QCOMPARE(plan->steps, std::int64_t{100});
        QVERIFY(plan->rows[0].training);
    }

    void aSheetOfOnesOwnGetsOneRowMore() {
        CommandFixture f;
        const ItemId w = f.add("Variable");
        const ItemId square = f.add("Square");
        QVERIFY_OK(f.connect({w, outputPorts(f.document, f.item(w)).front().port}, {square, "x"}));
        QVERIFY_OK(f.edit([&](Edit& e) {
            e.put(RunRow{.order = 3, .name = "look", .fetches = {{square, "y"}}});
            return okStatus();
        }));
        const auto document = f.expanded();
        QVERIFY_OK(f.edit([&](Edit& e) { return minimise(e, *document, {square, "y"}).status(); }));
        QCOMPARE(f.document.rows().size(), std::size_t{2});
        QCOMPARE(f.document.rows()[1]->mode, RunRow::Mode::Training);
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstMinimise> registered;
}
#include "tst_minimise.moc"
