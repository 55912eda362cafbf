// SPDX-License-Identifier: Apache-2.0
/// @file
/// Literals of feeds. Two passes without recursion: brackets and tokens give the shape, then each
/// token becomes an element.

#include <charconv>
#include <cmath>
#include <vector>

#include "engine/base/strings.h"
#include "engine/tensor/tensor_format.h"

namespace weft {
namespace {

constexpr std::string_view kSpace = " \t\r\n\v\f";

/// One element as written, still with its quotes.
struct Token {
    std::string_view text;
    std::size_t position = 0;
};

Status malformed(std::string_view what, std::string_view got, std::size_t position) {
    constexpr std::size_t kShown = 40;
    return invalidArgument(
        concat(what, ": got '", escaped(got.substr(0, kShown)), "' (position ", position + 1, ")"));
}

/// Splits the text into tokens and finds the shape that the brackets make.
class Layout {
public:
    explicit Layout(std::string_view text) : m_text(text) {}

    Status read() {
        for (;;) {
            skipSpace();
            if (m_at == m_text.size()) { break; }
            const char c = m_text[m_at];
            if (c == ']') {
                WEFT_TRY(close());
            } else if (c == ',') {
                WEFT_TRY(comma());
            } else {
                WEFT_TRY(item(c));
            }
        }
        if (!m_counts.empty()) { return malformed("literal ends inside a bracket", "", m_at); }
        if (!m_done) { return malformed("empty literal", m_text, 0); }
        return okStatus();
    }

    const std::vector<Token>& tokens() const { return m_tokens; }

    Result<Shape> shape() const {
        Dims dims;
        for (const std::int64_t size : m_sizes) { dims.push_back(size); }
        return makeShape(dims);
    }

private:
    void skipSpace() { m_at = std::min(m_text.find_first_not_of(kSpace, m_at), m_text.size()); }

    Status item(char c) {
        if (m_done) { return malformed("text after the literal", m_text.substr(m_at), m_at); }
        if (!m_counts.empty()) { ++m_counts.back(); }
        m_commaAllowed = true;
        if (c == '[') {
            if (m_leafDepth >= 0 && m_counts.size() >= static_cast<std::size_t>(m_leafDepth)) {
                return malformed("rows differ in depth, want a number", m_text.substr(m_at), m_at);
            }
            if (m_counts.size() == static_cast<std::size_t>(kMaxRank)) {
                return malformed(concat("brackets nested deeper than ", kMaxRank), "[", m_at);
            }
            m_counts.push_back(0);
            m_commaAllowed = false;
            if (m_sizes.size() < m_counts.size()) { m_sizes.push_back(kOpen); }
            ++m_at;
            return okStatus();
        }
        const auto depth = static_cast<int>(m_counts.size());
        // A leaf above brackets already seen is ragged; so is one below an empty row.
        if ((m_leafDepth >= 0 && depth != m_leafDepth) || m_sizes.size() > m_counts.size()) {
            return malformed("rows differ in depth, want brackets", m_text.substr(m_at), m_at);
        }
        m_leafDepth = depth;
        m_done = depth == 0;
        return token(c);
    }

    Status token(char c) {
        const std::size_t start = m_at;
        const bool bytes = c == 'b' && m_at + 1 < m_text.size() &&
                           (m_text[m_at + 1] == '"' || m_text[m_at + 1] == '\'');
        if (bytes) { c = m_text[++m_at]; }
        if (c == '"' || c == '\'') {
            for (++m_at; m_at < m_text.size() && m_text[m_at] != c; ++m_at) {
                if (m_text[m_at] == '\\') { ++m_at; }
            }
            if (m_at >= m_text.size()) {
                return malformed("text without closing quote", m_text.substr(start), start);
            }
            ++m_at;
        } else {
            m_at = std::min(m_text.find_first_of("[], \t\r\n\v\f", m_at), m_text.size());
        }
        m_tokens.push_back({m_text.substr(start, m_at - start), start});
        return okStatus();
    }

