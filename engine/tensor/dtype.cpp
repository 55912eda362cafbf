// SPDX-License-Identifier: Apache-2.0
#include "engine/tensor/dtype.h"

#include <array>

namespace weft {
namespace {

enum class Kind { None, Floating, Integer, Complex, Other };

/// What is known of one element type; the row is its wire number.
struct Row {
    std::string_view python;
    std::string_view signature;
    std::string_view proto;
    std::size_t bytes;
    Kind kind;
};

constexpr std::array<Row, 24> kRows = {{
    {"invalid", "invalid", "DT_INVALID", 0, Kind::None},
    {"float32", "float", "DT_FLOAT", 4, Kind::Floating},
    {"float64", "double", "DT_DOUBLE", 8, Kind::Floating},
    {"int32", "int32", "DT_INT32", 4, Kind::Integer},
    {"uint8", "uint8", "DT_UINT8", 1, Kind::Integer},
    {"int16", "int16", "DT_INT16", 2, Kind::Integer},
    {"int8", "int8", "DT_INT8", 1, Kind::Integer},
    {"string", "string", "DT_STRING", 0, Kind::Other},
    {"complex64", "complex64", "DT_COMPLEX64", 8, Kind::Complex},
    {"int64", "int64", "DT_INT64", 8, Kind::Integer},
    {"bool", "bool", "DT_BOOL", 1, Kind::Other},
    {"qint8", "qint8", "DT_QINT8", 1, Kind::Other},
    {"quint8", "quint8", "DT_QUINT8", 1, Kind::Other},
    {"qint32", "qint32", "DT_QINT32", 4, Kind::Other},
    {"bfloat16", "bfloat16", "DT_BFLOAT16", 2, Kind::Floating},
    {"qint16", "qint16", "DT_QINT16", 2, Kind::Other},
    {"quint16", "quint16", "DT_QUINT16", 2, Kind::Other},
    {"uint16", "uint16", "DT_UINT16", 2, Kind::Integer},
    {"complex128", "complex128", "DT_COMPLEX128", 16, Kind::Complex},
    {"float16", "half", "DT_HALF", 2, Kind::Floating},
    {"resource", "resource", "DT_RESOURCE", 0, Kind::Other},
    {"variant", "variant", "DT_VARIANT", 0, Kind::Other},
    {"uint32", "uint32", "DT_UINT32", 4, Kind::Integer},
    {"uint64", "uint64", "DT_UINT64", 8, Kind::Integer},
}};

const Row& rowOf(DType type) {
    const auto number = static_cast<std::size_t>(static_cast<std::uint32_t>(type));
    return kRows[number < kRows.size() ? number : 0];
}

}  // namespace

bool isKnown(DType type) { return rowOf(type).kind != Kind::None; }
std::size_t elementBytes(DType type) { return rowOf(type).bytes; }
bool isFloating(DType type) { return rowOf(type).kind == Kind::Floating; }
bool isInteger(DType type) { return rowOf(type).kind == Kind::Integer; }
bool isComplex(DType type) { return rowOf(type).kind == Kind::Complex; }

std::string_view dtypeName(DType type) { return rowOf(type).python; }
std::string_view signatureName(DType type) { return rowOf(type).signature; }
std::string protoName(DType type) { return std::string(rowOf(type).proto); }

std::optional<DType> dtypeFromName(std::string_view name) {
    for (std::size_t i = 1; i < kRows.size(); ++i) {
        const Row& row = kRows[i];
        if (name == row.python || name == row.signature || name == row.proto) {
            return static_cast<DType>(i);
        }
    }
    return std::nullopt;
}

}  // namespace weft
