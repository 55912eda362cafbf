// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/state/step_resources.h"

#include "engine/base/check.h"

namespace weft {
namespace {

thread_local ResourceStore* current = nullptr;
thread_local const Cancellation* caller = nullptr;

}  // namespace

ResourceStore& stepResources() {
    WEFT_CHECK(current != nullptr, "resources of a run outside one");
    return *current;
}

Status callerWaits() { return caller == nullptr ? okStatus() : caller->check(); }

StepResourcesScope::StepResourcesScope(ResourceStore& store, const Cancellation* asked)
    : m_before(current), m_askedBefore(caller) {
    current = &store;
    caller = asked;
}

StepResourcesScope::~StepResourcesScope() {
    current = m_before;
    caller = m_askedBefore;
}

}  // namespace weft
