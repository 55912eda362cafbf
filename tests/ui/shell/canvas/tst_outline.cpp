// SPDX-License-Identifier: GPL-3.0-or-later
#include <QComboBox>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QListWidget>
#include <QTreeView>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/canvas/drag/socket_picker.h"
#include "ui/commands/item_commands.h"
#include "ui/panels/outline/outline_panel.h"
#include "ui/shell/actions.h"
#include "ui/shell/canvas/outline_controller.h"

namespace weft::ui::test {

/// The outline in the real window: everything can be done with its keys, and it and the canvas
/// follow each other.
class TstOutline : public QObject {
    Q_OBJECT

private slots:
    void init() {
        m_studio = studioWith("digits_softmax");
        QVERIFY(m_studio != nullptr);
    }
    void cleanup() { m_studio.reset(); }

    void nothingOpenIsNoTree() {
        const OutlineTree none(nullptr, OutlineTree::Order::Name, {});
        QVERIFY(none.rows().empty());
        show();
        m_studio->closeAndWait();
        QTRY_COMPARE(panel().model().rowCount({}), 0);
    }

    void itsKeyOpensItWithTheFocus() {
        show();
        QVERIFY(panel().view().hasFocus());
        QVERIFY(rowOf("logits").isValid());
        QVERIFY(panel().view().currentIndex().isValid());
    }

    void selectionsFollowEachOther() {
        show();
        probe().click("logits");
        QTRY_COMPARE(chosenNames(), QStringList{"logits"});
        panel().view().setFocus();
        panel().view().setCurrentIndex(rowOf("x"));
        QTRY_COMPARE(canvas().selection(), QList<quint64>{probe().idOf("x")});
    }

    void filterAndOrder() {
        show();
        panel().filter().setText("logi");
        QTRY_VERIFY(panel().isCurrent());
        QTRY_COMPARE(names(), QStringList{"logits"});
        panel().filter().clear();
        panel().order().setCurrentIndex(1);
        QTRY_VERIFY(panel().isCurrent() && names().size() > 1);
        QStringList sorted = names();
        std::ranges::sort(sorted, [](const QString& a, const QString& b) {
            return a.toStdString() < b.toStdString();
        });
        QCOMPARE(names(), sorted);
        panel().order().setCurrentIndex(2);
        QTRY_VERIFY(panel().isCurrent() && names() != sorted);
    }

    void aNameIsTyped() {
        show();
        panel().view().setCurrentIndex(rowOf("logits"));
        QTest::keyClick(&panel().view(), Qt::Key_F2);
        auto* line = panel().view().findChild<QLineEdit*>();
        QVERIFY(line != nullptr);
        line->setText("scores");
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_VERIFY(probe().idOf("scores") != 0);
        QTRY_VERIFY(rowOf("scores").isValid());
        // What the document refuses stays as it was.
        panel().view().setCurrentIndex(rowOf("scores"));
        QTest::keyClick(&panel().view(), Qt::Key_F2);
        panel().view().findChild<QLineEdit*>()->setText("a b");
        QTest::keyClick(panel().view().findChild<QLineEdit*>(), Qt::Key_Return);
        QVERIFY(rowOf("scores").isValid());
    }

    /// A wire is taken away and drawn again with nothing but the outline.
    void wiresAreCutAndMade() {
        show();
        const QString wire = QStringLiteral("x.output -> logits.x");
        const QModelIndex socket = unfolded("logits", "input x");
        QVERIFY(socket.isValid());
        panel().view().setCurrentIndex(socket);
        QTRY_COMPARE(canvas().focusedNode(), probe().idOf("logits"));
        QVERIFY(canvas().focusedSocket().isSocket());
        QTest::keyClick(&panel().view(), Qt::Key_Delete);
        QTRY_VERIFY(!probe().wires().contains(wire));
        QTRY_VERIFY(panel().isCurrent());
        panel().view().setFocus();
        panel().view().setCurrentIndex(unfolded("logits", "input x"));
        QTest::keyClick(&panel().view(), Qt::Key_W);
        auto* picker = canvas().findChild<SocketPicker*>();
        QVERIFY(picker != nullptr);
        auto* list = picker->findChild<QListWidget*>();
        for (int i = 0; i < list->count(); ++i) {
            const QString words = list->currentItem()->data(Qt::AccessibleTextRole).toString();
            if (words.contains("output output of x,")) { break; }
            QTest::keyClick(list, Qt::Key_Down);
        }
        QTest::keyClick(list, Qt::Key_Return);
        QTRY_VERIFY(probe().wires().contains(wire));
    }

    void nodesAreDeletedHere() {
        show();
        panel().view().setCurrentIndex(rowOf("accuracy"));
        QTest::keyClick(&panel().view(), Qt::Key_Delete);
        QTRY_COMPARE(probe().idOf("accuracy"), 0ULL);
        QTRY_VERIFY(!rowOf("accuracy").isValid());
        actions().undo->trigger();
        QTRY_VERIFY(rowOf("accuracy").isValid());
    }

