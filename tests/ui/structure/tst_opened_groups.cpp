// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Groups in the real window: opened in place and edited there, their sockets in an order, weights
/// shared with others.

#include <QLayout>
#include <QLineEdit>
#include <QMouseEvent>

#include "tests/engine/compose/fixture.h"
#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/inspectors/port_rows.h"
#include "ui/shell/actions.h"
#include "ui/shell/groups/group_controller.h"
#include "ui/shell/structure/choice_popup.h"

namespace weft::ui::test {
namespace {

QByteArray bytesOf(const Document& document) {
    return QByteArray::fromStdString(documentToBytes(document));
}

/// What is drawn; ids that were given and taken back do not count.
std::string contents(const Document& document) {
    std::string all;
    for (const Item* item : document.all<Item>()) { all += entityToBytes(*item); }
    for (const Wire* wire : document.all<Wire>()) { all += entityToBytes(*wire); }
    return all;
}

void place(weft::test::Drawing& d, ItemId id, double x, double y) {
    Item item = *d.document.item(id);
    item.x = x;
    item.y = y;
    d.put(std::move(item));
}

/// (a + b) + c in a group, read by `out`; the sums are `one` and `two`.
QByteArray groupOfSums() {
    weft::test::Drawing d;
    const ItemId group = d.group("block");
    place(d, group, 320, 0);
    std::vector<ItemId> inputs;
    for (const char* name : {"a", "b", "c"}) {
        inputs.push_back(d.placeholder(name, DType::Float, {2}));
        place(d, inputs.back(), 0, 160.0 * static_cast<double>(inputs.size() - 1));
    }
    const ItemId one = d.op("one", "AddV2", {}, group);
    const ItemId two = d.op("two", "AddV2", {}, group);
    place(d, two, 280, 40);
    const ItemId out = d.op("out", "Neg");
    place(d, out, 640, 0);
    d.wire(inputs[0], "output", one, "x");
    d.wire(inputs[1], "output", one, "y");
    d.wire(one, "z", two, "x");
    d.wire(inputs[2], "output", two, "y");
    d.wire(two, "z", out, "x");
    return bytesOf(d.document);
}

/// Two layers of the same shapes, and one of another.
QByteArray layers() {
    weft::test::Drawing d;
    const ItemId x = d.placeholder("x", DType::Float, {-1, 6});
    double y = 0;
    for (const auto& [name, units] : {std::pair("left", 4), {"right", 4}, {"wide", 9}}) {
        const ItemId layer = d.recipe(name, "Dense", {{"units", std::int64_t{units}}});
        place(d, layer, 320, y);
        y += 200;
        d.wire(x, "output", layer, "x");
    }
    return bytesOf(d.document);
}

/// A studio with one of these open.
struct Opened {
    explicit Opened(const QByteArray& project) {
        ready = studio.open(studio.file("groups.weft", project));
    }
    Drawing& drawing() const { return *studio.window->drawing(); }
    CanvasView& canvas() const { return studio.window->canvas(); }
    CanvasProbe probe() const { return studio.probe(); }
    const Diagram& diagram() const { return canvas().snapshot()->diagram; }
    const DiagramNode* node(const QString& name) const {
        const int at = diagram().indexOf(probe().idOf(name));
        return at < 0 ? nullptr : &diagram().nodes[static_cast<std::size_t>(at)];
    }
    const Item& item(const QString& path) const {
        for (const Item* item : drawing().document().all<Item>()) {
            if (drawing().document().pathOf(item->id) == path.toStdString()) { return *item; }
        }
        qFatal("no item '%s'", qPrintable(path));
    }
    bool shows(const QString& name) const {
        return QTest::qWaitFor(
            [&] { return probe().names().contains(name) && drawing().upToDate(); });
    }
    /// Folds or unfolds by the key. Of what is open the title is hit, not what lies in it.
    void fold(const QString& name) const {
        const QPointF title = probe().rectOf(name).topLeft() + QPointF(24, 8);
        QTest::mouseClick(canvas().viewport(), Qt::LeftButton, {}, title.toPoint());
        QTest::keyClick(canvas().viewport(), Qt::Key_H);
    }
    /// Names of a group's sockets on the canvas, top to bottom.
    QStringList inputs(const QString& name) const {
        QStringList all;
        const DiagramNode* found = node(name);
        if (found == nullptr) { return all; }
        for (const PortInfo& port : found->inputs) {
            all.append(port.socket.port + '@' + QString::number(port.socket.item));
        }
        return all;
    }
    void undoAll() const {
        while (drawing().canUndo()) { studio.window->actions().undo->trigger(); }
    }

