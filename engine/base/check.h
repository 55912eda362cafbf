// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <cstdlib>

/// Stops the process when a programmer's assumption does not hold; active in every build. Nothing
/// that a user, a file or a peer supplies may reach one: those get a Status.
#define WEFT_CHECK(condition, text)                                                         \
    do {                                                                                    \
        if (!(condition)) [[unlikely]] {                                                    \
            std::fprintf(stderr, "%s:%d: %s (%s)\n", __FILE__, __LINE__, text, #condition); \
            std::abort();                                                                   \
        }                                                                                   \
    } while (false)
