// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/groups/replicate.h"

#include <algorithm>
#include <map>

#include "ui/commands/fragment.h"
#include "ui/commands/groups/share_weights.h"
#include "ui/commands/groups/tower_parts.h"
#include "ui/commands/item_commands.h"

namespace weft::ui {
namespace {

constexpr double kTowerHeight = 160;  // from one tower to the next
constexpr double kColumn = 224;       // from the split to the towers, and on to where they join
constexpr double kNodeWidth = 208;

/// What is copied: not what is fed or reads rows, and not what trains.
bool isPartOfTower(const Item& item) {
    if (isPlaceholder(item) || item.as<DataItem>() != nullptr || item.as<NoteItem>() != nullptr) {
        return false;
    }
    const auto* recipe = item.as<RecipeItem>();
    const RecipeDef* def = recipe == nullptr ? nullptr : findRecipe(recipe->recipe);
    return def == nullptr || def->stage == Stage::Forward;
}

class Replicator {
public:
    Replicator(Edit& edit, const EngineDocument& document, std::vector<std::string> devices)
        : m_edit(edit), m_document(document), m_devices(std::move(devices)) {}

    Result<std::vector<ItemId>> run(const QSet<quint64>& ids) {
        if (m_devices.size() < 2) {
            return invalidArgument(
                concat("towers need devices: got ", m_devices.size(), ", want two or more"));
        }
        for (const std::string& device : m_devices) {
            WEFT_TRY(DeviceName::parse(device).status());
        }
        QSet<quint64> members;
        for (const quint64 id : ids) {
            const Item* item = m_edit.document().item(ItemId{id});
            if (item != nullptr && isPartOfTower(*item)) { members.insert(id); }
        }
        makeRoom(members);
        const ItemId first = WEFT_TRY(groupItems(m_edit, members));
        WEFT_TRY(findBorder(first));
        WEFT_TRY(makeTowers(first));
        WEFT_TRY(splitInputs());
        WEFT_TRY(joinOutputs());
        WEFT_TRY(makeDevices());
        std::vector<ItemId> made = m_towers;
        made.push_back(m_split);
        if (m_join.valid()) { made.push_back(m_join); }
        return made;
    }

private:
    /// Three groups stand beside each other where the selection was; what is right of it gives way.
    void makeRoom(const QSet<quint64>& members) {
        double left = 0;
        double right = 0;
        const Item* first = nullptr;
        for (const quint64 id : members) {
            const Item* item = m_edit.document().item(ItemId{id});
            left = first == nullptr ? item->x : std::min(left, item->x);
            right = first == nullptr ? item->x : std::max(right, item->x);
            first = item;
        }
        const double missing = 3 * kColumn - (right + kNodeWidth - left);
        if (first == nullptr || missing <= 0) { return; }
        QHash<quint64, QPointF> corners;
        for (const Item* item : m_edit.document().children(first->parent)) {
            if (item->x <= right || members.contains(item->id.value)) { continue; }
            corners.insert(item->id.value, snapped({item->x + missing, item->y}));
        }
        moveItems(m_edit, corners);
    }

    /// What comes in as a batch, and all that goes out or is fetched.
    Status findBorder(ItemId tower) {
        const Document& now = m_edit.document();
        for (const PortRef& to : borderPorts(now, *now.item(tower), Side::Inputs)) {
            for (const Wire* wire : now.all<Wire>()) {
                if (wire->to == to && isBatch(m_document, wire->from)) {
                    m_batches[wire->from].push_back(to);
                }
            }
        }
        if (m_batches.empty()) {
            return invalidArgument(
                "no batch comes into what is selected: select the model from "
                "where it reads its placeholders to the loss");
        }
        m_outputs = borderPorts(now, *now.item(tower), Side::Outputs);
        for (const RunRow* row : now.all<RunRow>()) {
            for (const PortRef& fetch : row->fetches) {
                const bool known = std::ranges::find(m_outputs, fetch) != m_outputs.end();
                if (!known && isInside(now, fetch.item, tower)) { m_outputs.push_back(fetch); }
            }
        }
        return okStatus();
    }

    Status nameTower(ItemId tower, std::size_t k) {
        const ItemId parent = m_edit.document().item(tower)->parent;
        const std::string name = concat("tower_", k);
        return renameItem(m_edit, tower, m_edit.document().uniqueName(parent, name));
    }

