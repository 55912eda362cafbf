// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/foreign/memory.h"

#include "engine/base/strings.h"
#include "engine/graph/meta_graph.h"

namespace weft {
namespace {

const ImportOptions kKeep{.unknownOps = UnknownOps::Keep};
constexpr std::string_view kHead = "#weft 1\n";

/// A serialized CollectionDef whose bytes_list holds the text.
std::string collectionOf(const std::string& text) {
    const auto field = [](char tag, const std::string& bytes) {
        std::string out(1, tag);
        for (std::size_t n = bytes.size(); true; n >>= 7U) {
            const bool last = n < 0x80U;
            out.push_back(static_cast<char>((n & 0x7FU) | (last ? 0U : 0x80U)));
            if (last) { break; }
        }
        return out + bytes;
    };
    return field('\x12', field('\x0a', text));
}

void addIds(std::string& text, std::string_view word, const std::vector<ItemId>& ids) {
    if (ids.empty()) { return; }
    text += word;
    for (const ItemId id : ids) { text += concat(" ", id.value); }
    text += '\n';
}

/// "train 12 in the collection train_op" and its others in a line of their own.
void addGuess(std::string& text, const std::string& word, const ForeignMemory::Guess& guess) {
    if (!guess.item.valid()) { return; }
    text += concat(word, " ", guess.item.value, " ", guess.evidence, "\n");
    addIds(text, word + "?", guess.others);
}

/// "while ANCHOR", then a line for each part, the border and the rows.
void addFlow(std::string& text, const ForeignMemory::Flow& flow) {
    text +=
        concat(flow.kind == ForeignFlow::Kind::While ? "while " : "cond ", flow.anchor.value, "\n");
    addIds(text, "part0", flow.parts[0]);
    addIds(text, "part1", flow.parts[1]);
    addIds(text, "border", flow.border);
    std::vector<ItemId> ends;
    for (const auto& [enter, exit] : flow.rows) { ends.insert(ends.end(), {enter, exit}); }
    addIds(text, "rows", ends);
}

std::string textOf(const ForeignMemory& memory) {
    std::string text(kHead);
    addGuess(text, "train", memory.train);
    addGuess(text, "loss", memory.loss);
    addGuess(text, "init", memory.init);
    addGuess(text, "restore", memory.restore);
    addIds(text, "placeholders", memory.placeholders);
    addIds(text, "trained", memory.trained);
    addIds(text, "updates", memory.updates);
    addIds(text, "seeds", memory.seeds);
    std::vector<ItemId> backward;
    std::vector<ItemId> housekeeping;
    for (const auto& [id, part] : memory.parts) {
        (part == GraphRoles::Part::Backward ? backward : housekeeping).push_back(id);
    }
    addIds(text, "backward", backward);
    addIds(text, "housekeeping", housekeeping);
    std::map<ItemId, std::vector<ItemId>> members;
    for (const auto& [id, variable] : memory.variables) { members[variable].push_back(id); }
    for (const auto& [variable, ids] : members) {
        addIds(text, concat("variable ", variable.value), ids);
    }
    for (const ForeignMemory::Flow& flow : memory.flows) { addFlow(text, flow); }
    for (const auto& [id, mark] : memory.differentiated) {
        text += concat("of ", id.value, " ", mark, "\n");
    }
    return text;
}

class Reader {
public:
    ForeignMemory read(std::string_view text) {
        for (const std::string& line : split(text, '\n')) { take(line); }
        return std::move(m_memory);
    }

private:
    static std::vector<ItemId> idsIn(std::span<const std::string> words) {
        std::vector<ItemId> ids;
        for (const std::string& word : words) {
            ids.push_back(ItemId{static_cast<std::uint64_t>(parseInt(word).value_or(0))});
        }
        return ids;
    }

    ForeignMemory::Guess* guessNamed(std::string_view word) {
        if (word == "train") { return &m_memory.train; }
        if (word == "loss") { return &m_memory.loss; }
        if (word == "init") { return &m_memory.init; }
        return word == "restore" ? &m_memory.restore : nullptr;
    }

    /// A line of what addFlow() writes.
    void takeFlow(const std::string& word, const std::vector<ItemId>& ids) {
        using Kind = ForeignFlow::Kind;
        if (word == "while" || word == "cond") {
            m_memory.flows.push_back({word == "while" ? Kind::While : Kind::Cond, ids.front()});
            return;
        }
        if (m_memory.flows.empty()) { return; }
        ForeignMemory::Flow& flow = m_memory.flows.back();
        if (word == "part0" || word == "part1") {
            flow.parts[word == "part1" ? 1 : 0] = ids;
        } else if (word == "border") {
            flow.border = ids;
        } else if (word == "rows") {
            for (std::size_t i = 1; i < ids.size(); i += 2) {
                flow.rows.emplace_back(ids[i - 1], ids[i]);
            }
        }
    }

