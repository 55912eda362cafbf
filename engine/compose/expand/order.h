// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/compose/document.h"
#include "engine/compose/expand/sharing.h"

namespace weft {

/// The wires that end at one item, by port; control wires in id order.
class WiresInto {
public:
    void add(const Wire* wire) { m_wires.push_back(wire); }
    void sort();
    /// The wire at that port, or nullptr.
    const Wire* at(std::string_view port) const;
    /// Wires at the elements of a list argument: "values:0", "values:1", ...
    std::span<const Wire* const> elementsOf(std::string_view argument) const;
    std::span<const Wire* const> controls() const;
    std::span<const Wire* const> all() const { return m_wires; }

private:
    using Wires = std::vector<const Wire*>;
    Wires::const_iterator firstFrom(std::string_view port) const;
    std::span<const Wire* const> withPrefix(std::string_view prefix) const;
    Wires m_wires;
};

/// What of a document becomes nodes, in the order it does, and how it hangs together.
struct ExpandOrder {
    std::vector<const Item*> forward;   ///< sources before users, ties by id
    std::vector<const Item*> backward;  ///< items that differentiate, and what depends on them
    std::vector<const Item*> cyclic;    ///< in or behind a cycle
    /// By function what lies in its body, in the same order; the lists above hold the graph's.
    std::map<ItemId, std::vector<const Item*>> bodies;
    std::unordered_map<ItemId, WiresInto> into;
    Sharing sharing;

    const WiresInto& wiresInto(ItemId item) const;
};

/// Whether an item is an op or a recipe; nullptr is neither.
bool becomesNodes(const Item* item);
/// Whether an item is a recipe that builds gradients.
bool differentiates(const Item& item);
/// The edge that closes a loop (see isLoopBackEdge) orders nothing.
ExpandOrder orderOf(const Document& document);
/// Whether the wire closes a loop.
bool closesLoop(const Document& document, const Wire& wire);

}  // namespace weft
