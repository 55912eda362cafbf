// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Frames (note_commands) and the places of wires (wires/wire_points) as edits of a document.

#include "tests/support/test_main.h"
#include "tests/ui/commands/command_fixture.h"
#include "ui/commands/fragment.h"
#include "ui/commands/note_commands.h"
#include "ui/commands/wires/wire_points.h"
#include "ui/commands/wires/wire_tools.h"
#include "ui/document/project_diagram.h"

namespace weft::ui::test {

/// x -> a -> b, the wire into b led through (100, 50).
struct LedChain {
    LedChain() {
        x = f.add("Placeholder");
        a = f.add("Neg", {200, 0});
        b = f.add("Neg", {400, 0});
        (void)f.connect({x, "output"}, {a, "x"});
        (void)f.connect({a, "y"}, {b, "x"});
        (void)f.edit([&](Edit& e) { return setWirePoints(e, wire(), {}, {{100, 50}}); });
    }
    ItemId wire() const {
        for (const Wire* w : f.document.all<Wire>()) {
            if (w->to.item == b) { return w->id; }
        }
        return {};
    }
    std::vector<WirePoint> points() const { return f.document.find<Wire>(wire())->points; }

    CommandFixture f;
    ItemId x, a, b;
};

class TstPaperAndPoints : public QObject {
    Q_OBJECT

private slots:
    void whatIsNoWireIsNotLed() {
        LedChain c;
        QVERIFY_FAILS(c.f.edit([&](Edit& e) {
            return setWirePoints(e, c.a, {}, {{1, 2}});
        }),
                      "NOT_FOUND", "wire");
        QVERIFY_FAILS(c.f.edit([&](Edit& e) { return addFrame(e, {}, QRectF()).status(); }),
                      "INVALID_ARGUMENT", "room");
        QVERIFY_FAILS(c.f.edit([&](Edit& e) { return setNoteText(e, c.a, "x"); }), "NOT_FOUND",
                      "note");
    }

    void placesGoAlongWithBothEnds() {
        LedChain c;
        move(c, {{c.a.value, {210, 30}}, {c.b.value, {410, 30}}});
        QCOMPARE(c.points(), (std::vector<WirePoint>{{{}, 110, 80}}));
        // Not with one of them, and not where they part.
        move(c, {{c.b.value, {500, 30}}});
        move(c, {{c.a.value, {0, 0}}, {c.b.value, {10, 90}}});
        QCOMPARE(c.points(), (std::vector<WirePoint>{{{}, 110, 80}}));
    }

    void eachPictureHasItsOwn() {
        LedChain c;
        ItemId group;
        QVERIFY_OK(c.f.edit([&](Edit& e) -> Status {
            group = WEFT_TRY(groupItems(e, {c.a.value, c.b.value}));
            return okStatus();
        }));
        QCOMPARE(c.points(), (std::vector<WirePoint>{{group, 100, 50}}));
        // The wire into the group has one inside and one outside.
        const ItemId in = wireInto(c.f, c.a);
        QVERIFY_OK(c.f.edit([&](Edit& e) -> Status {
            WEFT_TRY(setWirePoints(e, in, {}, {{10, 20}}));
            return setWirePoints(e, in, group, {{1, 2}});
        }));
        const auto document = c.f.expanded();
        const Diagram outside = diagramOfItems(c.f.document, document->expansion, {}, {});
        const Diagram inside = diagramOfItems(c.f.document, document->expansion, group, {});
        QCOMPARE(outside.wires.at(0).via, (std::vector<QPointF>{{10, 20}}));
        QCOMPARE(inside.wires.at(0).via, (std::vector<QPointF>{{100, 50}}));
        QVERIFY_OK(c.f.edit([&](Edit& e) { return detail::statusOf(dissolveGroup(e, group)); }));
        QCOMPARE(c.points().front().group, ItemId{});
    }

    void whatIsPutIntoAWireKeepsThePlacesOnBothSides() {
        LedChain c;
        move(c, {{c.b.value, {1400, 0}}});
        const ItemId wire = c.wire();
        QVERIFY_OK(c.f.edit([&](Edit& e) {
            return setWirePoints(e, wire, {}, {{400, 50}, {500, 90}, {1000, 50}});
        }));
        const ItemId between = c.f.add("Relu", {700, 0});
        const auto document = c.f.expanded();
        QVERIFY_OK(c.f.edit([&](Edit& e) { return insertOnWire(e, *document, wire, between); }));
        const auto placesInto = [&](ItemId item) {
            return c.f.document.find<Wire>(wireInto(c.f, item))->points;
        };
        QCOMPARE(placesInto(between), (std::vector<WirePoint>{{{}, 400, 50}, {{}, 500, 90}}));
        QCOMPARE(placesInto(c.b), (std::vector<WirePoint>{{{}, 1000, 50}}));
    }

