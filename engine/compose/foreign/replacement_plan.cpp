// SPDX-License-Identifier: Apache-2.0
/// @file
/// What would replace gradients, declared with what does it.

#include "engine/compose/foreign/replace_gradients.h"

#include <algorithm>
#include <set>

#include "engine/base/strings.h"
#include "engine/compose/expansion.h"
#include "engine/compose/foreign/found_clip.h"
#include "engine/compose/foreign/take_over.h"
#include "engine/compose/ports.h"
#include "engine/compose/recipe.h"
#include "engine/compose/training/clip_gradients.h"
#include "engine/compose/training/optimizers.h"

namespace weft {
namespace {

constexpr std::string_view kUpdateMark = "/update_";

const OptimizerKind* kindOfOp(std::string_view op) {
    for (const OptimizerKind& kind : optimizerKinds()) {
        for (const ApplyRule* rule : {&kind.rule, &kind.variant}) {
            if (rule->op.empty()) { continue; }
            for (const char* prefix :
                 {"Apply", "ResourceApply", "SparseApply", "ResourceSparseApply"}) {
                if (op == concat(prefix, rule->op)) { return &kind; }
            }
        }
    }
    return nullptr;
}

class Replacer {
public:
    explicit Replacer(const Document& document) : m_document(document), m_nodes(document) {
        for (const Item* item : document.all<Item>()) {
            m_paths[item->id] = document.pathOf(item->id);
        }
    }

    Result<GradientReplacement> run() {
        const std::optional<ForeignMemory> memory = memoryOf(m_document);
        if (!memory || memory->seeds.empty()) {
            return failedPrecondition("there are no gradients that came as nodes");
        }
        m_memory = *memory;
        WEFT_TRY(findOptimizer());
        findLoss();
        markGone();
        WEFT_TRY(readParameters());
        for (const ItemId id : m_gone) { m_out.gone.push_back(id); }
        return std::move(m_out);
    }

private:
    const std::string& pathOf(ItemId id) const {
        static const std::string none;
        const auto found = m_paths.find(id);
        return found == m_paths.end() ? none : found->second;
    }
    bool isThere(ItemId id) const { return m_paths.contains(id); }
    bool isBackward(ItemId id) const {
        const auto part = m_memory.parts.find(id);
        return part != m_memory.parts.end() && part->second == GraphRoles::Part::Backward;
    }

    Status findOptimizer() {
        std::set<std::string> names;
        for (const ItemId id : m_memory.updates) {
            if (!isThere(id)) { continue; }
            const std::string& path = pathOf(id);
            const std::size_t mark = path.find(kUpdateMark);
            if (mark == std::string::npos) { continue; }
            names.insert(path.substr(0, mark));
            const auto* op = m_document.item(id)->as<OpItem>();
            const OptimizerKind* kind = op == nullptr ? nullptr : kindOfOp(op->op);
            if (kind != nullptr) { m_kind = kind; }
        }
        if (names.size() != 1) {
            return failedPrecondition("the updates are not those of one optimizer of TensorFlow");
        }
        m_out.name = *names.begin();
        if (m_kind == nullptr) {
            // Updates of gathered rows alone: the optimizer's own name tells.
            for (const OptimizerKind& kind : optimizerKinds()) {
                const std::size_t slash = m_out.name.rfind('/');
                const std::string last =
                    slash == std::string::npos ? m_out.name : m_out.name.substr(slash + 1);
                if (last.starts_with(kind.defaultName)) { m_kind = &kind; }
            }
        }
        if (m_kind == nullptr || findRecipe(m_kind->defaultName) == nullptr) {
            return failedPrecondition("the optimizer that made these gradients is not known here");
        }
        m_out.recipe = m_kind->defaultName;
        m_out.train = m_memory.train.item;
        return okStatus();
    }

    void findLoss() {
        ItemId loss = m_memory.loss.item;
        for (const RunRow* row : m_document.rows()) {
            if (row->mode != RunRow::Mode::Training || row->fetches.empty()) { continue; }
            m_out.loss = row->fetches.front();
            m_out.train = row->targets.empty() ? m_out.train : row->targets.front();
            return;
        }
        const Item* item = m_document.item(loss);
        if (item == nullptr) { return; }
        const auto ports = outputPorts(m_document, *item);
        if (!ports.empty()) { m_out.loss = {loss, ports.front().port}; }
    }

    /// Gradients, updates, what is between them, slots, and the op that only groups them.
    void markGone() {
        std::vector<std::string> scopes{m_out.name + "/"};
        for (const ItemId seed : m_memory.seeds) {
            const std::string& path = pathOf(seed);
            scopes.push_back(path.substr(0, path.rfind('/') + 1));
        }
        for (const auto& [id, path] : m_paths) {
            const Item* item = m_document.item(id);
            if (item->as<OpItem>() == nullptr || !isBackward(id)) { continue; }
            const bool inScope = std::ranges::any_of(scopes, [&](const std::string& scope) {
                return !scope.empty() && path.starts_with(scope);
            });
            if (inScope || (path == m_out.name && item->as<OpItem>()->op == "NoOp")) {
                m_gone.insert(id);
            }
        }
        addUnread();
        keepForOthers();
        findLost();
        addSlots();
    }

