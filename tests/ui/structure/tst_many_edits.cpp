// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Trust: ten thousand commands at random, undone, done again and undone.

#include <QTest>
#include <random>

#include "engine/compose/functions/bars.h"
#include "engine/compose/functions/gradient_function.h"
#include "engine/compose/functions/make_function.h"
#include "tests/support/test_main.h"
#include "tests/ui/fixtures/projects.h"
#include "ui/commands/data_commands.h"
#include "ui/commands/fragment.h"
#include "ui/commands/functions/function_commands.h"
#include "ui/commands/groups/share_weights.h"
#include "ui/commands/item_commands.h"
#include "ui/commands/note_commands.h"
#include "ui/commands/run_commands.h"
#include "ui/commands/wire_commands.h"
#include "ui/document/drawing.h"

namespace weft::ui::test {
namespace {

constexpr int kCommands = 10'000;
constexpr std::size_t kMostItems = 60;  // so that each command stays quick

/// A person who does anything the window offers, the same each time.
class Hand {
public:
    explicit Hand(unsigned seed) : m_random(seed) {}

    /// One command. What cannot be is refused, and refusing changes nothing.
    Status act(Edit& edit) {
        const std::size_t items = edit.document().all<Item>().size();
        if (items < 4) { return addSomething(edit); }
        if (items > kMostItems) { return removeSome(edit); }
        switch (m_random() % 24) {
            case 0:
            case 1:
            case 2:
                return addSomething(edit);
            case 3:
            case 4:
                return wire(edit);
            case 5:
                return move(edit);
            case 6:
                return removeSome(edit);
            case 7:
                return renameItem(edit, any(edit), concat("n", m_random() % 40));
            case 8:
                return detail::statusOf(groupItems(edit, some(edit)));
            case 9:
                return detail::statusOf(dissolveGroup(edit, any(edit)));
            case 10:
                return detail::statusOf(duplicateItems(edit, some(edit), QPointF(24, 24)));
            case 11:
                return paste(edit);
            case 12:
                return attribute(edit);
            case 13:
                return setDevice(edit, any(edit), m_random() % 2 == 0 ? "" : "/device:CPU:0");
            case 14:
                return runSheet(edit);
            case 15:
                return function(edit);
            case 16:
                return detail::statusOf(dissolveCall(edit, any(edit)));
            case 17:
                return renameFunction(edit, expandForward(edit.document()), any(edit),
                                      concat("f", m_random() % 9));
            case 18:
                return openGroup(edit, any(edit), {{any(edit).value, QPointF(120, 40)}});
            case 19:
                return closeGroup(edit, any(edit));
            case 20:
                return socketOrder(edit);
            case 21:
                return m_random() % 3 == 0 ? ownWeights(edit, any(edit))
                                           : shareWeights(edit, any(edit), any(edit));
            case 22:
                return gradient(edit);
            default:
                return note(edit);
        }
    }

private:
    ItemId any(const Edit& edit) {
        const auto items = edit.document().all<Item>();
        return items[m_random() % items.size()]->id;
    }
    QSet<quint64> some(const Edit& edit) {
        QSet<quint64> ids;
        for (std::size_t i = 0; i <= m_random() % 3; ++i) { ids.insert(any(edit).value); }
        return ids;
    }
    QPointF place() {
        return {static_cast<double>(m_random() % 4000), static_cast<double>(m_random() % 4000)};
    }
    Status addSomething(Edit& edit) {
        constexpr const char* kEntries[] = {"Placeholder", "Const",    "MatMul",      "AddV2",
                                            "Dense",       "Relu",     "Adam",        "Data source",
                                            "Note",        "Variable", "SoftmaxLoss", "ConcatV2"};
        ItemId parent;
        const ItemId at = edit.document().all<Item>().empty() ? ItemId{} : any(edit);
        const Item* group = edit.document().item(at);
        if (group != nullptr && holdsItems(*group)) { parent = at; }
        return detail::statusOf(
            addEntry(edit, kEntries[m_random() % std::size(kEntries)], parent, place()));
    }
    Status wire(Edit& edit) {
        const Item& from = *edit.document().item(any(edit));
        const Item& to = *edit.document().item(any(edit));
        const auto outputs = outputPorts(edit.document(), from);
        const auto inputs = inputPorts(edit.document(), to);
        if (outputs.empty() || inputs.empty()) { return invalidArgument("no sockets"); }
        const PortRef source{from.id, outputs[m_random() % outputs.size()].port};
        const PortRef target{to.id, inputs[m_random() % inputs.size()].port};
        return detail::statusOf(connectSockets(edit, source, target));
    }
    Status move(Edit& edit) {
        QHash<quint64, QPointF> corners;
        for (const quint64 id : some(edit)) { corners[id] = place(); }
        moveItems(edit, corners);
        return okStatus();
    }
    Status removeSome(Edit& edit) {
        removeThings(edit, some(edit));
        return okStatus();
    }
    Status paste(Edit& edit) {
        if (m_clipboard.empty() || m_random() % 2 == 0) {
            m_clipboard = fragmentOf(edit.document(), some(edit));
        }
        return detail::statusOf(pasteText(edit, m_clipboard, {}, place(), m_random() % 2 == 0));
    }
    Status attribute(Edit& edit) {
        const ItemId id = any(edit);
        const Item& item = *edit.document().item(id);
        if (item.as<RecipeItem>() != nullptr) {
            return setAttribute(edit, id, "units", static_cast<std::int64_t>(1 + m_random() % 64));
        }
        return setAttribute(edit, id, "dtype", m_random() % 2 == 0 ? DType::Float : DType::Int32);
    }
    Status runSheet(Edit& edit) {
        if (m_random() % 2 == 0) {
            return changeSettings(edit, [this](Settings& s) {
                s.epochs = static_cast<std::int64_t>(1 + m_random() % 9);
            });
        }
        const auto rows = edit.document().rows();
        if (rows.empty()) {
            addRow(edit, RowKind::Other);
            return okStatus();
        }
        return changeRow(edit, rows.front()->id, [this](RunRow& r) {
            r.batch = static_cast<std::int64_t>(m_random() % 99);
        });
    }
    /// Makes one of anything, calls one that is there, or gives one an argument or result.
    Status function(Edit& edit) {
        const auto functions = functionsOf(edit.document());
        if (functions.empty() || m_random() % 3 == 0) {
            const auto chosen = some(edit);
            std::set<ItemId> items;
            for (const quint64 id : chosen) { items.insert(ItemId{id}); }
            return detail::statusOf(
                makeFunction(edit, items, expandForward(edit.document()), "function"));
        }
        const Item& one = *functions[m_random() % functions.size()];
        const std::string entries[] = {one.name + "()", kArgumentEntry, kResultEntry};
        const ItemId parent = m_random() % 3 == 0 ? ItemId{} : one.id;
        return detail::statusOf(addEntry(edit, entries[m_random() % 3], parent, place()));
    }
    /// Gives a function a gradient, a new one or one that is there, or derives it again.
    Status gradient(Edit& edit) {
        const auto functions = functionsOf(edit.document());
        if (functions.empty()) { return function(edit); }
        const ItemId one = functions[m_random() % functions.size()]->id;
        const ItemId other = functions[m_random() % functions.size()]->id;
        switch (m_random() % 4) {
            case 0:
                deriveGradientAgain(edit, one);
                return okStatus();
            case 1:
                return setGradientFunction(edit, expandForward(edit.document()), one, other);
            case 2:
                return fitGradientFunction(edit, expandForward(edit.document()), one);
            default:
                return detail::statusOf(
                    makeGradientFunction(edit, expandForward(edit.document()), one));
        }
    }
    Status socketOrder(Edit& edit) {
        const Item& group = *edit.document().item(any(edit));
        const Side side = m_random() % 2 == 0 ? Side::Inputs : Side::Outputs;
        const auto ports = borderPorts(edit.document(), group, side);
        const PortRef port =
            ports.empty() ? PortRef{group.id, "x"} : ports[m_random() % ports.size()];
        return movePort(edit, group.id, side, port, m_random() % 4);
    }
    Status note(Edit& edit) {
        return setNoteText(edit, any(edit), concat("words \xC3\xBC ", m_random() % 9));
    }