    Status makeTowers(ItemId first) {
        WEFT_TRY(nameTower(first, 0));
        m_towers = {first};
        const Item& tower = *m_edit.document().item(first);
        m_corner = {tower.x, tower.y};
        moveItems(m_edit, {{first.value, m_corner + QPointF(kColumn, 0)}});
        for (std::size_t k = 1; k < m_devices.size(); ++k) {
            const QPointF below(0, kTowerHeight * static_cast<double>(k));
            const ItemId copy = WEFT_TRY(duplicateItems(m_edit, {first.value}, below)).front();
            WEFT_TRY(nameTower(copy, k));
            WEFT_TRY(shareWeights(m_edit, copy, first));
            m_towers.push_back(copy);
        }
        for (std::size_t k = 0; k < m_devices.size(); ++k) {
            setDeviceInside(m_edit, m_towers[k], m_devices[k]);
        }
        return okStatus();
    }

    /// A session has as many logical CPUs as the towers want.
    Status makeDevices() {
        int wanted = 0;
        for (const std::string& device : m_devices) {
            const DeviceName name = WEFT_TRY(DeviceName::parse(device));
            if (name.type == "CPU") { wanted = std::max(wanted, name.index.value_or(0) + 1); }
        }
        Settings settings = m_edit.document().settings();
        if (settings.cpuDevices >= wanted) { return okStatus(); }
        settings.cpuDevices = wanted;
        m_edit.put(std::move(settings));
        return okStatus();
    }

    /// The socket of a tower that is that one of the first.
    Result<PortRef> inTower(std::size_t k, const PortRef& port) const {
        if (k == 0) { return port; }
        const Document& now = m_edit.document();
        const std::string below = now.pathOf(port.item).substr(now.pathOf(m_towers[0]).size());
        const Item* item = now.itemNamed(now.pathOf(m_towers[k]) + below);
        if (item == nullptr) { return internalError(concat("tower without '", below, "'")); }
        return PortRef{item->id, port.port};
    }

    Status splitInputs() {
        const ItemId parent = m_edit.document().item(m_towers[0])->parent;
        TowerParts parts(m_edit, parent, "split", m_corner);
        m_split = parts.group();
        m_shares = WEFT_TRY(parts.sharesOf(m_batches.begin()->first, m_towers.size()));
        for (const auto& [source, sockets] : m_batches) {
            const std::vector<PortRef> pieces = WEFT_TRY(parts.split(source, m_towers.size()));
            for (std::size_t k = 0; k < m_towers.size(); ++k) {
                for (const PortRef& to : sockets) {
                    const PortRef there = WEFT_TRY(inTower(k, to));
                    WEFT_TRY(m_edit.connect(pieces[k], there).status());
                }
            }
        }
        return okStatus();
    }

    Status joinOutputs() {
        if (m_outputs.empty()) { return okStatus(); }
        const ItemId parent = m_edit.document().item(m_towers[0])->parent;
        TowerParts parts(m_edit, parent, "join", m_corner + QPointF(2 * kColumn, 0));
        m_join = parts.group();
        for (const PortRef& port : m_outputs) {
            std::vector<PortRef> values;
            for (std::size_t k = 0; k < m_towers.size(); ++k) {
                values.push_back(WEFT_TRY(inTower(k, port)));
            }
            const Joining how = joiningOf(m_document, port);
            const std::string name = m_edit.document().item(port.item)->name;
            const PortRef joined = WEFT_TRY(parts.join(name, how, values, m_shares));
            WEFT_TRY(readInstead(port, joined));
        }
        return okStatus();
    }

    /// Who read the first tower's value from outside reads the joined one.
    Status readInstead(const PortRef& port, const PortRef& joined) {
        std::vector<Wire> wires;
        for (const Wire* wire : m_edit.document().all<Wire>()) {
            const bool outside = !isInside(m_edit.document(), wire->to.item, m_towers[0]) &&
                                 !isInside(m_edit.document(), wire->to.item, m_join);
            if (wire->from == port && outside) { wires.push_back(*wire); }
        }
        for (Wire& wire : wires) {
            wire.from = joined;
            wire.points.clear();
            m_edit.put(std::move(wire));
        }
        std::vector<RunRow> rows;
        for (const RunRow* row : m_edit.document().all<RunRow>()) { rows.push_back(*row); }
        for (RunRow& row : rows) {
            const auto before = row.fetches;
            std::ranges::replace(row.fetches, port, joined);
            if (row.fetches != before) { m_edit.put(std::move(row)); }
        }
        return okStatus();
    }

    Edit& m_edit;
    const EngineDocument& m_document;
    std::vector<std::string> m_devices;
    std::map<PortRef, std::vector<PortRef>> m_batches;  // sockets of the first tower by source
    std::vector<PortRef> m_outputs;                     // of the first tower
    std::vector<ItemId> m_towers;
    ItemId m_split;
    ItemId m_join;
    QPointF m_corner;  // of the selection
    RowShares m_shares;
};

}  // namespace

Result<std::vector<ItemId>> replicate(Edit& edit, const EngineDocument& document,
                                      const QSet<quint64>& ids,
                                      const std::vector<std::string>& devices) {
    return Replicator(edit, document, devices).run(ids);
}

}  // namespace weft::ui
