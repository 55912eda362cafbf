// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/functions/make_function.h"

#include <algorithm>
#include <limits>

#include "engine/compose/functions/bars.h"
#include "engine/compose/ports.h"

namespace weft {
namespace {

/// Room between the body and its arguments and results, and from one to the next.
constexpr double kBeside = 240;
constexpr double kBelow = 96;

/// The items and all that lies in them.
std::set<ItemId> withContents(const Document& document, const std::set<ItemId>& items) {
    std::set<ItemId> all = items;
    for (const Item* item : document.all<Item>()) {
        for (ItemId at = item->id; at.valid();) {
            if (items.contains(at)) {
                all.insert(item->id);
                break;
            }
            const Item* found = document.item(at);
            at = found == nullptr ? ItemId{} : found->parent;
        }
    }
    return all;
}

/// A path as a name of an argument.
std::string plainName(std::string path) {
    std::replace_if(
        path.begin(), path.end(),
        [](char c) { return c == '/' || c == '.' || c == '-' || c == '>'; }, '_');
    return path;
}

class FunctionMaker {
public:
    FunctionMaker(Edit& edit, const std::set<ItemId>& items, const Expansion& expansion)
        : m_edit(edit),
          m_items(items),
          m_all(withContents(edit.document(), items)),
          m_expansion(expansion) {}

    Result<MadeFunction> make(const std::string& name) {
        WEFT_TRY(check());
        measure();
        m_name = uniqueFunctionName(m_edit.document(), m_expansion, name);
        m_made.function = m_edit.put(Item{.name = m_name, .folded = true, .what = FunctionItem{}});
        Item call{.parent = m_parent, .x = m_left, .y = m_top};
        call.what = OpItem{m_isStateful ? "StatefulPartitionedCall" : "PartitionedCall",
                           {{"f", FunctionAttr{m_name, nullptr}}},
                           {},
                           {}};
        m_made.call = m_edit.add(std::move(call), m_name);
        moveIn();
        for (const Wire* wire : wires()) { WEFT_TRY(rewire(*wire)); }
        rewriteRows();
        return m_made;
    }

private:
    Status check() {
        if (m_items.empty()) { return invalidArgument("nothing is selected for a function"); }
        m_parent = m_edit.document().item(*m_items.begin()) == nullptr
                       ? ItemId{}
                       : m_edit.document().item(*m_items.begin())->parent;
        for (const ItemId id : m_items) {
            const Item* item = m_edit.document().item(id);
            if (item == nullptr || item->parent != m_parent) {
                return invalidArgument("what is selected lies in different groups");
            }
        }
        for (const ItemId id : m_all) { WEFT_TRY(checkMember(*m_edit.document().item(id))); }
        const Graph& graph = m_expansion.around(*m_items.begin()).graph;
        for (const Node& node : graph.nodes()) {
            const Origin& origin = m_expansion.around(*m_items.begin()).originOf(node.id);
            if (!m_all.contains(origin.item)) { continue; }
            if (node.isOp("VariableV2") || node.isOp("Variable") || node.isOp("VarHandleOp")) {
                return invalidArgument(concat("a function has no variables of its own: leave '",
                                              node.name,
                                              "' outside, its value becomes an argument"));
            }
            m_isStateful = m_isStateful || (node.op != nullptr && node.op->isStateful);
        }
        return okStatus();
    }

    static Status checkMember(const Item& item) {
        const bool isBar = isArgument(item) || isResult(item);
        if (isPlaceholder(item) || item.as<DataItem>() != nullptr || isBar) {
            return invalidArgument(concat("'", item.name,
                                          isBar ? "' belongs to the function around it"
                                                : "' is fed from outside: leave it out"));
        }
        return okStatus();
    }

    void measure() {
        m_left = m_top = std::numeric_limits<double>::max();
        m_right = std::numeric_limits<double>::lowest();
        for (const ItemId id : m_items) {
            const Item* item = m_edit.document().item(id);
            m_left = std::min(m_left, item->x);
            m_top = std::min(m_top, item->y);
            m_right = std::max(m_right, item->x);
        }
    }

    void moveIn() {
        for (const ItemId id : m_items) {
            Item moved = *m_edit.document().item(id);
            moved.parent = m_made.function;
            m_edit.put(std::move(moved));
        }
    }

    /// Wires with an end among the items; values, for they are about to change.
    std::vector<const Wire*> wires() const {
        std::vector<const Wire*> found = m_edit.document().all<Wire>();
        std::erase_if(found, [&](const Wire* wire) {
            return m_all.contains(wire->from.item) == m_all.contains(wire->to.item);
        });
        return found;
    }

