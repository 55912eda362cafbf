// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/cancellation.h"
#include "engine/kernel/resource_store.h"

namespace weft {

/// What lasts as long as the run whose kernels this thread computes: stacks, tensor arrays.
/// Programmer's error outside a run.
ResourceStore& stepResources();

/// Whether the caller of this thread's run has not asked it to stop: for kernels that wait, beside
/// their own cancellation. Errors: Cancelled, DeadlineExceeded.
Status callerWaits();

/// Makes a store that of this thread's run. The kernels of a run are called one after the other on
/// the thread that runs it, so they need not be handed it.
class StepResourcesScope {
public:
    /// @param store must outlive the scope. @param asked what the caller cancels by, may be null.
    explicit StepResourcesScope(ResourceStore& store, const Cancellation* asked = nullptr);
    ~StepResourcesScope();
    StepResourcesScope(const StepResourcesScope&) = delete;
    StepResourcesScope& operator=(const StepResourcesScope&) = delete;

private:
    ResourceStore* m_before;
    const Cancellation* m_askedBefore;
};

}  // namespace weft
