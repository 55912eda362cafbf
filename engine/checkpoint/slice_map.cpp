// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/slice_map.h"

#include <algorithm>
#include <cstring>

#include "engine/base/check.h"
#include "engine/base/strings.h"

namespace weft {
namespace {

/// Unsigned: the count of bytes, then as many, highest first.
void appendNumber(std::string& out, std::uint64_t value) {
    std::string digits;
    for (; value > 0; value >>= 8U) { digits.push_back(static_cast<char>(value)); }
    out.push_back(static_cast<char>(digits.size()));
    out.append(digits.rbegin(), digits.rend());
}

/// Text that ends with 00 01; the bytes 00 and FF inside are doubled up so that order is kept.
void appendText(std::string& out, std::string_view text) {
    for (const char c : text) {
        out.push_back(c);
        if (c == '\0') { out.push_back('\xFF'); }
        if (c == '\xFF') { out.push_back('\0'); }
    }
    out.append(std::string_view("\0\1", 2));
}

/// Signed: n bytes hold 7n bits; the leading n bits, inverted for numbers below 0, give n.
void appendSigned(std::string& out, std::int64_t value) {
    const auto magnitude = static_cast<std::uint64_t>(value < 0 ? ~value : value);
    unsigned count = 1;
    while (7 * count - 1 < 64 && magnitude >> (7 * count - 1) != 0) { ++count; }
    const unsigned char sign = value < 0 ? 0xFFU : 0U;
    unsigned char bytes[10];
    for (unsigned i = 0; i < count; ++i) {
        const unsigned shift = 8 * (count - 1 - i);
        bytes[i] = shift < 64
                       ? static_cast<unsigned char>(static_cast<std::uint64_t>(value) >> shift)
                       : sign;
    }
    const unsigned header = (0xFFFFU << (16U - count)) & 0xFFFFU;
    bytes[0] = static_cast<unsigned char>(bytes[0] ^ (header >> 8U));
    if (count > 1) { bytes[1] = static_cast<unsigned char>(bytes[1] ^ (header & 0xFFU)); }
    out.append(reinterpret_cast<const char*>(bytes), count);
}

/// Calls f(offset of a row in the whole, number of the row) for each innermost row of a part.
template <class F>
Status forEachRow(const TensorSlice& slice, const Shape& part, const Shape& whole, F f) {
    const int rank = part.rank();
    const std::int64_t row = rank == 0 ? 1 : part[rank - 1];
    const std::int64_t rows = part.elements() / std::max<std::int64_t>(row, 1);
    Dims at(static_cast<std::size_t>(rank), 0);
    for (std::int64_t i = 0; i < rows; ++i) {
        std::int64_t offset = 0;
        for (int axis = 0; axis < rank; ++axis) {
            const auto a = static_cast<std::size_t>(axis);
            const std::int64_t start = slice.lengths[a] == kWholeAxis ? 0 : slice.starts[a];
            offset = offset * whole[axis] + start + at[a];
        }
        WEFT_TRY(f(offset, i));
        for (int axis = rank - 2; axis >= 0; --axis) {
            const auto a = static_cast<std::size_t>(axis);
            if (++at[a] < part[axis]) { break; }
            at[a] = 0;
        }
    }
    return okStatus();
}

/// Copies a run of elements between tensors of one dtype; where they begin is counted in elements.
void copyElements(const Tensor& from, std::int64_t fromAt, Tensor& to, std::int64_t toAt,
                  std::int64_t count) {
    if (isPlain(from.dtype())) {
        const std::size_t each = elementBytes(from.dtype());
        std::memcpy(to.mutableData() + static_cast<std::size_t>(toAt) * each,
                    from.data() + static_cast<std::size_t>(fromAt) * each,
                    static_cast<std::size_t>(count) * each);
        return;
    }
    const auto texts = from.values<std::string>().subspan(static_cast<std::size_t>(fromAt),
                                                          static_cast<std::size_t>(count));
    std::copy(texts.begin(), texts.end(), to.mutableValues<std::string>().begin() + toAt);
}

std::int64_t rowElements(const Shape& shape) {
    return shape.rank() == 0 ? 1 : shape[shape.rank() - 1];
}

}  // namespace

std::string TensorSlice::toString() const {
    std::string out;
    for (std::size_t i = 0; i < starts.size(); ++i) {
        if (i > 0) { out += ":"; }
        out += lengths[i] == kWholeAxis ? "-" : concat(starts[i], ",", lengths[i]);
    }
    return out;
}

std::string sliceKey(std::string_view name, const TensorSlice& slice) {
    std::string key;
    appendNumber(key, 0);
    appendText(key, name);
    appendNumber(key, slice.starts.size());
    for (std::size_t i = 0; i < slice.starts.size(); ++i) {
        appendSigned(key, slice.starts[i]);
        appendSigned(key, slice.lengths[i]);
    }
    return key;
}

Result<Shape> sliceShape(const TensorSlice& slice, const Shape& whole) {
    const auto bad = [&] {
        return dataLoss(
            concat("part does not lie in the tensor: got ", slice, ", want one of ", whole));
    };
    if (static_cast<int>(slice.starts.size()) != whole.rank()) { return bad(); }
    Dims dims;
    for (int axis = 0; axis < whole.rank(); ++axis) {
        const std::int64_t start = slice.starts[static_cast<std::size_t>(axis)];
        const std::int64_t length = slice.lengths[static_cast<std::size_t>(axis)];
        const bool isWhole = length == kWholeAxis && start == 0;
        const bool fits =
            start >= 0 && length >= 0 && start <= whole[axis] && length <= whole[axis] - start;
        if (!isWhole && !fits) { return bad(); }
        dims.push_back(isWhole ? whole[axis] : length);
    }
    return makeShape(dims);
}

Result<Tensor> cutSlice(const Tensor& whole, const TensorSlice& slice) {
    const Shape shape = WEFT_TRY(sliceShape(slice, whole.shape()));
    Tensor part = WEFT_TRY(Tensor::allocate(whole.dtype(), shape));
    const std::int64_t row = rowElements(shape);
    WEFT_TRY(forEachRow(slice, shape, whole.shape(), [&](std::int64_t from, std::int64_t i) {
        copyElements(whole, from, part, i * row, row);
        return okStatus();
    }));
    return part;
}

Result<SliceMap> SliceMap::create(DType type, const Shape& shape,
                                  const std::vector<TensorSlice>& parts) {
    std::int64_t sum = 0;
    for (const TensorSlice& part : parts) {
        const Shape partShape = WEFT_TRY(sliceShape(part, shape));
        if (addOverflows(sum, partShape.elements(), sum) || sum > shape.elements()) { break; }
    }
    if (sum != shape.elements()) {
        return dataLoss(concat("parts do not make up the tensor: got ", sum,
                               " elements or more, want ", shape.elements()));
    }
    SliceMap map;
    map.m_whole = WEFT_TRY(Tensor::allocate(type, shape));
    map.m_filled.resize(static_cast<std::size_t>(shape.elements()));
    map.m_missing = shape.elements();
    return map;
}

Status SliceMap::put(const TensorSlice& slice, const Tensor& part) {
    WEFT_CHECK(part.dtype() == m_whole.dtype(), "dtype of a part");
    const std::int64_t row = rowElements(part.shape());
    return forEachRow(slice, part.shape(), m_whole.shape(), [&](std::int64_t to, std::int64_t i) {
        const auto filled = m_filled.begin() + to;
        if (std::find(filled, filled + row, true) != filled + row) {
            return dataLoss(concat("parts overlap: got ", slice, " on top of another"));
        }
        std::fill(filled, filled + row, true);
        m_missing -= row;
        copyElements(part, i * row, m_whole, to, row);
        return okStatus();
    });
}

Tensor SliceMap::take() { return m_missing == 0 ? std::move(m_whole) : Tensor(); }

}  // namespace weft
