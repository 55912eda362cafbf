// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/items/unasked.h"

#include <QTest>

#include "tests/support/test_main.h"
#include "tests/ui/commands/command_fixture.h"

namespace weft::ui::test {
namespace {

class Drawn {
public:
    ItemId op(const std::string& name, const std::string& type, ItemId from = {}) {
        const ItemId made = m.add(type);
        (void)m.edit([&](Edit& e) { return renameItem(e, made, name); });
        if (from.valid()) { (void)m.connect({from, "output"}, {made, "x"}); }
        return made;
    }
    void row(ItemId fetch, bool disabled = false) {
        (void)m.edit([&](Edit& e) {
            RunRow row;
            row.name = "train";
            row.fetches = {{fetch, "y"}};
            row.disabled = disabled;
            e.put(std::move(row));
            return okStatus();
        });
    }
    QSet<quint64> unasked(const QStringList& fetches = {}) const {
        return unaskedIds(*projectOf(m.document, {}), fetches);
    }

private:
    CommandFixture m;
};

}  // namespace

/// What no call leads to.
class TstUnasked : public QObject {
    Q_OBJECT

private slots:
    void whereNothingIsAskedForNothingIsPale() {
        Drawn d;
        const ItemId x = d.op("x", "Placeholder");
        const ItemId y = d.op("y", "Square", x);
        QVERIFY(d.unasked().isEmpty());
        QVERIFY(d.unasked({"nobody:0"}).isEmpty());
        d.row(y, true);
        QVERIFY(d.unasked().isEmpty());
    }

    void whatNoRowLeadsToIsUnasked() {
        Drawn d;
        const ItemId x = d.op("x", "Placeholder");
        const ItemId y = d.op("y", "Square", x);
        const ItemId useless = d.op("useless", "Sqrt", x);
        d.row(y);
        const QSet<quint64> unasked = d.unasked();
        QVERIFY(unasked.contains(useless.value));
        QVERIFY(!unasked.contains(x.value));
        QVERIFY(!unasked.contains(y.value));
    }

    void aFetchOfTheCallLineAsksToo() {
        Drawn d;
        const ItemId x = d.op("x", "Placeholder");
        const ItemId y = d.op("y", "Square", x);
        const ItemId z = d.op("z", "Sqrt", x);
        d.row(y);
        QVERIFY(!d.unasked({"z:0"}).contains(z.value));
        QVERIFY(d.unasked().contains(z.value));
    }

    void marksSpareWhatIsLeftOutOrWaitsForAWire() {
        Diagram diagram;
        for (quint64 id = 1; id <= 4; ++id) {
            DiagramNode node;
            node.id = id;
            diagram.nodes.push_back(node);
        }
        diagram.nodes[1].leftOut = LeftOutMark::Muted;
        diagram.nodes[2].warning = "needs a wire at x";
        markUnasked({1, 2, 3}, diagram);
        QCOMPARE(diagram.nodes[0].leftOut, LeftOutMark::Unasked);
        QCOMPARE(diagram.nodes[1].leftOut, LeftOutMark::Muted);
        QCOMPARE(diagram.nodes[2].leftOut, LeftOutMark::No);
        QCOMPARE(diagram.nodes[3].leftOut, LeftOutMark::No);
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstUnasked> registered;
}

#include "tst_unasked.moc"
