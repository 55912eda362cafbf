// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Series folded to stacks and unfolded, as a person does it.

#include <QAction>
#include <QMouseEvent>
#include <QRegularExpression>

#include "tests/support/test_main.h"
#include "tests/ui/commands/command_fixture.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/canvas/canvas_words.h"
#include "ui/panels/error_bar.h"
#include "ui/shell/actions.h"

namespace weft::ui::test {
namespace {

const QString kStack = QStringLiteral("conv \u00d73");
const QString kFan = QStringLiteral("side \u00d73");

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

/// x and z, and three Squares beside each other of which x feeds the first and the third.
QString fanIn(const StudioFixture& studio) {
    CommandFixture f;
    const ItemId x = f.add("Placeholder", {0, 0});
    const ItemId z = f.add("Placeholder", {0, 240});
    (void)f.edit([&](Edit& e) { return renameItem(e, x, "x"); });
    (void)f.edit([&](Edit& e) { return renameItem(e, z, "z"); });
    for (int k = 1; k <= 3; ++k) {
        const ItemId made = f.add("Square", {320, 120.0 * (k - 1)});
        (void)f.edit([&](Edit& e) { return renameItem(e, made, concat("side", k)); });
        if (k != 2) { (void)f.connect({x, "output"}, {made, "x"}); }
    }
    const QString path = studio.folder() + "/fan.weft";
    return writeProject(f.document, path.toStdString()).ok() ? path : QString();
}

/// Five placeholders, a loss of each, and their sum.
QByteArray lossesGraph() {
    QByteArray text;
    QByteArray inputs;
    for (int k = 0; k < 5; ++k) {
        const QByteArray number = k == 0 ? QByteArray() : '_' + QByteArray::number(k);
        text += "node { name: 'x" + number +
                "' op: 'Placeholder' attr { key: 'dtype' value { type: DT_FLOAT } } }\n";
        text += "node { name: 'L2Loss" + number + "' op: 'L2Loss' input: 'x" + number +
                "' attr { key: 'T' value { type: DT_FLOAT } } }\n";
        inputs += " input: 'L2Loss" + number + '\'';
    }
    return text + "node { name: 'AddN' op: 'AddN'" + inputs +
           " attr { key: 'N' value { i: 5 } } attr { key: 'T' value { type: DT_FLOAT } } }\n";
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

    void aWireOntoAStackGoesToTheOneThatWantsIt() {
        StudioFixture studio;
        QVERIFY(studio.open(fanIn(studio)));
        fold(studio, "side2", kFan);
        studio.probe().dragWire("z", "output", kFan, "x");
        QTRY_COMPARE(sourceOf(studio, "side2"), std::string("z"));
        QCOMPARE(sourceOf(studio, "side1"), std::string("x"));
        studio.window->actions().undo->trigger();
        QTRY_COMPARE(sourceOf(studio, "side2"), std::string());
    }

    void whereSeveralCouldBeMeantItIsRefusedAndTabUnfolds() {
        StudioFixture studio;
        QVERIFY(studio.open(fanIn(studio)));
        fold(studio, "side2", kFan);
        studio.probe().dragWire("z", "output", kFan, "x");
        const CanvasView& canvas = studio.window->canvas();
        QTRY_COMPARE(sourceOf(studio, "side2"), std::string("z"));
        QTRY_COMPARE(inputOf(studio, kFan).socket.item, quint64{0});
        // All are fed now: which of them would be fed anew?
        QPoint at = studio.probe().inputOf(kFan, "x");
        studio.probe().beginDrag(studio.probe().outputOf("z", "output"), at);
        QVERIFY(canvas.wireDrag() != nullptr && !canvas.wireDrag()->verdict.fits);
        QVERIFY2(canvas.wireDrag()->verdict.reason.contains("several"),
                 qPrintable(canvas.wireDrag()->verdict.reason));
        studio.probe().endDrag(at);
        QCOMPARE(sourceOf(studio, "side1"), std::string("x"));
        studio.probe().beginDrag(studio.probe().outputOf("z", "output"), at);
        QTest::keyClick(canvas.viewport(), Qt::Key_Tab);
        QTRY_VERIFY(studio.probe().idOf("side3") != 0);
        // The wire is still in the hand.
        QVERIFY(canvas.wireDrag() != nullptr);
        at = studio.probe().inputOf("side3", "x");
        QMouseEvent move(QEvent::MouseMove, at, canvas.viewport()->mapToGlobal(at), Qt::NoButton,
                         Qt::LeftButton, {});
        QApplication::sendEvent(canvas.viewport(), &move);
        studio.probe().endDrag(at);
        QTRY_COMPARE(sourceOf(studio, "side3"), std::string("z"));
        QCOMPARE(sourceOf(studio, "side1"), std::string("x"));
    }

    void whatStartsAtSeveralSaysWhyNot() {
        StudioFixture studio;
        QVERIFY(studio.open(fanIn(studio)));
        fold(studio, "side2", kFan);
        const CanvasView& canvas = studio.window->canvas();
        const QPoint at = studio.probe().nothing();
        studio.probe().beginDrag(studio.probe().outputOf(kFan, "y"), at);
        QVERIFY(canvas.wireDrag() != nullptr);
        QVERIFY2(canvas.wireDrag()->verdict.reason.contains("several"),
                 qPrintable(canvas.wireDrag()->verdict.reason));
        QTest::keyClick(canvas.viewport(), Qt::Key_Tab);
        QTRY_VERIFY(studio.probe().idOf("side3") != 0);
        QVERIFY(canvas.wireDrag() == nullptr);
        studio.probe().endDrag(at);
        QVERIFY(StudioFixture::noDialog());
    }

    void whatOneNodeTakesTogetherComesFolded() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("losses.pbtxt", lossesGraph())));
        QVERIFY(studio.probe().idOf(QStringLiteral("L2Loss \u00d75")) != 0);
        // What a person feeds is seen one by one.
        QCOMPARE(studio.probe().names().filter(QRegularExpression("^x")).size(), 5);
    }

    void anOlderFileLooksAsItWasSaved() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("layers.pbtxt", layersGraph())));
        const QString path = studio.folder() + "/layers.weft.pbtxt";
        QVERIFY(writeProject(studio.window->drawing()->document(), path.toStdString()).ok());
        QVERIFY(studio.open(path));
        QCOMPARE(studio.probe().names().size(), 2);
        // Before there were series every scope of a foreign graph was marked so.
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QByteArray text = file.readAll();
        QVERIFY(text.contains("in_series: true"));
        text.replace("in_series: true", "folded: true");
        QVERIFY(studio.open(studio.file("older.weft.pbtxt", text)));
        QCOMPARE(studio.probe().names().size(), 7);
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
    static void fold(const StudioFixture& studio, const QString& member = "conv2",
                     const QString& stack = kStack) {
        studio.probe().click(member);
        toggle(studio);
        QTRY_VERIFY(studio.probe().idOf(stack) != 0);
    }
    static PortInfo inputOf(const StudioFixture& studio, const QString& name) {
        const CanvasSnapshot& s = *studio.window->canvas().snapshot();
        const int at = s.diagram.indexOf(studio.probe().idOf(name));
        return at < 0 ? PortInfo() : s.node(at).inputs.front();
    }
    /// The name of what feeds an item; empty: nothing.
    static std::string sourceOf(const StudioFixture& studio, const std::string& name) {
        const Document& document = studio.window->drawing()->document();
        const ItemId item = document.itemNamed(name)->id;
        for (const Wire* wire : document.all<Wire>()) {
            if (wire->to.item == item) { return document.item(wire->from.item)->name; }
        }
        return {};
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstSeriesStacks> registered;
}

#include "tst_series_stacks.moc"
