// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/base/status.h"
#include "engine/base/strings.h"
#include "engine/tensor/dtype.h"
#include "engine/tensor/partial_shape.h"
#include "engine/tensor/tensor_proto.h"

namespace weft {

class AttrMap;

/// A function named by an attribute, with the attributes it is called with.
struct FunctionAttr {
    std::string name;
    std::shared_ptr<const AttrMap> attrs;  ///< null: none
};

/// A value that no op definition explains, kept as the serialized AttrValue message.
struct RawAttr {
    std::string bytes;
    friend bool operator==(const RawAttr&, const RawAttr&) = default;
};

using StoredTensorPtr = std::shared_ptr<const StoredTensor>;

/// Value of one attribute. A list that the file wrote empty, of an attribute without definition, is
/// RawAttr.
using AttrValue =
    std::variant<std::monostate, std::string, std::int64_t, float, bool, DType, PartialShape,
                 StoredTensorPtr, FunctionAttr, std::vector<std::string>, std::vector<std::int64_t>,
                 std::vector<float>, std::vector<bool>, std::vector<DType>,
                 std::vector<PartialShape>, std::vector<StoredTensorPtr>, std::vector<FunctionAttr>,
                 RawAttr>;

/// What op signatures call the kinds: "int", "list(type)", ...; "" for monostate and raw.
std::string_view attrKindName(const AttrValue& value);
/// Equality; tensors compare by their stored bytes.
bool attrEqual(const AttrValue& a, const AttrValue& b);
/// Short text for messages and the inspector: `DT_FLOAT`, `[1, 2]`, `"SAME"`, `<tensor
/// float32[3]>`.
std::string attrToString(const AttrValue& value);

/// Attributes of a node by name, in name order.
class AttrMap {
public:
    AttrMap() = default;
    AttrMap(std::initializer_list<std::pair<const std::string, AttrValue>> items)
        : m_values(items) {}

    const AttrValue* find(std::string_view name) const;
    bool has(std::string_view name) const { return find(name) != nullptr; }
    void set(std::string name, AttrValue value) { m_values[std::move(name)] = std::move(value); }
    void erase(const std::string& name) { m_values.erase(name); }
    /// The value as T (one of AttrValue's alternatives).
    /// Errors: InvalidArgument when the attribute is missing or of another kind, with its name.
    template <class T>
    Result<T> get(std::string_view name) const {
        const AttrValue* value = find(name);
        if (value == nullptr) {
            return invalidArgument(concat("attribute '", name, "' is missing"));
        }
        const T* typed = std::get_if<T>(value);
        if (typed == nullptr) {
            return invalidArgument(
                concat("attribute '", name, "' has the wrong kind: got ", attrKindName(*value)));
        }
        return *typed;
    }
    /// As get(), with a value for an attribute that is missing.
    template <class T>
    T getOr(std::string_view name, T fallback) const {
        const AttrValue* value = find(name);
        const T* typed = value == nullptr ? nullptr : std::get_if<T>(value);
        return typed == nullptr ? fallback : *typed;
    }
    auto begin() const { return m_values.begin(); }
    auto end() const { return m_values.end(); }
    std::size_t size() const { return m_values.size(); }

private:
    std::map<std::string, AttrValue, std::less<>> m_values;
};

}  // namespace weft
