// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/session_variables.h"

#include "engine/base/strings.h"
#include "engine/runtime/session.h"

namespace weft {

bool isVariable(const Node& node) {
    return node.op != nullptr && node.op->forwardsRef < 0 && !node.outputs.empty() &&
           node.outputs.front().isRef;
}

Result<std::shared_ptr<Variable>> variableOf(const Node& node, ResourceStore& store) {
    const std::string shared = node.attrs.getOr<std::string>("shared_name", {});
    const std::string name = shared.empty() ? node.name : shared;
    const std::string container = node.attrs.getOr<std::string>("container", {});
    const OutputInfo& output = node.outputs.front();
    auto variable = WEFT_TRY(store.findOrMake<Variable>(container, name, [&] {
        return std::make_shared<Variable>(node.name, output.type, output.shape);
    }));
    if (variable->dtype() != output.type) {
        return invalidArgument(concat("variable '", name, "' exists with another dtype: got ",
                                      output.type, ", want ", variable->dtype()));
    }
    return variable;
}

Result<std::map<std::string, Tensor>> variableValues(const Session& session) {
    std::map<std::string, Tensor> values;
    for (const Node& node : session.graph().nodes()) {
        if (!isVariable(node)) { continue; }
        const auto variable = WEFT_TRY(variableOf(node, session.resources()));
        const MutexLock lock(variable->mutex());
        if (variable->initialized()) { values.emplace(node.name, variable->value()); }
    }
    return values;
}

}  // namespace weft
