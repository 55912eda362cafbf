// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/item_commands.h"

#include <QTest>

#include "tests/support/test_main.h"
#include "tests/ui/commands/command_fixture.h"

namespace weft::ui::test {

/// What is refused first, then what adding, renaming, setting and removing do.
class TstItemCommands : public QObject {
    Q_OBJECT

private slots:
    void whatNobodyKnowsIsNotAdded() {
        CommandFixture f;
        Edit edit(f.document);
        QVERIFY_FAILS(addEntry(edit, "Frobnicate", {}, {}), "NOT_FOUND", "Frobnicate");
    }

    void badNamesAreRefused_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("code");
        QTest::newRow("empty") << ""
                               << "INVALID_ARGUMENT";
        QTest::newRow("space") << "a b"
                               << "INVALID_ARGUMENT";
        QTest::newRow("scope") << "a/b"
                               << "INVALID_ARGUMENT";
        QTest::newRow("underscore first") << "_a"
                                          << "INVALID_ARGUMENT";
        QTest::newRow("in use") << "Add_1"
                                << "ALREADY_EXISTS";
        QTest::newRow("in use but for case") << "aDD_1"
                                             << "ALREADY_EXISTS";
    }
    void badNamesAreRefused() {
        QFETCH(QString, name);
        QFETCH(QString, code);
        CommandFixture f;
        const ItemId add = f.add("Add");
        f.add("Add");
        const Status status =
            f.edit([&](Edit& e) { return renameItem(e, add, name.toStdString()); });
        QVERIFY_FAILS(status, code, "");
        QCOMPARE(f.item(add).name, std::string("Add"));
    }

    void attributesTheContractForbidsAreRefused() {
        CommandFixture f;
        const ItemId x = f.add("Placeholder");
        const ItemId dense = f.add("Dense");
        QVERIFY_FAILS(f.set(x, "colour", std::int64_t{1}), "NOT_FOUND", "colour");
        QVERIFY_FAILS(f.set(x, "dtype", std::int64_t{1}), "INVALID_ARGUMENT", "dtype");
        QVERIFY_FAILS(f.set(dense, "units", std::int64_t{0}), "INVALID_ARGUMENT", "units");
        QVERIFY_FAILS(f.set(ItemId{999}, "dtype", DType::Float), "NOT_FOUND", "");
    }

    void aDeviceThatIsNoneIsRefused() {
        CommandFixture f;
        const ItemId x = f.add("Placeholder");
        QVERIFY(!f.edit([&](Edit& e) { return setDevice(e, x, "the left one"); }).ok());
        QVERIFY_OK(f.edit([&](Edit& e) { return setDevice(e, x, "/device:CPU:1"); }));
        QCOMPARE(f.item(x).as<OpItem>()->device, std::string("/device:CPU:1"));
        const ItemId data = f.add(kDataEntry);
        QVERIFY(!f.edit([&](Edit& e) { return setDevice(e, data, "/device:CPU:1"); }).ok());
    }

    /// Whatever the palette offers can be added without further questions.
    void everyRecipeAndOpCanBeAdded() {
        CommandFixture f;
        int added = 0;
        QVERIFY_OK(f.edit([&](Edit& e) -> Status {
            for (const RecipeDef* recipe : allRecipes()) {
                WEFT_TRY(addEntry(e, recipe->signature.name, {}, {}).status());
                ++added;
            }
            for (const OpDef* op : OpRegistry::global().all()) {
                WEFT_TRY(addEntry(e, op->name, {}, {}).status());
                ++added;
            }
            return okStatus();
        }));
        QCOMPARE(std::ssize(f.document.all<Item>()), std::ptrdiff_t{added});
    }

    void aNewOpLiesOnTheGridUnderTensorFlowsName() {
        CommandFixture f;
        const ItemId first = f.add("MatMul", {13, 21});
        const ItemId second = f.add("MatMul", {13, 21});
        QCOMPARE(f.item(first).name, std::string("MatMul"));
        QCOMPARE(f.item(second).name, std::string("MatMul_1"));
        QCOMPARE(QPointF(f.item(first).x, f.item(first).y), QPointF(16, 24));
    }

    void aNewConstantHasAValue() {
        CommandFixture f;
        f.add("Const");
        const auto document = f.expanded();
        QVERIFY(!document->expansion.hasErrors());
        QVERIFY(document->graph().find("Const") != nullptr);
    }

    void removingTakesWiresAndTheRowThatTrainedIt() {
        CommandFixture f;
        const ItemId loss = f.add("Const");
        const ItemId adam = f.add("Adam");
        QVERIFY_OK(f.connect({loss, "output"}, {adam, "loss"}));
        QVERIFY_OK(f.edit([&](Edit& e) {
            e.put(RunRow{.name = "train", .targets = {adam}, .mode = RunRow::Mode::Training});
            e.put(RunRow{.name = "look", .fetches = {{loss, "output"}}});
            return okStatus();
        }));
        QVERIFY_OK(f.edit([&](Edit& e) {
            removeThings(e, {adam.value});
            return okStatus();
        }));
        QVERIFY(f.document.all<Wire>().empty());
        QCOMPARE(f.document.rows().size(), std::size_t{1});
        QCOMPARE(f.document.rows()[0]->name, std::string("look"));
    }

    void moveLeavesOthersWhereTheyAre() {
        CommandFixture f;
        const ItemId a = f.add("Add", {8, 8});
        const ItemId b = f.add("Add", {80, 8});
        QVERIFY_OK(f.edit([&](Edit& e) {
            moveItems(e, {{a.value, QPointF(40, 48)}, {777, QPointF(1, 1)}});
            return okStatus();
        }));
        QCOMPARE(QPointF(f.item(a).x, f.item(a).y), QPointF(40, 48));
        QCOMPARE(QPointF(f.item(b).x, f.item(b).y), QPointF(80, 8));
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstItemCommands> registered;
}
#include "tst_item_commands.moc"