    StudioFixture studio;
    bool ready = false;
};

/// The rows of the page's input sockets.
PortRows* inputRows(const Opened& o) {
    for (PortRows* rows : o.studio.window->findChildren<PortRows*>()) {
        if (rows->isVisible() && rows->ports().size() > 1) { return rows; }
    }
    return nullptr;
}

QWidget* line(const PortRows& rows, int at) {
    return rows.layout()->itemAt(at)->widget()->layout()->itemAt(0)->widget();
}

}  // namespace

class TstOpenedGroups : public QObject {
    Q_OBJECT

private slots:
    void aGroupOpensInPlaceOthersMakeRoomAndComeBack() {
        Opened o(groupOfSums());
        QVERIFY(o.ready);
        const std::string before = contents(o.drawing().document());
        QVERIFY(!o.probe().names().contains("one"));
        o.fold("block");
        QVERIFY(o.shows("one"));
        QCOMPARE(o.node("block")->form, NodeForm::Panel);
        QVERIFY(o.item("out").x > 640);
        QVERIFY(o.probe().rectOf("block").contains(o.probe().rectOf("two")));
        QVERIFY(!o.probe().rectOf("block").intersects(o.probe().rectOf("out")));
        // Wires go right to the members.
        QVERIFY(o.probe().wires().contains("c.output -> two.y"));
        o.fold("block");
        QTRY_VERIFY(!o.probe().names().contains("one"));
        QCOMPARE(o.item("out").x, 640.0);
        QCOMPARE(o.node("block")->form, NodeForm::Group);
        QCOMPARE(contents(o.drawing().document()), before);
        QVERIFY(o.drawing().canUndo());
    }

    void itsMembersAreEditedThere() {
        Opened o(groupOfSums());
        QVERIFY(o.ready);
        o.fold("block");
        QVERIFY(o.shows("one"));
        const std::string opened = contents(o.drawing().document());
        // Moved: it alone, on the screen.
        const QRectF other = o.probe().rectOf("one");
        const double x = o.item("block/two").x;
        o.probe().dragNode("two", {0, 64});
        QTRY_VERIFY(o.probe().rectOf("two").top() > other.top() + 40);
        QCOMPARE(o.probe().rectOf("one"), other);
        QCOMPARE(o.item("block/two").x, x);
        // Wired across the border.
        o.probe().dragWire("a", "output", "two", "y");
        QTRY_VERIFY(o.probe().wires().contains("a.output -> two.y"));
        QVERIFY(!o.probe().wires().contains("c.output -> two.y"));
        // Taken away, with its wires.
        o.probe().click("one");
        QTest::keyClick(o.canvas().viewport(), Qt::Key_Delete);
        QTRY_VERIFY(!o.probe().names().contains("one"));
        QCOMPARE(o.node("block")->form, NodeForm::Panel);
        for (int i = 0; i < 3; ++i) { o.studio.window->actions().undo->trigger(); }
        QVERIFY(o.shows("one"));
        QCOMPARE(contents(o.drawing().document()), opened);
    }

