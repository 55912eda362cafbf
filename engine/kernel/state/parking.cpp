// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/state/parking.h"

namespace weft {
namespace {

thread_local Parking* current = nullptr;

}  // namespace

void Bell::ring() {
    const MutexLock lock(m_mutex);
    m_rang.store(true);
    m_changed.notifyOne();
}

void Bell::waitFor(std::chrono::milliseconds time) {
    const MutexLock lock(m_mutex);
    if (!m_rang.load()) { m_changed.waitFor(m_mutex, time); }
}

Parking::Parking(Bell& bell) : m_bell(bell), m_before(current) { current = this; }

Parking::~Parking() { current = m_before; }

Parking* Parking::ofThisThread() { return current; }

}  // namespace weft
