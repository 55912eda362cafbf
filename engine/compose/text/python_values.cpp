// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/text/python_values.h"

#include "engine/base/strings.h"
#include "engine/tensor/tensor_format.h"

namespace weft {
namespace {

constexpr std::int64_t kMostNumbers = 256;  // of a constant that is written out

template <class T, class Write>
std::string list(const std::vector<T>& items, Write&& write) {
    std::vector<std::string> texts;
    for (const auto& item : items) { texts.push_back(write(item)); }
    return concat("[", join(texts, ", "), "]");
}

}  // namespace

std::string pythonString(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') { out += '\\'; }
        if (byte >= ' ' && byte < 0x7F) {
            out += c;
        } else {
            constexpr const char* kHex = "0123456789abcdef";
            out += concat("\\x", kHex[byte >> 4U], kHex[byte & 15U]);
        }
    }
    return out + '"';
}

std::string pythonType(DType type) { return concat("tf.", dtypeName(type)); }

std::string pythonShape(const PartialShape& shape) {
    if (!shape.hasRank()) { return "None"; }
    std::vector<std::string> sizes;
    for (const std::int64_t size : shape.dims()) {
        sizes.push_back(size < 0 ? std::string("None") : concat(size));
    }
    return concat("[", join(sizes, ", "), "]");
}

std::optional<std::string> pythonValue(const AttrValue& value) {
    const auto number = [](float x) {
        std::string text = concat(x);
        if (text.find_first_of(".en") == std::string::npos) { text += ".0"; }
        return text == "inf" || text == "-inf" || text == "nan" ? concat("float(\"", text, "\")")
                                                                : text;
    };
    const auto flag = [](bool on) { return std::string(on ? "True" : "False"); };
    const auto whole = [](std::int64_t n) { return concat(n); };
    if (const auto* v = std::get_if<std::string>(&value)) { return pythonString(*v); }
    if (const auto* v = std::get_if<std::int64_t>(&value)) { return whole(*v); }
    if (const auto* v = std::get_if<float>(&value)) { return number(*v); }
    if (const auto* v = std::get_if<bool>(&value)) { return flag(*v); }
    if (const auto* v = std::get_if<DType>(&value)) { return pythonType(*v); }
    if (const auto* v = std::get_if<PartialShape>(&value)) { return pythonShape(*v); }
    if (const auto* v = std::get_if<std::vector<std::string>>(&value)) {
        return list(*v, pythonString);
    }
    if (const auto* v = std::get_if<std::vector<std::int64_t>>(&value)) { return list(*v, whole); }
    if (const auto* v = std::get_if<std::vector<float>>(&value)) { return list(*v, number); }
    if (const auto* v = std::get_if<std::vector<bool>>(&value)) { return list(*v, flag); }
    if (const auto* v = std::get_if<std::vector<DType>>(&value)) { return list(*v, pythonType); }
    if (const auto* v = std::get_if<std::vector<PartialShape>>(&value)) {
        return list(*v, pythonShape);
    }
    return std::nullopt;
}

std::optional<std::string> pythonTensor(const Tensor& tensor) {
    if (tensor.elements() > kMostNumbers || tensor.elements() == 0) { return std::nullopt; }
    std::vector<std::string> items;
    const auto add = [&](const auto& values) {
        for (const auto value : values) { items.push_back(*pythonValue(AttrValue(value))); }
    };
    switch (tensor.dtype()) {
        case DType::Float:
            add(tensor.values<float>());
            break;
        case DType::Int32:
            for (const auto value : tensor.values<std::int32_t>()) {
                items.push_back(concat(value));
            }
            break;
        case DType::Int64:
            for (const auto value : tensor.values<std::int64_t>()) {
                items.push_back(concat(value));
            }
            break;
        case DType::Bool:
            for (const bool value : tensor.values<bool>()) {
                items.push_back(value ? "True" : "False");
            }
            break;
        default:
            return std::nullopt;
    }
    if (tensor.rank() == 0) { return items.front(); }
    return concat("[", join(items, ", "), "]");
}

}  // namespace weft
