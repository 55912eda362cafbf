// SPDX-License-Identifier: Apache-2.0
#include "engine/base/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

namespace weft {
namespace {

spdlog::level::level_enum toSpdlog(LogLevel level) {
    switch (level) {
        case LogLevel::Debug:
            return spdlog::level::debug;
        case LogLevel::Info:
            return spdlog::level::info;
        case LogLevel::Warning:
            return spdlog::level::warn;
        case LogLevel::Error:
            return spdlog::level::err;
        case LogLevel::Off:
            break;
    }
    return spdlog::level::off;
}

spdlog::logger& logger() {
    // Kept apart from spdlog's registry, which a program that uses the engine may have its own way
    // with, and never destroyed: threads may log until the process ends.
    static spdlog::logger* const instance = [] {
        auto* made =
            new spdlog::logger("weft", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
        made->set_pattern("weft: %^%l%$: %v");
        made->set_level(spdlog::level::warn);
        return made;
    }();
    return *instance;
}

}  // namespace

void logMessage(LogLevel level, std::string_view text) {
    logger().log(toSpdlog(level), spdlog::string_view_t(text.data(), text.size()));
}

void setLogLevel(LogLevel level) { logger().set_level(toSpdlog(level)); }

}  // namespace weft
