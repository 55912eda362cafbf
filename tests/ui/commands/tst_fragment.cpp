// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/fragment.h"

#include <QTest>

#include "tests/support/test_main.h"
#include "tests/ui/commands/command_fixture.h"

namespace weft::ui::test {

/// Foreign and damaged text first, then copies with and without links.
class TstFragment : public QObject {
    Q_OBJECT

private slots:
    void foreignTextIsRefused_data() {
        QTest::addColumn<QString>("text");
        QTest::newRow("prose") << "hello there, this is no graph";
        QTest::newRow("empty head") << QString(kFragmentHead) + "\nitem { nonsense: 1 }";
        QTest::newRow("cut") << QString(kFragmentHead) + "\nitem { id: 5 name: 'x' op { op: 'Neg";
        QTest::newRow("html") << "<html><body>node</body></html>";
        QTest::newRow("blank") << "   \n ";
    }
    void foreignTextIsRefused() {
        QFETCH(QString, text);
        CommandFixture f;
        f.add("Neg");
        const std::string before = documentToBytes(f.document);
        const Status status =
            f.edit([&](Edit& e) { return pasteText(e, text.toStdString(), {}, {}).status(); });
        QVERIFY(!status.ok());
        QVERIFY(!messageOf(status).empty());
        QCOMPARE(documentToBytes(f.document), before);
    }

    void aCopyHasNewNamesAndItsOwnWires() {
        CommandFixture f = pair();
        const std::string text = fragmentOf(f.document, idsOf(f, {"Const", "Neg"}));
        std::vector<ItemId> made;
        QVERIFY_OK(f.edit([&](Edit& e) -> Status {
            made = WEFT_TRY(pasteText(e, text, {}, {400, 200}));
            return okStatus();
        }));
        QCOMPARE(made.size(), std::size_t{2});
        QCOMPARE(f.item(made[0]).name, std::string("Const_1"));
        QCOMPARE(QPointF(f.item(made[0]).x, f.item(made[0]).y), QPointF(400, 200));
        QCOMPARE(f.document.all<Wire>().size(), std::size_t{2});
        QVERIFY(!f.expanded()->expansion.hasErrors());
    }

    void linksAreMadeAgainWhenAskedFor() {
        CommandFixture f = pair();
        const std::string text = fragmentOf(f.document, idsOf(f, {"Neg"}));
        QVERIFY_OK(f.edit([&](Edit& e) { return pasteText(e, text, {}, {}).status(); }));
        QCOMPARE(f.document.all<Wire>().size(), std::size_t{1});
        QVERIFY_OK(f.edit([&](Edit& e) { return pasteText(e, text, {}, {}, true).status(); }));
        QCOMPARE(f.document.all<Wire>().size(), std::size_t{2});
    }

    void aGroupIsCopiedWithWhatIsInIt() {
        CommandFixture f = pair();
        ItemId group;
        QVERIFY_OK(f.edit([&](Edit& e) -> Status {
            group = WEFT_TRY(groupItems(e, idsOf(f, {"Const", "Neg"})));
            return okStatus();
        }));
        QVERIFY_OK(f.edit([&](Edit& e) {
            return duplicateItems(e, {group.value}, {24, 24}).status();
        }));
        QCOMPARE(f.document.all<Item>().size(), std::size_t{6});
        QCOMPARE(f.document.all<Wire>().size(), std::size_t{2});
        QVERIFY(f.expanded()->graph().find("group_1/Neg") != nullptr);
    }

    void graphDefTextIsPasted() {
        CommandFixture f;
        QVERIFY_OK(f.edit([&](Edit& e) {
            return pasteText(e, "node { name: 'a' op: 'NoOp' } node { name: 'b' op: 'NoOp' }", {},
                             {})
                .status();
        }));
        QCOMPARE(f.document.all<Item>().size(), std::size_t{2});
    }

    void pastedNodesLieApart() {
        CommandFixture f;
        QVERIFY_OK(f.edit([&](Edit& e) {
            return pasteText(
                       e,
                       "node { name: 'a' op: 'NoOp' } node { name: 'b' op: 'NoOp' input: '^a' }"
                       " node { name: 'c' op: 'NoOp' }",
                       {}, QPointF(80, 40))
                .status();
        }));
        const Item& a = *f.document.itemNamed("a");
        const Item& b = *f.document.itemNamed("b");
        const Item& c = *f.document.itemNamed("c");
        QVERIFY(b.x > a.x + 100);  // right of what it waits for
        QVERIFY(c.y > a.y + 50);
        QCOMPARE(QPointF(a.x, a.y), QPointF(80, 40));
    }

    void aTableOfNumbersBecomesAConstant_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shape");
        QTest::newRow("spreadsheet") << "1\t2\t3\n4\t5\t6\n"
                                     << "[2,3]";
        QTest::newRow("commas") << "0.5, -1e3"
                                << "[2]";
        QTest::newRow("one number") << "42"
                                    << "[]";
    }
    void aTableOfNumbersBecomesAConstant() {
        QFETCH(const QString, text);
        QFETCH(const QString, shape);
        CommandFixture f;
        QVERIFY_OK(
            f.edit([&](Edit& e) { return pasteText(e, text.toStdString(), {}, {}).status(); }));
        const Item* table = f.document.itemNamed("table");
        QVERIFY(table != nullptr);
        const auto stored = table->as<OpItem>()->attrs.getOr<StoredTensorPtr>("value", nullptr);
        QVERIFY(stored != nullptr);
        QCOMPARE(QString::fromStdString(stored->tensor()->shape().toString()), shape);
        // Lines of different lengths are no table.
        QVERIFY(!f.edit([](Edit& e) { return pasteText(e, "1 2\n3", {}, {}).status(); }).ok());
    }

    void oneNodesTextIsPasted() {
        CommandFixture f;
        QVERIFY_OK(
            f.edit([&](Edit& e) { return pasteText(e, "name: 'a' op: 'NoOp'", {}, {}).status(); }));
        QCOMPARE(f.document.all<Item>().size(), std::size_t{1});
    }

private:
    static CommandFixture pair() {
        CommandFixture f;
        const ItemId a = f.add("Const", {0, 0});
        const ItemId b = f.add("Neg", {200, 0});
        (void)f.connect({a, "output"}, {b, "x"});
        return f;
    }
    static QSet<quint64> idsOf(const CommandFixture& f, const std::vector<std::string>& names) {
        QSet<quint64> ids;
        for (const std::string& name : names) { ids.insert(f.document.itemNamed(name)->id.value); }
        return ids;
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstFragment> registered;
}
#include "tst_fragment.moc"
