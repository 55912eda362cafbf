// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/tensor/half.h"

/// @file
/// Element types of tensors. Values are the wire numbers of TensorFlow's DataType.

namespace weft {

/// Element type of a tensor. Ref types (wire number + 100) are not values of this enum: whether an
/// edge is a reference is said beside it (see OutputType).
enum class DType : std::int32_t {
    Invalid = 0,
    Float = 1,
    Double = 2,
    Int32 = 3,
    UInt8 = 4,
    Int16 = 5,
    Int8 = 6,
    String = 7,
    Complex64 = 8,
    Int64 = 9,
    Bool = 10,
    QInt8 = 11,
    QUInt8 = 12,
    QInt32 = 13,
    BFloat16 = 14,
    QInt16 = 15,
    QUInt16 = 16,
    UInt16 = 17,
    Complex128 = 18,
    Half = 19,
    Resource = 20,
    Variant = 21,
    UInt32 = 22,
    UInt64 = 23,
};

/// Wire numbers of ref types are those of the value type plus this.
inline constexpr std::int32_t kRefOffset = 100;

struct ResourceHandle;

/// An opaque element (dataset, tensor list, ...); its content comes with the ops that make one.
struct VariantValue;

/// Maps a C++ element type to its DType: kDTypeOf<float> == DType::Float.
template <class T>
inline constexpr DType kDTypeOf = DType::Invalid;
template <>
inline constexpr DType kDTypeOf<float> = DType::Float;
template <>
inline constexpr DType kDTypeOf<double> = DType::Double;
template <>
inline constexpr DType kDTypeOf<std::int32_t> = DType::Int32;
template <>
inline constexpr DType kDTypeOf<std::uint8_t> = DType::UInt8;
template <>
inline constexpr DType kDTypeOf<std::int16_t> = DType::Int16;
template <>
inline constexpr DType kDTypeOf<std::int8_t> = DType::Int8;
template <>
inline constexpr DType kDTypeOf<std::string> = DType::String;
template <>
inline constexpr DType kDTypeOf<std::complex<float>> = DType::Complex64;
template <>
inline constexpr DType kDTypeOf<std::int64_t> = DType::Int64;
template <>
inline constexpr DType kDTypeOf<bool> = DType::Bool;
template <>
inline constexpr DType kDTypeOf<BFloat16> = DType::BFloat16;
template <>
inline constexpr DType kDTypeOf<std::uint16_t> = DType::UInt16;
template <>
inline constexpr DType kDTypeOf<std::complex<double>> = DType::Complex128;
template <>
inline constexpr DType kDTypeOf<Half> = DType::Half;
template <>
inline constexpr DType kDTypeOf<ResourceHandle> = DType::Resource;
template <>
inline constexpr DType kDTypeOf<std::uint32_t> = DType::UInt32;
template <>
inline constexpr DType kDTypeOf<std::uint64_t> = DType::UInt64;

/// True for the types of the enum that tensors can have (not Invalid, not an unknown number).
bool isKnown(DType type);
/// Bytes of one element in memory; 0 for String, Resource, Variant and unknown types.
std::size_t elementBytes(DType type);
/// half, bfloat16, float, double.
bool isFloating(DType type);
/// Signed and unsigned integers, not the quantized types, not bool.
bool isInteger(DType type);
/// complex64, complex128.
bool isComplex(DType type);
/// True where elements are plain bytes that may be copied with memcpy.
inline bool isPlain(DType type) { return elementBytes(type) != 0; }

/// Name as Python shows it: "float32", "int64", "bool", "string".
std::string_view dtypeName(DType type);
/// Name as op signatures write it: "float", "int64", "half".
std::string_view signatureName(DType type);
/// Name of the wire enum: "DT_FLOAT".
std::string protoName(DType type);
/// The type any of these three names means, or nothing.
std::optional<DType> dtypeFromName(std::string_view name);

/// Lets messages show a type by its Python name.
inline void appendPiece(std::string& out, DType type) { out.append(dtypeName(type)); }

}  // namespace weft
