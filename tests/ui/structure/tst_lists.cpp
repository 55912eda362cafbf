// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Commands, keys and what is found, in the real window.

#include <QAccessible>
#include <QClipboard>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QPushButton>
#include <QTreeWidget>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/base/settings.h"
#include "ui/commands/item_commands.h"
#include "ui/document/drawing.h"
#include "ui/shell/actions.h"
#include "ui/shell/edit_controller.h"
#include "ui/shell/structure/choice_popup.h"
#include "ui/shell/structure/find_popup.h"
#include "ui/shell/structure/fragment_mime.h"
#include "ui/shell/structure/keys_window.h"
#include "ui/shell/structure/structure_controller.h"

namespace weft::ui::test {

class TstLists : public QObject {
    Q_OBJECT

private slots:
    void everyActionIsACommandWithItsKey() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("neuron")));
        QTest::keyClick(studio.window.get(), Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
        ChoicePopup& popup = studio.window->structure().commands();
        QTRY_VERIFY(popup.isVisible());
        QVERIFY(popup.field().hasFocus());
        const QStringList all = popup.shown();
        for (const char* name : {"Undo", "Train 1 epoch", "Fit all", "Copy as Python", "Keys"}) {
            const bool there = std::ranges::any_of(all, [&](const QString& row) {
                return row.startsWith(QString(name).section(' ', 0, 0));
            });
            QVERIFY2(there, name);
        }
        // Several words, in any order; Enter runs it.
        QTest::keyClicks(&popup.field(), "wires shap");
        QCOMPARE(popup.shown().value(0), "Shapes on all wires");
        QTest::keyClick(&popup.field(), Qt::Key_Return);
        QVERIFY(!popup.isVisible());
        QVERIFY(studio.window->actions().shapes->isChecked());
        QVERIFY(StudioFixture::noDialog());
    }

    void escapeClosesCommandsAndDoesNothing() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("neuron")));
        studio.window->actions().commands->trigger();
        ChoicePopup& popup = studio.window->structure().commands();
        QTest::keyClicks(&popup.field(), "close");
        QTest::keyClick(&popup.field(), Qt::Key_Escape);
        QVERIFY(!popup.isVisible());
        QVERIFY(studio.window->drawing() != nullptr);
    }

    void allKeysAreInAWindow() {
        StudioFixture studio;
        QTest::keyClick(studio.window.get(), Qt::Key_F1, Qt::ControlModifier);
        KeysWindow& keys = studio.window->structure().keys();
        QTRY_VERIFY(keys.isVisible());
        const QStringList rows = keys.rows();
        QVERIFY(rows.contains("Undo: Ctrl+Z"));
        QVERIFY(rows.contains("Redo: Ctrl+Shift+Z, Ctrl+Y"));
        QVERIFY(rows.contains("Fit the selection: F"));
        keys.close();
    }

    void aKeyIsChangedByPressingIt() {
        Settings().reset();
        {
            StudioFixture studio;
            Actions& actions = studio.window->actions();
            QTest::keyClick(studio.window.get(), Qt::Key_F1, Qt::ControlModifier);
            KeysWindow& keys = studio.window->structure().keys();
            auto* list = keys.findChild<QTreeWidget*>();
            keys.listenFor(actions.legend);
            // A letter alone stays a letter.
            QTest::keyClick(list, Qt::Key_K);
            QVERIFY2(keys.words().startsWith("K belongs to the canvas"), qPrintable(keys.words()));
            // What another has is named, and given only when asked again.
            QTest::keyClick(list, Qt::Key_G, Qt::ControlModifier);
            QVERIFY2(keys.words().startsWith("Ctrl+G is the key of Group"),
                     qPrintable(keys.words()));
            QCOMPARE(actions.group->shortcut(), QKeySequence("Ctrl+G"));
            QTest::keyClick(list, Qt::Key_G, Qt::ControlModifier);
            QCOMPARE(actions.legend->shortcut(), QKeySequence("Ctrl+G"));
            QVERIFY(actions.group->shortcut().isEmpty());
            QVERIFY(keys.rows().contains("Legend: Ctrl+G"));
            // Escape leaves it, Backspace takes it away.
            keys.listenFor(actions.legend);
            QTest::keyClick(list, Qt::Key_Escape);
            QCOMPARE(actions.legend->shortcut(), QKeySequence("Ctrl+G"));
            keys.listenFor(actions.save);
            QTest::keyClick(list, Qt::Key_Backspace);
            QVERIFY(actions.save->shortcut().isEmpty());
            keys.close();
        }
        StudioFixture again;
        Actions& actions = again.window->actions();
        QCOMPARE(actions.legend->shortcut(), QKeySequence("Ctrl+G"));
        QVERIFY(actions.legend->toolTip().endsWith("(Ctrl+G)"));
        QVERIFY(actions.save->shortcut().isEmpty());
        actions.shortcuts->trigger();
        for (auto* button : again.window->structure().keys().findChildren<QPushButton*>()) {
            if (button->text() == "Reset all") { button->click(); }
        }
        QCOMPARE(actions.group->shortcut(), QKeySequence("Ctrl+G"));
        QVERIFY(actions.legend->shortcut().isEmpty());
        QCOMPARE(actions.save->shortcut(), QKeySequence(QKeySequence::Save));
        again.window->structure().keys().close();
        Settings().reset();
    }

    void whatIsReadOfAMenuIsItsWords() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("neuron")));
        QHash<QString, QString> keys;
        for (QMenu* menu : studio.window->menuBar()->findChildren<QMenu*>()) {
            emit menu->aboutToShow();
            QAccessibleInterface* list = QAccessible::queryAccessibleInterface(menu);
            QVERIFY(list != nullptr);
            for (int i = 0; i < list->childCount(); ++i) {
                const QString name = list->child(i)->text(QAccessible::Name);
                QVERIFY2(!name.contains('\t') && !name.contains('&'), qPrintable(name));
                keys.insert(name, list->child(i)->text(QAccessible::Accelerator));
            }
        }
        QCOMPARE(keys.value("Copy"), QKeySequence(QKeySequence::Copy).toString());
        QCOMPARE(keys.value("Fold or unfold"), QString("H"));
        QCOMPARE(keys.value("Mute"), QString("M"));
        QCOMPARE(keys.value("Frame"), QString("C"));
    }

    void aLetterActsOnTheCanvasOnceAndNotInTheMenuBar() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("neuron")));
        studio.window->actions().selectAll->trigger();
        studio.window->menuBar()->setFocus();
        QTest::keyClick(studio.window->menuBar(), Qt::Key_C);
        QVERIFY(!studio.window->drawing()->canUndo());
        studio.window->canvas().setFocus();
        QTest::keyClick(studio.window->canvas().viewport(), Qt::Key_C);
        QTRY_VERIFY(studio.window->drawing()->canUndo());
        studio.window->actions().undo->trigger();
        QVERIFY(!studio.window->drawing()->canUndo());
    }

    void aCopyIsAPictureToo() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("fashion_mlp")));
        studio.probe().click("hidden1");
        studio.window->actions().copy->trigger();
        const QMimeData* copied = QGuiApplication::clipboard()->mimeData();
        QVERIFY(copied->hasFormat(kSvgType));
        QVERIFY(copied->text().startsWith("# weft fragment 1"));
        const QByteArray one = copied->data(kSvgType);
        QVERIFY2(one.startsWith("<?xml") && one.contains("<svg"), one.left(80).constData());
        studio.window->actions().selectAll->trigger();
        studio.window->actions().copy->trigger();
        // Of what was chosen, and of no more.
        QVERIFY(QGuiApplication::clipboard()->mimeData()->data(kSvgType).size() > 2 * one.size());
        const Diagram part =
            partOf(*studio.window->canvas().snapshot(), {studio.probe().idOf("hidden1")});
        QCOMPARE(part.nodes.size(), 1U);
        QVERIFY(part.wires.empty());
    }

    void whatIsFoundIsListedFromAllGroups() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("fashion_mlp")));
        // A group around the hidden layer: it is found inside.
        const quint64 hidden = studio.probe().idOf("hidden1");
        QVERIFY(
            studio.window->edits()
                .edit("group", [&](Edit& e) { return detail::statusOf(groupItems(e, {hidden})); })
                .ok());
        QTRY_VERIFY(studio.probe().idOf("hidden1") == 0);
        QTRY_VERIFY(studio.window->drawing()->upToDate());
        QTest::keyClick(studio.window.get(), Qt::Key_F, Qt::ControlModifier);
        auto* field = studio.window->findChild<QLineEdit*>("search");
        QVERIFY(field != nullptr && field->hasFocus());
        FindPopup& found = studio.window->structure().found();
        QTest::keyClicks(field, "hidden1");
        QTRY_VERIFY(found.isOpen());
        QVERIFY(found.shown().value(0).endsWith("/hidden1"));
        QTest::keyClick(field, Qt::Key_Down);
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(!found.isOpen());
        QTRY_VERIFY(studio.probe().idOf("hidden1") != 0);
        QTRY_COMPARE(studio.window->canvas().selection(), QList<quint64>{hidden});
    }

    void opsAndExpressionsAreFound() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("fashion_mlp")));
        const EngineDocument& document = *studio.window->drawing()->current();
        QVERIFY(findNodes(document, "nobody is called that").empty());
        const auto dense = findNodes(document, "op:Dense");
        QVERIFY(!dense.empty());
        for (const FoundNode& node : dense) { QCOMPARE(node.type, "Dense"); }
        const auto digits = findNodes(document, "/hidden[0-9]/");
        QVERIFY(!digits.empty());
        for (const FoundNode& node : digits) { QVERIFY(node.name.contains("hidden")); }
        QString error;
        QVERIFY(findNodes(document, "/hidden[/", &error).empty());
        QVERIFY(!error.isEmpty());
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstLists> registered;
}

#include "tst_lists.moc"
