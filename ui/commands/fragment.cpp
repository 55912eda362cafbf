// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/fragment.h"

#include <QByteArray>
#include <QRegularExpression>
#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <type_traits>

#include "engine/compose/functions/bars.h"
#include "engine/compose/functions/called_functions.h"
#include "engine/compose/functions/gradient_function.h"
#include "ui/commands/item_commands.h"

namespace weft::ui {
namespace {

constexpr const char* kLinkHead = "# link ";
constexpr std::size_t kMostCells = 1'000'000;  // of a table

/// Chosen items with everything in them, in id order.
std::vector<ItemId> withContents(const Document& document, const QSet<quint64>& ids) {
    std::vector<ItemId> all;
    for (const Item* item : document.all<Item>()) {
        const Item* at = item;
        while (at != nullptr && !ids.contains(at->id.value)) { at = document.item(at->parent); }
        if (at != nullptr) { all.push_back(item->id); }
    }
    return all;
}

bool holds(const std::vector<ItemId>& sorted, ItemId id) {
    return std::binary_search(sorted.begin(), sorted.end(), id);
}

/// Chosen ids with the functions that what is chosen calls, their gradients, and those that these
/// call in turn.
QSet<quint64> withFunctions(const Document& document, const QSet<quint64>& ids) {
    QSet<quint64> all = ids;
    for (qsizetype before = -1; before != all.size();) {
        before = all.size();
        for (const ItemId id : withContents(document, all)) {
            const Item& item = *document.item(id);
            const Item* gradient =
                item.as<FunctionItem>() == nullptr ? nullptr : gradientFunctionOf(document, id);
            if (gradient != nullptr) { all.insert(gradient->id.value); }
            const auto* op = item.as<OpItem>();
            if (op == nullptr) { continue; }
            for (const CalledFunction& called : calledFunctions(*op)) {
                const Item* function = functionNamed(document, called.name);
                if (function != nullptr) { all.insert(function->id.value); }
            }
        }
    }
    return all;
}

/// What is taken along: chosen items with their ids, wires between them, and what is said of them.
Document cutOut(const Document& document, const QSet<quint64>& ids) {
    const std::vector<ItemId> chosen = withContents(document, ids);
    const Document empty;
    Edit edit(empty);
    for (const ItemId id : chosen) {
        Item item = *document.item(id);
        if (!holds(chosen, item.parent)) { item.parent = {}; }
        renameMentions(item, [&](ItemId other) { return holds(chosen, other) ? other : ItemId{}; });
        edit.put(std::move(item));
    }
    for (const Wire* wire : document.all<Wire>()) {
        if (!holds(chosen, wire->to.item) || !holds(chosen, wire->from.item)) { continue; }
        Wire copy = *wire;
        for (WirePoint& point : copy.points) {
            if (!holds(chosen, point.group)) { point.group = {}; }
        }
        edit.put(std::move(copy));
    }
    for (const Override* made : document.all<Override>()) {
        const bool waits = made->kind == Override::Kind::ControlInput;
        if (holds(chosen, made->item) && (!waits || holds(chosen, made->control.item))) {
            edit.put(*made);
        }
    }
    for (const Knob* knob : document.all<Knob>()) {
        if (holds(chosen, knob->item)) { edit.put(*knob); }
    }
    return edit.document();
}

/// Wires into chosen items from others, a comment line each: `# link ITEM PORT < PORT PATH`.
std::string linksInto(const Document& document, const QSet<quint64>& ids) {
    const std::vector<ItemId> chosen = withContents(document, ids);
    std::string text;
    for (const Wire* wire : document.all<Wire>()) {
        if (!holds(chosen, wire->to.item) || holds(chosen, wire->from.item)) { continue; }
        text += concat(kLinkHead, wire->to.item.value, " ", wire->to.port, " < ", wire->from.port,
                       " ", document.pathOf(wire->from.item), "\n");
    }
    return text;
}

/// Adds all of one document to another, with new ids, under a group.
class Paster {
public:
    Paster(Edit& edit, const Document& from, ItemId parent) : m_edit(edit), m_from(from) {
        m_ids[ItemId{}] = parent;
    }