    Status rewire(const Wire& crossing) {
        Wire wire = crossing;
        const bool leadsIn = m_all.contains(wire.to.item);
        if (wire.from.port == kControlPort) {
            (leadsIn ? wire.to.item : wire.from.item) = m_made.call;
            m_edit.put(std::move(wire));
            return okStatus();
        }
        if (!leadsIn) {
            wire.from = resultFor(wire.from);
            m_edit.put(std::move(wire));
            return okStatus();
        }
        wire.from = WEFT_TRY(argumentFor(wire.from));
        wire.points.clear();
        m_edit.put(std::move(wire));
        return okStatus();
    }

    /// The argument that brings a tensor in: made, and wired at the call, once a tensor.
    Result<PortRef> argumentFor(const PortRef& from) {
        const auto known = m_arguments.find(from);
        if (known != m_arguments.end()) { return known->second; }
        const OutputInfo* info = m_expansion.outputAt(from);
        const std::string source = m_edit.document().pathOf(from.item);
        if (info == nullptr || info->type == DType::Invalid) {
            return invalidArgument(
                concat("the type of what '", source, "' gives is not known yet"));
        }
        if (info->isRef) {
            return invalidArgument(
                concat("what changes the variable '", source, "' itself must stay outside"));
        }
        const auto index = static_cast<std::int64_t>(m_arguments.size());
        const ItemId argument = addBar(kArgumentOp, source, index, m_left - kBeside);
        Item typed = *m_edit.document().item(argument);
        std::get<OpItem>(typed.what).attrs.set("T", info->type);
        m_edit.put(std::move(typed));
        const PortRef made{argument, "output"};
        m_arguments.emplace(from, made);
        WEFT_TRY(m_edit.connect(from, {m_made.call, concat("args:", index)}));
        return made;
    }

    PortRef resultFor(const PortRef& from) {
        const auto known = m_results.find(from);
        if (known != m_results.end()) { return known->second; }
        const auto index = static_cast<std::int64_t>(m_results.size());
        const std::string source = m_edit.document().pathOf(from.item);
        const ItemId result = addBar(kResultOp, source, index, m_right + kBeside);
        nameResult(result, source);
        m_edit.put(Wire{.id = {}, .from = from, .to = {result, "input"}});
        const PortRef made{m_made.call, concat("output:", index)};
        m_results.emplace(from, made);
        return made;
    }

    ItemId addBar(const char* op, const std::string& like, std::int64_t index, double x) {
        Item item;
        item.parent = m_made.function;
        item.name = plainName(like);
        item.x = x;
        item.y = m_top + static_cast<double>(index) * kBelow;
        item.what = OpItem{op, {{kBarIndex, index}}, {}, {}};
        return m_edit.add(std::move(item));
    }

    /// A result may have the name of a node, but not of another result.
    void nameResult(ItemId id, const std::string& like) {
        Item result = *m_edit.document().item(id);
        const std::string plain = plainName(like);
        const auto all = resultsOf(m_edit.document(), m_made.function);
        if (std::none_of(all.begin(), all.end(),
                         [&](const Item* other) { return other->name == plain; })) {
            result.name = plain;
            m_edit.put(std::move(result));
        }
    }

    /// Calls fetch what was made inside from the call, and run the call.
    void rewriteRows() {
        std::vector<RunRow> rows;
        for (const RunRow* row : m_edit.document().all<RunRow>()) { rows.push_back(*row); }
        for (RunRow& row : rows) {
            bool changed = false;
            for (PortRef& fetch : row.fetches) {
                if (!m_all.contains(fetch.item)) { continue; }
                fetch = resultFor(fetch);
                changed = true;
            }
            for (ItemId& target : row.targets) {
                if (!m_all.contains(target)) { continue; }
                target = m_made.call;
                changed = true;
            }
            if (changed) { m_edit.put(std::move(row)); }
        }
    }

    Edit& m_edit;
    const std::set<ItemId>& m_items;
    const std::set<ItemId> m_all;
    const Expansion& m_expansion;
    ItemId m_parent;
    std::string m_name;
    MadeFunction m_made;
    bool m_isStateful = false;
    double m_left = 0;
    double m_top = 0;
    double m_right = 0;
    std::map<PortRef, PortRef> m_arguments;  // by what is brought in
    std::map<PortRef, PortRef> m_results;    // by what is brought out: at the call
};

}  // namespace

Result<MadeFunction> makeFunction(Edit& edit, const std::set<ItemId>& items,
                                  const Expansion& expansion, const std::string& name) {
    return FunctionMaker(edit, items, expansion).make(name);
}

}  // namespace weft
