// SPDX-License-Identifier: Apache-2.0
/// @file
/// A body in the place of its call; declared with makeFunction().

#include <algorithm>
#include <limits>

#include "engine/compose/functions/bars.h"
#include "engine/compose/functions/call_ports.h"
#include "engine/compose/functions/called_functions.h"
#include "engine/compose/functions/gradient_function.h"
#include "engine/compose/functions/make_function.h"

namespace weft {
namespace {

class Dissolver {
public:
    Dissolver(Edit& edit, const Item& call, const Item& function)
        : m_edit(edit),
          m_call(call),
          m_function(function),
          m_isLast(callersOf(edit.document(), function.name).size() == 1 &&
                   functionsOfGradient(edit.document(), function.id).empty()) {}

    std::vector<ItemId> run() {
        readCall();
        for (const Item* argument : argumentsOf(m_edit.document(), m_function.id)) {
            m_bars.insert(argument->id);
            m_arguments.push_back(argument->id);
        }
        for (const Item* result : resultsOf(m_edit.document(), m_function.id)) {
            m_bars.insert(result->id);
            m_results.push_back(result->id);
        }
        measure();
        takeOut(m_function.id, m_call.parent);
        wireBody();
        wireReaders();
        wireControls();
        rewriteRows();
        m_edit.remove(m_call.id);
        if (m_isLast) { removeUnusedFunction(m_edit, m_function.id); }
        return m_out;
    }

private:
    void readCall() {
        for (const Wire* wire : m_edit.document().all<Wire>()) {
            const std::string prefix = "args:";
            if (wire->to.item == m_call.id && wire->to.port == kControlPort) {
                m_before.push_back(wire->from);
            } else if (wire->to.item == m_call.id && wire->to.port.starts_with(prefix)) {
                m_given.emplace(wire->to.port.substr(prefix.size()), wire->from);
            } else if (wire->from.item == m_call.id) {
                m_readers.push_back(*wire);
            } else if (wire->to == PortRef{m_function.id, kControlPort}) {
                m_always.push_back(wire->from.item);
            }
        }
    }

    /// The body's corner comes to the call's.
    void measure() {
        double left = std::numeric_limits<double>::max();
        double top = left;
        for (const Item* item : m_edit.document().children(m_function.id)) {
            if (m_bars.contains(item->id)) { continue; }
            left = std::min(left, item->x);
            top = std::min(top, item->y);
        }
        m_dx = m_call.x - left;
        m_dy = m_call.y - top;
    }

    /// Moves or copies what lies in `from` to `to`.
    void takeOut(ItemId from, ItemId to) {
        std::vector<Item> members;
        for (const Item* member : m_edit.document().children(from)) {
            if (!m_bars.contains(member->id)) { members.push_back(*member); }
        }
        const bool isTop = from == m_function.id;
        for (Item& member : members) {
            const ItemId old = member.id;
            member.parent = to;
            if (isTop) {
                member.x += m_dx;
                member.y += m_dy;
                if (member.as<NoteItem>() == nullptr) {
                    member.name = m_edit.document().uniqueName(to, member.name);
                }
            }
            if (!m_isLast) { member.id = {}; }
            const ItemId now = m_edit.put(std::move(member));
            m_now[old] = now;
            if (isTop) { m_out.push_back(now); }
            takeOut(old, now);
        }
    }

    /// What stands outside for a tensor of the body; nothing where the call gives none.
    std::optional<PortRef> outside(const PortRef& from) const {
        const auto moved = m_now.find(from.item);
        if (moved != m_now.end()) { return PortRef{moved->second, from.port}; }
        const auto place = std::find(m_arguments.begin(), m_arguments.end(), from.item);
        const auto given = m_given.find(std::to_string(place - m_arguments.begin()));
        return given == m_given.end() ? std::nullopt : std::optional(given->second);
    }

    void wireBody() {
        std::vector<Wire> wires;
        for (const Wire* wire : m_edit.document().all<Wire>()) {
            const auto result = std::find(m_results.begin(), m_results.end(), wire->to.item);
            if (result != m_results.end()) {
                m_sources[static_cast<std::size_t>(result - m_results.begin())] = wire->from;
            } else if (m_now.contains(wire->to.item)) {
                wires.push_back(*wire);
            }
        }
        for (Wire& wire : wires) {
            const std::optional<PortRef> from = outside(wire.from);
            const bool wasArgument = m_bars.contains(wire.from.item);
            if (!wasArgument) { m_hasInput.insert(m_now.at(wire.to.item)); }
            if (!from) { continue; }
            if (!m_isLast) { wire.id = {}; }
            wire.from = *from;
            wire.to.item = m_now.at(wire.to.item);
            if (wasArgument || !m_isLast) { wire.points.clear(); }
            m_edit.put(std::move(wire));
        }
    }

