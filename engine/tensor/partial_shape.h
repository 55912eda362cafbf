// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <optional>
#include <string>

#include "engine/tensor/shape.h"

namespace weft {

/// A size that is not known.
inline constexpr std::int64_t kUnknownDim = -1;

/// What is known of a tensor's shape before it is computed: nothing (unknown rank), or a rank with
/// sizes of which some may be kUnknownDim. Known sizes are >= 0.
class PartialShape {
public:
    /// Unknown rank.
    PartialShape() = default;
    /// Known rank; -1 marks unknown sizes: PartialShape{-1, 10}. `PartialShape{}` is unknown rank:
    /// a scalar is PartialShape::scalar().
    PartialShape(std::initializer_list<std::int64_t> dims) : m_known(true), m_dims(dims) {}
    /// Everything known.
    PartialShape(const Shape& shape)
        : m_known(true), m_dims(shape.dims()) {}  // NOLINT: conversion wanted
    static PartialShape unknown() { return {}; }
    static PartialShape scalar() { return ofDims({}); }
    /// Known rank with these sizes.
    static PartialShape ofDims(Dims dims);
    /// Known rank, no size known.
    static PartialShape ofRank(int rank);

    bool hasRank() const { return m_known; }
    /// The rank; only when hasRank().
    int rank() const { return static_cast<int>(m_dims.size()); }
    /// Size along an axis, kUnknownDim where not known; only when hasRank().
    std::int64_t operator[](int axis) const { return m_dims[static_cast<std::size_t>(axis)]; }
    const Dims& dims() const { return m_dims; }
    /// True when rank and every size are known.
    bool isFull() const;
    /// The shape when isFull() and its product fits, else nothing.
    std::optional<Shape> full() const;
    /// Number of elements where known.
    std::optional<std::int64_t> elements() const;
    /// True when a tensor could have both shapes.
    bool compatibleWith(const PartialShape& other) const;
    friend bool operator==(const PartialShape& a, const PartialShape& b) {
        return a.m_known == b.m_known && a.m_dims == b.m_dims;
    }
    /// "[?,128]", "[]" for a scalar, "<unknown>" without a rank.
    std::string toString() const;

    /// This shape, with unknown rank replaced by `rank` unknown sizes.
    /// Errors: InvalidArgument "shape must be rank R but is rank G ..." when the rank is known and
    /// differs.
    Result<PartialShape> withRank(int rank) const;
    /// Unchanged. Errors: InvalidArgument when the rank is known and smaller.
    Result<PartialShape> withRankAtLeast(int rank) const;
    /// Unchanged. Errors: InvalidArgument when the rank is known and larger.
    Result<PartialShape> withRankAtMost(int rank) const;
    /// Everything known of either. Errors: InvalidArgument when they contradict.
    Result<PartialShape> merge(const PartialShape& other) const;
    /// Axes begin (inclusive) to end (exclusive; negative counts from the back; default all).
    PartialShape slice(int begin, std::optional<int> end = std::nullopt) const;
    /// This followed by the other; unknown rank if either is.
    PartialShape concat(const PartialShape& other) const;
    /// Same with the size along an axis (>= 0) replaced.
    PartialShape withDim(int axis, std::int64_t size) const;

private:
    bool m_known = false;
    Dims m_dims;
};

/// Merges two sizes of which either may be unknown. Errors: InvalidArgument when both known and
/// different.
Result<std::int64_t> mergeDim(std::int64_t a, std::int64_t b);

}  // namespace weft
