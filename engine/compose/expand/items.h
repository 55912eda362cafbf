// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/compose/expand/order.h"
#include "engine/compose/expansion.h"

namespace weft {

/// Expands items one after the other. What an item cannot become is a finding at it; items that
/// need its outputs are counted as followers of that finding instead of getting their own.
class ItemExpander {
public:
    /// @param known functions that may be called; outlives this.
    ItemExpander(const Document& document, const ExpandOrder& order, const KnownFunctions& known,
                 Expansion& out);
    /// Expands the items in this order, then closes the loops among them.
    void expand(const std::vector<const Item*>& items);

private:
    /// An input whose wire closes a loop: set when everything is there.
    struct OpenLoop {
        NodeId node;
        int input = 0;
        const Wire* wire = nullptr;
        const Item* item = nullptr;
    };
    /// An input while it is gathered; without a node where `loop` is to be closed later.
    struct Input {
        Endpoint from;
        const Wire* loop = nullptr;
    };

    void find(Finding::Kind kind, std::string port, std::string text,
              Finding::Severity severity = Finding::Severity::Error);
    void blockedBy(ItemId source);
    void findReadOutside();
    void bypass(const Item& item, ItemId unit);
    void passThrough(const PortRef& asked, ItemId unit);
    void failBypass(ItemId unit, ItemId asked, const std::string& why);
    std::optional<NodeId> nodeByRole(const PortRef& port) const;
    std::optional<Endpoint> tensorFrom(const Wire& wire);
    std::optional<Endpoint> unknownOutput(const PortRef& port) const;
    bool inputAt(const std::string& port, bool isOptional, std::optional<Input>& input);
    bool listAt(const std::string& argument, std::int64_t atLeast, std::vector<Input>& inputs);
    bool opInputs(const OpItem& op, const OpDef* def, std::vector<Input>& inputs);
    bool controlInputs(std::vector<NodeId>& nodes);
    bool standIns(const std::vector<Input>& inputs, std::vector<Endpoint>& from);
    bool sayOpenLoop(const Wire& wire);
    void closeLoops();
    void expandOp(const OpItem& op);
    void bindColumn(const OpItem& op, NodeId node);
    void expandRecipe(const RecipeItem& recipe);
    void takeOver(const RecipeDef& def, const RecipeContext& context);

    const Document& m_document;
    const ExpandOrder& m_order;
    const KnownFunctions& m_known;
    Expansion& m_out;
    std::vector<const Override*> m_trainable;
    const Item* m_item = nullptr;
    const WiresInto* m_wires = nullptr;
    std::string m_path;
    /// Of bypassed items: the ports that are read from outside of what is bypassed with them.
    std::map<ItemId, std::set<std::string>> m_readOutside;
    bool m_shortened = false;  // a list of inputs has lost some that are muted
    std::vector<OpenLoop> m_loops;
    std::unordered_map<ItemId, std::size_t> m_blamed;  // items not made: whose finding says why
};

}  // namespace weft
