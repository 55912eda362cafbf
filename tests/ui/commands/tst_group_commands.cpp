// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/test_main.h"
#include "tests/ui/commands/command_fixture.h"

namespace weft::ui::test {

/// Groups made and dissolved: names follow, wires stay.
class TstGroupCommands : public QObject {
    Q_OBJECT

private slots:
    void nothingAndOtherGroupsAreRefused() {
        CommandFixture f;
        const ItemId a = f.add("Const");
        const ItemId b = f.add("Const");
        const ItemId c = f.add("Const");
        Edit none(f.document);
        QVERIFY_FAILS(groupItems(none, {}), "INVALID_ARGUMENT", "nothing");
        QVERIFY_OK(f.edit([&](Edit& e) { return groupItems(e, {a.value, b.value}).status(); }));
        Edit mixed(f.document);
        QVERIFY_FAILS(groupItems(mixed, {a.value, c.value}), "INVALID_ARGUMENT", "different");
        Edit plain(f.document);
        QVERIFY_FAILS(dissolveGroup(plain, c), "INVALID_ARGUMENT", "by hand");
    }

    void groupingKeepsWiresAndNamesTheScope() {
        CommandFixture f;
        const ItemId a = f.add("Const", {100, 40});
        const ItemId b = f.add("Neg", {300, 60});
        QVERIFY_OK(f.connect({a, "output"}, {b, "x"}));
        ItemId group;
        QVERIFY_OK(f.edit([&](Edit& e) -> Status {
            group = WEFT_TRY(groupItems(e, {b.value}));
            return okStatus();
        }));
        QCOMPARE(f.document.pathOf(b), std::string("group/Neg"));
        const auto document = f.expanded();
        QVERIFY(!document->expansion.hasErrors());
        QVERIFY(document->graph().find("group/Neg") != nullptr);
        QCOMPARE(QPointF(f.item(group).x, f.item(group).y), QPointF(304, 64));
    }

    void dissolvingGivesBackFreeNames() {
        CommandFixture f;
        const ItemId inner = f.add("Const", {0, 0});
        ItemId group;
        QVERIFY_OK(f.edit([&](Edit& e) -> Status {
            group = WEFT_TRY(groupItems(e, {inner.value}));
            return okStatus();
        }));
        const ItemId other = f.add("Const", {50, 50});
        QVERIFY_OK(f.edit([&](Edit& e) { return dissolveGroup(e, group).status(); }));
        QVERIFY(f.document.item(group) == nullptr);
        QCOMPARE(f.item(other).name, std::string("Const"));
        QCOMPARE(f.item(inner).name, std::string("Const_1"));
        QVERIFY(!f.item(inner).parent.valid());
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstGroupCommands> registered;
}
#include "tst_group_commands.moc"
