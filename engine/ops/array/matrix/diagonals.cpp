// SPDX-License-Identifier: Apache-2.0
#include "engine/ops/array/matrix/diagonals.h"

namespace weft::matrix {

Result<Alignment> parseAlignment(const AttrMap& attrs) {
    const std::string word = attrs.getOr<std::string>("align", "LEFT_LEFT");
    if (word == "LEFT_LEFT") { return Alignment{true, true}; }
    if (word == "LEFT_RIGHT") { return Alignment{true, false}; }
    if (word == "RIGHT_LEFT") { return Alignment{false, true}; }
    if (word == "RIGHT_RIGHT") { return Alignment{false, false}; }
    return invalidArgument(concat("align is unknown: got '", word,
                                  "', want LEFT or RIGHT for above and below the main diagonal"));
}

Result<std::optional<Band>> bandOf(const ShapeContext& context, int k) {
    if (k < 0) { return std::optional<Band>(Band()); }
    const PartialShape shape = WEFT_TRY(context.input(k).withRankAtMost(1));
    const auto count = shape.elements();
    if (count && *count != 1 && *count != 2) {
        return invalidArgument(
            concat("diag_index must have only one or two elements, received ", *count));
    }
    const auto values = WEFT_TRY(context.valueAsInts(k));
    if (!values) { return std::optional<Band>(); }
    const Band band{values->front(), values->back()};
    if (band.lower > band.upper) {
        return invalidArgument(concat("lower_diag_index must not be larger than upper_diag_index: ",
                                      band.lower, " > ", band.upper));
    }
    return std::optional<Band>(band);
}

Band bandOf(const KernelContext& context, int k) {
    if (k < 0) { return {}; }
    const Tensor& given = context.input(k);
    return {intAt(given, 0), intAt(given, given.elements() - 1)};
}

Status checkInside(const Band& band, std::int64_t rows, std::int64_t columns) {
    for (const std::int64_t diagonal : {band.lower, band.upper}) {
        const bool isBelow = rows != kUnknownDim && diagonal <= -rows;
        const bool isAbove = columns != kUnknownDim && diagonal >= columns;
        if (diagonal != 0 && (isBelow || isAbove)) {
            return invalidArgument(concat("diagonal index is out of bound: got ", diagonal,
                                          " for matrices of ", rows, " x ", columns));
        }
    }
    return okStatus();
}

Matrices matricesOf(const Shape& shape) {
    Matrices matrices{1, shape[shape.rank() - 2], shape[shape.rank() - 1]};
    for (int axis = 0; axis < shape.rank() - 2; ++axis) { matrices.batch *= shape[axis]; }
    return matrices;
}

AttrMap alignAttr(const GradientContext& context) {
    AttrMap attrs;
    if (const AttrValue* align = context.attrs().find("align")) { attrs.set("align", *align); }
    return attrs;
}

}  // namespace weft::matrix
