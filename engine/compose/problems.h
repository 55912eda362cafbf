// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/compose/item.h"

namespace weft {

/// Something about a document that a person should know before running it.
struct Finding {
    enum class Kind {
        Unconnected,  ///< a socket that needs a wire
        UnknownOp,    ///< kept and saved, refused by a session
        UnknownRecipe,
        BadParameter,  ///< an attribute or parameter with a wrong value
        Refused,       ///< dtypes or shapes that do not fit, a name in use
        Cycle,
        Unfed,          ///< a placeholder without data: calls that need it must feed it
        WrongBinding,   ///< a data column that does not fit its placeholder
        NoPlaceholder,  ///< a data column wired into something that is no placeholder
        LostOverride,   ///< a device wish, probe, ... of a node that is no longer made
        LostKnob,
        Muted,  ///< left out because a person wants it so, and with it what cannot be without it
    };
    enum class Severity { Warning, Error };

    ItemId item;
    std::string port;  ///< "" where it is the item as a whole
    Kind kind = Kind::Refused;
    Severity severity = Severity::Error;
    std::string text;   ///< in plain words: what is wrong, got, want
    int followers = 0;  ///< items further on that cannot be made because of this one
};

}  // namespace weft