    std::mt19937 m_random;
    std::string m_clipboard;
};

}  // namespace

class TstManyEdits : public QObject {
    Q_OBJECT

private slots:
    void undoneDoneAgainAndUndoneGivesTheSameBytes() {
        Drawing drawing(emptyProject());
        Hand hand(20261122);
        std::mt19937 walk(7);
        std::vector<std::string> states{contents(drawing)};
        int made = 0;
        int refused = 0;
        for (int i = 0; i < kCommands; ++i) {
            const quint64 before = drawing.stateId();
            const std::string bytes = i % 100 == 0 ? contents(drawing) : std::string();
            const Status status =
                drawing.edit(QStringLiteral("act"), 0, [&](Edit& edit) { return hand.act(edit); });
            if (!status.ok()) {
                ++refused;
                QCOMPARE(drawing.stateId(), before);
                if (!bytes.empty()) { QCOMPARE(contents(drawing), bytes); }
                continue;
            }
            if (drawing.stateId() == before) { continue; }
            ++made;
            states.push_back(contents(drawing));
            // Now and then some steps back and forth.
            if (walk() % 50 != 0) { continue; }
            const auto steps = std::min<std::size_t>(1 + walk() % 8, states.size() - 1);
            for (std::size_t k = 1; k <= steps; ++k) {
                drawing.undo();
                QVERIFY(contents(drawing) == states[states.size() - 1 - k]);
            }
            for (std::size_t k = steps; k > 0; --k) {
                drawing.redo();
                QVERIFY(contents(drawing) == states[states.size() - k]);
            }
        }
        // Both kinds must occur for this to say anything.
        QVERIFY2(made > kCommands / 2, qPrintable(QString::number(made)));
        QVERIFY(refused > kCommands / 50);
        const std::string last = documentToBytes(drawing.document());
        allBack(drawing, states);
        for (std::size_t k = 1; k < states.size(); ++k) {
            QVERIFY(drawing.canRedo());
            drawing.redo();
            QVERIFY2(contents(drawing) == states[k], qPrintable(QString::number(k)));
        }
        QVERIFY(!drawing.canRedo());
        QVERIFY(documentToBytes(drawing.document()) == last);  // the file, byte by byte
        allBack(drawing, states);
        // What was left can be read again.
        const auto read = documentFromBytes(documentToBytes(drawing.document()));
        QVERIFY(read.ok());
    }

private:
    /// The project's bytes; the next id only ever grows and is no part of what is drawn.
    static std::string contents(const Drawing& drawing) {
        std::string all;
        for (const Item* item : drawing.document().all<Item>()) { all += entityToBytes(*item); }
        for (const Wire* wire : drawing.document().all<Wire>()) { all += entityToBytes(*wire); }
        for (const Override* o : drawing.document().all<Override>()) { all += entityToBytes(*o); }
        for (const Knob* knob : drawing.document().all<Knob>()) { all += entityToBytes(*knob); }
        for (const RunRow* row : drawing.document().all<RunRow>()) { all += entityToBytes(*row); }
        return all + entityToBytes(drawing.document().settings());
    }

    static void allBack(Drawing& drawing, const std::vector<std::string>& states) {
        for (std::size_t k = states.size() - 1; k > 0; --k) {
            QVERIFY(drawing.canUndo());
            drawing.undo();
            QVERIFY2(contents(drawing) == states[k - 1], qPrintable(QString::number(k)));
        }
        QVERIFY(!drawing.canUndo());
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstManyEdits> registered;
}

#include "tst_many_edits.moc"
