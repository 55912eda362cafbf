// SPDX-License-Identifier: Apache-2.0
#include "engine/tensor/partial_shape.h"

#include <algorithm>

#include "engine/base/strings.h"

namespace weft {

PartialShape PartialShape::ofDims(Dims dims) {
    PartialShape shape;
    shape.m_known = true;
    shape.m_dims = std::move(dims);
    return shape;
}

PartialShape PartialShape::ofRank(int rank) {
    return ofDims(Dims(static_cast<std::size_t>(rank), kUnknownDim));
}

bool PartialShape::isFull() const {
    return m_known && std::find(m_dims.begin(), m_dims.end(), kUnknownDim) == m_dims.end();
}

std::optional<Shape> PartialShape::full() const {
    if (!isFull()) { return std::nullopt; }
    Result<Shape> shape = makeShape(m_dims);
    if (!shape.ok()) { return std::nullopt; }
    return *std::move(shape);
}

std::optional<std::int64_t> PartialShape::elements() const {
    if (!m_known) { return std::nullopt; }
    if (std::find(m_dims.begin(), m_dims.end(), 0) != m_dims.end()) { return 0; }
    const std::optional<Shape> shape = full();
    if (!shape) { return std::nullopt; }
    return shape->elements();
}

bool PartialShape::compatibleWith(const PartialShape& other) const {
    if (!m_known || !other.m_known) { return true; }
    return std::equal(m_dims.begin(), m_dims.end(), other.m_dims.begin(), other.m_dims.end(),
                      [](std::int64_t a, std::int64_t b) {
                          return a == b || a == kUnknownDim || b == kUnknownDim;
                      });
}

std::string PartialShape::toString() const {
    if (!m_known) { return "<unknown>"; }
    std::string text = "[";
    for (std::size_t i = 0; i < m_dims.size(); ++i) {
        if (i != 0) { text.push_back(','); }
        if (m_dims[i] == kUnknownDim) {
            text.push_back('?');
        } else {
            appendPiece(text, m_dims[i]);
        }
    }
    text.push_back(']');
    return text;
}

Result<PartialShape> PartialShape::withRank(int rank) const {
    if (!m_known) { return ofRank(rank); }
    if (this->rank() != rank) {
        return invalidArgument(::weft::concat("shape must be rank ", rank, " but is rank ",
                                              this->rank(), ": got ", toString()));
    }
    return *this;
}

Result<PartialShape> PartialShape::withRankAtLeast(int rank) const {
    if (m_known && this->rank() < rank) {
        return invalidArgument(::weft::concat("shape must be at least rank ", rank, " but is rank ",
                                              this->rank(), ": got ", toString()));
    }
    return *this;
}

Result<PartialShape> PartialShape::withRankAtMost(int rank) const {
    if (m_known && this->rank() > rank) {
        return invalidArgument(::weft::concat("shape must be at most rank ", rank, " but is rank ",
                                              this->rank(), ": got ", toString()));
    }
    return *this;
}

Result<PartialShape> PartialShape::merge(const PartialShape& other) const {
    if (!m_known) { return other; }
    if (!other.m_known) { return *this; }
    if (rank() != other.rank()) {
        return invalidArgument(::weft::concat("shapes must be equal rank, but are ", rank(),
                                              " and ", other.rank(), ": got ", toString(), " and ",
                                              other.toString()));
    }
    Dims merged = m_dims;
    for (std::size_t i = 0; i < merged.size(); ++i) {
        const Result<std::int64_t> dim = mergeDim(m_dims[i], other.m_dims[i]);
        if (!dim.ok()) {
            return invalidArgument(::weft::concat(
                "dimension ", i, " in both shapes must be equal, but are ", m_dims[i], " and ",
                other.m_dims[i], ": got ", toString(), " and ", other.toString()));
        }
        merged[i] = *dim;
    }
    return ofDims(std::move(merged));
}

PartialShape PartialShape::slice(int begin, std::optional<int> end) const {
    if (!m_known) { return {}; }
    const auto inside = [&](int axis) {
        return std::clamp(axis < 0 ? axis + rank() : axis, 0, rank());
    };
    const int first = inside(begin);
    const int last = std::max(first, end ? inside(*end) : rank());
    return ofDims(Dims(m_dims.begin() + first, m_dims.begin() + last));
}

PartialShape PartialShape::concat(const PartialShape& other) const {
    if (!m_known || !other.m_known) { return {}; }
    Dims dims = m_dims;
    dims.insert(dims.end(), other.m_dims.begin(), other.m_dims.end());
    return ofDims(std::move(dims));
}

PartialShape PartialShape::withDim(int axis, std::int64_t size) const {
    PartialShape changed = *this;
    changed.m_dims[static_cast<std::size_t>(axis)] = size;
    return changed;
}

Result<std::int64_t> mergeDim(std::int64_t a, std::int64_t b) {
    if (a == kUnknownDim) { return b; }
    if (b == kUnknownDim || a == b) { return a; }
    return invalidArgument(::weft::concat("dimensions must be equal, but are ", a, " and ", b));
}

}  // namespace weft
