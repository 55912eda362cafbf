// SPDX-License-Identifier: Apache-2.0
#include "engine/tensor/float_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace weft {
namespace {

/// A number as d.ddd * 10^exponent, without trailing zeros.
struct Decimal {
    bool negative = false;
    std::string digits;
    int exponent = 0;
};

/// `text` as std::to_chars writes it: -d.ddde-XX.
Decimal parsed(std::string_view text) {
    Decimal decimal;
    if (text.front() == '-') {
        decimal.negative = true;
        text.remove_prefix(1);
    }
    const std::size_t e = text.find('e');
    for (const char c : text.substr(0, e)) {
        if (c != '.') { decimal.digits.push_back(c); }
    }
    std::string_view exponent = text.substr(e + 1);
    if (exponent.front() == '+') { exponent.remove_prefix(1); }
    std::from_chars(exponent.data(), exponent.data() + exponent.size(), decimal.exponent);
    while (decimal.digits.size() > 1 && decimal.digits.back() == '0') { decimal.digits.pop_back(); }
    return decimal;
}

template <class T>
Decimal shortest(T value) {
    char text[64];
    const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific);
    return parsed({text, end.ptr});
}

Decimal rounded(double value, int digits) {
    char text[64];
    const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific,
                                   std::max(digits, 1) - 1);
    return parsed({text, end.ptr});
}

/// The fewest digits that read back to the same 16-bit number.
template <class T>
Decimal shortestOfHalf(double value) {
    constexpr int kMostDigits = 5;  // enough for 11 bits
    for (int digits = 1; digits < kMostDigits; ++digits) {
        char text[32];
        const auto end = std::to_chars(text, text + sizeof text, value,
                                       std::chars_format::scientific, digits - 1);
        double back = 0;
        std::from_chars(text, end.ptr, back);
        if (static_cast<float>(T(static_cast<float>(back))) == static_cast<float>(value)) {
            return parsed({text, end.ptr});
        }
    }
    return rounded(value, kMostDigits);
}

Decimal decimalOf(double value, DType type, int digits) {
    Decimal decimal;
    switch (type) {
        case DType::Half:
            decimal = shortestOfHalf<Half>(value);
            break;
        case DType::BFloat16:
            decimal = shortestOfHalf<BFloat16>(value);
            break;
        case DType::Double:
        case DType::Complex128:
            decimal = shortest(value);
            break;
        default:
            decimal = shortest(static_cast<float>(value));
    }
    if (digits > 0 && decimal.digits.size() > static_cast<std::size_t>(digits)) {
        return rounded(value, digits);
    }
    return decimal;
}

/// "12.5", and "3." for whole numbers.
std::string positional(const Decimal& d) {
    std::string whole;
    std::string fraction;
    if (d.exponent < 0) {
        whole = "0";
        fraction = std::string(static_cast<std::size_t>(-d.exponent - 1), '0') + d.digits;
    } else {
        const auto places = static_cast<std::size_t>(d.exponent) + 1;
        whole = d.digits.substr(0, places);
        whole.append(places - whole.size(), '0');
        fraction = d.digits.size() > places ? d.digits.substr(places) : std::string();
    }
    if (fraction == "0") { fraction.clear(); }
    return (d.negative ? "-" : "") + whole + "." + fraction;
}

/// "1.25e-07", and "1.e-07" where there is no fraction.
std::string scientific(const Decimal& d, std::size_t fractionDigits = 0) {
    std::string fraction = d.digits.substr(1);
    if (fraction.size() < fractionDigits) {
        fraction.append(fractionDigits - fraction.size(), '0');
    }
    const std::string exponent = std::to_string(std::abs(d.exponent));
    return std::string(d.negative ? "-" : "") + d.digits.front() + "." + fraction +
           (d.exponent < 0 ? "e-" : "e+") + (exponent.size() < 2 ? "0" : "") + exponent;
}

std::string notFinite(double value, bool sign) {
    if (std::isnan(value)) { return "nan"; }
    return value < 0 ? "-inf" : sign ? "+inf" : "inf";
}

}  // namespace

std::string floatText(double value, DType type, int digits) {
    if (!std::isfinite(value)) { return notFinite(value, false); }
    const Decimal decimal = decimalOf(value, type, digits);
    constexpr double kLargestPositional = 1e16;
    constexpr double kSmallestPositional = 1e-4;
    const double size = std::abs(value);
    if (size != 0 && (size >= kLargestPositional || size < kSmallestPositional)) {
        std::string text = scientific(decimal);
        const std::size_t point = text.find(".e");
        if (point != std::string::npos) { text.erase(point, 1); }
        return text;
    }
    std::string text = positional(decimal);
    if (text.back() == '.') { text.push_back('0'); }
    return text;
}

FloatColumn::FloatColumn(const std::vector<double>& values, DType type, int digits, bool signs)
    : m_type(type), m_digits(digits), m_signs(signs) {
    double largest = 0;
    double smallest = 0;
    for (const double value : values) {
        const double size = std::abs(value);
        if (!std::isfinite(value) || size == 0) { continue; }
        largest = std::max(largest, size);
        smallest = smallest == 0 ? size : std::min(smallest, size);
    }
    constexpr double kLargestPositional = 1e8;
    constexpr double kSmallestPositional = 1e-4;
    constexpr double kLargestRatio = 1000;
    m_exponents =
        largest != 0 && (largest >= kLargestPositional || smallest < kSmallestPositional ||
                         largest / smallest > kLargestRatio);
    if (m_exponents) {
        for (const double value : values) {
            if (!std::isfinite(value)) { continue; }
            m_fraction = std::max(
                m_fraction, static_cast<int>(decimalOf(value, type, digits).digits.size()) - 1);
        }
    }
    std::size_t longestSpecial = 0;
    for (const double value : values) {
        const std::string plain = bare(value);
        if (!std::isfinite(value)) {
            longestSpecial = std::max(longestSpecial, plain.size());
            continue;
        }
        const std::size_t point = plain.find('.');
        m_left = std::max(m_left, point);
        m_right = std::max(m_right, plain.size() - point - 1);
    }
    if (longestSpecial > m_left + m_right + 1) { m_left = longestSpecial - m_right - 1; }
}

std::string FloatColumn::bare(double value) const {
    if (!std::isfinite(value)) { return notFinite(value, m_signs); }
    Decimal decimal = decimalOf(value, m_type, m_digits);
    const std::string sign = m_signs && !decimal.negative ? "+" : "";
    if (m_exponents && static_cast<int>(decimal.digits.size()) <= m_fraction) {
        decimal = rounded(value, m_fraction + 1);  // exact digits rather than zeros, as numpy
    }
    return sign + (m_exponents ? scientific(decimal, static_cast<std::size_t>(m_fraction))
                               : positional(decimal));
}

std::string FloatColumn::text(double value) const {
    std::string plain = bare(value);
    if (!std::isfinite(value)) {
        const std::size_t width = m_left + m_right + 1;
        return std::string(width - std::min(width, plain.size()), ' ') + plain;
    }
    const std::size_t point = plain.find('.');
    std::string padded(m_left - std::min(m_left, point), ' ');
    padded.append(plain).append(m_right - std::min(m_right, plain.size() - point - 1), ' ');
    return padded;
}

}  // namespace weft
