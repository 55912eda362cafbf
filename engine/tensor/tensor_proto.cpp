// SPDX-License-Identifier: Apache-2.0
#include "engine/tensor/tensor_proto.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <type_traits>

#include "engine/base/strings.h"
#include "engine/proto/tensor.pb.h"
#include "engine/proto/tensor_shape.pb.h"
#include "engine/tensor/variant.h"

namespace weft {
namespace {

using tensorflow::TensorProto;

/// Elements in all typed lists together; complex numbers count two.
std::int64_t listedValues(const TensorProto& p) {
    return std::int64_t{0} + p.float_val_size() + p.double_val_size() + p.int_val_size() +
           p.string_val_size() + p.scomplex_val_size() + p.int64_val_size() + p.bool_val_size() +
           p.dcomplex_val_size() + p.half_val_size() + p.resource_handle_val_size() +
           p.variant_val_size() + p.uint32_val_size() + p.uint64_val_size() +
           static_cast<std::int64_t>(p.float8_val().size());
}

template <class T, class Value>
T converted(const Value& value) {
    if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>) {
        T half;
        half.bits = static_cast<std::uint16_t>(value);
        return half;
    } else {
        return static_cast<T>(value);
    }
}

/// True when the listed value is one of element type T; narrow types are listed as int32.
template <class T, class Value>
bool fits(const Value& value) {
    if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>) {
        return value >= 0 && value <= std::numeric_limits<std::uint16_t>::max();
    } else if constexpr (std::is_integral_v<T> && std::is_integral_v<Value> &&
                         !std::is_same_v<T, bool>) {
        return std::in_range<T>(value);
    } else {
        return true;
    }
}

/// Fills the tensor from its typed list, whose last value repeats to the end.
/// @param parts  list entries that make one element: 2 for complex numbers
template <class T, class List>
Status fillFrom(const TensorProto& proto, const List& list, Tensor& tensor, int parts = 1) {
    const std::int64_t listed = listedValues(proto);
    if (listed != list.size()) {
        return invalidArgument(
            concat("tensor of ", tensor.dtype(), " has values in the list of another type: got ",
                   listed, " values in all, want all of them in its own list of ", list.size()));
    }
    const std::int64_t count = list.size() / parts;
    if (list.size() % parts != 0 || count > tensor.elements()) {
        return invalidArgument(concat("tensor ", tensor.dtype(), tensor.shape(),
                                      " has a wrong number of values: got ", list.size(),
                                      ", want at most ", tensor.elements() * parts));
    }
    T* out = reinterpret_cast<T*>(tensor.mutableData());
    const auto at = [&list](std::int64_t i) -> decltype(auto) { return list[static_cast<int>(i)]; };
    for (std::int64_t i = 0; i < count; ++i) {
        if constexpr (std::is_same_v<T, std::complex<float>> ||
                      std::is_same_v<T, std::complex<double>>) {
            out[i] = T(at(2 * i), at(2 * i + 1));
        } else {
            if (!fits<T>(at(i))) {
                return invalidArgument(
                    concat("value outside its type: got ", at(i), ", want ", tensor.dtype()));
            }
            out[i] = converted<T>(at(i));
        }
    }
    std::fill(out + count, out + tensor.elements(), count > 0 ? out[count - 1] : T());
    return okStatus();
}

/// Strings are assigned: their buffer already holds empty ones.
Status fillStrings(const TensorProto& proto, Tensor& tensor) {
    if (listedValues(proto) != proto.string_val_size()) {
        return invalidArgument("tensor of string has values in the list of another type");
    }
    if (proto.string_val_size() > tensor.elements()) {
        return invalidArgument(
            concat("tensor string", tensor.shape(), " has a wrong number of values: got ",
                   proto.string_val_size(), ", want at most ", tensor.elements()));
    }
    const int count = proto.string_val_size();
    std::span<std::string> out = tensor.mutableValues<std::string>();
    for (std::size_t i = 0; count > 0 && i < out.size(); ++i) {
        out[i] = proto.string_val(
            static_cast<int>(std::min<std::size_t>(i, static_cast<std::size_t>(count - 1))));
    }
    return okStatus();
}

Status fillFromContent(const TensorProto& proto, Tensor& tensor) {
    const std::string& content = proto.tensor_content();
    if (listedValues(proto) != 0) {
        return invalidArgument(concat("tensor has both tensor_content and a typed list: got ",
                                      content.size(), " bytes and ", listedValues(proto),
                                      " values, want one of them"));
    }
    if (tensor.dtype() == DType::String) {
        return invalidArgument(concat("string tensor has tensor_content: got ", content.size(),
                                      " bytes, want string_val"));
    }
    if (content.size() != tensor.bytes()) {
        return invalidArgument(concat("tensor_content of ", tensor.dtype(), tensor.shape(),
                                      " has a wrong size: got ", content.size(), " bytes, want ",
                                      tensor.bytes()));
    }
    std::memcpy(tensor.mutableData(), content.data(), content.size());
    if (tensor.dtype() == DType::Bool) {  // a bool in memory may only be 0 or 1
        for (std::byte& b : std::span(tensor.mutableData(), tensor.bytes())) {
            b = b == std::byte{0} ? std::byte{0} : std::byte{1};
        }
    }
    return okStatus();
}

