// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/compose/document.h"

namespace weft {

/// Reads the nodes of a document along its wires, also where they cannot be made.
class NodeReader {
public:
    /// @param document not owned; must outlive the reader and stay as it is.
    explicit NodeReader(const Document& document);

    const std::vector<const Wire*>& into(ItemId item) const { return listOf(m_into, item); }
    const std::vector<const Wire*>& from(ItemId item) const { return listOf(m_from, item); }
    /// The op that an item is; "" where it is none.
    std::string_view op(ItemId item) const;
    /// What the inputs of a known op read, in the order of its arguments; of no item where no wire
    /// comes in. Control inputs are not among them.
    std::vector<PortRef> inputs(ItemId item) const;
    /// The number that a Const of a floating dtype holds in all its elements.
    std::optional<double> number(ItemId item) const;
    /// The whole numbers that a Const holds.
    std::optional<std::vector<std::int64_t>> ints(ItemId item) const;

private:
    using Wires = std::map<ItemId, std::vector<const Wire*>>;
    static const std::vector<const Wire*>& listOf(const Wires& wires, ItemId item);
    std::optional<Tensor> constant(ItemId item) const;

    const Document& m_document;
    Wires m_into;
    Wires m_from;
};

}  // namespace weft
