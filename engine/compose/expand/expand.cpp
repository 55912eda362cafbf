// SPDX-License-Identifier: Apache-2.0
/// @file
/// Document to graph, in two stages: what is drawn, then what is derived by differentiating.

#include <algorithm>

#include "engine/compose/expand/init.h"
#include "engine/compose/expand/items.h"
#include "engine/compose/expand/lay_out_calls.h"
#include "engine/compose/expand/left_out.h"
#include "engine/compose/expand/overrides.h"
#include "engine/compose/expansion.h"
#include "engine/compose/foreign/memory.h"
#include "engine/compose/functions/expand_functions.h"
#include "engine/graph/meta_graph.h"

namespace weft {
namespace {

/// What an imported graph says besides its nodes.
void takeFrame(const Settings& settings, Expansion& out) {
    if (settings.frame.empty()) { return; }
    Result<MetaGraph> frame = metaGraphFromBytes(settings.frame, {.unknownOps = UnknownOps::Keep});
    if (!frame.ok()) {
        out.findings.push_back({settings.id,
                                {},
                                Finding::Kind::BadParameter,
                                Finding::Severity::Error,
                                concat("the imported graph's frame: ", messageOf(frame.status())),
                                0});
        return;
    }
    out.graph = std::move(frame->graph);
    out.graph.collections().other.erase(kForeignMemory);  // the document's own
    out.metaBytes = std::move(frame->otherBytes);
}

}  // namespace

std::optional<NodeId> Expansion::nodeOf(ItemId item, std::string_view role) const {
    for (std::size_t i = 0; i < origins.size(); ++i) {
        if (origins[i].item == item && origins[i].role == role) {
            return NodeId{static_cast<std::int32_t>(i)};
        }
    }
    return std::nullopt;
}

std::optional<Endpoint> Expansion::tensorAt(const PortRef& port) const {
    const auto found = outputs.find(port);
    return found == outputs.end() ? std::nullopt : std::optional<Endpoint>(found->second);
}

const Expansion& Expansion::around(ItemId item) const {
    const auto function = functions.find(item);
    return function == functions.end() ? *this : *bodies.at(function->second);
}

const OutputInfo* Expansion::outputAt(const PortRef& port) const {
    const Expansion& expansion = around(port.item);
    const std::optional<Endpoint> tensor = expansion.tensorAt(port);
    return tensor ? &expansion.graph.output(*tensor) : nullptr;
}

const Node* Expansion::operationOf(ItemId item) const {
    const Expansion& expansion = around(item);
    const auto made = expansion.operations.find(item);
    return made == expansion.operations.end() ? nullptr : &expansion.drawnNode(made->second);
}

const Node& Expansion::drawnNode(NodeId node) const {
    const auto call = laidOut.empty() ? laidOut.end() : laidOut.find(originOf(node).item);
    return call == laidOut.end() || isInCall(node) ? graph.node(node) : call->second;
}

bool Expansion::hasErrors() const {
    return std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
        return finding.severity == Finding::Severity::Error;
    });
}

Expansion expandForward(const Document& document) {
    Expansion out;
    takeFrame(document.settings(), out);
    out.leftOut = leftOutItems(document);
    sayMuted(document, out);
    const ExpandOrder order = orderOf(document);
    for (const Item* item : order.cyclic) {
        out.findings.push_back({item->id,
                                {},
                                Finding::Kind::Cycle,
                                Finding::Severity::Error,
                                concat("'", document.pathOf(item->id),
                                       "' is in or behind a cycle of wires or shared weights"),
                                0});
    }
    expandFunctions(document, order, out);
    ItemExpander(document, order, out.known, out).expand(order.forward);
    applyOverrides(document, order, Stage::Forward, out);
    out.documentVersion = document.version();
    return out;
}

void expandBackward(const Document& document, Expansion& expansion) {
    const ExpandOrder order = orderOf(document);
    layOutCalls(order.backward, order, expansion);
    ItemExpander(document, order, expansion.known, expansion).expand(order.backward);
    applyOverrides(document, order, Stage::Backward, expansion);
    addInit(document, expansion);
}

Expansion expandDocument(const Document& document) {
    Expansion expansion = expandForward(document);
    expandBackward(document, expansion);
    return expansion;
}

}  // namespace weft
