// SPDX-License-Identifier: Apache-2.0
#include "engine/tensor/tensor_format.h"

#include <algorithm>
#include <vector>

#include "engine/base/strings.h"
#include "engine/tensor/float_text.h"
#include "engine/tensor/variant.h"

namespace weft {
namespace {

/// Python's form of bytes: b'a\x00', in double quotes where the text holds only single ones.
std::string bytesText(std::string_view text) {
    const bool single = text.find('\'') != std::string_view::npos;
    const bool twofold = text.find('"') != std::string_view::npos;
    const char quote = single && !twofold ? '"' : '\'';
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string out = "b";
    out.push_back(quote);
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == quote || c == '\\') {
            out.append({'\\', c});
        } else if (c == '\n' || c == '\r' || c == '\t') {
            out.append({'\\', c == '\n' ? 'n' : c == '\r' ? 'r' : 't'});
        } else if (byte < 0x20 || byte >= 0x7F) {
            out.append({'\\', 'x', kHex[byte >> 4U], kHex[byte & 15U]});
        } else {
            out.push_back(c);
        }
    }
    out.push_back(quote);
    return out;
}

template <class T>
T at(const Tensor& tensor, std::int64_t index) {
    return reinterpret_cast<const T*>(tensor.data())[index];
}

double realAt(const Tensor& t, std::int64_t i) {
    switch (t.dtype()) {
        case DType::Float:
            return at<float>(t, i);
        case DType::Double:
            return at<double>(t, i);
        case DType::Half:
            return static_cast<float>(at<Half>(t, i));
        case DType::BFloat16:
            return static_cast<float>(at<BFloat16>(t, i));
        case DType::Complex64:
            return at<std::complex<float>>(t, i).real();
        default:
            return at<std::complex<double>>(t, i).real();
    }
}

double imaginaryAt(const Tensor& t, std::int64_t i) {
    return t.dtype() == DType::Complex64 ? static_cast<double>(at<std::complex<float>>(t, i).imag())
                                         : at<std::complex<double>>(t, i).imag();
}

std::string otherText(const Tensor& t, std::int64_t i) {
    switch (t.dtype()) {
        case DType::Int32:
        case DType::QInt32:
            return concat(at<std::int32_t>(t, i));
        case DType::UInt8:
        case DType::QUInt8:
            return concat(int{at<std::uint8_t>(t, i)});
        case DType::Int16:
        case DType::QInt16:
            return concat(at<std::int16_t>(t, i));
        case DType::Int8:
        case DType::QInt8:
            return concat(int{at<std::int8_t>(t, i)});
        case DType::UInt16:
        case DType::QUInt16:
            return concat(at<std::uint16_t>(t, i));
        case DType::Int64:
            return concat(at<std::int64_t>(t, i));
        case DType::UInt32:
            return concat(at<std::uint32_t>(t, i));
        case DType::UInt64:
            return concat(at<std::uint64_t>(t, i));
        case DType::Bool:
            return at<bool>(t, i) ? "True" : "False";
        case DType::String:
            return bytesText(at<std::string>(t, i));
        case DType::Resource:
            return concat("<resource ", at<ResourceHandle>(t, i).name, ">");
        case DType::Variant: {
            const auto& payload = at<VariantValue>(t, i).payload;
            return payload == nullptr ? "<variant>" : concat("<", payload->describe(), ">");
        }
        default:
            return "?";
    }
}

/// Whole parts of complex numbers stand without ".0", as in Python.
std::string complexPart(double value, DType type, int digits) {
    std::string text = floatText(value, type, digits);
    if (text.ends_with(".0")) { text.resize(text.size() - 2); }
    return text;
}

/// Which indices along each axis are shown, and the text of each shown element.
class Printer {
public:
    Printer(const Tensor& tensor, const FormatOptions& options)
        : m_tensor(tensor),
          m_options(options),
          m_summarised(options.threshold > 0 && tensor.elements() > options.threshold) {}

    std::string print() {
        collect();
        std::size_t next = 0;
        return printAxis(0, next);
    }

private:
    bool cut(int axis) const {
        return m_summarised && m_tensor.shape()[axis] > 2 * m_options.edgeItems;
    }

    std::int64_t shown(int axis) const {
        return cut(axis) ? 2 * m_options.edgeItems : m_tensor.shape()[axis];
    }

    /// Index along the axis of its i-th shown item.
    std::int64_t indexOf(int axis, std::int64_t i) const {
        return cut(axis) && i >= m_options.edgeItems
                   ? m_tensor.shape()[axis] - 2 * m_options.edgeItems + i
                   : i;
    }

