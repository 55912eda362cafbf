// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/compose/item.h"

namespace weft {

/// One thing before and after an edit, serialized; nothing where it did not or does not exist.
struct Change {
    ItemId id;
    std::optional<std::string> before;
    std::optional<std::string> after;
    friend bool operator==(const Change&, const Change&) = default;
};
/// What an edit did: all that undo, redo, the edit log and hot swap need. In id order.
using Delta = std::vector<Change>;
/// The delta that takes the given one back.
Delta inverted(const Delta& delta);

/// A drawing and how it is to be run: entities by id. A value: copies are independent and cheap
/// (entities are shared and immutable), so that a worker can expand one while edits go on.
/// Threading: one writer or many readers.
class Document {
public:
    /// With settings and nothing else.
    Document();

    /// The thing of that id, or nullptr. Pointers stay valid until the thing changes.
    template <class T>
    const T* find(ItemId id) const {
        const auto found = m_entities.find(id);
        return found == m_entities.end() ? nullptr : std::get_if<T>(found->second.get());
    }
    const Item* item(ItemId id) const { return find<Item>(id); }
    const Settings& settings() const { return *find<Settings>(kSettingsId); }
    /// All things of a kind, in id order.
    template <class T>
    std::vector<const T*> all() const {
        std::vector<const T*> out;
        for (const auto& [id, entity] : m_entities) {
            if (const T* typed = std::get_if<T>(entity.get())) { out.push_back(typed); }
        }
        return out;
    }
    /// Rows of the run sheet, in their order.
    std::vector<const RunRow*> rows() const;
    /// The item of the graph with that path ("tower/hidden1"), or nullptr.
    const Item* itemNamed(std::string_view path) const;
    /// Its name under the names of its groups: what its nodes are called. In the body of a function
    /// the function's name does not count.
    std::string pathOf(ItemId id) const;
    /// The function in whose body an item lies; none: it is of the graph, or a function itself.
    ItemId functionOf(ItemId id) const;
    /// Items that lie in the group (none: at the top), in id order.
    std::vector<const Item*> children(ItemId parent) const;
    /// `base`, or base_1, base_2, ...: not used by a child of the parent. As in TensorFlow, names
    /// that differ in case only are the same.
    std::string uniqueName(ItemId parent, std::string_view base) const;

    /// Makes the change. Errors, without any change: FailedPrecondition when the things are not as
    /// `before` says; DataLoss for bytes that are no entities.
    Status apply(const Delta& delta);
    /// The id that the next thing gets; grows only.
    std::uint64_t nextId() const { return m_nextId; }
    /// Grows with each apply().
    std::uint64_t version() const { return m_version; }
    std::size_t size() const { return m_entities.size(); }

    /// Fields of the project file that this version does not know.
    std::string extraBytes;

private:
    friend class Edit;
    friend class ProjectReader;
    using Entities = std::map<ItemId, std::shared_ptr<const Entity>>;
    Entities m_entities;
    std::uint64_t m_nextId = kSettingsId.value + 1;
    std::uint64_t m_version = 0;
};

/// Groups inside groups: more than anyone draws, few enough for names to stay short.
inline constexpr std::size_t kDeepestGroup = 100;
/// Whether everything in a document fits together. Errors: InvalidArgument for a malformed name, a
/// name used twice in a group, groups inside themselves or nested deeper than kDeepestGroup, a
/// function inside anything, two wires into one input, a wire into or out of the body of a
/// function, and a wire, override, knob, row or sharing that speaks of an item that is not there.
Status checkDocument(const Document& document);

/// A transaction: functions fill it, then its delta is applied at once or never. Reads see what the
/// edit has done so far. Protocol: (add | put | remove | connect)* finish.
class Edit {
public:
    explicit Edit(const Document& document) : m_base(&document), m_now(document) {}

    /// The document as the edit leaves it.
    const Document& document() const { return m_now; }
    /// Adds an item. An empty name becomes `baseName`, one in use gets a number.
    ItemId add(Item item, std::string_view baseName = {});
    /// Adds any other thing (its id is given to it), or replaces the thing of its id.
    ItemId put(Entity entity);
    /// Adds a wire. A wire that ended at the same input is taken away. Errors: InvalidArgument for
    /// an item that is not there.
    Result<ItemId> connect(const PortRef& from, const PortRef& to,
                           std::vector<Conversion> conversions = {});
    /// Takes a thing away, with what cannot be without it: contents of a group, wires, overrides,
    /// knobs, mentions in rows and in other items.
    void remove(ItemId id);
    /// What was done. Errors: as checkDocument().
    Result<Delta> finish();

private:
    void set(ItemId id, std::shared_ptr<const Entity> entity);
    const Document* m_base;
    Document m_now;
};

}  // namespace weft
