// SPDX-License-Identifier: Apache-2.0
#include "engine/base/strings.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace weft {
namespace {

constexpr std::string_view kWhiteSpace = " \t\n\v\f\r";

char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Levenshtein distance that does not mind upper and lower case.
std::size_t editDistance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) { row[j] = j; }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced =
                diagonal + (lowered(a[i - 1]) == lowered(b[j - 1]) ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

/// What decimal text outside the range of double rounds to: 0 or infinity, by its decimal exponent.
double beyondDouble(std::string_view text) {
    const bool negative = text.front() == '-';
    const std::size_t e = text.find_first_of("eE");
    const std::string_view digits = text.substr(0, e);
    const std::size_t point = std::min(digits.find('.'), digits.size());
    const std::size_t first = std::min(digits.find_first_of("123456789"), digits.size());
    std::int64_t magnitude = static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first);
    if (e != std::string_view::npos) {
        std::string_view exponent = text.substr(e + 1);
        const bool small = exponent.starts_with('-');
        if (exponent.starts_with('+')) { exponent.remove_prefix(1); }
        // An exponent that leaves int64 outweighs any number of digits.
        constexpr std::int64_t kHuge = std::numeric_limits<std::int64_t>::max() / 2;
        magnitude += parseInt(exponent).value_or(small ? -kHuge : kHuge);
    }
    const double size = magnitude > 0 ? std::numeric_limits<double>::infinity() : 0.0;
    return negative ? -size : size;
}

/// Length of the UTF-8 sequence that starts the text, 0 when it is malformed. Refuses overlong
/// forms, surrogates and code points over U+10FFFF.
std::size_t utf8Length(std::string_view text) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned lead = at(0);
    if (lead < 0x80) { return 1; }
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < length) { return 0; }
    const unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (at(1) < low || at(1) > high) { return 0; }
    for (std::size_t i = 2; i < length; ++i) {
        if ((at(i) & 0xC0U) != 0x80) { return 0; }
    }
    return length;
}

}  // namespace

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    if (text.empty()) { return parts; }
    for (;;) {
        const std::size_t end = text.find(separator);
        parts.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) { return parts; }
        text.remove_prefix(end + 1);
    }
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(kWhiteSpace);
    if (first == std::string_view::npos) { return {}; }
    return text.substr(first, text.find_last_not_of(kWhiteSpace) - first + 1);
}

std::optional<std::int64_t> parseInt(std::string_view text) {
    std::int64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stop != end) { return std::nullopt; }
    return value;
}

std::optional<double> parseDouble(std::string_view text) {
    if (text.size() > 1 && text[0] == '+' && text[1] != '-') { text.remove_prefix(1); }
    double value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (stop != end || error == std::errc::invalid_argument) { return std::nullopt; }
    return error == std::errc() ? value : beyondDouble(text);
}

std::string escaped(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        switch (c) {
            case '\n':
                out.append("\\n");
                break;
            case '\r':
                out.append("\\r");
                break;
            case '\t':
                out.append("\\t");
                break;
            case '"':
                out.append("\\\"");
                break;
            case '\'':
                out.append("\\'");
                break;
            case '\\':
                out.append("\\\\");
                break;
            default:
                if (byte >= 0x20 && byte < 0x7F) {
                    out.push_back(c);
                } else {
                    // Octal, always three digits: unlike \x it cannot swallow what follows.
                    out.push_back('\\');
                    out.push_back(static_cast<char>('0' + (byte >> 6U)));
                    out.push_back(static_cast<char>('0' + ((byte >> 3U) & 7U)));
                    out.push_back(static_cast<char>('0' + (byte & 7U)));
                }
        }
    }
    return out;
}

bool isUtf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = utf8Length(text);
        if (length == 0) { return false; }
        text.remove_prefix(length);
    }
    return true;
}

std::vector<std::string> nearest(std::string_view text, const std::vector<std::string>& candidates,
                                 std::size_t most) {
    constexpr std::size_t kLongestCompared = 200;  // the work grows with the product of the lengths
    if (text.size() > kLongestCompared) { return {}; }
    std::vector<std::pair<std::size_t, const std::string*>> found;
    for (const std::string& candidate : candidates) {
        if (candidate.size() > kLongestCompared) { continue; }
        const std::size_t distance = editDistance(text, candidate);
        // More than a third changed is another word.
        if (3 * distance <= std::max(text.size(), candidate.size()) + 2) {
            found.emplace_back(distance, &candidate);
        }
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<std::string> names;
    for (const auto& [distance, name] : found) {
        if (names.size() == most) { break; }
        names.push_back(*name);
    }
    return names;
}

}  // namespace weft