    void wiresOfReferencesAreTold() {
        CommandFixture f;
        const ItemId variable = f.add("VariableV2");
        const ItemId value = f.add("Const");
        const ItemId assign = f.add("Assign");
        QVERIFY_OK(f.connect({variable, "ref"}, {assign, "ref"}));
        QVERIFY_OK(f.connect({value, "output"}, {assign, "value"}));
        const Diagram d = diagramOfItems(f.document, f.expanded()->expansion, {}, {});
        QCOMPARE(d.wires.size(), 2U);
        for (const DiagramWire& wire : d.wires) {
            QCOMPARE(wire.reference, d.nodes[std::size_t(wire.fromNode)].id == variable.value);
        }
    }

    void placesAreCopiedWithTheirWire() {
        LedChain c;
        const std::string text = fragmentOf(c.f.document, {c.a.value, c.b.value});
        QVERIFY_OK(c.f.edit([&](Edit& e) {
            return detail::statusOf(pasteText(e, text, {}, QPointF(200, 400), false));
        }));
        const auto wires = c.f.document.all<Wire>();
        QCOMPARE(wires.back()->points, (std::vector<WirePoint>{{{}, 100, 450}}));
    }

    void theFileKeepsThemAndOldFilesAreRead() {
        LedChain c;
        QVERIFY_OK(c.f.edit([&](Edit& e) -> Status {
            const ItemId frame = WEFT_TRY(addFrame(e, {}, QRectF(3, 5, 201, 99)));
            setNotesLocked(e, {frame.value}, true);
            setNoteColour(e, {frame.value}, 4);
            return setNoteText(e, frame, "title\nwords");
        }));
        const Result<Document> read = documentFromBytes(documentToBytes(c.f.document), "f.weft");
        QVERIFY_OK(read);
        QCOMPARE(read->find<Wire>(c.wire())->points, c.points());
        const Item* frame = read->all<Item>().back();
        QCOMPARE(QRectF(frame->x, frame->y, frame->width, frame->height), QRectF(0, 8, 208, 96));
        const NoteItem& note = *frame->as<NoteItem>();
        QVERIFY(note.frame && note.locked && note.colour == 4 && note.text == "title\nwords");
        // A note and a wire as they were written before there was more to say of them.
        const Result<Document> old = documentFromText(
            "magic: \"weft project\" schema: 1 item { id: 2 note { text: \"old\" } } "
            "item { id: 3 name: \"a\" op { op: \"NoOp\" } } "
            "item { id: 4 name: \"b\" op { op: \"NoOp\" } } "
            "wire { id: 5 from { item: 3 port: \"^\" } to { item: 4 port: \"^\" } }",
            "old");
        QVERIFY_OK(old);
        const NoteItem& plain = *old->item(ItemId{2})->as<NoteItem>();
        QVERIFY(!plain.frame && !plain.locked && plain.colour == 0);
        QVERIFY(old->find<Wire>(ItemId{5})->points.empty());
    }

    void placesOffTheCanvasAreRefused() {
        QVERIFY_FAILS(
            documentFromText(
                "magic: \"weft project\" schema: 1 item { id: 3 name: \"a\" op { op: \"NoOp\" } } "
                "item { id: 4 name: \"b\" op { op: \"NoOp\" } } wire { id: 5 from { item: 3 "
                "port: \"^\" } to { item: 4 port: \"^\" } point { x: nan y: 1 } }",
                "bad"),
            "DATA_LOSS", "off the canvas");
    }

    void newFramesDifferInColour() {
        CommandFixture f;
        QSet<int> colours;
        for (int i = 0; i < 6; ++i) {
            QVERIFY_OK(
                f.edit([&](Edit& e) { return addFrame(e, {}, QRectF(0, 0, 100, 100)).status(); }));
            colours.insert(f.document.all<Item>().back()->as<NoteItem>()->colour);
        }
        QCOMPARE(colours, (QSet<int>{1, 2, 3, 4, 5, 6}));
    }

    void anotherTextLeavesAFrameAFrame() {
        CommandFixture f;
        QVERIFY_OK(
            f.edit([&](Edit& e) { return addFrame(e, {}, QRectF(0, 0, 100, 100)).status(); }));
        const ItemId id = f.document.all<Item>().back()->id;
        QVERIFY_OK(f.edit([&](Edit& e) { return setNoteText(e, id, "other"); }));
        QVERIFY_OK(f.edit([&](Edit& e) { return resizeNote(e, id, {300, 200}); }));
        QVERIFY(f.document.item(id)->as<NoteItem>()->frame);
        QCOMPARE(f.document.item(id)->width, 300.0);
    }

private:
    static void move(LedChain& c, const QHash<quint64, QPointF>& corners) {
        QVERIFY_OK(c.f.edit([&](Edit& e) {
            moveItems(e, corners);
            return okStatus();
        }));
    }
    static ItemId wireInto(const CommandFixture& f, ItemId item) {
        for (const Wire* w : f.document.all<Wire>()) {
            if (w->to.item == item) { return w->id; }
        }
        return {};
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstPaperAndPoints> registered;
}

#include "tst_paper_and_points.moc"
