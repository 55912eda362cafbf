// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/groups/name_taken.h"

#include <QTest>

#include "tests/support/test_main.h"
#include "tests/ui/commands/command_fixture.h"
#include "ui/commands/repairs.h"

namespace weft::ui::test {

/// A name taken twice, as get_variable refuses it: rename, or share weights.
class TstNameTaken : public QObject {
    Q_OBJECT

private slots:
    void init() { m = {}; }

    void aFreeNameIsNoProblem() {
        const ItemId v = m.add("Variable");
        QVERIFY(nameTakenRow(*m.expanded(), v, "w").text.isEmpty());
        QVERIFY(nameTakenRow(*m.expanded(), v, "Variable").text.isEmpty());  // its own
        QVERIFY(nameTakenRow(*m.expanded(), ItemId{999}, "Variable").text.isEmpty());
    }

    void itSaysWhoHasTheNameAndOffersBoth() {
        const ItemId v = m.add("Variable");
        const ItemId w = m.add("Variable");
        const ProblemRow row = nameTakenRow(*m.expanded(), w, "variable");
        QVERIFY2(row.text.contains("Variable_1 cannot be called Variable"), qPrintable(row.text));
        QCOMPARE(row.item, w.value);
        QCOMPARE(row.repairs.size(), std::size_t{2});
        QCOMPARE(row.repairs[0].id, QStringLiteral("rename:variable"));
        QCOMPARE(row.repairs[1].id, QStringLiteral("share:%1").arg(v.value));
    }

    void weightsThatDifferAreNotShared() {
        m.add("Variable");
        const ItemId w = m.add("Variable");
        QVERIFY_OK(m.set(w, "value", StoredTensor::fromTensor(Tensor::vector<float>({1, 2}))));
        QCOMPARE(nameTakenRow(*m.expanded(), w, "Variable").repairs.size(), std::size_t{1});
        const ItemId relu = m.add("Relu");
        QCOMPARE(nameTakenRow(*m.expanded(), relu, "Variable").repairs.size(), std::size_t{1});
    }

    void renameTakesTheNextFreeNameAndIsTakenBack() {
        m.add("Variable");
        const ItemId w = m.add("Relu");
        const Document before = m.document;
        Edit edit(m.document);
        QVERIFY_OK(makeRepair(edit, *m.expanded(), w, "rename:Variable"));
        const Delta delta = *edit.finish();
        QVERIFY_OK(m.document.apply(delta));
        QCOMPARE(m.item(w).name, "Variable_1");
        QVERIFY_OK(m.document.apply(inverted(delta)));
        QCOMPARE(m.item(w).name, before.item(w)->name);
    }

    void sharedWeightsAreOneVariable() {
        const ItemId v = m.add("Variable");
        const ItemId w = m.add("Variable");
        Edit edit(m.document);
        const QString id = QStringLiteral("share:%1").arg(v.value);
        QVERIFY_OK(makeRepair(edit, *m.expanded(), w, id));
        QVERIFY_OK(m.document.apply(*edit.finish()));
        int variables = 0;
        for (const Node& node : m.expanded()->graph().nodes()) {
            variables += node.isOp("VariableV2") ? 1 : 0;
        }
        QCOMPARE(variables, 1);
        Edit wrong(m.document);
        QVERIFY(!makeRepair(wrong, *m.expanded(), w, "share:nobody").ok());
    }

private:
    CommandFixture m;
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstNameTaken> registered;
}

#include "tst_name_taken.moc"
