// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/compose/document.h"
#include "engine/compose/foreign/flows.h"

namespace weft {

/// The collection of a frame that holds it; it is never written into a graph.
inline constexpr const char* kForeignMemory = "weft.foreign";

/// A port that stands for a node of an item by its role: "@slot(m,#12/kernel)".
inline constexpr const char* kRolePort = "@";

/// What was believed of a graph when it was taken over, in the ids of its items: it holds however
/// the drawing is edited, also while half of it cannot be made.
struct ForeignMemory {
    struct Guess {
        ItemId item;
        std::string evidence;
        std::vector<ItemId> others;
    };
    Guess train;
    Guess loss;
    Guess init;
    Guess restore;
    std::vector<ItemId> placeholders;
    std::vector<ItemId> trained;
    std::vector<ItemId> updates;
    std::vector<ItemId> seeds;
    std::map<ItemId, GraphRoles::Part> parts;  ///< of items that are not forward
    std::map<ItemId, ItemId> variables;        ///< whose nodes they are
    /// A ForeignFlow. A row's second is none where nothing reads the last value.
    struct Flow {
        ForeignFlow::Kind kind = ForeignFlow::Kind::While;
        ItemId anchor;
        std::array<std::vector<ItemId>, 2> parts = {};
        std::vector<ItemId> border = {};
        std::vector<std::pair<ItemId, ItemId>> rows = {};
    };
    std::vector<Flow> flows;  ///< those that hold others before them
    /// What gradients were made of: items with marks of what they were.
    std::vector<std::pair<ItemId, std::uint32_t>> differentiated;
};

/// The roles of a graph in the ids of its items. @param items by node name.
ForeignMemory memoryFrom(const Graph& graph, const GraphRoles& roles,
                         const std::unordered_map<std::string, ItemId>& items);
/// Writes it into the frame. Errors: of a frame that cannot be read.
Status remember(const ForeignMemory& memory, Settings& settings);
/// What a document remembers; nothing for a drawing of one's own.
std::optional<ForeignMemory> memoryOf(const Document& document);

}  // namespace weft
