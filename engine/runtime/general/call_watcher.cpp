// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/general/call_watcher.h"

#include <utility>

namespace weft {
namespace {

thread_local CallWatcher* watcherHere = nullptr;

}  // namespace

CallWatcher* CallWatcher::ofThisThread() { return watcherHere; }

WatchedCalls::WatchedCalls(CallWatcher& watcher) : m_before(std::exchange(watcherHere, &watcher)) {}

WatchedCalls::~WatchedCalls() { watcherHere = m_before; }

}  // namespace weft
