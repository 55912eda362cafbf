// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/kernel/resource_store.h"

namespace weft {

/// What lasts as long as the run whose kernels this thread computes: stacks, tensor arrays.
/// Programmer's error outside a run.
ResourceStore& stepResources();

/// Makes a store that of this thread's run. The kernels of a run are called one after the other on
/// the thread that runs it, so they need not be handed it.
class StepResourcesScope {
public:
    /// @param store must outlive the scope.
    explicit StepResourcesScope(ResourceStore& store);
    ~StepResourcesScope();
    StepResourcesScope(const StepResourcesScope&) = delete;
    StepResourcesScope& operator=(const StepResourcesScope&) = delete;

private:
    ResourceStore* m_before;
};

}  // namespace weft