    void take(const std::string& line) {
        const std::vector<std::string> words = split(line, ' ');
        if (words.size() < 2) { return; }
        const std::string& word = words.front();
        const std::vector<ItemId> ids = idsIn(std::span(words).subspan(1));
        if (ForeignMemory::Guess* guess = guessNamed(word)) {
            guess->item = ids.front();
            const std::size_t at = line.find(' ', word.size() + 1);
            if (at != std::string::npos) { guess->evidence = line.substr(at + 1); }
        } else if (word.ends_with('?')) {
            ForeignMemory::Guess* of =
                guessNamed(std::string_view(word).substr(0, word.size() - 1));
            if (of != nullptr) { of->others = ids; }
        } else if (word == "placeholders") {
            m_memory.placeholders = ids;
        } else if (word == "trained") {
            m_memory.trained = ids;
        } else if (word == "updates") {
            m_memory.updates = ids;
        } else if (word == "seeds") {
            m_memory.seeds = ids;
        } else if (word == "backward" || word == "housekeeping") {
            const auto part =
                word == "backward" ? GraphRoles::Part::Backward : GraphRoles::Part::Housekeeping;
            for (const ItemId id : ids) { m_memory.parts[id] = part; }
        } else if (word == "variable") {
            for (std::size_t i = 1; i < ids.size(); ++i) { m_memory.variables[ids[i]] = ids[0]; }
        } else if (word == "of" && words.size() > 2) {
            m_memory.differentiated.emplace_back(
                ids[0], static_cast<std::uint32_t>(parseInt(words[2]).value_or(0)));
        } else {
            takeFlow(word, ids);
        }
    }

    ForeignMemory m_memory;
};

}  // namespace

ForeignMemory memoryFrom(const Graph& graph, const GraphRoles& roles,
                         const std::unordered_map<std::string, ItemId>& items) {
    // What an item was expanded to has no item of its name.
    const auto itemOf = [&](NodeId node) {
        const auto found = items.find(graph.node(node).name);
        return found == items.end() ? ItemId{} : found->second;
    };
    const auto itemsOf = [&](const std::vector<NodeId>& nodes) {
        std::vector<ItemId> ids;
        for (const NodeId node : nodes) {
            if (itemOf(node).valid()) { ids.push_back(itemOf(node)); }
        }
        return ids;
    };
    const auto guessOf = [&](const RoleGuess& role) {
        ForeignMemory::Guess guess;
        if (role.found()) { guess = {itemOf(role.node), role.evidence, itemsOf(role.others)}; }
        return guess;
    };
    ForeignMemory memory;
    memory.train = guessOf(roles.train);
    memory.loss = guessOf(roles.loss);
    memory.init = guessOf(roles.init);
    memory.restore = guessOf(roles.restore);
    memory.placeholders = itemsOf(roles.placeholders);
    memory.trained = itemsOf(roles.trained);
    memory.updates = itemsOf(roles.updates);
    memory.seeds = itemsOf(roles.seeds);
    for (const Node& node : graph.nodes()) {
        if (!itemOf(node.id).valid()) { continue; }
        const GraphRoles::Part part = roles.partOf(node.id);
        if (part != GraphRoles::Part::Forward) { memory.parts[itemOf(node.id)] = part; }
        const NodeId variable = roles.variableOf(node.id);
        if (variable.valid() && itemOf(variable).valid()) {
            memory.variables[itemOf(node.id)] = itemOf(variable);
        }
    }
    for (const ForeignFlow& flow : flowsOf(graph, roles)) {
        ForeignMemory::Flow kept{flow.kind, itemOf(flow.anchor)};
        if (!kept.anchor.valid()) { continue; }
        kept.parts = {itemsOf(flow.parts[0]), itemsOf(flow.parts[1])};
        kept.border = itemsOf(flow.border);
        for (const ForeignFlow::Row& row : flow.rows) {
            kept.rows.emplace_back(itemOf(row.enter),
                                   row.exit.valid() ? itemOf(row.exit) : ItemId{});
        }
        memory.flows.push_back(std::move(kept));
    }
    return memory;
}

Status remember(const ForeignMemory& memory, Settings& settings) {
    MetaGraph frame = WEFT_TRY(metaGraphFromBytes(settings.frame, kKeep));
    frame.graph.collections().other[kForeignMemory] = collectionOf(textOf(memory));
    settings.frame = metaGraphToBytes(frame);
    return okStatus();
}

std::optional<ForeignMemory> memoryOf(const Document& document) {
    const std::string& bytes = document.settings().frame;
    if (bytes.empty()) { return std::nullopt; }
    const Result<MetaGraph> frame = metaGraphFromBytes(bytes, kKeep);
    if (!frame.ok()) { return std::nullopt; }
    const auto found = frame->graph.collections().other.find(kForeignMemory);
    if (found == frame->graph.collections().other.end()) { return std::nullopt; }
    const std::size_t begin = found->second.find(kHead);
    if (begin == std::string::npos) { return std::nullopt; }
    return Reader().read(std::string_view(found->second).substr(begin + kHead.size()));
}

}  // namespace weft
