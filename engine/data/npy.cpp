// SPDX-License-Identifier: Apache-2.0
#include "engine/data/npy.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>

#include "engine/base/durable_file.h"
#include "engine/base/strings.h"

namespace weft {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";

/// What the header of an .npy file says.
struct Header {
    char order = '|';  ///< '<', '>' or '|'
    char kind = 0;     ///< 'f', 'i', 'u', 'b', 'c', 'S' or 'U'
    std::int64_t itemBytes = 0;
    bool fortran = false;
    Shape shape;
    std::size_t dataStart = 0;
};

DType typeOf(const Header& h) {
    const auto is = [&](char kind, std::int64_t bytes) {
        return h.kind == kind && h.itemBytes == bytes;
    };
    if (is('b', 1)) { return DType::Bool; }
    if (is('i', 1)) { return DType::Int8; }
    if (is('i', 2)) { return DType::Int16; }
    if (is('i', 4)) { return DType::Int32; }
    if (is('i', 8)) { return DType::Int64; }
    if (is('u', 1)) { return DType::UInt8; }
    if (is('u', 2)) { return DType::UInt16; }
    if (is('u', 4)) { return DType::UInt32; }
    if (is('u', 8)) { return DType::UInt64; }
    if (is('f', 2)) { return DType::Half; }
    if (is('f', 4)) { return DType::Float; }
    if (is('f', 8)) { return DType::Double; }
    if (is('c', 8)) { return DType::Complex64; }
    if (is('c', 16)) { return DType::Complex128; }
    if (h.kind == 'S' || h.kind == 'U') { return DType::String; }
    return DType::Invalid;
}

/// The code of a type that numpy has, "" otherwise.
std::string_view codeOf(DType type) {
    switch (type) {
        case DType::Bool:
            return "|b1";
        case DType::Int8:
            return "|i1";
        case DType::Int16:
            return "<i2";
        case DType::Int32:
            return "<i4";
        case DType::Int64:
            return "<i8";
        case DType::UInt8:
            return "|u1";
        case DType::UInt16:
            return "<u2";
        case DType::UInt32:
            return "<u4";
        case DType::UInt64:
            return "<u8";
        case DType::Half:
            return "<f2";
        case DType::Float:
            return "<f4";
        case DType::Double:
            return "<f8";
        case DType::Complex64:
            return "<c8";
        case DType::Complex128:
            return "<c16";
        default:
            return "";
    }
}

/// The text after `'key':` in the header, which is a Python dictionary on one line.
std::optional<std::string_view> valueOf(std::string_view header, std::string_view key) {
    for (const char quote : {'\'', '"'}) {
        const std::string wanted = concat(quote, key, quote);
        const std::size_t at = header.find(wanted);
        if (at == std::string_view::npos) { continue; }
        const std::string_view rest = trimmed(header.substr(at + wanted.size()));
        if (!rest.starts_with(':')) { return std::nullopt; }
        return trimmed(rest.substr(1));
    }
    return std::nullopt;
}

/// "(2, 3), ..." as sizes.
Result<Shape> shapeFrom(std::string_view text) {
    const std::size_t close = text.find(')');
    if (!text.starts_with('(') || close == std::string_view::npos) {
        return invalidArgument(
            concat("shape is no tuple: got '", escaped(text.substr(0, 40)), "'"));
    }
    Dims dims;
    for (const std::string& part : split(text.substr(1, close - 1), ',')) {
        std::string_view size = trimmed(part);
        if (size.empty() && !dims.empty()) { continue; }  // "(3,)"
        const std::optional<std::int64_t> value = parseInt(size);
        if (!value) {
            return invalidArgument(concat("size is no number: got '", escaped(size), "'"));
        }
        dims.push_back(*value);
    }
    return makeShape(dims);
}

Status readDescription(std::string_view text, Header& header) {
    const auto descr = valueOf(text, "descr");
    const auto fortran = valueOf(text, "fortran_order");
    const auto shape = valueOf(text, "shape");
    if (!descr || !fortran || !shape) {
        return invalidArgument("header of .npy is incomplete: want descr, fortran_order and shape");
    }
    header.fortran = fortran->starts_with("True");
    header.shape = WEFT_TRY(shapeFrom(*shape));
    const std::size_t close = descr->size() > 1 ? descr->find(descr->front(), 1) : 0;
    const bool quoted = descr->starts_with('\'') || descr->starts_with('"');
    if (!quoted || close == std::string_view::npos || close < 4) {
        return unimplemented(concat(".npy with structured elements: got '",
                                    escaped(descr->substr(0, 40)), "', want one plain type"));
    }
    const std::string_view code = descr->substr(1, close - 1);
    const std::optional<std::int64_t> count = parseInt(code.substr(2));
    header.order = code[0];
    header.kind = code[1];
    constexpr std::int64_t kMostItemBytes = std::int64_t{1} << 31;
    // Elements of no bytes would let a tiny file claim any shape.
    if (count && *count > 0 && *count < kMostItemBytes) {
        header.itemBytes = header.kind == 'U' ? 4 * *count : *count;
    }
    if (header.itemBytes == 0 || typeOf(header) == DType::Invalid || header.order == '=') {
        return unimplemented(
            concat(".npy elements: got '", escaped(code), "', want numbers, bool, bytes or text"));
    }
    return okStatus();
}

Result<Header> readHeader(std::string_view bytes) {
    const auto byteAt = [&](std::size_t i) {
        return std::size_t{static_cast<unsigned char>(bytes[i])};
    };
    if (!bytes.starts_with(kMagic) || bytes.size() < 12) {
        return invalidArgument(
            concat("not an .npy file: got '", escaped(bytes.substr(0, 6)), "', want '\\223NUMPY'"));
    }
    const std::size_t major = byteAt(6);
    if (major < 1 || major > 3) {
        return unimplemented(concat(".npy version: got ", major, ", want 1 to 3"));
    }
    std::size_t length = byteAt(8) | (byteAt(9) << 8U);
    if (major > 1) { length |= (byteAt(10) << 16U) | (byteAt(11) << 24U); }
    const std::size_t start = major > 1 ? 12 : 10;
    if (length > bytes.size() - start) {
        return invalidArgument(
            concat("file ends in its header: got ", bytes.size() - start, " bytes, want ", length));
    }
    Header header;
    header.dataStart = start + length;
    WEFT_TRY(readDescription(bytes.substr(start, length), header));
    return header;
}

void appendUtf8(std::string& out, std::uint32_t code) {
    const auto tail = [&](unsigned shift) {
        out.push_back(static_cast<char>(0x80U | ((code >> shift) & 0x3FU)));
    };
    if (code < 0x80U) {
        out.push_back(static_cast<char>(code));
    } else if (code < 0x800U) {
        out.push_back(static_cast<char>(0xC0U | (code >> 6U)));
        tail(0);
    } else if (code < 0x10000U) {
        out.push_back(static_cast<char>(0xE0U | (code >> 12U)));
        tail(6);
        tail(0);
    } else {
        out.push_back(static_cast<char>(0xF0U | ((code >> 18U) & 7U)));
        tail(12);
        tail(6);
        tail(0);
    }
}

/// One `S` or `U` element; numpy pads with NUL.
std::string textOf(std::string_view item, const Header& header) {
    std::string out;
    if (header.kind == 'S') {
        out = item;
    } else {
        for (std::size_t i = 0; i + 4 <= item.size(); i += 4) {
            std::uint32_t code = 0;
            std::memcpy(&code, item.data() + i, sizeof code);
            if (header.order == '>') { code = __builtin_bswap32(code); }
            appendUtf8(out, code);
        }
    }
    const std::size_t last = out.find_last_not_of('\0');
    out.resize(last == std::string::npos ? 0 : last + 1);
    return out;
}

/// Where in the file element `index` (row-major) lies when the first axis is the fastest.
class FortranOrder {
public:
    explicit FortranOrder(const Shape& shape) : m_shape(shape) {}
    std::int64_t place(std::int64_t index) const {
        std::int64_t stride = m_shape.elements();
        std::int64_t at = 0;
        for (int axis = m_shape.rank() - 1; axis >= 0; --axis) {
            stride /= m_shape[axis];
            at += index % m_shape[axis] * stride;
            index /= m_shape[axis];
        }
        return at;
    }

private:
    const Shape& m_shape;
};

void fill(Tensor& tensor, std::string_view data, const Header& header) {
    const auto each = static_cast<std::size_t>(header.itemBytes);
    const FortranOrder fortran(header.shape);
    const bool plain = tensor.dtype() != DType::String;
    if (plain && !header.fortran && !data.empty()) {
        std::memcpy(tensor.mutableData(), data.data(), data.size());
    } else {
        for (std::int64_t i = 0; i < tensor.elements(); ++i) {
            const auto place = static_cast<std::size_t>(header.fortran ? fortran.place(i) : i);
            const std::string_view item = data.substr(place * each, each);
            if (plain) {
                std::memcpy(tensor.mutableData() + static_cast<std::size_t>(i) * each, item.data(),
                            each);
            } else {
                tensor.mutableValues<std::string>()[static_cast<std::size_t>(i)] =
                    textOf(item, header);
            }
        }
    }
    if (!plain) { return; }
    std::byte* end = tensor.mutableData() + tensor.bytes();
    if (header.order == '>' && each > 1) {
        const std::size_t part = isComplex(tensor.dtype()) ? each / 2 : each;
        for (std::byte* at = tensor.mutableData(); at != end; at += part) {
            std::reverse(at, at + part);
        }
    }
    if (tensor.dtype() == DType::Bool) {  // a bool in memory may only be 0 or 1
        std::transform(tensor.mutableData(), end, tensor.mutableData(),
                       [](std::byte b) { return b == std::byte{0} ? std::byte{0} : std::byte{1}; });
    }
}

Result<Tensor> parse(std::string_view bytes, const Limits& limits) {
    const Header header = WEFT_TRY(readHeader(bytes));
    const std::string_view data = bytes.substr(header.dataStart);
    std::int64_t wanted = 0;
    if (multiplyOverflows(header.shape.elements(), header.itemBytes, wanted) ||
        wanted != static_cast<std::int64_t>(data.size())) {
        return invalidArgument(concat("wrong size of .npy data: got ", data.size(), " bytes, want ",
                                      header.shape.elements(), " elements of ", header.itemBytes,
                                      " bytes"));
    }
    const std::int64_t budget =
        limits.tensorBytes > 0 ? limits.tensorBytes : defaultLimits().tensorBytes;
    std::int64_t needed = 0;
    if (multiplyOverflows(header.shape.elements(),
                          static_cast<std::int64_t>(storageBytes(typeOf(header))), needed) ||
        needed > budget) {
        return resourceExhausted(concat("array ", typeOf(header), header.shape,
                                        " is too large, want at most ", budget, " bytes"));
    }
    Tensor tensor = WEFT_TRY(Tensor::allocate(typeOf(header), header.shape));
    fill(tensor, data, header);
    return tensor;
}

/// Fixed-width bytes of the longest string, at least 1 as numpy has it.
Result<std::string> stringData(const Tensor& tensor, std::size_t& width) {
    width = 1;
    for (const std::string& value : tensor.values<std::string>()) {
        if (value.ends_with('\0')) {
            return unimplemented("strings that end with NUL in .npy, which would lose it");
        }
        width = std::max(width, value.size());
    }
    std::string data;
    for (const std::string& value : tensor.values<std::string>()) {
        data.append(value).append(width - value.size(), '\0');
    }
    return data;
}

std::string headerBytes(std::string_view code, const Shape& shape) {
    const std::string dims = concat(join(shape.dims(), ", "), shape.rank() == 1 ? "," : "");
    std::string text =
        concat("{'descr': '", code, "', 'fortran_order': False, 'shape': (", dims, "), }");
    constexpr std::size_t kAlign = 64;
    constexpr std::size_t kPrefix = 12;  // of version 2.0: magic, version, length
    const std::size_t unpadded = kPrefix + text.size() + 1;
    text.append((kAlign - unpadded % kAlign) % kAlign, ' ').push_back('\n');
    const bool small = text.size() + 2 <= std::numeric_limits<std::uint16_t>::max();
    std::string out(kMagic);
    if (small) { text.insert(text.size() - 1, 2, ' '); }  // the length takes 2 bytes less in 1.0
    out.append({small ? '\1' : '\2', '\0'});
    for (unsigned i = 0; i < (small ? 2U : 4U); ++i) {
        out.push_back(static_cast<char>(text.size() >> (8 * i)));
    }
    return out.append(text);
}

}  // namespace