    Status comma() {
        if (!m_commaAllowed || m_counts.empty()) {
            return malformed("comma without an element before it", m_text.substr(m_at), m_at);
        }
        m_commaAllowed = false;
        ++m_at;
        return okStatus();
    }

    Status close() {
        if (m_counts.empty()) {
            return malformed("bracket closed that was never opened", m_text.substr(m_at), m_at);
        }
        if (!m_commaAllowed && m_counts.back() > 0) {
            return malformed("comma without an element after it", m_text.substr(m_at), m_at);
        }
        std::int64_t& size = m_sizes[m_counts.size() - 1];
        if (size == kOpen) {
            size = m_counts.back();
        } else if (size != m_counts.back()) {
            return malformed(concat("rows differ in length, want ", size,
                                    " elements in each and got ", m_counts.back()),
                             m_text.substr(0, m_at + 1), m_at);
        }
        if (size == 0 && m_sizes.size() > m_counts.size()) {
            return malformed("rows differ in depth", m_text.substr(m_at), m_at);
        }
        m_counts.pop_back();
        m_commaAllowed = true;
        m_done = m_counts.empty();
        ++m_at;
        return okStatus();
    }

    static constexpr std::int64_t kOpen = -1;  // an axis of which no row has ended yet
    std::string_view m_text;
    std::size_t m_at = 0;
    std::vector<Token> m_tokens;
    std::vector<std::int64_t> m_counts;  // items so far in each open bracket
    std::vector<std::int64_t> m_sizes;   // of each axis
    int m_leafDepth = -1;
    bool m_commaAllowed = false;
    bool m_done = false;
};

Status parseInto(std::string_view text, bool& out) {
    if (text == "true" || text == "True" || text == "1") {
        out = true;
    } else if (text == "false" || text == "False" || text == "0") {
        out = false;
    } else {
        return invalidArgument("true or false");
    }
    return okStatus();
}

template <std::integral T>
Status parseInto(std::string_view text, T& out) {
    if (text.size() > 1 && text[0] == '+' && text[1] != '-') { text.remove_prefix(1); }
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, out);
    if (stop != end || error == std::errc::invalid_argument) {
        return invalidArgument("an integer");
    }
    return error == std::errc() ? okStatus() : invalidArgument("an integer in range");
}

template <class T>
requires std::is_floating_point_v<T> Status parseInto(std::string_view text, T& out) {
    const std::optional<double> value = parseDouble(text);
    if (!value) { return invalidArgument("a number"); }
    out = static_cast<T>(*value);
    const bool saysInfinite = text.find_first_of("iI") != std::string_view::npos;
    if (std::isinf(out) && !saysInfinite) { return invalidArgument("a number in range"); }
    return okStatus();
}

template <class T>
requires(std::same_as<T, Half> || std::same_as<T, BFloat16>) Status
    parseInto(std::string_view text, T& out) {
    float value = 0;
    WEFT_TRY(parseInto(text, value));
    out = T(value);
    if (std::isinf(static_cast<float>(out)) && !std::isinf(value)) {
        return invalidArgument("a number in range");
    }
    return okStatus();
}

/// `1.5`, `2j`, `1-2j`, `(1-2j)`.
template <class T>
Status parseInto(std::string_view text, std::complex<T>& out) {
    T real = 0;
    T imaginary = 0;
    if (text.starts_with('(') && text.ends_with(')')) { text = text.substr(1, text.size() - 2); }
    if (text.ends_with('j')) {
        text.remove_suffix(1);
        std::size_t sign = text.find_last_of("+-");
        while (sign != std::string_view::npos && sign > 0 && (text[sign - 1] | 0x20) == 'e') {
            sign = text.find_last_of("+-", sign - 1);
        }
        const std::size_t realEnd = sign == std::string_view::npos ? 0 : sign;
        WEFT_TRY(parseInto(text.substr(realEnd), imaginary));
        text = text.substr(0, realEnd);
        if (text.empty()) { text = "0"; }
    }
    WEFT_TRY(parseInto(text, real));
    out = {real, imaginary};
    return okStatus();
}

int hexDigit(char c) {
    if (c >= '0' && c <= '9') { return c - '0'; }
    const char low = static_cast<char>(c | 0x20);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

/// The text between quotes, with \n \r \t \0 \xHH \\ \" \' replaced.
Status parseInto(std::string_view text, std::string& out) {
    if (text.starts_with('b') && text.size() > 1 && (text[1] == '"' || text[1] == '\'')) {
        text.remove_prefix(1);
    }
    if (text.empty() || (text[0] != '"' && text[0] != '\'')) {
        out = text;
        return okStatus();
    }
    text = text.substr(1, text.size() - 2);
    out.clear();
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            out.push_back(text[i]);
            continue;
        }
        const char c = text[++i];  // the token ended at an unescaped quote: there is a next one
        if (c == 'x') {
            const int high = i + 1 < text.size() ? hexDigit(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? hexDigit(text[i + 2]) : -1;
            if (high < 0 || low < 0) { return invalidArgument("two hexadecimal digits after \\x"); }
            out.push_back(static_cast<char>(16 * high + low));
            i += 2;
        } else {
            constexpr std::string_view kNames = "nrt0\\\"'";
            constexpr std::string_view kBytes("\n\r\t\0\\\"'", 7);
            const std::size_t known = kNames.find(c);
            if (known == std::string_view::npos) { return invalidArgument("an escape known to C"); }
            out.push_back(kBytes[known]);
        }
    }
    return okStatus();
}

template <class T>
Result<Tensor> parsedAs(const Layout& layout) {
    const Shape shape = WEFT_TRY(layout.shape());
    Tensor tensor = WEFT_TRY(Tensor::allocate(kDTypeOf<T>, shape));
    std::span<T> out = tensor.mutableValues<T>();
    for (std::size_t i = 0; i < out.size(); ++i) {
        const Token& token = layout.tokens()[i];
        const Status parsed = parseInto(token.text, out[i]);
        if (!parsed.ok()) {
            return invalidArgument(
                concat("value is not ", kDTypeOf<T>, ": got '", escaped(token.text.substr(0, 40)),
                       "', want ", messageOf(parsed), " (position ", token.position + 1, ")"));
        }
    }
    return tensor;
}

Result<Tensor> parsedAs(DType type, const Layout& layout) {
    switch (type) {
        case DType::Float:
            return parsedAs<float>(layout);
        case DType::Double:
            return parsedAs<double>(layout);
        case DType::Half:
            return parsedAs<Half>(layout);
        case DType::BFloat16:
            return parsedAs<BFloat16>(layout);
        case DType::Int8:
            return parsedAs<std::int8_t>(layout);
        case DType::Int16:
            return parsedAs<std::int16_t>(layout);
        case DType::Int32:
            return parsedAs<std::int32_t>(layout);
        case DType::Int64:
            return parsedAs<std::int64_t>(layout);
        case DType::UInt8:
            return parsedAs<std::uint8_t>(layout);
        case DType::UInt16:
            return parsedAs<std::uint16_t>(layout);
        case DType::UInt32:
            return parsedAs<std::uint32_t>(layout);
        case DType::UInt64:
            return parsedAs<std::uint64_t>(layout);
        case DType::Bool:
            return parsedAs<bool>(layout);
        case DType::String:
            return parsedAs<std::string>(layout);
        case DType::Complex64:
            return parsedAs<std::complex<float>>(layout);
        case DType::Complex128:
            return parsedAs<std::complex<double>>(layout);
        default:
            return unimplemented(concat("literals of type ", type));
    }
}

}  // namespace

Result<Tensor> parseTensor(std::string_view text, DType type) {
    const std::string_view inner = trimmed(text);
    const bool bare =
        !inner.empty() && std::string_view("[\"'").find(inner.front()) == std::string_view::npos;
    if (type == DType::String && bare && !inner.starts_with("b\"") && !inner.starts_with("b'")) {
        return Tensor::scalarString(std::string(inner));
    }
    Layout layout(text);
    WEFT_TRY(layout.read());
    return parsedAs(type, layout);
}

}  // namespace weft
