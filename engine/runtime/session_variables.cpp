// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/session_variables.h"

#include "engine/base/strings.h"
#include "engine/kernel/state/tensor_queue.h"
#include "engine/runtime/session.h"
#include "engine/tensor/device_memory.h"

namespace weft {
namespace {

/// Container of resource variables that name none; references have a name space of their own, as in
/// TensorFlow.
constexpr std::string_view kHandleContainer = "localhost";

/// What a reference to a queue holds: its container and name. The queue is made with it.
Status nameQueue(const Node& node, Variable& variable, ResourceStore& store) {
    const ResourceHandle handle = queueHandle(node.name, node.attrs);
    WEFT_TRY(findOrMakeQueue(store, handle, WEFT_TRY(queueRules(node.opName, node.attrs))));
    const MutexLock lock(variable.mutex());
    if (!variable.initialized()) {
        variable.set(Tensor::vector<std::string>({handle.container, handle.name}));
    }
    return okStatus();
}

}  // namespace

bool isVariable(const Node& node) {
    const bool givesRef = node.op != nullptr && node.op->forwardsRef < 0 && !node.outputs.empty() &&
                          node.outputs.front().isRef;
    const bool namesQueue = node.isOp("FIFOQueue") || node.isOp("RandomShuffleQueue");
    return (givesRef && !namesQueue) || node.isOp("VarHandleOp");
}

Result<std::shared_ptr<Variable>> variableOf(const Node& node, ResourceStore& store) {
    const bool byHandle = node.outputs.front().type == DType::Resource;
    std::string container = node.attrs.getOr<std::string>("container", {});
    std::string name = node.attrs.getOr<std::string>("shared_name", {});
    if (byHandle && container.empty()) { container = kHandleContainer; }
    const std::string shown = byHandle && !name.empty() ? name : node.name;
    // Handles without a name share one variable, as in TensorFlow.
    if (!byHandle && name.empty()) { name = node.name; }
    const OutputInfo& output = node.outputs.front();
    const HandleInfo info = output.handle.value_or(HandleInfo{output.type, output.shape});
    auto variable = WEFT_TRY(store.findOrMake<Variable>(
        container, name, [&] { return std::make_shared<Variable>(shown, info.type, info.shape); }));
    if (variable->dtype() != info.type) {
        return invalidArgument(concat("variable '", name, "' exists with another dtype: got ",
                                      info.type, ", want ", variable->dtype()));
    }
    if (node.isOp("FIFOQueue") || node.isOp("RandomShuffleQueue")) {
        WEFT_TRY(nameQueue(node, *variable, store));
    }
    return variable;
}

Result<std::shared_ptr<Variable>> variableNamed(const Tensor& handle, const ResourceStore& store) {
    if (handle.dtype() != DType::Resource || handle.elements() != 1) {
        return invalidArgument(concat("one resource handle is needed: got ", handle.dtype(),
                                      " of shape ", handle.shape()));
    }
    const ResourceHandle& named = handle.values<ResourceHandle>()[0];
    const std::string container =
        named.container.empty() ? std::string(kHandleContainer) : named.container;
    auto variable = store.find<Variable>(container, named.name);
    if (variable == nullptr) {
        return notFound(concat("Could not find resource: ", named.container, "/", named.name));
    }
    return variable;
}

Status uninitialized(const Variable& variable) {
    return failedPrecondition(concat("Attempting to use uninitialized value ", variable.name(),
                                     "; run its initializer or restore a checkpoint"));
}

Result<std::map<std::string, Tensor>> variableValues(const Session& session) {
    std::map<std::string, Tensor> values;
    for (const Node& node : session.graph().nodes()) {
        if (!isVariable(node)) { continue; }
        const auto variable = WEFT_TRY(variableOf(node, session.resources()));
        const MutexLock lock(variable->mutex());
        if (variable->initialized()) { values.emplace(node.name, WEFT_TRY(onHost(variable->value()))); }
    }
    return values;
}

}  // namespace weft
