// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/weft.h"

namespace weft::ui {

/// What a session's variables and random streams were at one moment. Shares the buffers: taking it
/// copies nothing, a later write of a step copies first.
struct SessionState {
    struct Stream {
        std::string container;
        std::string name;
        std::map<std::string, Tensor> position;
    };
    std::map<std::string, Tensor> variables;  ///< by the names of their nodes
    std::vector<Stream> streams;
    bool trained = false;  ///< the values were changed by training before
};

/// Threading: between calls. Errors: those of variableValues() and Resource::save().
Result<SessionState> stateOf(const Session& session);
/// Variables without a value then have none again. Errors: those of variableOf() and
/// ResourceStore::restore(). Threading: between calls.
Status putBack(const SessionState& state, Session& session);

}  // namespace weft::ui
