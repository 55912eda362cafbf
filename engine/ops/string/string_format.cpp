// SPDX-License-Identifier: Apache-2.0
/// @file
/// StringFormat: a template whose placeholders are replaced by the inputs, each written as nested
/// brackets with at most `summarize` items at the two ends of each axis.
///
/// Errors   InvalidArgument where the template has another number of placeholders than inputs.
/// Source   Op contract of TensorFlow "StringFormat"; its way to write elements.

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "engine/base/strings.h"
#include "engine/kernel/op_builder.h"
#include "engine/tensor/tensor_format.h"

namespace weft {
namespace {

/// A number with as few digits as one of two forms needs to read back the same.
template <class T>
std::string numberText(T value, int fewest, int most) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*g", fewest, static_cast<double>(value));
    if (static_cast<T>(std::strtod(text, nullptr)) != value) {
        std::snprintf(text, sizeof text, "%.*g", most, static_cast<double>(value));
    }
    std::string out = text;
    return out == "-nan" ? "nan" : out;
}

/// As C writes what a string literal holds.
std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\n' || c == '\r' || c == '\t') {
            out += {'\\', c == '\n' ? 'n' : c == '\r' ? 'r' : 't'};
        } else if (c == '"' || c == '\'' || c == '\\') {
            out += {'\\', c};
        } else if (byte < 0x20 || byte >= 0x7F) {
            char octal[8];
            std::snprintf(octal, sizeof octal, "\\%03o", byte);
            out += octal;
        } else {
            out += c;
        }
    }
    return out + '"';
}

std::string elementText(const Tensor& tensor, std::int64_t i) {
    const auto at = static_cast<std::size_t>(i);
    switch (tensor.dtype()) {
        case DType::Float:
            return numberText(tensor.values<float>()[at], 6, 9);
        case DType::Double:
            return numberText(tensor.values<double>()[at], 15, 17);
        case DType::Half:
            return numberText(static_cast<float>(tensor.values<Half>()[at]), 6, 9);
        case DType::BFloat16:
            return numberText(static_cast<float>(tensor.values<BFloat16>()[at]), 6, 9);
        case DType::String:
            return quoted(tensor.values<std::string>()[at]);
        case DType::Bool:
            return tensor.values<bool>()[at] ? "1" : "0";
        default:
            return isInteger(tensor.dtype()) || !isPlain(tensor.dtype()) ? formatElement(tensor, i)
                                                                         : "?";
    }
}

/// Writes a tensor axis by axis. The recursion is as deep as the rank.
class Summary {
public:
    Summary(const Tensor& tensor, std::int64_t ends) : m_tensor(tensor), m_ends(ends) {}

    std::string text() {
        writeAxis(0, 0);
        return std::move(m_text);
    }

private:
    void writeAxis(int axis, std::int64_t first) {
        if (axis == m_tensor.rank()) {
            m_text += elementText(m_tensor, first);
            return;
        }
        const std::int64_t size = m_tensor.shape()[axis];
        std::int64_t stride = 1;
        for (int i = axis + 1; i < m_tensor.rank(); ++i) { stride *= m_tensor.shape()[i]; }
        const bool isCut = size > 0 && size - m_ends > m_ends;
        m_text += '[';
        for (std::int64_t i = 0; i < size; ++i) {
            if (isCut && i == m_ends) {
                writeSpace(axis);
                m_text += "...";
                i = size - m_ends;
                if (i == size) { break; }
            }
            if (i > 0) { writeSpace(axis); }
            writeAxis(axis + 1, first + i * stride);
        }
        m_text += ']';
    }

    void writeSpace(int axis) {
        if (axis + 1 == m_tensor.rank()) {
            m_text += ' ';
            return;
        }
        m_text.append(static_cast<std::size_t>(m_tensor.rank() - axis - 1), '\n');
        m_text.append(static_cast<std::size_t>(axis) + 1, ' ');
    }

    const Tensor& m_tensor;
    std::int64_t m_ends;
    std::string m_text;
};

std::vector<std::string> piecesOf(const std::string& text, const std::string& placeholder) {
    std::vector<std::string> pieces;
    std::size_t begin = 0;
    while (!placeholder.empty()) {
        const std::size_t found = text.find(placeholder, begin);
        if (found == std::string::npos) { break; }
        pieces.push_back(text.substr(begin, found - begin));
        begin = found + placeholder.size();
    }
    pieces.push_back(text.substr(begin));
    return pieces;
}

Status formatCpu(KernelContext& context) {
    const AttrMap& attrs = context.attrs();
    const std::vector<std::string> pieces =
        piecesOf(WEFT_TRY(attrs.get<std::string>("template")),
                 WEFT_TRY(attrs.get<std::string>("placeholder")));
    const auto summarize = WEFT_TRY(attrs.get<std::int64_t>("summarize"));
    if (std::ssize(pieces) != context.inputs() + 1) {
        return invalidArgument(concat("num placeholders in template and num inputs must match: ",
                                      pieces.size() - 1, " vs. ", context.inputs()));
    }
    std::string text = pieces.front();
    for (int i = 0; i < context.inputs(); ++i) {
        const Tensor& input = context.input(i);
        const std::int64_t all = input.elements();
        text += Summary(input, summarize < 0 ? all : std::min(summarize, all)).text();
        text += pieces[static_cast<std::size_t>(i) + 1];
    }
    context.outputValues<std::string>(0)[0] = std::move(text);
    return okStatus();
}

WEFT_OP("StringFormat")
    .summary("Writes tensors into the places of a template.")
    .category("data")
    .attr("T: list(type) >= 0")
    .attr("template: string = '%s'")
    .attr("placeholder: string = '%s'")
    .attr("summarize: int = 3")
    .input("inputs: T", "what the placeholders stand for, in order")
    .output("output: string", "scalar")
    .shape(scalarShape)
    .noGradient("it is a text")
    .cpuKernel(formatCpu);

}  // namespace
}  // namespace weft
