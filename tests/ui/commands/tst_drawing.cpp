// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/drawing.h"

#include <QSignalSpy>
#include <QTest>

#include "tests/support/test_main.h"
#include "tests/ui/commands/command_fixture.h"

namespace weft::ui::test {

/// History, refusals, and the expansion that follows.
class TstDrawing : public QObject {
    Q_OBJECT

private slots:
    void aReadOnlyDrawingSaysWhy() {
        Drawing drawing(emptyProject());
        drawing.setReadOnly("open in another window");
        QSignalSpy refused(&drawing, &Drawing::refused);
        QVERIFY(!add(drawing, "Neg").ok());
        QCOMPARE(refused.size(), 1);
        QCOMPARE(refused[0][0].toString(), QString("open in another window"));
        QVERIFY(!drawing.canUndo());
    }

    void aRefusedEditChangesNothing() {
        Drawing drawing(emptyProject());
        const std::string before = documentToBytes(drawing.document());
        QVERIFY(!drawing
                     .edit("two", 0,
                           [](Edit& e) -> Status {
                               WEFT_TRY(addEntry(e, "Neg", {}, {}).status());
                               return invalidArgument("no");
                           })
                     .ok());
        QCOMPARE(documentToBytes(drawing.document()), before);
    }

    void undoAndRedoGiveTheSameBytes() {
        Drawing drawing(emptyProject());
        std::vector<std::string> states = {documentToBytes(drawing.document())};
        for (const char* entry : {"Const", "Neg", "Dense", "Note"}) {
            QVERIFY_OK(add(drawing, entry));
            states.push_back(documentToBytes(drawing.document()));
        }
        for (std::size_t i = states.size() - 1; i > 0; --i) {
            drawing.undo();
            QCOMPARE(documentWithoutIds(drawing.document()), documentWithoutIds(states[i - 1]));
        }
        QVERIFY(!drawing.canUndo());
        QVERIFY(!drawing.modified());
        for (std::size_t i = 1; i < states.size(); ++i) { drawing.redo(); }
        QCOMPARE(documentToBytes(drawing.document()), states.back());
        QVERIFY(!drawing.canRedo());
    }

    void modifiedFollowsUndoToTheSavedState() {
        Drawing drawing(emptyProject());
        QVERIFY_OK(add(drawing, "Neg"));
        QVERIFY(drawing.modified());
        drawing.markSaved();
        QVERIFY(!drawing.modified());
        drawing.undo();
        QVERIFY(drawing.modified());
        drawing.redo();
        QVERIFY(!drawing.modified());
        drawing.undo();
        QVERIFY_OK(add(drawing, "Neg"));
        QVERIFY(drawing.modified());
    }

    void aDragIsOneStep() {
        Drawing drawing(emptyProject());
        QVERIFY_OK(add(drawing, "Neg"));
        const quint64 id = drawing.document().all<Item>().front()->id.value;
        for (int x = 8; x <= 80; x += 8) {
            QVERIFY_OK(drawing.edit(
                "Move", 0,
                [&](Edit& e) {
                    moveItems(e, {{id, QPointF(x, 0)}});
                    return okStatus();
                },
                "drag"));
        }
        drawing.undo();
        QCOMPARE(drawing.document().item(ItemId{id})->x, 0.0);
        QVERIFY(drawing.canUndo());
        drawing.redo();
        QCOMPARE(drawing.document().item(ItemId{id})->x, 80.0);
    }

    void theExpansionFollowsTheLastEdit() {
        Drawing drawing(emptyProject());
        QSignalSpy expanded(&drawing, &Drawing::expanded);
        for (int i = 0; i < 20; ++i) { QVERIFY_OK(add(drawing, "Const")); }
        QVERIFY(QTest::qWaitFor([&] { return drawing.upToDate(); }));
        QCOMPARE(drawing.current()->graph().nodes().size(), std::size_t{21});
        QCOMPARE(drawing.shown().top.nodes.size(), std::size_t{20});
        QVERIFY(expanded.size() <= 20);
    }

private:
    static Status add(Drawing& drawing, const char* entry) {
        return drawing.edit("Add", 0, [&](Edit& e) { return addEntry(e, entry, {}, {}).status(); });
    }
    /// Ids are never used again, so the next one stays ahead after an undo.
    static std::string documentWithoutIds(const Document& document) {
        std::string text = documentToText(document);
        const std::size_t at = text.find("next_id");
        return at == std::string::npos ? text : text.erase(at, text.find('\n', at) - at);
    }
    static std::string documentWithoutIds(const std::string& bytes) {
        return documentWithoutIds(*documentFromBytes(bytes));
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstDrawing> registered;
}
#include "tst_drawing.moc"
