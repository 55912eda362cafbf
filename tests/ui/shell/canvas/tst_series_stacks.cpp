// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Series folded to stacks and unfolded, as a person does it.

#include <QAction>

#include "tests/support/test_main.h"
#include "tests/ui/commands/command_fixture.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/canvas/canvas_words.h"
#include "ui/panels/error_bar.h"
#include "ui/shell/actions.h"

namespace weft::ui::test {
namespace {

const QString kStack = QStringLiteral("conv \u00d73");

/// x, three Squares one after the other, y; with room between.
QString chainIn(const StudioFixture& studio) {
    CommandFixture f;
    ItemId before = f.add("Placeholder", {0, 0});
    const auto follow = [&](const std::string& op, const std::string& name, double x) {
        const ItemId made = f.add(op, {x, 0});
        (void)f.edit([&](Edit& e) { return renameItem(e, made, name); });
        const bool fed = f.document.item(before)->as<OpItem>()->op == "Placeholder";
        (void)f.connect({before, fed ? "output" : "y"}, {made, "x"});
        before = made;
    };
    follow("Square", "conv1", 240);
    follow("Square", "conv2", 480);
    follow("Square", "conv3", 720);
    follow("Sqrt", "end", 960);
    const QString path = studio.folder() + "/chain.weft";
    return writeProject(f.document, path.toStdString()).ok() ? path : QString();
}

/// Six scopes that hold the same, each reading the one before.
QByteArray layersGraph() {
    QByteArray text =
        "node { name: 'x' op: 'Placeholder' attr { key: 'dtype' value { type: DT_FLOAT } } }\n";
    QByteArray before = "x";
    for (int k = 1; k <= 6; ++k) {
        for (const char* op : {"Square", "Sqrt"}) {
            const QByteArray name = "layer" + QByteArray::number(k) + '/' + op;
            text += "node { name: '" + name + "' op: '" + op + "' input: '" + before +
                    "' attr { key: 'T' value { type: DT_FLOAT } } }\n";
            before = name;
        }
    }
    return text;
}

}  // namespace

class TstSeriesStacks : public QObject {
    Q_OBJECT

private slots:
    void whatDoesNotRepeatIsToldSo() {
        StudioFixture studio;
        QVERIFY(studio.open(chainIn(studio)));
        const QStringList before = studio.probe().names();
        studio.probe().click("end");
        toggle(studio);
        QTRY_VERIFY2(studio.window->errorBar().words().contains("nothing here repeats"),
                     qPrintable(studio.window->errorBar().words()));
        QCOMPARE(studio.probe().names(), before);
    }

    void aSeriesFoldsToAStackAndADoubleClickUnfoldsIt() {
        StudioFixture studio;
        QVERIFY(studio.open(chainIn(studio)));
        const QRectF place = studio.probe().rectOf("conv2");
        fold(studio);
        QCOMPARE(studio.probe().names().size(), 3);
        QCOMPARE(studio.probe().wires().size(), 2);
        studio.window->actions().undo->trigger();
        QTRY_COMPARE(studio.probe().names().size(), 5);
        studio.window->actions().redo->trigger();
        QTRY_COMPARE(studio.probe().names().size(), 3);
        studio.probe().doubleClick(kStack);
        QTRY_COMPARE(studio.probe().names().size(), 5);
        QCOMPARE(studio.probe().rectOf("conv2").size(), place.size());
        QVERIFY(studio.window->drawing()->canUndo());
        studio.window->actions().undo->trigger();
        QTRY_COMPARE(studio.probe().names().size(), 3);
    }

    void aStackSaysWhatItIs() {
        StudioFixture studio;
        QVERIFY(studio.open(chainIn(studio)));
        fold(studio);
        const CanvasView& canvas = studio.window->canvas();
        const int at = canvas.snapshot()->diagram.indexOf(studio.probe().idOf(kStack));
        const QString words = nodeWords(*canvas.snapshot(), canvas.live(), at);
        QVERIFY2(words.contains(kStack), qPrintable(words));
        QVERIFY2(words.contains("one after the other"), qPrintable(words));
    }

    void whatIsDoneToAStackIsDoneToAllOfIt() {
        StudioFixture studio;
        QVERIFY(studio.open(chainIn(studio)));
        fold(studio);
        const ItemId last = studio.window->drawing()->document().itemNamed("conv3")->id;
        const double before = studio.window->drawing()->document().item(last)->y;
        studio.probe().dragNode(kStack, {0, 80});
        QTRY_VERIFY(studio.window->drawing()->document().item(last)->y > before);
        studio.probe().click(kStack);
        studio.window->actions().mute->trigger();
        QTRY_COMPARE(studio.window->drawing()->document().item(last)->leftOut, LeftOut::Muted);
        studio.window->actions().remove->trigger();
        QTRY_COMPARE(studio.probe().names().size(), 2);
        QVERIFY(studio.window->drawing()->document().item(last) == nullptr);
        studio.window->actions().undo->trigger();
        QTRY_COMPARE(studio.probe().names().size(), 3);
        QVERIFY(studio.window->drawing()->document().item(last) != nullptr);
    }

    void itIsKeptInTheFile() {
        StudioFixture studio;
        const QString path = chainIn(studio);
        QVERIFY(studio.open(path));
        fold(studio);
        QVERIFY(writeProject(studio.window->drawing()->document(), path.toStdString()).ok());
        StudioFixture again;
        QVERIFY(again.open(path));
        QVERIFY(again.probe().idOf(kStack) != 0);
    }

    void longRepetitionsOfAForeignGraphComeFolded() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("layers.pbtxt", layersGraph())));
        const QString stack = QStringLiteral("layer \u00d76");
        QTRY_COMPARE(studio.probe().names().size(), 2);
        QVERIFY(studio.probe().idOf(stack) != 0);
        QCOMPARE(studio.probe().wires().size(), 1);
        studio.probe().doubleClick(stack);
        QTRY_COMPARE(studio.probe().names().size(), 7);
        // Nothing lies on anything else.
        const CanvasSnapshot& s = *studio.window->canvas().snapshot();
        for (int i = 0; i < s.nodes(); ++i) {
            for (int k = 0; k < i; ++k) { QVERIFY(!s.rect(i).intersects(s.rect(k))); }
        }
    }

private:
    static void toggle(const StudioFixture& studio) {
        studio.window->actions().foldSeries->trigger();
    }
    static void fold(const StudioFixture& studio) {
        studio.probe().click("conv2");
        toggle(studio);
        QTRY_VERIFY(studio.probe().idOf(kStack) != 0);
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstSeriesStacks> registered;
}

#include "tst_series_stacks.moc"
