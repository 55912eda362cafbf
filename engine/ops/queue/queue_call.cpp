// SPDX-License-Identifier: Apache-2.0
#include "engine/ops/queue/queue_call.h"

#include "engine/base/strings.h"
#include "engine/kernel/state/step_resources.h"

namespace weft::queues {

Result<std::shared_ptr<TensorQueue>> queueOf(KernelContext& context) {
    if (context.attrs().getOr<std::int64_t>("timeout_ms", -1) != -1) {
        return invalidArgument("Timeout not supported yet.");
    }
    if (context.node().op->inputs.front().isRef) {
        const Tensor& name = context.variable(0).value();
        if (!name.valid() || name.dtype() != DType::String || name.elements() != 2) {
            return invalidArgument("the reference leads to no queue");
        }
        const auto words = name.values<std::string>();
        return findQueue(context.resources(), {words[0], words[1], "queue"});
    }
    const auto handles = context.inputValues<ResourceHandle>(0);
    if (handles.size() != 1) {
        return invalidArgument(concat("handle: got shape ", context.input(0).shape(), ", want []"));
    }
    return findQueue(context.resources(), handles[0]);
}

Status await(KernelContext& context, std::shared_ptr<TensorQueue::Request> request, Then then) {
    const auto finish = [then = std::move(then)](KernelContext& called,
                                                 TensorQueue::Request& done) {
        return then == nullptr ? okStatus() : then(called, done.takeRows());
    };
    Parking* const parking = Parking::ofThisThread();
    if (parking == nullptr) {
        WEFT_TRY(request->wait([&context]() -> Status {
            WEFT_TRY(context.cancellation().check());
            return callerWaits();
        }));
        return finish(context, *request);
    }
    request->ringWhenChanged(parking->bell());  // first, so that no change is missed
    if (WEFT_TRY(request->advance())) { return finish(context, *request); }
    parking->park([request = std::move(request), finish](KernelContext& called) -> Result<bool> {
        if (!WEFT_TRY(request->advance())) { return false; }
        WEFT_TRY(finish(called, *request));
        return true;
    });
    return okStatus();
}

std::string_view handleInput(Handle handle) {
    return handle == Handle::Resource ? "handle: resource" : "handle: Ref(string)";
}

void queueOp(OpBuilder& op, Handle handle) {
    op.category("data").input(handleInput(handle), "leads to the queue");
    if (handle == Handle::Resource) { op.stateful(); }
}

}  // namespace weft::queues