    /// Constants of the optimizer that nobody reads play no part in training; their names are wanted.
    void addUnread() {
        for (const auto& [constant, argument] : m_kind->constants) {
            const Item* item = m_document.itemNamed(concat(m_out.name, "/", constant));
            const auto* op = item == nullptr ? nullptr : item->as<OpItem>();
            if (op != nullptr && op->op == "Const" && m_nodes.from(item->id).empty()) {
                m_gone.insert(item->id);
            }
        }
    }

    /// What only others read stays though it bears the optimizer's name: the 1 of a step counter.
    void keepForOthers() {
        std::set<ItemId> kept;
        for (const ItemId id : m_gone) {
            const auto& users = m_nodes.from(id);
            const bool none =
                users.empty() || std::ranges::any_of(users, [&](const Wire* wire) {
                    return m_gone.contains(wire->to.item) || wire->to.port == kControlPort;
                });
            if (!none && m_document.item(id)->as<OpItem>()->op == "Const") { kept.insert(id); }
        }
        for (const ItemId id : kept) { m_gone.erase(id); }
    }

    /// What updates read besides variables, slots, gradients, their rows and numbers: an optimizer
    /// would do without it, but for a computed learning rate and clipping.
    void findLost() {
        const std::string own = m_out.name + '/';
        std::map<PortRef, ItemId> between;  // what comes of gradients, and which update reads it
        for (const ItemId id : m_gone) {
            if (!pathOf(id).starts_with(own)) { continue; }
            for (const Wire* wire : m_nodes.into(id)) {
                const ItemId from = wire->from.item;
                if (m_gone.contains(from) || wire->from.port == kControlPort ||
                    m_memory.variables.contains(from)) {
                    continue;
                }
                const bool isRows =
                    wire->to.port == "indices" || m_nodes.op(wire->to.item) == "Unique";
                if (comesOfGradients(from)) {
                    between.emplace(wire->from, id);
                } else if (!isRows) {
                    m_computed.insert(wire->from);
                }
            }
        }
        if (between.empty() || takeClip(between)) { return; }
        std::set<std::string> lost;
        for (const auto& [port, reader] : between) { lost.insert(scopeOf(port.item)); }
        m_out.lost.insert(m_out.lost.end(), lost.begin(), lost.end());
    }

    /// The trained variable that a node below `NAME/update_VARIABLE/` is for.
    ItemId trainedBy(ItemId update) const {
        const std::string& path = pathOf(update);
        const std::size_t mark = path.find(kUpdateMark);
        ItemId found;
        for (const ItemId id : m_memory.trained) {
            const bool fits = mark != std::string::npos && isThere(id) &&
                              path.compare(mark + kUpdateMark.size(), pathOf(id).size() + 1,
                                           pathOf(id) + '/') == 0;
            if (fits && pathOf(id).size() > pathOf(found).size()) { found = id; }
        }
        return found;
    }
    std::optional<int> rankOf(ItemId variable) const {
        const Item* item = m_document.item(variable);
        const auto* op = item == nullptr ? nullptr : item->as<OpItem>();
        if (op == nullptr) { return std::nullopt; }
        const auto shape = op->attrs.getOr<PartialShape>("shape", PartialShape::unknown());
        return shape.hasRank() ? std::optional(shape.rank()) : std::nullopt;
    }

    /// Whether all that is between gradients and updates clips all gradients alike, as an optimizer
    /// can: then it does.
    bool takeClip(const std::map<PortRef, ItemId>& between) {
        std::map<PortRef, std::optional<int>> ranks;
        std::set<ItemId> variables;
        for (const auto& [port, update] : between) {
            const ItemId variable = trainedBy(update);
            ranks.emplace(port, rankOf(variable));
            variables.insert(variable);
        }
        const std::optional<FoundClips> found = clipsAt(m_nodes, ranks);
        const auto isGone = [&](const PortRef& port) { return m_gone.contains(port.item); };
        const auto isCovered = [&](ItemId update) {
            const ItemId variable = isThere(update) ? trainedBy(update) : ItemId{};
            return !variable.valid() || variables.contains(variable);
        };
        if (!found || !std::ranges::all_of(found->gradients, isGone) ||
            !std::ranges::all_of(m_memory.updates, isCovered)) {
            return false;
        }
        m_out.parameters.set("clip_by", std::string(nameOf(found->clip.by)));
        m_out.parameters.set("clip_limit", static_cast<float>(found->clip.limit));
        // What was read for clipping alone goes: constants that others read too stay.
        m_gone.insert(found->nodes.begin(), found->nodes.end());
        std::erase_if(m_gone, [&](ItemId id) {
            return found->nodes.contains(id) && m_nodes.op(id) == "Const" &&
                   std::ranges::any_of(m_nodes.from(id), [&](const Wire* wire) {
                       return !m_gone.contains(wire->to.item);
                   });
        });
        return true;
    }

