// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/item.h"

#include "engine/compose/file/project_messages.h"
#include "engine/graph/io/message_io.h"

namespace weft {

bool mentionsItems(const Item& item) {
    const auto* group = item.as<GroupItem>();
    const bool ports = group != nullptr && !(group->inputs.empty() && group->outputs.empty());
    return ports || item.shares.valid() || !item.madeRoom.empty();
}

bool renameMentions(Item& item, const std::function<ItemId(ItemId)>& newId) {
    bool changed = false;
    const auto rename = [&](ItemId& id) {
        const ItemId to = id.valid() ? newId(id) : id;
        changed = changed || to != id;
        id = to;
        return to.valid();
    };
    rename(item.shares);
    std::erase_if(item.madeRoom, [&](Moved& moved) { return !rename(moved.item); });
    if (auto* group = std::get_if<GroupItem>(&item.what)) {
        for (std::vector<PortRef>* ports : {&group->inputs, &group->outputs}) {
            std::erase_if(*ports, [&](PortRef& port) { return !rename(port.item); });
        }
    }
    return changed;
}

ItemId idOf(const Entity& entity) {
    return std::visit([](const auto& e) { return e.id; }, entity);
}

std::string entityToBytes(const Entity& entity) {
    Project project;
    entityToProject(entity, project);
    return messageBytes(project);
}

Result<Entity> entityFromBytes(std::string_view bytes) {
    Project project;
    if (!project.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        return dataLoss("no entity of a project: the bytes are damaged");
    }
    std::vector<Entity> entities = WEFT_TRY(entitiesOfProject(project));
    if (entities.size() != 1) {
        return dataLoss(concat("no entity of a project: got ", entities.size(), ", want one"));
    }
    return std::move(entities.front());
}

}  // namespace weft