Result<Tensor> tensorFromNpy(std::string_view bytes, const std::string& file,
                             const Limits& limits) {
    Result<Tensor> tensor = parse(bytes, limits);
    if (!tensor.ok()) { return annotated(tensor.status(), {}, concat(" (", file, ")")); }
    return tensor;
}

Result<Tensor> readNpy(const std::string& path, const Limits& limits) {
    return tensorFromNpy(WEFT_TRY(readFile(path, limits)), path, limits);
}

Result<std::string> npyToBytes(const Tensor& tensor) {
    if (tensor.dtype() == DType::String) {
        std::size_t width = 0;
        const std::string data = WEFT_TRY(stringData(tensor, width));
        return headerBytes(concat("|S", width), tensor.shape()) + data;
    }
    if (tensor.dtype() == DType::BFloat16) {
        Tensor wide = WEFT_TRY(Tensor::allocate(DType::Float, tensor.shape()));
        std::ranges::transform(tensor.values<BFloat16>(), wide.mutableValues<float>().begin(),
                               [](BFloat16 value) { return static_cast<float>(value); });
        return npyToBytes(wide);
    }
    const std::string_view code = codeOf(tensor.dtype());
    if (code.empty()) { return unimplemented(concat("tensors of ", tensor.dtype(), " in .npy")); }
    std::string out = headerBytes(code, tensor.shape());
    return out.append(reinterpret_cast<const char*>(tensor.data()), tensor.bytes());
}

}  // namespace weft