    void enterGoesThereAndIntoGroups() {
        canvas().select({probe().idOf("x"), probe().idOf("logits")});
        actions().group->trigger();
        QTRY_VERIFY(probe().idOf("group") != 0);
        show();
        QTRY_VERIFY(rowOf("group").isValid());
        panel().view().expand(rowOf("group"));
        const QModelIndex inside = panel().model().index(0, 0, rowOf("group"));
        QVERIFY(inside.isValid());
        panel().view().setCurrentIndex(inside);
        QTest::keyClick(&panel().view(), Qt::Key_Return);
        const QString name = inside.data().toString();
        QTRY_VERIFY(probe().idOf(name) != 0);
        QTRY_COMPARE(canvas().selection(), QList<quint64>{probe().idOf(name)});
        QVERIFY(canvas().hasFocus());
        actions().leave->trigger();
        QTRY_VERIFY(probe().idOf("group") != 0);
        panel().view().setFocus();
        panel().view().setCurrentIndex(rowOf("group"));
        QTest::keyClick(&panel().view(), Qt::Key_Return);
        QTRY_VERIFY(probe().idOf("x") != 0);
    }

    void anEditKeepsWhatIsUnfolded() {
        show();
        QVERIFY(unfolded("logits", "input x").isValid());
        panel().view().setCurrentIndex(rowOf("logits"));
        probe().dragNode("x", QPoint(16, 16));
        QTRY_COMPARE(m_studio->window->drawing()->undoLabel(), QString("Move"));
        QTRY_VERIFY(panel().isCurrent());
        QTRY_VERIFY(panel().view().isExpanded(rowOf("logits")));
    }

    void rowsAreReadOut() {
        show();
        const QString words = rowOf("logits").data(Qt::AccessibleTextRole).toString();
        QVERIFY2(words.startsWith("logits, "), qPrintable(words));
        QCOMPARE(panel().view().accessibleName(), QString("Outline"));
    }

    /// Complexity, not time: a tree of ten times the nodes is made in the same handful of passes.
    void tenThousandNodesAreATree() {
        Document document;
        Edit edit(document);
        ItemId last;
        for (int i = 0; i < 10'000; ++i) {
            Item item;
            item.name = "n" + std::to_string(i);
            item.x = i % 100 * 200;
            item.y = i / 100 * 100;
            item.what = OpItem{"Neg", {}, {}, {}};
            const ItemId made = edit.put(std::move(item));
            if (i > 0) { edit.put(Wire{.id = {}, .from = {last, "y"}, .to = {made, "x"}}); }
            last = made;
        }
        auto made = std::make_shared<EngineDocument>();
        made->project = edit.document();
        OutlineModel model;
        model.setTree(OutlineTree(made, OutlineTree::Order::Place, {}));
        QCOMPARE(model.rowCount({}), 10'000);
        QCOMPARE(model.index(100, 0, {}).data().toString(), QString("n1"));
        // Only what is looked at has its sockets.
        QCOMPARE(model.tree().rows().size(), 10'000U);
        model.fetchMore(model.index(5000, 0, {}));
        QVERIFY(model.tree().rows().size() < 10'010U);
        model.setTree(OutlineTree(made, OutlineTree::Order::Name, "n999"));
        QCOMPARE(model.tree().found(), 11);
    }

private:
    CanvasView& canvas() const { return m_studio->window->canvas(); }
    Actions& actions() const { return m_studio->window->actions(); }
    OutlinePanel& panel() const { return m_studio->window->outline().panel(); }
    CanvasProbe probe() const { return m_studio->probe(); }
    void show() const {
        actions().outline->trigger();
        QTRY_VERIFY(panel().isCurrent() && panel().model().rowCount({}) > 0);
        panel().focusTree();
    }
    QModelIndex rowOf(const QString& name) const {
        for (int i = 0; i < panel().model().rowCount({}); ++i) {
            const QModelIndex at = panel().model().index(i, 0, {});
            if (at.data().toString() == name) { return at; }
        }
        return {};
    }
    /// A socket of a node at the top.
    QModelIndex unfolded(const QString& node, const QString& socket) const {
        const QModelIndex row = rowOf(node);
        if (panel().model().canFetchMore(row)) { panel().model().fetchMore(row); }
        panel().view().expand(row);
        for (int i = 0; i < panel().model().rowCount(row); ++i) {
            const QModelIndex at = panel().model().index(i, 0, row);
            if (at.data().toString() == socket) { return at; }
        }
        return {};
    }
    QStringList names() const {
        QStringList all;
        for (int i = 0; i < panel().model().rowCount({}); ++i) {
            all.append(panel().model().index(i, 0, {}).data().toString());
        }
        return all;
    }
    QStringList chosenNames() const {
        QStringList all;
        for (const QModelIndex& at : panel().view().selectionModel()->selectedRows()) {
            all.append(at.data().toString());
        }
        return all;
    }

    std::unique_ptr<StudioFixture> m_studio;
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstOutline> registered;
}

#include "tst_outline.moc"