    /// @param links text of linksInto(); empty: wires to what was not copied are left out.
    std::vector<ItemId> paste(QPointF at, std::string_view links) {
        QPointF corner(std::numeric_limits<double>::max(), std::numeric_limits<double>::max());
        for (const Item* item : m_from.children({})) {
            if (item->as<FunctionItem>() != nullptr) { continue; }
            corner = {std::min(corner.x(), item->x), std::min(corner.y(), item->y)};
        }
        m_by = snapped(at) - corner;
        addFunctions();
        addInside({}, m_by);
        for (const auto& [was, id] : std::map(m_ids)) { renameCalls(id); }
        for (const auto& [was, id] : std::map(m_ids)) { renameIn(id); }
        for (const Wire* wire : m_from.all<Wire>()) { addWire(*wire); }
        for (const Override* made : m_from.all<Override>()) { addMention(*made); }
        for (const Knob* knob : m_from.all<Knob>()) { addMention(*knob); }
        for (const QByteArray& line :
             QByteArray::fromRawData(links.data(), std::ssize(links)).split('\n')) {
            if (line.startsWith(kLinkHead)) { addLink(line.split(' ')); }
        }
        return std::move(m_added);
    }

private:
    /// Functions lie in nothing. One that is there already, just so, is called; of another one of
    /// that name the copy gets a name of its own.
    void addFunctions() {
        const Document before = m_edit.document();
        for (const Item* function : functionsOf(m_from)) {
            const Item* there = functionNamed(before, function->name);
            if (there != nullptr && wholeText(before, *there) == wholeText(m_from, *function)) {
                m_ids[function->id] = there->id;
                continue;
            }
            Item copy = *function;
            copy.id = {};
            const auto isTaken = [&](const std::string& name) {
                return functionNamed(m_edit.document(), name) != nullptr ||
                       (name != function->name && functionNamed(m_from, name) != nullptr);
            };
            for (int k = 1; isTaken(copy.name); ++k) { copy.name = concat(function->name, "_", k); }
            m_renamed.emplace(function->name, copy.name);
            const ItemId made = m_edit.put(std::move(copy));
            m_ids[function->id] = made;
            addInside(function->id, {});
        }
    }

    /// A function with all that belongs to it.
    static std::string wholeText(const Document& document, const Item& function) {
        return documentToText(cutOut(document, withFunctions(document, {function.id.value})));
    }

    void renameCalls(ItemId id) {
        const Item* made = m_edit.document().item(id);
        if (made == nullptr || made->as<OpItem>() == nullptr) { return; }
        Item copy = *made;
        auto& op = std::get<OpItem>(copy.what);
        for (const auto& [from, to] : m_renamed) {
            if (from != to) { op = withFunctionRenamed(std::move(op), from, to); }
        }
        m_edit.put(std::move(copy));
    }

    /// Arguments and results stand in the body of a function, nowhere else.
    bool hasPlace(const Item& item, ItemId parent) const {
        if (item.as<FunctionItem>() != nullptr) { return false; }
        if (!isArgument(item) && !isResult(item)) { return true; }
        const Item* group = m_edit.document().item(parent);
        return group != nullptr && group->as<FunctionItem>() != nullptr;
    }

    void addInside(ItemId parent, QPointF by) {
        // Groups nest at most kDeepestGroup deep.
        for (const Item* item : m_from.children(parent)) {
            if (!hasPlace(*item, m_ids[parent])) { continue; }
            Item copy = *item;
            copy.parent = m_ids[parent];
            copy.x += by.x();
            copy.y += by.y();
            const bool note = copy.as<NoteItem>() != nullptr;
            copy.id = {};
            const ItemId made = note ? m_edit.put(std::move(copy)) : m_edit.add(std::move(copy));
            m_ids[item->id] = made;
            if (!parent.valid()) { m_added.push_back(made); }
            addInside(item->id, {});
        }
    }