    /// Fills m_texts with the shown elements in order; rank is bounded, so counting is iterative.
    void collect() {
        const int rank = m_tensor.rank();
        std::vector<std::int64_t> counter(static_cast<std::size_t>(rank), 0);
        std::vector<std::int64_t> elements;
        for (bool more = m_tensor.elements() > 0; more;) {
            std::int64_t flat = 0;
            for (int axis = 0; axis < rank; ++axis) {
                flat = flat * m_tensor.shape()[axis] +
                       indexOf(axis, counter[static_cast<std::size_t>(axis)]);
            }
            elements.push_back(flat);
            more = false;
            for (int axis = rank - 1; axis >= 0 && !more; --axis) {
                std::int64_t& count = counter[static_cast<std::size_t>(axis)];
                more = ++count < shown(axis);
                if (!more) { count = 0; }
            }
        }
        fillTexts(elements);
    }

    void fillTexts(const std::vector<std::int64_t>& elements) {
        const DType type = m_tensor.dtype();
        if (isFloating(type) || isComplex(type)) {
            std::vector<double> real;
            for (const std::int64_t i : elements) { real.push_back(realAt(m_tensor, i)); }
            const FloatColumn column(real, type, m_options.digits);
            for (const double value : real) { m_texts.push_back(column.text(value)); }
            if (isComplex(type)) { appendImaginary(elements); }
            return;
        }
        std::size_t width = 0;
        for (const std::int64_t i : elements) {
            m_texts.push_back(otherText(m_tensor, i));
            width = std::max(width, m_texts.back().size());
        }
        if (type == DType::Bool) { width = std::max(width, std::string_view(" True").size()); }
        if (!isPlain(type)) { return; }
        for (std::string& text : m_texts) { text.insert(0, width - text.size(), ' '); }
    }

    void appendImaginary(const std::vector<std::int64_t>& elements) {
        std::vector<double> imaginary;
        for (const std::int64_t i : elements) { imaginary.push_back(imaginaryAt(m_tensor, i)); }
        const FloatColumn column(imaginary, m_tensor.dtype(), m_options.digits, /*signs=*/true);
        for (std::size_t i = 0; i < m_texts.size(); ++i) {
            std::string text = column.text(imaginary[i]);
            text.insert(text.find_last_not_of(' ') + 1, "j");
            m_texts[i].append(text);
        }
    }

    /// Prints an axis and those inside it; `next` counts shown elements. The recursion is as deep
    /// as the rank, at most kMaxRank.
    std::string printAxis(int axis, std::size_t& next) {
        const int rank = m_tensor.rank();
        if (axis == rank - 1) { return printRow(next); }
        const std::string between = std::string(static_cast<std::size_t>(rank - 1 - axis), '\n') +
                                    std::string(static_cast<std::size_t>(axis) + 1, ' ');
        std::string out = "[";
        for (std::int64_t i = 0; i < shown(axis); ++i) {
            if (i != 0) { out.append(between); }
            if (cut(axis) && i == m_options.edgeItems) { out.append("...").append(between); }
            out.append(printAxis(axis + 1, next));
        }
        out.push_back(']');
        return out;
    }

    /// The innermost axis; wrapped at lineWidth where numpy does.
    std::string printRow(std::size_t& next) {
        const auto rank = static_cast<std::size_t>(m_tensor.rank());
        const std::string indent(rank, ' ');
        std::string out;
        std::string line = indent;
        const auto add = [&](std::string_view word) {
            const auto width = static_cast<std::size_t>(std::max(m_options.lineWidth, 0));
            if (width != 0 && line.size() > rank && line.size() + word.size() + rank > width) {
                line.resize(line.find_last_not_of(' ') + 1);
                out.append(line).push_back('\n');
                line = indent;
            }
            line.append(word).push_back(' ');
        };
        for (std::int64_t i = 0; i < shown(m_tensor.rank() - 1); ++i) {
            if (cut(m_tensor.rank() - 1) && i == m_options.edgeItems) { add("..."); }
            add(m_texts[next++]);
        }
        line.pop_back();  // the space after the last word
        out.append(line);
        return "[" + out.substr(rank) + "]";
    }

    const Tensor& m_tensor;
    const FormatOptions& m_options;
    bool m_summarised;
    std::vector<std::string> m_texts;
};

}  // namespace

std::string formatElement(const Tensor& tensor, std::int64_t index, int digits) {
    const DType type = tensor.dtype();
    if (isFloating(type)) { return floatText(realAt(tensor, index), type, digits); }
    if (isComplex(type)) {
        const std::string real = complexPart(realAt(tensor, index), type, digits);
        const std::string imaginary = complexPart(imaginaryAt(tensor, index), type, digits);
        return concat("(", real, imaginary.front() == '-' ? "" : "+", imaginary, "j)");
    }
    return otherText(tensor, index);
}

std::string formatTensor(const Tensor& tensor, const FormatOptions& options) {
    if (!tensor.valid()) { return "<no tensor>"; }
    if (tensor.rank() == 0) { return formatElement(tensor, 0, options.digits); }
    if (tensor.elements() == 0) { return "[]"; }
    return Printer(tensor, options).print();
}

}  // namespace weft
