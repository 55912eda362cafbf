// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/run_commands.h"

#include <QTest>

#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"
#include "ui/commands/item_commands.h"

namespace weft::ui::test {
namespace {

/// A dense layer, a loss and an optimizer; no rows.
Document trainable() {
    Document document;
    Edit edit(document);
    const ItemId loss = *addEntry(edit, "SquaredError", {}, {200, 0});
    const ItemId sgd = *addEntry(edit, "GradientDescent", {}, {400, 0});
    (void)edit.connect({loss, "loss"}, {sgd, "loss"});
    (void)document.apply(*edit.finish());
    return document;
}

template <class Fill>
Document after(const Document& document, Fill fill) {
    Edit edit(document);
    fill(edit);
    Document made = document;
    (void)made.apply(*edit.finish());
    return made;
}

QStringList namesOf(const Document& document) {
    QStringList names;
    for (const RunRow* row : document.rows()) { names.append(QString::fromStdString(row->name)); }
    return names;
}

}  // namespace

class TstRunCommands : public QObject {
    Q_OBJECT

private slots:
    void nothingToTrainMakesNoRows() {
        Edit edit(Document{});
        QVERIFY_FAILS(makeRowsMine(edit), "FAILED_PRECONDITION", "nothing to train");
    }

    void numbersThatCannotBeAreRefused() {
        const Document document = after(trainable(), [](Edit& e) { QVERIFY_OK(makeRowsMine(e)); });
        Edit edit(document);
        const ItemId id = document.rows()[0]->id;
        QVERIFY_FAILS(changeRow(edit, id, [](RunRow& r) { r.every = 0; }), "INVALID_ARGUMENT",
                      "at least 1");
        QVERIFY_FAILS(changeRow(edit, id, [](RunRow& r) { r.batch = -1; }), "INVALID_ARGUMENT",
                      "batch");
        QVERIFY_FAILS(changeRow(edit, id, [](RunRow& r) { r.name.clear(); }), "INVALID_ARGUMENT",
                      "name");
        QVERIFY_FAILS(changeRow(edit, ItemId{999}, [](RunRow&) {}), "NOT_FOUND", "");
        QVERIFY_FAILS(moveRow(edit, ItemId{999}, 0), "NOT_FOUND", "");
        QVERIFY_FAILS(changeSettings(edit, [](weft::Settings& s) { s.epochs = 0; }),
                      "INVALID_ARGUMENT", "epochs");
        QVERIFY(edit.finish()->empty());
    }

    void theDefaultRowsBecomeOnesOwn() {
        const Document document = trainable();
        const std::vector<RunRow> shown = rowsInUse(document);
        QCOMPARE(shown.size(), 2U);  // the loss is a metric too
        QVERIFY(!shown[0].id.valid());
        const Document mine = after(document, [](Edit& e) { QVERIFY_OK(makeRowsMine(e)); });
        QCOMPARE(namesOf(mine), (QStringList{"train", "validate"}));
        QCOMPARE(mine.rows()[0]->targets, shown[0].targets);
        QCOMPARE(mine.rows()[0]->fetches, shown[0].fetches);
        Edit again(mine);
        QVERIFY_FAILS(makeRowsMine(again), "FAILED_PRECONDITION", "already");
    }

    void rowsAreAddedMovedAndTakenAway() {
        Document document = after(trainable(), [](Edit& e) {
            QVERIFY_OK(makeRowsMine(e));
            addRow(e, RowKind::Train);
        });
        QCOMPARE(namesOf(document), (QStringList{"train", "validate", "train 1"}));
        QVERIFY(document.rows()[1]->unit == RunRow::Unit::Epoch);
        QVERIFY(document.rows()[2]->mode == RunRow::Mode::Training);
        const ItemId last = document.rows()[2]->id;
        document = after(document, [&](Edit& e) { QVERIFY_OK(moveRow(e, last, 0)); });
        QCOMPARE(namesOf(document), (QStringList{"train 1", "train", "validate"}));
        document = after(document, [&](Edit& e) { QVERIFY_OK(moveRow(e, last, 99)); });
        QCOMPARE(namesOf(document), (QStringList{"train", "validate", "train 1"}));
        document = after(document, [&](Edit& e) { e.remove(last); });
        QCOMPARE(namesOf(document), (QStringList{"train", "validate"}));
    }

    void stepsFollowFromDataAndBatch() {
        Document document = after(trainable(), [](Edit& e) {
            QVERIFY_OK(makeRowsMine(e));
            QVERIFY_OK(changeSettings(e, [](weft::Settings& s) { s.epochs = 5; }));
        });
        const auto rows = [](std::optional<std::int64_t> n) {
            return [n](const RunRow&) { return n; };
        };
        QCOMPARE(estimatedSteps(document, rows(1000)).value(), 5 * 16);  // of 64
        QVERIFY(!estimatedSteps(document, rows(std::nullopt)));
        QVERIFY(!estimatedSteps(Document{}, rows(1000)));
        document = after(document, [](Edit& e) {
            QVERIFY_OK(changeSettings(e, [](weft::Settings& s) { s.steps = 7; }));
        });
        QCOMPARE(estimatedSteps(document, rows(1000)).value(), 7);
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstRunCommands> registered;
}

#include "tst_run_commands.moc"