    /// What a copy says of others is said of their copies.
    void renameIn(ItemId id) {
        const Item* made = m_edit.document().item(id);
        if (made == nullptr || !mentionsItems(*made)) { return; }
        Item copy = *made;
        renameMentions(copy, [this](ItemId was) {
            const auto found = m_ids.find(was);
            return found == m_ids.end() ? ItemId{} : found->second;
        });
        m_edit.put(std::move(copy));
    }

    void addWire(const Wire& wire) {
        const auto from = m_ids.find(wire.from.item);
        const auto to = m_ids.find(wire.to.item);
        if (from == m_ids.end() || to == m_ids.end()) { return; }
        // A function that was there has its gradient.
        const bool isGradient = isGradientWire(m_from, wire);
        if (isGradient && gradientFunctionOf(m_edit.document(), to->second) != nullptr) { return; }
        Wire copy = wire;
        copy.id = {};
        copy.from.item = from->second;
        copy.to.item = to->second;
        for (WirePoint& point : copy.points) {
            const QPointF by = point.group.valid() ? QPointF() : m_by;
            const auto group = m_ids.find(point.group);
            point = {group == m_ids.end() ? m_ids[{}] : group->second, point.x + by.x(),
                     point.y + by.y()};
        }
        m_edit.put(std::move(copy));
    }

    /// @param words "#", "link", item, port, "<", port, path.
    void addLink(const QList<QByteArray>& words) {
        if (words.size() != 7) { return; }
        const auto to = m_ids.find(ItemId{words[2].toULongLong()});
        const Item* source = m_edit.document().itemNamed(words[6].toStdString());
        if (to == m_ids.end() || source == nullptr) { return; }
        m_edit.put(Wire{.id = {},
                        .from = {source->id, words[5].toStdString()},
                        .to = {to->second, words[3].toStdString()}});
    }

    template <class T>
    void addMention(const T& made) {
        const auto item = m_ids.find(made.item);
        if (item == m_ids.end()) { return; }
        T copy = made;
        if constexpr (std::is_same_v<T, Override>) {
            if (copy.control.item.valid()) { copy.control.item = m_ids[copy.control.item]; }
        }
        copy.id = {};
        copy.item = item->second;
        m_edit.put(std::move(copy));
    }

