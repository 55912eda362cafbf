// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/graph_problems.h"

#include <QTest>
#include <algorithm>

#include "tests/support/test_main.h"
#include "tests/ui/commands/command_fixture.h"
#include "ui/commands/gradients_of.h"
#include "ui/commands/repairs.h"

namespace weft::ui::test {

/// What is wrong with a graph as a whole, and that its repair mends it.
class TstGraphProblems : public QObject {
    Q_OBJECT

private slots:
    void init() { m = {}; }

    void aRepairOfOthersIsRefused() {
        const ItemId relu = m.add("Relu");
        QVERIFY(!repair(relu, "zeros").ok());
        QVERIFY(!repair(relu, "nonsense").ok());
    }

    void aVariableThatNothingAssignsBeginsWithZeros() {
        const ItemId v = m.add("VariableV2");
        QVERIFY_OK(m.set(v, "dtype", DType::Float));
        QVERIFY_OK(m.set(v, "shape", PartialShape{2, 3}));
        QCOMPARE(idsAt(v), QStringList("zeros"));
        QVERIFY(text().contains("no first value"));
        QVERIFY_OK(repair(v, "zeros"));
        QVERIFY2(idsAt(v).isEmpty(), qPrintable(text()));
        QVERIFY(!m.expanded()->expansion.hasErrors());
        // A recipe's variable brings its own.
        m.add("Variable");
        QVERIFY2(!text().contains("no first value"), qPrintable(text()));
    }

    void whatTheLossDoesNotDependOnGetsNoGradient() {
        trained();
        const ItemId other = m.add("Variable");
        QVERIFY(text().contains("gets no gradient"));
        const QStringList offered = idsAt(other);
        QVERIFY2(offered.size() == 1 && offered.front().startsWith("frozen:"),
                 qPrintable(offered.join(' ')));
        QVERIFY_OK(repair(other, offered.front()));
        QVERIFY2(!text().contains("gets no gradient"), qPrintable(text()));
    }

    void aDeviceThatIsNotThereIsSaid() {
        const ItemId c = m.add("Const");
        QVERIFY_OK(m.edit([&](Edit& e) { return setDevice(e, c, "/device:CPU:0"); }));
        QVERIFY(idsAt(c).isEmpty());
        QVERIFY_OK(m.edit([&](Edit& e) { return setDevice(e, c, "/device:CPU:3"); }));
        QCOMPARE(idsAt(c), QStringList({"anywhere", "soft"}));
        const Document before = m.document;
        QVERIFY_OK(repair(c, "anywhere"));
        QVERIFY(idsAt(c).isEmpty());
        m.document = before;
        QVERIFY_OK(repair(c, "soft"));
        QVERIFY(idsAt(c).isEmpty());
    }

    void whatNothingUsesIsAHintOnlyWhereOneTrains() {
        const ItemId c = m.add("Const");
        const ItemId idle = m.add("Neg");
        QVERIFY_OK(m.connect({c, "output"}, {idle, "x"}));
        QVERIFY2(!text().contains("nothing uses"), qPrintable(text()));
        trained();
        QVERIFY(text().contains("nothing uses Neg"));
        QCOMPARE(idsAt(idle), QStringList("delete"));
        QVERIFY_OK(repair(idle, "delete"));
        QVERIFY2(!text().contains("nothing uses"), qPrintable(text()));
    }

    void theyAreInTheListOfProblems() {
        const ItemId v = m.add("VariableV2");
        QVERIFY_OK(m.set(v, "dtype", DType::Float));
        QVERIFY_OK(m.set(v, "shape", PartialShape{2}));
        const auto rows = problemRows(*m.expanded());
        QVERIFY(std::ranges::any_of(rows, [&](const ProblemRow& row) {
            return row.item == v.value && !row.repairs.empty() && row.repairs[0].id == "zeros";
        }));
        QVERIFY_OK(m.edit([&](Edit& e) { return makeRepair(e, *m.expanded(), v, "zeros"); }));
    }

    void anyFloatCanBeDifferentiatedByWhatItIsMadeOf() {
        const ItemId x = m.add("Variable");
        const ItemId square = m.add("Square");
        const std::string value = outputPorts(m.document, m.item(x)).front().port;
        QVERIFY_OK(m.connect({x, value}, {square, "x"}));
        const PortRef y{square, "y"};
        const auto offered = differentiableBy(*m.expanded(), y);
        QCOMPARE(offered.size(), std::size_t{1});
        QCOMPARE(offered[0].second, QString("Variable"));
        ItemId made;
        QVERIFY_OK(m.edit([&](Edit& e) -> Status {
            made = WEFT_TRY(addGradientOf(e, y, offered[0].first));
            return okStatus();
        }));
        QVERIFY(m.expanded()->expansion.tensorAt({made, "dydx"}).has_value());
        // What is made of nothing has no derivative.
        const ItemId alone = m.add("Const");
        QVERIFY(differentiableBy(*m.expanded(), {alone, "output"}).empty());
    }

private:
    /// A variable that an optimizer makes smaller.
    std::pair<ItemId, ItemId> trained() {
        const ItemId w = m.add("Variable");
        const ItemId square = m.add("Square");
        const ItemId adam = m.add("Adam");
        const std::string value = outputPorts(m.document, m.item(w)).front().port;
        if (!m.connect({w, value}, {square, "x"}).ok() ||
            !m.connect({square, "y"}, {adam, "loss"}).ok()) {
            qFatal("not wired");
        }
        return {square, adam};
    }
    Status repair(ItemId item, const QString& id) {
        return m.edit([&](Edit& e) { return makeGraphRepair(e, *m.expanded(), item, id); });
    }
    QStringList idsAt(ItemId item) const {
        QStringList all;
        for (const ProblemRow& row : graphProblems(*m.expanded())) {
            if (row.item != item.value) { continue; }
            for (const ProblemRepair& each : row.repairs) { all.append(each.id); }
        }
        return all;
    }
    QString text() const {
        QStringList all;
        for (const ProblemRow& row : graphProblems(*m.expanded())) { all.append(row.text); }
        return all.join('\n');
    }

    CommandFixture m;
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstGraphProblems> registered;
}

#include "tst_graph_problems.moc"
