// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/session_state.h"

namespace weft::ui {

Result<SessionState> stateOf(const Session& session) {
    SessionState state;
    state.variables = WEFT_TRY(variableValues(session));
    for (const ResourceStore::Entry& entry : session.resources().entries()) {
        if (entry.resource->kind() != "generator") { continue; }
        state.streams.push_back({entry.container, entry.name, WEFT_TRY(entry.resource->save())});
    }
    return state;
}

Status putBack(const SessionState& state, Session& session) {
    for (const Node& node : session.graph().nodes()) {
        if (!isVariable(node)) { continue; }
        const auto variable = WEFT_TRY(variableOf(node, session.resources()));
        const auto value = state.variables.find(node.name);
        const MutexLock lock(variable->mutex());
        variable->set(value == state.variables.end() ? Tensor() : value->second);
    }
    for (const SessionState::Stream& stream : state.streams) {
        WEFT_TRY(session.resources().restore(stream.container, stream.name, stream.position));
    }
    return okStatus();
}

}  // namespace weft::ui
