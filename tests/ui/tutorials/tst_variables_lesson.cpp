// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLineEdit>
#include <QTreeView>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/commands/item_commands.h"
#include "ui/panels/change_bar.h"
#include "ui/panels/session_bar.h"
#include "ui/panels/variables_panel.h"
#include "ui/shell/edit_controller.h"
#include "ui/shell/session_controller.h"

namespace weft::ui::test {
namespace {

QByteArray variable(const QByteArray& name, double value) {
    const QByteArray type = "attr { key: 'T' value { type: DT_FLOAT } }";
    const QByteArray dtype = "attr { key: 'dtype' value { type: DT_FLOAT } }";
    return "node { name: '" + name + "/value' op: 'Const' " + dtype +
           " attr { key: 'value' value { tensor { dtype: DT_FLOAT tensor_shape { } float_val: " +
           QByteArray::number(value) + " } } } }\nnode { name: '" + name + "' op: 'VariableV2' " +
           dtype + " attr { key: 'shape' value { shape { } } } }\nnode { name: '" + name +
           "/Assign' op: 'Assign' input: '" + name + "' input: '" + name + "/value' " + type +
           " }\n";
}

}  // namespace

/// Variables as tutorials show them: nothing before their initialisers ran, then a value in each
/// session that is its own.
class TstVariablesLesson : public QObject {
    Q_OBJECT

private slots:
    void tenInOneSessionAHundredInTheOther() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("ten.pbtxt", variable("W", 10))));
        QVERIFY(!rowOf(studio, "W").initialised);
        QVERIFY(studio.pressAndWait(Qt::Key_I, Qt::ControlModifier));
        QTRY_COMPARE(rowOf(studio, "W").summary, "10");
        QVERIFY(studio.window->openDock("variables"));
        choose(studio, "W");
        studio.window->variables().beginAssign();
        auto* field = studio.window->variables().findChild<QLineEdit*>();
        QVERIFY(field != nullptr && field->isVisible());
        field->selectAll();
        QTest::keyClicks(field, "100");
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(rowOf(studio, "W").summary, "100");
        QVERIFY(!studio.transcript().filter("W.load(100)").isEmpty());

        studio.window->sessions().add();
        QVERIFY(!rowOf(studio, "W").initialised);
        studio.window->session()->init();
        QTRY_COMPARE(rowOf(studio, "W").summary, "10");
        studio.window->sessions().activate(0);
        QTRY_COMPARE(rowOf(studio, "W").summary, "100");
    }

    void oneOfTwoIsInitialised() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("two.pbtxt", variable("W", 10) + variable("b", 2))));
        QVERIFY(studio.window->openDock("variables"));
        QTRY_COMPARE(studio.window->variables().variables().size(), 2U);
        choose(studio, "b");
        emit studio.window->variables().initRequested(studio.window->variables().chosen());
        QTRY_COMPARE(rowOf(studio, "b").summary, "2");
        QVERIFY(!rowOf(studio, "W").initialised);
        // The missing one only: b keeps what it was given since.
        studio.window->session()->assign("b", "7");
        QTRY_COMPARE(rowOf(studio, "b").summary, "7");
        studio.window->session()->init();
        QTRY_COMPARE(rowOf(studio, "W").summary, "10");
        QCOMPARE(rowOf(studio, "b").summary, "7");
    }

    void whatIsAddedNeedsInitAgain() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("neuron.weft.pbtxt", neuronProject())));
        QVERIFY(studio.pressAndWait(Qt::Key_F5));
        const QString trained = rowOf(studio, "Variable").summary;
        QVERIFY(trained != "0.8");
        const Status added = studio.window->edits().edit("add", [](Edit& edit) {
            return detail::statusOf(addEntry(edit, "Variable", {}, {0, 400}));
        });
        QVERIFY(added.ok());
        QTRY_VERIFY(studio.window->changeBar().isVisible());
        studio.window->sessions().apply();
        QTRY_COMPARE(studio.window->variables().variables().size(), 2U);
        const QString name = studio.window->variables().variables()[1].name;
        QVERIFY(!rowOf(studio, name).initialised);
        QCOMPARE(rowOf(studio, "Variable").summary, trained);
        studio.window->session()->init();
        QTRY_VERIFY(rowOf(studio, name).initialised);
        QCOMPARE(rowOf(studio, "Variable").summary, trained);
    }

    void aVariableIsFourOps() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("neuron.weft.pbtxt", neuronProject())));
        studio.probe().doubleClick("Variable");
        QTRY_COMPARE(sorted(studio.probe().names()),
                     QStringList({"Assign", "Variable", "initial_value", "read"}));
    }

private:
    static QStringList sorted(QStringList names) {
        names.sort();
        return names;
    }
    static VariableRow rowOf(const StudioFixture& studio, const QString& name) {
        for (const VariableRow& row : studio.window->variables().variables()) {
            if (row.name == name) { return row; }
        }
        return {};
    }
    static void choose(const StudioFixture& studio, const QString& name) {
        auto* view = studio.window->variables().findChild<QTreeView*>();
        const auto& rows = studio.window->variables().variables();
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (rows[i].name != name) { continue; }
            const QModelIndex at = view->model()->index(static_cast<int>(i), 0);
            QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(at).center());
        }
        QCOMPARE(studio.window->variables().chosen(), QStringList(name));
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstVariablesLesson> registered;
}
#include "tst_variables_lesson.moc"