    bool comesOfGradients(ItemId id) const {
        std::set<ItemId> seen{id};
        std::vector<ItemId> open{id};
        while (!open.empty()) {
            const ItemId at = open.back();
            open.pop_back();
            for (const Wire* wire : m_nodes.into(at)) {
                if (wire->from.port == kControlPort) { continue; }
                if (m_gone.contains(wire->from.item)) { return true; }
                if (seen.insert(wire->from.item).second) { open.push_back(wire->from.item); }
            }
        }
        return false;
    }

    /// The part of a name that a person knows: "clip_by_global_norm" of what is below it.
    std::string scopeOf(ItemId id) const {
        std::string_view path = pathOf(id);
        const std::string_view around(m_out.name.data(), m_out.name.rfind('/') + 1);
        if (path.starts_with(around)) { path.remove_prefix(around.size()); }
        return std::string(path.substr(0, path.find('/')));
    }

    void addSlots() {
        std::map<ItemId, std::vector<ItemId>> units;
        for (const auto& [id, variable] : m_memory.variables) {
            if (isBackward(variable) && isThere(id)) { units[variable].push_back(id); }
        }
        const auto isUsedElsewhere = [&](const std::vector<ItemId>& unit) {
            for (const ItemId id : unit) {
                for (const Wire* wire : m_nodes.from(id)) {
                    const ItemId to = wire->to.item;
                    const auto part = m_memory.parts.find(to);
                    const bool keeps = part != m_memory.parts.end() &&
                                       part->second == GraphRoles::Part::Housekeeping;
                    const bool own = std::ranges::find(unit, to) != unit.end();
                    if (!keeps && !own && !m_gone.contains(to)) { return true; }
                }
            }
            return false;
        };
        for (const auto& [variable, unit] : units) {
            if (!isUsedElsewhere(unit)) { m_gone.insert(unit.begin(), unit.end()); }
        }
    }

    Status readParameters() {
        const RecipeDef* recipe = findRecipe(m_out.recipe);
        std::vector<std::string> computed;
        for (const auto& [constant, argument] : m_kind->constants) {
            const std::string path = concat(m_out.name, "/", constant);
            const Item* item = m_document.itemNamed(path);
            const std::optional<double> value =
                item == nullptr ? std::nullopt : m_nodes.number(item->id);
            if (recipe->signature.attr(std::string(argument)) == nullptr) { continue; }
            if (value) {
                m_out.parameters.set(std::string(argument), static_cast<float>(*value));
            } else {
                computed.emplace_back(argument);
            }
        }
        readComputed(computed);
        addStarts(*recipe);
        std::set<std::string> variables;
        for (const ItemId id : m_memory.trained) {
            if (isThere(id)) { variables.insert(pathOf(id)); }
        }
        m_out.parameters.set("variables",
                             std::vector<std::string>(variables.begin(), variables.end()));
        return okStatus();
    }

    /// Of arguments that are no numbers only one learning rate for all can be wired.
    void readComputed(const std::vector<std::string>& arguments) {
        if (arguments == std::vector<std::string>{"learning_rate"} && m_computed.size() == 1) {
            m_out.rate = *m_computed.begin();
            return;
        }
        for (const std::string& argument : arguments) {
            m_out.lost.push_back(argument + " that is computed");
        }
        if (!arguments.empty()) { return; }
        for (const PortRef& source : m_computed) { m_out.lost.push_back(scopeOf(source.item)); }
    }

    /// What slots begin with, where a parameter says it; which rule of two it is.
    void addStarts(const RecipeDef& recipe) {
        for (const ItemId id : m_memory.updates) {
            const Item* update = m_document.item(id);
            const auto* op = update == nullptr ? nullptr : update->as<OpItem>();
            if (op == nullptr) { continue; }
            const bool variant =
                !m_kind->variant.op.empty() && op->op.ends_with(m_kind->variant.op);
            if (variant && m_kind->variantFlag == "centered") {
                m_out.parameters.set(std::string(m_kind->variantFlag), true);
            }
            if (op->attrs.getOr<bool>("use_nesterov", false)) {
                m_out.parameters.set("use_nesterov", true);
            }
        }
        for (const SlotRule& slot : m_kind->rule.slotRules) {
            if (slot.value.empty()) { continue; }
            for (const ItemId id : m_gone) {
                const std::string& path = pathOf(id);
                const bool start = path.ends_with("/Initializer/Const") || path.ends_with("/Const");
                const std::optional<double> value = m_nodes.number(id);
                if (!start || !value || recipe.signature.attr(std::string(slot.value)) == nullptr ||
                    !m_memory.variables.contains(id)) {
                    continue;
                }
                m_out.parameters.set(std::string(slot.value), static_cast<float>(*value));
                break;
            }
        }
    }

    const Document& m_document;
    const NodeReader m_nodes;
    ForeignMemory m_memory;
    const OptimizerKind* m_kind = nullptr;
    std::map<ItemId, std::string> m_paths;
    std::set<ItemId> m_gone;
    std::set<PortRef> m_computed;  // scalars that updates read
    GradientReplacement m_out;
};

}  // namespace

Result<GradientReplacement> replacementFor(const Document& document) {
    return Replacer(document).run();
}

}  // namespace weft
