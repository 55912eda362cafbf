// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/item.h"

#include "engine/compose/file/project_messages.h"
#include "engine/graph/io/message_io.h"

namespace weft {

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
