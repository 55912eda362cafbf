// SPDX-License-Identifier: Apache-2.0
#include "engine/data/idx.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include "engine/base/durable_file.h"
#include "engine/base/strings.h"
#include "engine/data/gzip.h"

namespace weft {
namespace {

DType typeOf(unsigned char code) {
    switch (code) {
        case 0x08:
            return DType::UInt8;
        case 0x09:
            return DType::Int8;
        case 0x0B:
            return DType::Int16;
        case 0x0C:
            return DType::Int32;
        case 0x0D:
            return DType::Float;
        case 0x0E:
            return DType::Double;
        default:
            return DType::Invalid;
    }
}

/// Plain or compressed bytes, read one after the other; every error names file and byte.
class Input {
public:
    Input(std::string_view bytes, const std::string& file, const Limits& limits)
        : m_bytes(bytes), m_file(file), m_limits(limits) {
        if (isGzip(bytes)) { m_gzip.emplace(bytes); }
    }

    /// Bytes that can still come, at most.
    std::int64_t most() const {
        return m_gzip ? gzipUpperBound(m_bytes)
                      : static_cast<std::int64_t>(m_bytes.size()) - m_position;
    }

    /// Fills all of `out`.
    Status read(std::span<char> out) {
        constexpr std::size_t kPiece = std::size_t{1} << 20U;  // between looks at cancellation
        for (std::size_t at = 0; at < out.size();) {
            WEFT_TRY(m_limits.checkCancelled());
            const std::size_t wanted = std::min(kPiece, out.size() - at);
            const std::size_t got = WEFT_TRY(readSome(out.subspan(at, wanted)));
            at += got;
            if (got < wanted) {
                return error("file ends early", concat("got ", at, " bytes, want ", out.size()));
            }
        }
        return okStatus();
    }

    Status expectEnd() {
        char extra = 0;
        if (WEFT_TRY(readSome({&extra, 1})) != 0) {
            --m_position;
            return error("bytes after the last element", "got more, want the end of the file");
        }
        return okStatus();
    }

    Status error(std::string_view what, std::string_view gotAndWant) const {
        return invalidArgument(concat(what, ": ", gotAndWant, place()));
    }
    std::string place() const {
        return concat(" (", m_file, ", byte ", m_position, m_gzip ? " decompressed)" : ")");
    }

private:
    Result<std::size_t> readSome(std::span<char> out) {
        std::size_t got = 0;
        if (m_gzip) {
            const Result<std::size_t> read = m_gzip->read(out);
            if (!read.ok()) {
                return annotated(read.status(), {},
                                 concat(" (", m_file, ", byte ", m_gzip->position(), ")"));
            }
            got = *read;
        } else {
            const auto at = static_cast<std::size_t>(m_position);
            got = std::min(out.size(), m_bytes.size() - at);
            std::memcpy(out.data(), m_bytes.data() + at, got);
        }
        m_position += static_cast<std::int64_t>(got);
        return got;
    }

    std::string_view m_bytes;
    const std::string& m_file;
    const Limits& m_limits;
    std::optional<GzipReader> m_gzip;
    std::int64_t m_position = 0;
};

/// Elements are stored with the most significant byte first.
void swapBytes(Tensor& tensor) {
    const std::size_t each = elementBytes(tensor.dtype());
    if (each == 1) { return; }
    std::byte* end = tensor.mutableData() + tensor.bytes();
    for (std::byte* at = tensor.mutableData(); at != end; at += each) {
        std::reverse(at, at + each);
    }
}

Result<Shape> readShape(Input& input, int rank) {
    Dims dims;
    for (int axis = 0; axis < rank; ++axis) {
        unsigned char size[4] = {};
        WEFT_TRY(input.read({reinterpret_cast<char*>(size), sizeof size}));
        dims.push_back((std::int64_t{size[0]} << 24) | (size[1] << 16) | (size[2] << 8) | size[3]);
    }
    Result<Shape> shape = makeShape(dims);
    if (!shape.ok()) { return annotated(shape.status(), {}, input.place()); }
    return shape;
}

}  // namespace

Result<Tensor> tensorFromIdx(std::string_view bytes, const std::string& file,
                             const Limits& limits) {
    Input input(bytes, file, limits);
    unsigned char magic[4] = {};
    WEFT_TRY(input.read({reinterpret_cast<char*>(magic), sizeof magic}));
    const DType type = typeOf(magic[2]);
    if (magic[0] != 0 || magic[1] != 0 || type == DType::Invalid || magic[3] > kMaxRank) {
        const std::string_view start(reinterpret_cast<const char*>(magic), sizeof magic);
        return input.error("not an IDX file", concat("got '", escaped(start),
                                                     "', want two zero bytes, a type of 8, 9 or 11 "
                                                     "to 14 and a rank"));
    }
    const Shape shape = WEFT_TRY(readShape(input, magic[3]));
    std::int64_t wanted = 0;
    if (multiplyOverflows(shape.elements(), static_cast<std::int64_t>(elementBytes(type)),
                          wanted) ||
        wanted > input.most()) {
        return input.error("file is too short for its sizes",
                           concat("got ", bytes.size(), " bytes, want ", shape.elements(),
                                  " elements of ", type, shape));
    }
    const std::int64_t budget =
        limits.tensorBytes > 0 ? limits.tensorBytes : defaultLimits().tensorBytes;
    if (wanted > budget) {
        return resourceExhausted(concat("array is too large: got ", wanted, " bytes, want at most ",
                                        budget, input.place()));
    }
    Tensor tensor = WEFT_TRY(Tensor::allocate(type, shape));
    WEFT_TRY(input.read({reinterpret_cast<char*>(tensor.mutableData()), tensor.bytes()}));
    WEFT_TRY(input.expectEnd());
    swapBytes(tensor);
    return tensor;
}

Result<Tensor> readIdx(const std::string& path, const Limits& limits) {
    return tensorFromIdx(WEFT_TRY(readFile(path, limits)), path, limits);
}

}  // namespace weft
