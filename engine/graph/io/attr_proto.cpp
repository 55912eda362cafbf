// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_io.h"
#include "engine/proto/attr_value.pb.h"

namespace weft {
namespace {

using Proto = tensorflow::AttrValue;

std::string_view caseName(Proto::ValueCase which) {
    switch (which) {
        case Proto::kS:
            return "string";
        case Proto::kI:
            return "int";
        case Proto::kF:
            return "float";
        case Proto::kB:
            return "bool";
        case Proto::kType:
            return "type";
        case Proto::kShape:
            return "shape";
        case Proto::kTensor:
            return "tensor";
        case Proto::kFunc:
            return "func";
        case Proto::kList:
            return "list";
        case Proto::kPlaceholder:
            return "placeholder";
        case Proto::VALUE_NOT_SET:
            break;
    }
    return "no value";
}

/// The kind of items a list holds, "" when it is empty or holds several kinds.
std::string_view listKind(const Proto::ListValue& list) {
    std::string_view kind;
    int kinds = 0;
    const auto look = [&](int size, std::string_view name) {
        if (size == 0) { return; }
        kind = name;
        ++kinds;
    };
    look(list.s_size(), "list(string)");
    look(list.i_size(), "list(int)");
    look(list.f_size(), "list(float)");
    look(list.b_size(), "list(bool)");
    look(list.type_size(), "list(type)");
    look(list.shape_size(), "list(shape)");
    look(list.tensor_size(), "list(tensor)");
    look(list.func_size(), "list(func)");
    return kinds == 1 ? kind : std::string_view();
}

int listSize(const Proto::ListValue& list) {
    return list.s_size() + list.i_size() + list.f_size() + list.b_size() + list.type_size() +
           list.shape_size() + list.tensor_size() + list.func_size();
}

Result<DType> typeFromProto(int number) {
    const auto type = static_cast<DType>(number);
    if (!isKnown(type)) { return invalidArgument(concat("no such type: got the number ", number)); }
    return type;
}

Result<AttrValue> valueFromProto(const Proto& proto, std::string_view kind, int depth);

Result<FunctionAttr> functionFromProto(const tensorflow::NameAttrList& proto, int depth) {
    if (depth > defaultLimits().messageDepth) {
        return invalidArgument(
            concat("attributes are nested deeper than ", defaultLimits().messageDepth));
    }
    FunctionAttr out{proto.name(), nullptr};
    if (proto.attr().empty()) { return out; }
    auto attrs = std::make_shared<AttrMap>();
    for (const auto& [name, value] : proto.attr()) {
        attrs->set(name, WEFT_TRY(valueFromProto(value, "", depth + 1)));
    }
    out.attrs = std::move(attrs);
    return out;
}

template <class T, class Items, class Convert>
Result<AttrValue> listFromProto(const Items& items, Convert convert) {
    std::vector<T> out;
    out.reserve(static_cast<std::size_t>(items.size()));
    for (const auto& item : items) { out.push_back(WEFT_TRY(convert(item))); }
    return AttrValue(std::move(out));
}

constexpr auto kAsIs = [](const auto& item) { return Result<std::decay_t<decltype(item)>>(item); };

Result<AttrValue> listOfKind(const Proto::ListValue& list, std::string_view kind, int depth) {
    if (kind == "list(string)") { return listFromProto<std::string>(list.s(), kAsIs); }
    if (kind == "list(int)") { return listFromProto<std::int64_t>(list.i(), kAsIs); }
    if (kind == "list(float)") { return listFromProto<float>(list.f(), kAsIs); }
    if (kind == "list(bool)") { return listFromProto<bool>(list.b(), kAsIs); }
    if (kind == "list(type)") { return listFromProto<DType>(list.type(), typeFromProto); }
    if (kind == "list(shape)") {
        return listFromProto<PartialShape>(list.shape(),
                                           [](const auto& item) { return shapeFromProto(item); });
    }
    if (kind == "list(tensor)") {
        return listFromProto<StoredTensorPtr>(
            list.tensor(), [](const auto& item) { return StoredTensor::fromProto(item); });
    }
    return listFromProto<FunctionAttr>(
        list.func(), [depth](const auto& item) { return functionFromProto(item, depth + 1); });
}

/// A value whose kind is given by its own field, which must be `kind`.
Result<AttrValue> valueOfKind(const Proto& proto, std::string_view kind, int depth) {
    switch (proto.value_case()) {
        case Proto::kS:
            return AttrValue(proto.s());
        case Proto::kI:
            return AttrValue(static_cast<std::int64_t>(proto.i()));
        case Proto::kF:
            return AttrValue(proto.f());
        case Proto::kB:
            return AttrValue(proto.b());
        case Proto::kType:
            return AttrValue(WEFT_TRY(typeFromProto(proto.type())));
        case Proto::kShape:
            return AttrValue(WEFT_TRY(shapeFromProto(proto.shape())));
        case Proto::kTensor:
            return AttrValue(WEFT_TRY(StoredTensor::fromProto(proto.tensor())));
        case Proto::kFunc:
            return AttrValue(WEFT_TRY(functionFromProto(proto.func(), depth)));
        case Proto::kList:
            return listOfKind(proto.list(), kind, depth);
        default:
            return invalidArgument(concat("has no value: want ", kind));
    }
}

Result<AttrValue> valueFromProto(const Proto& proto, std::string_view kind, int depth) {
    const bool isList = proto.has_list();
    const std::string_view held = isList ? listKind(proto.list()) : caseName(proto.value_case());
    if (kind.empty()) {
        // Nothing says what it should be: what cannot be read is kept as it came.
        if (isList ? held.empty()
                   : (held == "placeholder" || proto.value_case() == Proto::VALUE_NOT_SET)) {
            return AttrValue(RawAttr{proto.SerializeAsString()});
        }
        Result<AttrValue> value = valueOfKind(proto, held, depth);
        return value.ok() ? std::move(value) : AttrValue(RawAttr{proto.SerializeAsString()});
    }
    const bool isEmptyList = isList && kind.starts_with("list(") && listSize(proto.list()) == 0;
    if (held != kind && !isEmptyList) {
        return invalidArgument(concat("has the wrong kind: got ",
                                      held.empty() ? std::string_view("a list") : held, ", want ",
                                      kind));
    }
    return valueOfKind(proto, kind, depth);
}

void functionToProto(const FunctionAttr& function, tensorflow::NameAttrList& proto) {
    proto.set_name(function.name);
    if (function.attrs == nullptr) { return; }
    for (const auto& [name, value] : *function.attrs) {
        attrToProto(value, (*proto.mutable_attr())[name]);
    }
}

/// Writes each alternative into its field.
struct ToProto {
    Proto& out;