    std::optional<PortRef> resultAt(const std::string& port) const {
        const std::string prefix = "output:";
        const auto index =
            port.starts_with(prefix) ? parseInt(port.substr(prefix.size())) : std::nullopt;
        const auto source = m_sources.find(static_cast<std::size_t>(index.value_or(-1)));
        return source == m_sources.end() ? std::nullopt : outside(source->second);
    }

    void wireReaders() {
        for (Wire wire : m_readers) {
            if (wire.from.port == kControlPort) { continue; }
            const std::optional<PortRef> from = resultAt(wire.from.port);
            if (!from) { continue; }
            wire.from = *from;
            m_edit.put(std::move(wire));
        }
    }

    /// What waits for the call waits for all that it would have run; what the call waits for, its
    /// first nodes do.
    void wireControls() {
        std::set<ItemId> ran;
        for (const ItemId item : m_always) { ran.insert(m_now.at(item)); }
        for (const auto& [place, source] : m_sources) {
            if (const auto from = outside(source)) { ran.insert(from->item); }
        }
        for (const Wire& wire : m_readers) {
            if (wire.from.port != kControlPort) { continue; }
            for (const ItemId item : ran) { control(item, wire.to.item); }
        }
        for (const PortRef& before : m_before) {
            for (const auto& [old, now] : m_now) {
                const Item* item = m_edit.document().item(now);
                if (holdsItems(*item) || item->as<NoteItem>() != nullptr) { continue; }
                if (!m_hasInput.contains(now)) { control(before.item, now); }
            }
        }
    }

    void control(ItemId from, ItemId to) {
        m_edit.put(Wire{.id = {}, .from = {from, kControlPort}, .to = {to, kControlPort}});
    }

    void rewriteRows() {
        std::vector<RunRow> rows;
        for (const RunRow* row : m_edit.document().all<RunRow>()) { rows.push_back(*row); }
        const std::optional<PortRef> first = resultAt("output:0");
        for (RunRow& row : rows) {
            for (PortRef& fetch : row.fetches) {
                if (fetch.item == m_call.id) { fetch = resultAt(fetch.port).value_or(fetch); }
            }
            for (ItemId& target : row.targets) {
                if (target == m_call.id && first) { target = first->item; }
            }
            m_edit.put(std::move(row));
        }
    }

    Edit& m_edit;
    const Item m_call;
    const Item m_function;
    const bool m_isLast;                     // the body moves; else it is copied
    std::map<std::string, PortRef> m_given;  // to the call, by place
    std::vector<PortRef> m_before;           // what the call waits for
    std::vector<Wire> m_readers;             // of the call
    std::vector<ItemId> m_always;            // what runs whenever the function does
    std::set<ItemId> m_bars;
    std::vector<ItemId> m_arguments;
    std::vector<ItemId> m_results;
    std::map<std::size_t, PortRef> m_sources;  // of results, by place
    std::map<ItemId, ItemId> m_now;            // what an item of the body is outside
    std::set<ItemId> m_hasInput;               // from another node of the body
    double m_dx = 0;
    double m_dy = 0;
    std::vector<ItemId> m_out;
};

}  // namespace

Result<std::vector<ItemId>> dissolveCall(Edit& edit, ItemId call) {
    const Item* item = edit.document().item(call);
    const auto* op = item == nullptr ? nullptr : item->as<OpItem>();
    const bool isPlain =
        op != nullptr && (op->op == "PartitionedCall" || op->op == "StatefulPartitionedCall");
    const auto ports = isPlain ? callPorts(*op) : std::nullopt;
    const Item* function = ports ? functionNamed(edit.document(), ports->function) : nullptr;
    if (function == nullptr) {
        return invalidArgument("only a plain call of a function that is drawn can be dissolved");
    }
    if (edit.document().functionOf(call) == function->id) {
        return invalidArgument(concat("function '", function->name, "' calls itself"));
    }
    return Dissolver(edit, *item, *function).run();
}

}  // namespace weft