Status fillFromLists(const TensorProto& p, Tensor& tensor) {
    switch (tensor.dtype()) {
        case DType::Float:
            return fillFrom<float>(p, p.float_val(), tensor);
        case DType::Double:
            return fillFrom<double>(p, p.double_val(), tensor);
        case DType::Int32:
        case DType::QInt32:
            return fillFrom<std::int32_t>(p, p.int_val(), tensor);
        case DType::UInt8:
        case DType::QUInt8:
            return fillFrom<std::uint8_t>(p, p.int_val(), tensor);
        case DType::Int16:
        case DType::QInt16:
            return fillFrom<std::int16_t>(p, p.int_val(), tensor);
        case DType::Int8:
        case DType::QInt8:
            return fillFrom<std::int8_t>(p, p.int_val(), tensor);
        case DType::UInt16:
        case DType::QUInt16:
            return fillFrom<std::uint16_t>(p, p.int_val(), tensor);
        case DType::String:
            return fillStrings(p, tensor);
        case DType::Complex64:
            return fillFrom<std::complex<float>>(p, p.scomplex_val(), tensor, 2);
        case DType::Complex128:
            return fillFrom<std::complex<double>>(p, p.dcomplex_val(), tensor, 2);
        case DType::Int64:
            return fillFrom<std::int64_t>(p, p.int64_val(), tensor);
        case DType::Bool:
            return fillFrom<bool>(p, p.bool_val(), tensor);
        case DType::Half:
            return fillFrom<Half>(p, p.half_val(), tensor);
        case DType::BFloat16:
            return fillFrom<BFloat16>(p, p.half_val(), tensor);
        case DType::UInt32:
            return fillFrom<std::uint32_t>(p, p.uint32_val(), tensor);
        case DType::UInt64:
            return fillFrom<std::uint64_t>(p, p.uint64_val(), tensor);
        default:
            return internalError("tensor without a list of values");
    }
}

/// Elements of a type as the repeated field that lists it.
template <class T, class List>
void listValues(const Tensor& tensor, List& list) {
    const T* values = reinterpret_cast<const T*>(tensor.data());
    for (std::int64_t i = 0; i < tensor.elements(); ++i) {
        if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>) {
            list.Add(values[i].bits);
        } else if constexpr (std::is_same_v<T, std::complex<float>> ||
                             std::is_same_v<T, std::complex<double>>) {
            list.Add(values[i].real());
            list.Add(values[i].imag());
        } else {
            list.Add(values[i]);
        }
    }
}

void listAll(const Tensor& t, TensorProto& p) {
    switch (t.dtype()) {
        case DType::Float:
            return listValues<float>(t, *p.mutable_float_val());
        case DType::Double:
            return listValues<double>(t, *p.mutable_double_val());
        case DType::Int32:
        case DType::QInt32:
            return listValues<std::int32_t>(t, *p.mutable_int_val());
        case DType::UInt8:
        case DType::QUInt8:
            return listValues<std::uint8_t>(t, *p.mutable_int_val());
        case DType::Int16:
        case DType::QInt16:
            return listValues<std::int16_t>(t, *p.mutable_int_val());
        case DType::Int8:
        case DType::QInt8:
            return listValues<std::int8_t>(t, *p.mutable_int_val());
        case DType::UInt16:
        case DType::QUInt16:
            return listValues<std::uint16_t>(t, *p.mutable_int_val());
        case DType::Complex64:
            return listValues<std::complex<float>>(t, *p.mutable_scomplex_val());
        case DType::Complex128:
            return listValues<std::complex<double>>(t, *p.mutable_dcomplex_val());
        case DType::Int64:
            return listValues<std::int64_t>(t, *p.mutable_int64_val());
        case DType::Bool:
            return listValues<bool>(t, *p.mutable_bool_val());
        case DType::Half:
            return listValues<Half>(t, *p.mutable_half_val());
        case DType::BFloat16:
            return listValues<BFloat16>(t, *p.mutable_half_val());
        case DType::UInt32:
            return listValues<std::uint32_t>(t, *p.mutable_uint32_val());
        case DType::UInt64:
            return listValues<std::uint64_t>(t, *p.mutable_uint64_val());
        case DType::String:
            for (const std::string& value : t.values<std::string>()) { p.add_string_val(value); }
            return;
        case DType::Variant:  // told, not stored: what a run made of tensors is no constant
            for (const VariantValue& value : t.values<VariantValue>()) {
                auto& variant = *p.add_variant_val();
                if (value.payload != nullptr) { variant.set_type_name(value.payload->typeName()); }
            }
            return;
        default:
            for (const ResourceHandle& value : t.values<ResourceHandle>()) {
                tensorflow::ResourceHandleProto& handle = *p.add_resource_handle_val();
                handle.set_container(value.container);
                handle.set_name(value.name);
                handle.set_maybe_type_name(value.typeName);
            }
    }
}

}  // namespace

