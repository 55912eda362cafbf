// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

/// @file
/// Messages for whoever looks at a terminal, on stderr. Errors are returned as Status, not logged:
/// a log line is for what goes on all the same (a warning, a slow step).

namespace weft {

/// How urgent a message is.
enum class LogLevel { Debug, Info, Warning, Error, Off };

/// Writes one line; never interprets the text. Threading: any thread.
void logMessage(LogLevel level, std::string_view text);
/// Messages below this level are dropped; Warning at the start. Threading: any thread.
void setLogLevel(LogLevel level);

inline void logDebug(std::string_view text) { logMessage(LogLevel::Debug, text); }
inline void logInfo(std::string_view text) { logMessage(LogLevel::Info, text); }
inline void logWarning(std::string_view text) { logMessage(LogLevel::Warning, text); }

}  // namespace weft
