// SPDX-License-Identifier: Apache-2.0
/// @file
/// What is handed on in place of what a bypassed item would make. Which dtypes and shapes these
/// would be is found by making the item on a graph of its own, thrown away after.

#include "engine/compose/expand/bypass.h"

#include <algorithm>
#include <unordered_set>

#include "engine/compose/expand/items.h"
#include "engine/compose/expand/left_out.h"

namespace weft {
namespace {

bool liesIn(const Document& document, ItemId unit, ItemId item) {
    for (const Item* at = document.item(item); at != nullptr; at = document.item(at->parent)) {
        if (at->id == unit) { return true; }
    }
    return false;
}

std::string typeAndShape(const OutputInfo& info) { return concat(info.type, " ", info.shape); }

/// A stand-in for a tensor from outside.
Result<Endpoint> standIn(Graph& graph, const OutputInfo& like) {
    NodeSpec spec;
    spec.name = graph.uniqueName("bypassed.input");
    spec.op = "Placeholder";
    spec.attrs.set("dtype", like.type);
    spec.attrs.set("shape", like.shape);
    return Endpoint{WEFT_TRY(graph.add(std::move(spec))), 0};
}

}  // namespace

BypassedPart partBehind(const Document& document, const ExpandOrder& order, ItemId unit,
                        ItemId asked) {
    std::unordered_set<ItemId> part{asked};
    std::vector<ItemId> open{asked};
    while (!open.empty()) {
        const ItemId at = open.back();
        open.pop_back();
        for (const Wire* wire : order.wiresInto(at).all()) {
            const ItemId from = wire->from.item;
            if (liesIn(document, unit, from) && part.insert(from).second) { open.push_back(from); }
        }
    }
    BypassedPart found;
    std::vector stages = {&order.forward, &order.backward};
    const auto body = order.bodies.find(document.functionOf(asked));
    if (body != order.bodies.end()) { stages.push_back(&body->second); }
    for (const auto* stage : stages) {
        for (const Item* item : *stage) {
            if (!part.contains(item->id)) { continue; }
            found.items.push_back(item);
            for (const Wire* wire : order.wiresInto(item->id).all()) {
                const bool isData = wire->from.port != kControlPort && !closesLoop(document, *wire);
                if (isData && !part.contains(wire->from.item)) { found.enters.push_back(wire); }
            }
        }
    }
    return found;
}

/// Once for the unit, whatever of it is asked for.
void ItemExpander::failBypass(ItemId unit, ItemId asked, const std::string& why) {
    const auto [blamed, isFirst] = m_blamed.emplace(unit, m_out.findings.size());
    m_blamed.emplace(asked, blamed->second);
    if (!isFirst) { return; }
    m_out.findings.push_back({unit,
                              {},
                              Finding::Kind::Refused,
                              Finding::Severity::Error,
                              concat("'", m_document.pathOf(unit), "' cannot be bypassed: ", why),
                              0});
}

void ItemExpander::findReadOutside() {
    for (const Wire* wire : m_document.all<Wire>()) {
        const ItemId unit = bypassedBy(m_document, m_out, wire->from.item);
        const bool reads = unit.valid() && wire->from.port != kControlPort &&
                           bypassedBy(m_document, m_out, wire->to.item) != unit;
        if (reads) { m_readOutside[wire->from.item].insert(wire->from.port); }
    }
}

/// Before what reads it, so that each finds what it needs there.
void ItemExpander::bypass(const Item& item, ItemId unit) {
    const auto read = m_readOutside.find(item.id);
    if (read == m_readOutside.end()) { return; }
    for (const std::string& port : read->second) { passThrough({item.id, port}, unit); }
}

void ItemExpander::passThrough(const PortRef& asked, ItemId unit) {
    const BypassedPart part = partBehind(m_document, m_order, unit, asked.item);
    Expansion tried;
    std::vector<Endpoint> offers;
    for (const Wire* wire : part.enters) {
        const std::optional<Endpoint> from = tensorFrom(*wire);
        if (!from) { return; }  // blamed on what keeps that from being made
        offers.push_back(*from);
        if (tried.outputs.contains(wire->from)) { continue; }
        const Result<Endpoint> made = standIn(tried.graph, m_out.graph.output(*from));
        if (!made.ok()) { continue; }
        tried.origins.emplace_back();
        tried.outputs.emplace(wire->from, *made);
    }
    ItemExpander(m_document, m_order, m_known, tried).expand(part.items);
    const std::optional<Endpoint> would = tried.tensorAt(asked);
    if (!would) {
        return failBypass(
            unit, asked.item,
            tried.findings.empty() ? "it makes no such tensor" : tried.findings.back().text);
    }
    const OutputInfo& wanted = tried.graph.output(*would);
    const auto like = [&](bool exactly) {
        return std::find_if(offers.begin(), offers.end(), [&](const Endpoint& offer) {
            const OutputInfo& got = m_out.graph.output(offer);
            return got.type == wanted.type &&
                   (exactly ? got.shape == wanted.shape : got.shape.compatibleWith(wanted.shape));
        });
    };
    auto found = like(true);
    if (found == offers.end()) { found = like(false); }
    if (found != offers.end()) {
        m_out.outputs.emplace(asked, *found);
        return;
    }
    std::vector<std::string> got;
    for (const Endpoint& offer : offers) { got.push_back(typeAndShape(m_out.graph.output(offer))); }
    failBypass(unit, asked.item,
               concat("no input is like its output: got ", got.empty() ? "none" : join(got, ", "),
                      ", want ", typeAndShape(wanted)));
}

}  // namespace weft
