// SPDX-License-Identifier: GPL-3.0-or-later
#include <QMenu>
#include <QPlainTextEdit>
#include <QTest>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/shell/actions.h"
#include "ui/shell/edit_controller.h"

namespace weft::ui::test {

/// Frames and led wires in the real window: by mouse, keys and menus, each one step, kept in files.
class TstPaper : public QObject {
    Q_OBJECT

private slots:
    void init() {
        m_studio = studioWith("digits_softmax");
        QVERIFY(m_studio != nullptr);
    }
    void cleanup() { m_studio.reset(); }

    void aFrameIsMadeNamedMovedAndUndone() {
        canvas().select({probe().idOf("logits"), probe().idOf("x")});
        const quint64 frame = makeFrame("forward");
        QVERIFY(frame != 0);
        const QRectF before = canvas().viewRect(probe().idOf("logits"));
        const QPoint title = titleOf(frame);
        probe().beginDrag(title, title + QPoint(40, 24));
        probe().endDrag(title + QPoint(40, 24));
        QTRY_VERIFY(canvas().moveDrag() == nullptr);
        QTRY_VERIFY(canvas().viewRect(probe().idOf("logits")) != before);
        QCOMPARE(undoLabel(), QStringLiteral("Move"));
        actions().undo->trigger();
        QTRY_COMPARE(canvas().viewRect(probe().idOf("logits")), before);
        for (int i = 0; i < 2; ++i) { actions().undo->trigger(); }
        QTRY_COMPARE(canvas().snapshot()->noteOf(frame), -1);
        QVERIFY(!m_studio->window->drawing()->canUndo());
    }

    void itsMenuLocksAndColours() {
        canvas().select({probe().idOf("logits")});
        const quint64 frame = makeFrame("kept");
        choose(frame, "lockNote");
        QTRY_VERIFY(note(frame).locked);
        const QPoint title = titleOf(frame);
        probe().beginDrag(title, title + QPoint(40, 24));
        probe().endDrag(title + QPoint(40, 24));
        QCOMPARE(undoLabel(), QStringLiteral("Lock"));
        choose(frame, "lockNote");
        QTRY_VERIFY(!note(frame).locked);
        choose(frame, "paper", 5);
        QTRY_COMPARE(note(frame).colour, 5);
    }

    void aWireIsLedAndKeptInTheFile() {
        const QString wire = QStringLiteral("x.output -> logits.x");
        QVERIFY(probe().wires().contains(wire));
        const QPoint at = middleOfWire();
        QTest::mouseDClick(canvas().viewport(), Qt::LeftButton, {}, at);
        QTRY_COMPARE(places().size(), 1U);
        QCOMPARE(undoLabel(), QStringLiteral("Lead wire"));
        const std::vector<QPointF> first = places();
        const QPoint point = canvas().viewTransform().toView(places()[0]).toPoint();
        probe().beginDrag(point, point + QPoint(0, 64));
        probe().endDrag(point + QPoint(0, 64));
        QTRY_COMPARE(undoLabel(), QStringLiteral("Move point"));
        QTRY_VERIFY(canvas().snapshot()->nodes() > 0 && places() != first);
        const std::vector<QPointF> moved = places();
        const std::string bytes = documentToBytes(m_studio->window->drawing()->document());
        const QString path = m_studio->file("led.weft", QByteArray::fromStdString(bytes));
        QVERIFY(m_studio->open(path));
        QCOMPARE(places(), moved);
        QVERIFY(probe().wires().contains(wire));
    }

    void aMovedEndKeepsThePlaces() {
        QTest::mouseDClick(canvas().viewport(), Qt::LeftButton, {}, middleOfWire());
        QTRY_COMPARE(places().size(), 1U);
        const std::vector<QPointF> before = places();
        probe().dragNode("logits", QPoint(48, 48));
        QTRY_COMPARE(undoLabel(), QStringLiteral("Move"));
        QTRY_VERIFY(canvas().moveDrag() == nullptr);
        QCOMPARE(places(), before);
    }

    /// What keys have reached is what they act on: the wire at a socket, not its node.
    void deleteAtASocketTakesItsWire() {
        canvas().setFocus();
        canvas().focusOn(probe().idOf("logits"));
        QTest::keyClick(&canvas(), Qt::Key_Period);
        QVERIFY(canvas().socketByKeys());
        actions().remove->trigger();
        QTRY_VERIFY(!probe().wires().contains("x.output -> logits.x"));
        QVERIFY(probe().idOf("logits") != 0);
    }

private:
    CanvasView& canvas() const { return m_studio->window->canvas(); }
    Actions& actions() const { return m_studio->window->actions(); }
    CanvasProbe probe() const { return m_studio->probe(); }
    QString undoLabel() const { return m_studio->window->drawing()->undoLabel(); }
    DiagramNote note(quint64 id) const {
        const int i = canvas().snapshot()->noteOf(id);
        return i < 0 ? DiagramNote() : canvas().snapshot()->diagram.notes[std::size_t(i)];
    }
    quint64 makeFrame(const QString& title) const {
        canvas().setFocus();
        QTest::keyClick(&canvas(), Qt::Key_C);
        QPlainTextEdit* words = nullptr;
        [&] { QTRY_VERIFY((words = canvas().findChild<QPlainTextEdit*>()) != nullptr); }();
        if (words == nullptr) { return 0; }
        QTest::keyClicks(words, title);
        QTest::keyClick(words, Qt::Key_Return);
        quint64 id = 0;
        [&] {
            QTRY_VERIFY(
                std::ranges::any_of(canvas().snapshot()->diagram.notes, [&](const DiagramNote& n) {
                    id = n.id;
                    return n.frame && n.text == title;
                }));
        }();
        return id;
    }
    QPoint titleOf(quint64 frame) const {
        const CanvasSnapshot& s = *canvas().snapshot();
        const QRectF& r = s.noteRects[static_cast<std::size_t>(s.noteOf(frame))];
        return canvas().viewTransform().toView(r.topLeft() + QPointF(60, 8)).toPoint();
    }
    /// An entry of a frame's context menu, or of a menu in it.
    void choose(quint64 frame, const char* name, int at = -1) const {
        const Hit hit{Hit::Kind::Note, -1, -1, -1, canvas().snapshot()->noteOf(frame)};
        canvas().select({frame});
        emit canvas().menuRequested(hit, QPoint());
        QTRY_VERIFY(m_studio->window->findChild<QMenu*>("contextMenu") != nullptr);
        QMenu* menu = m_studio->window->findChild<QMenu*>("contextMenu");
        if (at >= 0) {
            menu->findChild<QMenu*>(name)->actions().at(at)->trigger();
        } else {
            menu->findChild<QAction*>(name)->trigger();
        }
        menu->close();
        QTRY_VERIFY(m_studio->window->findChild<QMenu*>("contextMenu") == nullptr);
    }
    QPoint middleOfWire() const {
        return (probe().outputOf("x", "output") + probe().inputOf("logits", "x")) / 2;
    }
    /// Of the wire into logits.
    std::vector<QPointF> places() const {
        const Diagram& d = canvas().snapshot()->diagram;
        for (const DiagramWire& wire : d.wires) {
            const auto node = static_cast<std::size_t>(wire.toNode);
            if (d.nodes[node].name == QStringLiteral("logits")) { return wire.via; }
        }
        return {};
    }

    std::unique_ptr<StudioFixture> m_studio;
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstPaper> registered;
}

#include "tst_paper.moc"
