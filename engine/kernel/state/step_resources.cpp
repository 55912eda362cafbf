// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/state/step_resources.h"

#include "engine/base/check.h"

namespace weft {
namespace {

thread_local ResourceStore* current = nullptr;

}  // namespace

ResourceStore& stepResources() {
    WEFT_CHECK(current != nullptr, "resources of a run outside one");
    return *current;
}

StepResourcesScope::StepResourcesScope(ResourceStore& store) : m_before(current) {
    current = &store;
}

StepResourcesScope::~StepResourcesScope() { current = m_before; }

}  // namespace weft
