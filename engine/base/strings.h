// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

/// @file
/// Joining text for messages and files; numbers never depend on the locale.

namespace weft {

inline void appendPiece(std::string& out, std::string_view piece) { out.append(piece); }
inline void appendPiece(std::string& out, char piece) { out.push_back(piece); }
/// Only a bool: a character array would rather turn into one than into a string_view.
template <std::same_as<bool> T>
void appendPiece(std::string& out, T piece) {
    out.append(piece ? "true" : "false");
}
template <class T>
requires(std::is_arithmetic_v<T> && !std::same_as<T, bool> &&
         !std::same_as<T, char>) void appendPiece(std::string& out, T piece) {
    char text[64];
    const auto end = std::to_chars(text, text + sizeof text, piece);
    out.append(text, end.ptr);
}
/// Anything with a toString() member: shapes, device names, ...
template <class T>
requires requires(const T& t) {
    { t.toString() } -> std::convertible_to<std::string>;
}
void appendPiece(std::string& out, const T& piece) { out.append(piece.toString()); }

/// All pieces in a row: concat("got ", shape, ", want rank ", 2).
template <class... Pieces>
std::string concat(const Pieces&... pieces) {
    std::string out;
    (appendPiece(out, pieces), ...);
    return out;
}

/// Items with a separator between them.
template <class Items>
std::string join(const Items& items, std::string_view separator) {
    std::string out;
    bool first = true;
    for (const auto& item : items) {
        if (!first) { out.append(separator); }
        first = false;
        appendPiece(out, item);
    }
    return out;
}

/// Parts between separators; "a,,b" gives three parts, "" gives none.
std::vector<std::string> split(std::string_view text, char separator);
/// Without white space at both ends.
std::string_view trimmed(std::string_view text);
/// Whole text as a number in base 10, or nothing; independent of the locale.
std::optional<std::int64_t> parseInt(std::string_view text);
/// Whole text as a floating-point number ("nan", "inf", "-inf" too), or nothing.
std::optional<double> parseDouble(std::string_view text);
/// C escapes for bytes that do not print, so that hostile names can be shown.
std::string escaped(std::string_view text);
/// True when the bytes are well-formed UTF-8.
bool isUtf8(std::string_view text);
/// Up to `most` of the candidates that are spelled most like the text, nearest first (for "did you
/// mean").
std::vector<std::string> nearest(std::string_view text, const std::vector<std::string>& candidates,
                                 std::size_t most = 3);

}  // namespace weft
