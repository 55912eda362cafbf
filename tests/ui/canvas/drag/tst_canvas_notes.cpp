// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Names typed on nodes and words on notes (inline_edit.cpp), notes moved and made larger.

#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>

#include "tests/support/test_main.h"
#include "tests/ui/canvas/canvas_hand.h"
#include "ui/canvas/drag/inline_edit.h"

namespace weft::ui::test {

/// A chain with a note (21) below it.
Diagram chainWithNote() {
    Diagram d = editableChain();
    d.notes.push_back({QRectF(0, 160, 240, 80), QStringLiteral("read me"), 21});
    return d;
}

class TstCanvasNotes : public QObject {
    Q_OBJECT

private slots:
    void whatCannotBeANameStaysRedWithTheReason() {
        CanvasHand hand(editableChain());
        const QSignalSpy named(&hand.view, &CanvasView::renameRequested);
        QLineEdit* line = renaming(hand, 2);
        QVERIFY(line != nullptr);
        auto* reason = line->parentWidget()->findChild<QLabel*>();
        const QList<std::pair<QString, QString>> wrong = {
            {QString(), QStringLiteral("needs a name")},
            {QStringLiteral("_x"), QStringLiteral("begins with")},
            {QStringLiteral("a b"), QStringLiteral("' ' cannot be")},
            {QStringLiteral("a/b"), QStringLiteral("'/' cannot be")},
            {QStringLiteral("C"), QStringLiteral("'c' is taken")}};
        for (const auto& [text, words] : wrong) {
            line->setText(QStringLiteral("ok"));
            line->setText(text);
            QTest::keyClick(line, Qt::Key_Return);
            QVERIFY2(reason->text().contains(words), qPrintable(reason->text()));
            QVERIFY(reason->isVisible());
            QCOMPARE(line->palette().color(QPalette::Text), appTheme().error);
        }
        QCOMPARE(named.count(), 0);
        QTest::keyClick(line, Qt::Key_Escape);
        QCOMPARE(named.count(), 0);
        QVERIFY(hand.view.hasFocus());
    }

    void enterTakesTheName() {
        CanvasHand hand(editableChain());
        const QSignalSpy named(&hand.view, &CanvasView::renameRequested);
        QLineEdit* line = renaming(hand, 2);
        QTest::keyClicks(line, QStringLiteral("hidden-1"));
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(named.count(), 1);
        QCOMPARE(named[0][0].toULongLong(), 2ULL);
        QCOMPARE(named[0][1].toString(), QStringLiteral("hidden-1"));
        QVERIFY(hand.view.hasFocus());
    }

    void theSameNameAsksForNothing() {
        CanvasHand hand(editableChain());
        const QSignalSpy named(&hand.view, &CanvasView::renameRequested);
        QTest::keyClick(renaming(hand, 2), Qt::Key_Return);
        QCOMPARE(named.count(), 0);
    }

    void whatFollowsFromARecipeKeepsItsName() {
        CanvasHand hand(chainOfThree());
        QVERIFY(renaming(hand, 2) == nullptr);
    }

    void aNoteIsSelectedAndMoved() {
        CanvasHand hand(chainWithNote());
        const QSignalSpy asked(&hand.view, &CanvasView::moveRequested);
        hand.click(hand.at({100, 200}));
        QCOMPARE(hand.selected(), QSet<quint64>{21});
        hand.drag(hand.at({100, 200}), hand.at({100, 200}) + QPoint(16, 8));
        QCOMPARE(asked.count(), 1);
        const auto corners = asked[0][0].value<QHash<quint64, QPointF>>();
        QCOMPARE(corners, (QHash<quint64, QPointF>{{21, {16, 168}}}));
    }

    void itsCornerMakesItLarger() {
        CanvasHand hand(chainWithNote());
        const QSignalSpy sized(&hand.view, &CanvasView::noteSizeRequested);
        const QPointF corner = hand.shown().noteRects[0].bottomRight();
        hand.hover(hand.at(corner - QPointF(3, 3)));
        QCOMPARE(hand.port()->cursor().shape(), Qt::SizeFDiagCursor);
        hand.drag(hand.at(corner - QPointF(3, 3)), hand.at(corner + QPointF(37, 21)));
        QCOMPARE(sized.count(), 1);
        QCOMPARE(sized[0][0].toULongLong(), 21ULL);
        QCOMPARE(sized[0][1].toSizeF(), QSizeF(280, 104));
        // It does not vanish.
        hand.drag(hand.at(corner - QPointF(3, 3)), hand.at(corner - QPointF(400, 200)));
        QCOMPARE(sized[1][1].toSizeF(), QSizeF(64, 64));
    }

    void aDoubleClickOpensItsWords() {
        CanvasHand hand(chainWithNote());
        const QSignalSpy written(&hand.view, &CanvasView::noteTextRequested);
        QTest::mouseDClick(hand.port(), Qt::LeftButton, {}, hand.at({100, 200}));
        auto* words = hand.port()->findChild<QPlainTextEdit*>();
        QVERIFY(words != nullptr);
        QTest::keyClicks(words, QStringLiteral(" now"));
        QTest::keyClick(words, Qt::Key_Escape);
        QCOMPARE(written.count(), 0);
        hand.view.select({21});
        hand.key(Qt::Key_Return);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        words = hand.port()->findChild<QPlainTextEdit*>();
        QTest::keyClicks(words, QStringLiteral(" now"));
        QTest::keyClick(words, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(written.count(), 1);
        QCOMPARE(written[0][0].toULongLong(), 21ULL);
        QCOMPARE(written[0][1].toString(), QStringLiteral("read me now"));
    }

    void aNoteOfNoProjectIsOnlyPaper() {
        Diagram d = chainOfThree();
        d.notes.push_back({QRectF(0, 160, 240, 80), QStringLiteral("read me"), 0});
        CanvasHand hand(d);
        hand.click(hand.at({100, 200}));
        QCOMPARE(hand.selected(), QSet<quint64>());
        QTest::mouseDClick(hand.port(), Qt::LeftButton, {}, hand.at({100, 200}));
        QVERIFY(hand.port()->findChild<QPlainTextEdit*>() == nullptr);
    }

private:
    static QLineEdit* renaming(CanvasHand& hand, quint64 id) {
        hand.view.select({id});
        hand.key(Qt::Key_F2);
        return hand.port()->findChild<QLineEdit*>();
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstCanvasNotes> registered;
}

#include "tst_canvas_notes.moc"
