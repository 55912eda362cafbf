// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/attr.h"

#include <array>
#include <type_traits>

namespace weft {
namespace {

/// Names of AttrValue's alternatives in their order.
constexpr std::array<std::string_view, std::variant_size_v<AttrValue>> kKindNames = {
    "",           "string",     "int",         "float",        "bool",       "type",
    "shape",      "tensor",     "func",        "list(string)", "list(int)",  "list(float)",
    "list(bool)", "list(type)", "list(shape)", "list(tensor)", "list(func)", ""};

constexpr std::size_t kMostShownItems = 16;

bool itemEqual(const StoredTensorPtr& a, const StoredTensorPtr& b) {
    if (a == b) { return true; }
    return a != nullptr && b != nullptr && a->bytes() == b->bytes();
}

bool itemEqual(const FunctionAttr& a, const FunctionAttr& b) {
    if (a.name != b.name) { return false; }
    if (a.attrs == b.attrs) { return true; }
    const std::size_t sizeA = a.attrs == nullptr ? 0 : a.attrs->size();
    const std::size_t sizeB = b.attrs == nullptr ? 0 : b.attrs->size();
    if (sizeA != sizeB) { return false; }
    if (sizeA == 0) { return true; }
    for (const auto& [name, value] : *a.attrs) {
        const AttrValue* other = b.attrs->find(name);
        if (other == nullptr || !attrEqual(value, *other)) { return false; }
    }
    return true;
}

template <class T>
bool itemEqual(const T& a, const T& b) {
    return a == b;
}

template <class T>
bool itemEqual(const std::vector<T>& a, const std::vector<T>& b) {
    if (a.size() != b.size()) { return false; }
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (!itemEqual(a[i], b[i])) { return false; }
    }
    return true;
}

void show(std::string& out, std::monostate) { out += "<none>"; }
void show(std::string& out, const RawAttr& raw) { out += concat("<", raw.bytes.size(), " bytes>"); }
void show(std::string& out, const std::string& text) { out += concat("\"", escaped(text), "\""); }
void show(std::string& out, std::int64_t number) { appendPiece(out, number); }
void show(std::string& out, float number) { appendPiece(out, number); }
void show(std::string& out, bool value) { appendPiece(out, value); }
void show(std::string& out, DType type) { out += protoName(type); }
void show(std::string& out, const PartialShape& shape) { appendPiece(out, shape); }
void show(std::string& out, const StoredTensorPtr& tensor) {
    if (tensor == nullptr) {
        out += "<no tensor>";
        return;
    }
    out += concat("<tensor ", tensor->dtype(), tensor->shape(), ">");
}
void show(std::string& out, const FunctionAttr& function) { out += function.name; }

template <class T>
void show(std::string& out, const std::vector<T>& items) {
    out += "[";
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0) { out += ", "; }
        if (i == kMostShownItems) {
            out += concat("... ", items.size() - i, " more");
            break;
        }
        show(out, static_cast<const T&>(items[i]));
    }
    out += "]";
}

}  // namespace

std::string_view attrKindName(const AttrValue& value) { return kKindNames[value.index()]; }

bool attrEqual(const AttrValue& a, const AttrValue& b) {
    if (a.index() != b.index()) { return false; }
    return std::visit(
        [&b](const auto& left) {
            return itemEqual(left, std::get<std::remove_cvref_t<decltype(left)>>(b));
        },
        a);
}

std::string attrToString(const AttrValue& value) {
    std::string out;
    std::visit([&out](const auto& item) { show(out, item); }, value);
    return out;
}

const AttrValue* AttrMap::find(std::string_view name) const {
    const auto found = m_values.find(name);
    return found == m_values.end() ? nullptr : &found->second;
}

}  // namespace weft