    void itsSocketsAreMovedByKeys() {
        Opened o(groupOfSums());
        QVERIFY(o.ready);
        const QStringList before = o.inputs("block");
        QCOMPARE(before.size(), 3);
        o.probe().click("block");
        QTRY_VERIFY(inputRows(o) != nullptr);
        line(*inputRows(o), 0)->setFocus();
        QTest::keyClick(line(*inputRows(o), 0), Qt::Key_Down, Qt::AltModifier);
        QTRY_COMPARE(o.inputs("block"), QStringList({before[1], before[0], before[2]}));
        // The keys stay with the row, and its end is the end.
        QTRY_VERIFY(line(*inputRows(o), 1)->hasFocus());
        QTest::keyClick(line(*inputRows(o), 1), Qt::Key_Down, Qt::AltModifier);
        QTRY_COMPARE(o.inputs("block"), QStringList({before[1], before[2], before[0]}));
        QTRY_VERIFY(line(*inputRows(o), 2)->hasFocus());
        const quint64 state = o.drawing().stateId();
        QTest::keyClick(line(*inputRows(o), 2), Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(o.drawing().stateId(), state);
        QTest::keyClick(line(*inputRows(o), 2), Qt::Key_Up, Qt::AltModifier);
        QTRY_COMPARE(o.inputs("block"), QStringList({before[1], before[0], before[2]}));
        o.undoAll();
        QTRY_COMPARE(o.inputs("block"), before);
    }

    void itsSocketsAreDraggedAndTheOrderIsKept() {
        Opened o(groupOfSums());
        QVERIFY(o.ready);
        const QStringList before = o.inputs("block");
        o.probe().click("block");
        QTRY_VERIFY(inputRows(o) != nullptr);
        QWidget* last = line(*inputRows(o), 2);
        const QPoint from = last->rect().center();
        const QPoint to = last->mapFrom(inputRows(o), QPoint(20, 1));
        QTest::mousePress(last, Qt::LeftButton, {}, from);
        QMouseEvent move(QEvent::MouseMove, to, last->mapToGlobal(to), Qt::NoButton, Qt::LeftButton,
                         {});
        QApplication::sendEvent(last, &move);
        QTest::mouseRelease(last, Qt::LeftButton, {}, to);
        const QStringList moved{before[2], before[0], before[1]};
        QTRY_COMPARE(o.inputs("block"), moved);
        const Opened again(bytesOf(o.drawing().document()));
        QVERIFY(again.ready);
        QCOMPARE(again.inputs("block"), moved);
    }

    void weightsAreSharedWithWhatFits() {
        Opened o(layers());
        QVERIFY(o.ready);
        o.probe().click("wide");
        o.studio.window->actions().shareWeights->trigger();
        ChoicePopup* popup = o.studio.window->findChild<ChoicePopup*>("sharableWeights");
        QVERIFY(!popup->isVisible());  // nothing has weights of its shapes
        o.probe().click("right");
        o.studio.window->actions().shareWeights->trigger();
        QTRY_VERIFY(popup->isVisible());
        QCOMPARE(popup->shown(), QStringList("left"));
        QTest::keyClick(&popup->field(), Qt::Key_Return);
        QTRY_COMPARE(o.node("right")->shares, QString("left"));
        QCOMPARE(o.diagram().links.size(), std::size_t{1});
        QTRY_VERIFY(o.drawing().upToDate());
        const Graph& graph = o.drawing().current()->graph();
        QVERIFY(graph.find("left/kernel") != nullptr);
        QVERIFY(graph.find("right/kernel") == nullptr);
        o.probe().click("right");
        o.studio.window->actions().ownWeights->trigger();
        QTRY_VERIFY(o.node("right")->shares.isEmpty());
        QTRY_VERIFY(o.drawing().upToDate());
        QVERIFY(o.drawing().current()->graph().find("right/kernel") != nullptr);
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstOpenedGroups> registered;
}

#include "tst_opened_groups.moc"