    void operator()(std::monostate) const {}
    void operator()(const std::string& value) const { out.set_s(value); }
    void operator()(std::int64_t value) const { out.set_i(value); }
    void operator()(float value) const { out.set_f(value); }
    void operator()(bool value) const { out.set_b(value); }
    void operator()(DType value) const { out.set_type(wireType(value)); }
    void operator()(const PartialShape& value) const { shapeToProto(value, *out.mutable_shape()); }
    void operator()(const StoredTensorPtr& value) const {
        if (value != nullptr) { out.mutable_tensor()->ParseFromString(value->bytes()); }
    }
    void operator()(const FunctionAttr& value) const {
        functionToProto(value, *out.mutable_func());
    }
    void operator()(const RawAttr& value) const { out.ParseFromString(value.bytes); }

    void operator()(const std::vector<std::string>& items) const {
        auto* list = out.mutable_list();
        for (const std::string& item : items) { list->add_s(item); }
    }
    void operator()(const std::vector<std::int64_t>& items) const {
        auto* list = out.mutable_list();
        for (const std::int64_t item : items) { list->add_i(item); }
    }
    void operator()(const std::vector<float>& items) const {
        auto* list = out.mutable_list();
        for (const float item : items) { list->add_f(item); }
    }
    void operator()(const std::vector<bool>& items) const {
        auto* list = out.mutable_list();
        for (const bool item : items) { list->add_b(item); }
    }
    void operator()(const std::vector<DType>& items) const {
        auto* list = out.mutable_list();
        for (const DType item : items) { list->add_type(wireType(item)); }
    }
    void operator()(const std::vector<PartialShape>& items) const {
        auto* list = out.mutable_list();
        for (const PartialShape& item : items) { shapeToProto(item, *list->add_shape()); }
    }
    void operator()(const std::vector<StoredTensorPtr>& items) const {
        auto* list = out.mutable_list();
        for (const StoredTensorPtr& item : items) {
            list->add_tensor()->ParseFromString(item->bytes());
        }
    }
    void operator()(const std::vector<FunctionAttr>& items) const {
        auto* list = out.mutable_list();
        for (const FunctionAttr& item : items) { functionToProto(item, *list->add_func()); }
    }

    static tensorflow::DataType wireType(DType type) {
        return static_cast<tensorflow::DataType>(static_cast<int>(type));
    }
};

}  // namespace

void attrToProto(const AttrValue& value, tensorflow::AttrValue& proto) {
    std::visit(ToProto{proto}, value);
}

Result<AttrValue> attrFromProto(const tensorflow::AttrValue& proto, std::string_view kind) {
    return valueFromProto(proto, kind, 0);
}

}  // namespace weft
