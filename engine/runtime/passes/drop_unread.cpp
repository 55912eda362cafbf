// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/passes/drop_unread.h"

#include "engine/base/strings.h"
#include "engine/runtime/passes/plan_edit.h"

namespace weft {

int dropUnread(const PassContext& context, Plan& plan) {
    const std::vector<const Node*> dropped = PlanEdit(plan).finish(Unread::All);
    for (const Node* node : dropped) {
        context.note(
            [&] { return concat("'", node->name, "' (", node->opName, ") is read by nobody"); });
    }
    return static_cast<int>(dropped.size());
}

}  // namespace weft