    Edit& m_edit;
    const Document& m_from;
    QPointF m_by;  // of what lies at the top
    std::map<ItemId, ItemId> m_ids;
    std::map<std::string, std::string> m_renamed;  // functions that were added
    std::vector<ItemId> m_added;
};

/// A table of numbers, as spreadsheets copy it, as one constant; nothing for other text.
std::optional<Document> tableOf(std::string_view text) {
    std::vector<float> values;
    std::int64_t rows = 0;
    std::size_t columns = 0;
    for (const QByteArray& line :
         QByteArray::fromRawData(text.data(), std::ssize(text)).trimmed().split('\n')) {
        const QString cells = QString::fromUtf8(line).simplified();
        const QStringList words =
            cells.split(QRegularExpression(QStringLiteral("[\\s,;]+")), Qt::SkipEmptyParts);
        if (words.isEmpty() || (rows > 0 && static_cast<std::size_t>(words.size()) != columns)) {
            return std::nullopt;
        }
        columns = static_cast<std::size_t>(words.size());
        ++rows;
        for (const QString& word : words) {
            bool isNumber = false;
            values.push_back(word.toFloat(&isNumber));
            if (!isNumber || values.size() > kMostCells) { return std::nullopt; }
        }
    }
    if (values.empty()) { return std::nullopt; }
    const Shape shape = rows == 1 && columns == 1 ? Shape{}
                        : rows == 1               ? Shape{static_cast<std::int64_t>(columns)}
                                                  : Shape{rows, static_cast<std::int64_t>(columns)};
    const Tensor table = Tensor::ofValues<float>(shape, std::span<const float>(values));
    const Document empty;
    Edit edit(empty);
    Item item;
    item.name = "table";
    item.what =
        OpItem{"Const",
               AttrMap({{"dtype", DType::Float}, {"value", StoredTensor::fromTensor(table)}}),
               {},
               {}};
    edit.put(std::move(item));
    return edit.document();
}

/// Nodes of a graph have no places: columns from left to right by what they read.
void spread(Document& document) {
    constexpr double kColumn = 224;
    constexpr double kRow = 104;
    constexpr int kMostPasses = 200;  // one is enough where sources come first
    const auto items = document.all<Item>();
    const auto isPlaced = [](const Item* item) { return item->x != 0 || item->y != 0; };
    if (items.size() < 2 || std::any_of(items.begin(), items.end(), isPlaced)) { return; }
    std::map<ItemId, int> column;
    for (int pass = 0; pass < kMostPasses; ++pass) {
        bool changed = false;
        for (const Wire* wire : document.all<Wire>()) {
            const int wanted = column[wire->from.item] + 1;
            int& now = column[wire->to.item];
            // A loop never comes to rest: no graph is wider than it has nodes.
            if (now >= wanted || wanted > static_cast<int>(items.size())) { continue; }
            now = wanted;
            changed = true;
        }
        if (!changed) { break; }
    }
    std::map<std::pair<ItemId, int>, int> rows;
    Edit edit(document);
    for (const Item* item : items) {
        Item placed = *item;
        placed.x = kColumn * column[item->id];
        placed.y = kRow * rows[{item->parent, column[item->id]}]++;
        edit.put(std::move(placed));
    }
    document = edit.document();
}

/// The text as a document: a fragment, a table of numbers, else GraphDef text, else the text of one node.
Result<Document> documentOf(std::string_view text) {
    if (text.starts_with(kFragmentHead)) { return documentFromText(text, "clipboard"); }
    if (std::optional<Document> table = tableOf(text)) { return *std::move(table); }
    const ImportOptions options{.unknownOps = UnknownOps::Keep, .limits = defaultLimits()};
    Result<Graph> graph = graphFromText(text, options);
    if (!graph.ok()) {
        const Result<Graph> node = graphFromText(concat("node {\n", text, "\n}"), options);
        if (!node.ok()) {
            // Where a parser stopped helps only in what was meant as a graph.
            const bool meant = text.find("op:") != std::string_view::npos;
            return meant ? invalidArgument(concat("the graph in the clipboard is damaged: ",
                                                  messageOf(graph.status())))
                         : invalidArgument("the clipboard holds no part of a drawing");
        }
        return adoptGraph(*node);
    }
    if (graph->nodes().empty()) { return invalidArgument("the clipboard holds no nodes"); }
    return adoptGraph(*graph);
}

}  // namespace

std::string fragmentOf(const Document& document, const QSet<quint64>& ids) {
    return concat(kFragmentHead, "\n", linksInto(document, ids),
                  documentToText(cutOut(document, withFunctions(document, ids))));
}

Result<std::vector<ItemId>> pasteText(Edit& edit, std::string_view text, ItemId parent, QPointF at,
                                      bool keepLinks) {
    Document from = WEFT_TRY(documentOf(text));
    spread(from);
    auto pasted = Paster(edit, from, parent).paste(at, keepLinks ? text : std::string_view());
    if (pasted.empty() && !from.all<Item>().empty()) {
        return invalidArgument("arguments and results stand in the body of a function");
    }
    return pasted;
}

Result<std::vector<ItemId>> duplicateItems(Edit& edit, const QSet<quint64>& ids, QPointF offset) {
    const Document before = edit.document();
    QPointF corner(std::numeric_limits<double>::max(), std::numeric_limits<double>::max());
    ItemId parent;
    for (const quint64 id : ids) {
        const Item* item = before.item(ItemId{id});
        if (item == nullptr) { continue; }
        corner = {std::min(corner.x(), item->x), std::min(corner.y(), item->y)};
        parent = item->parent;
    }
    const Document from = cutOut(before, ids);
    if (from.all<Item>().empty()) { return invalidArgument("nothing is selected"); }
    return Paster(edit, from, parent).paste(corner + offset, linksInto(before, ids));
}

}  // namespace weft::ui