Result<DType> dtypeFromProto(const TensorProto& proto) {
    const auto type = static_cast<DType>(proto.dtype());
    if (!isKnown(type)) {
        return invalidArgument(concat("tensor has an unknown dtype: got ",
                                      static_cast<int>(proto.dtype()), ", want 1 to 23"));
    }
    return type;
}

Result<Tensor> tensorFromProto(const TensorProto& proto, const Limits& limits) {
    const DType type = WEFT_TRY(dtypeFromProto(proto));
    if (type == DType::Resource || type == DType::Variant) {
        const bool named = proto.variant_val_size() > 0;
        return invalidArgument(concat(
            "a constant cannot hold elements of this type: got ", type,
            named ? concat(" '", escaped(proto.variant_val(0).type_name()), "'") : std::string()));
    }
    const PartialShape declared = WEFT_TRY(shapeFromProto(proto.tensor_shape(), limits));
    if (!declared.isFull()) {
        return invalidArgument(
            concat("tensor shape is not fully defined: got ", declared, ", want known sizes"));
    }
    const Shape shape = WEFT_TRY(makeShape(declared.dims()));
    const std::int64_t budget =
        limits.tensorBytes > 0 ? limits.tensorBytes : defaultLimits().tensorBytes;
    std::int64_t bytes = 0;
    if (multiplyOverflows(shape.elements(), static_cast<std::int64_t>(storageBytes(type)), bytes) ||
        bytes > budget) {
        return resourceExhausted(concat("tensor ", type, shape, " is too large: got ",
                                        shape.elements(), " elements of ", storageBytes(type),
                                        " bytes, want at most ", budget, " bytes"));
    }
    Tensor tensor = WEFT_TRY(Tensor::allocate(type, shape));
    if (proto.tensor_content().empty()) {
        WEFT_TRY(fillFromLists(proto, tensor));
    } else {
        WEFT_TRY(fillFromContent(proto, tensor));
    }
    return tensor;
}

void tensorToProto(const Tensor& tensor, TensorProto& proto) {
    proto.Clear();
    proto.set_dtype(static_cast<tensorflow::DataType>(tensor.dtype()));
    shapeToProto(tensor.shape(), *proto.mutable_tensor_shape());
    if (tensor.elements() == 1 || !isPlain(tensor.dtype())) {
        listAll(tensor, proto);
    } else {
        proto.set_tensor_content(tensor.data(), tensor.bytes());
    }
}

Result<Tensor> tensorFromBytes(std::string_view bytes, const Limits& limits) {
    TensorProto proto;
    if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()) ||
        !proto.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        return invalidArgument(
            concat("not a serialized TensorProto: got ", bytes.size(), " bytes"));
    }
    return tensorFromProto(proto, limits);
}

std::string tensorToBytes(const Tensor& tensor) {
    TensorProto proto;
    tensorToProto(tensor, proto);
    return proto.SerializeAsString();
}

Result<PartialShape> shapeFromProto(const tensorflow::TensorShapeProto& proto,
                                    const Limits& limits) {
    if (proto.unknown_rank()) {
        if (proto.dim_size() > 0) {
            return invalidArgument(concat("shape of unknown rank has dims: got ", proto.dim_size(),
                                          " dims, want none"));
        }
        return PartialShape();
    }
    if (proto.dim_size() > limits.rank) {
        return invalidArgument(concat("rank is too large: got ", proto.dim_size(),
                                      " dims, want at most ", limits.rank));
    }
    Dims dims;
    Dims known;
    for (const auto& dim : proto.dim()) {
        if (dim.size() < kUnknownDim) {
            return invalidArgument(concat("shape has a negative size: got ", dim.size(),
                                          ", want at least -1 in dims"));
        }
        dims.push_back(dim.size());
        if (dim.size() != kUnknownDim) { known.push_back(dim.size()); }
    }
    WEFT_TRY(makeShape(known));  // the product of the known sizes must not overflow
    return PartialShape::ofDims(std::move(dims));
}

void shapeToProto(const PartialShape& shape, tensorflow::TensorShapeProto& proto) {
    proto.Clear();
    if (!shape.hasRank()) {
        proto.set_unknown_rank(true);
        return;
    }
    for (const std::int64_t size : shape.dims()) { proto.add_dim()->set_size(size); }
}

}  // namespace weft
