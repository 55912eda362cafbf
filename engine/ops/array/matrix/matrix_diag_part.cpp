// SPDX-License-Identifier: Apache-2.0
/// @file
/// MatrixDiagPart: the main diagonals of matrices. MatrixDiagPartV2, V3: bands of diagonals
/// k[0]..k[1], shorter ones filled up with padding_value.
///
/// Shapes   input [..., rows, columns]; diagonal [..., width], or [..., count, width] for a band of
///          count > 1, the uppermost first; width is the length of the longest.
/// Types    numbers, bool.
/// Errors   InvalidArgument for a band that is not in the matrices, a rank below 2.
/// Source   Op contracts of TensorFlow "MatrixDiagPart", "MatrixDiagPartV2", "MatrixDiagPartV3".

#include "engine/kernel/simd/element_type.h"
#include "engine/ops/array/matrix/diagonals.h"

namespace weft {
namespace {

using matrix::Band;
using matrix::Matrices;

Result<PartialShape> partShape(const ShapeContext& context) {
    const bool hasBand = context.inputs() > 1;
    const PartialShape input = WEFT_TRY(context.input(0).withRankAtLeast(2));
    if (hasBand) { WEFT_TRY(context.input(2).withRank(0)); }
    const std::optional<Band> band = WEFT_TRY(matrix::bandOf(context, hasBand ? 1 : -1));
    if (!input.hasRank() || !band) { return PartialShape::unknown(); }
    const int rank = input.rank();
    const std::int64_t rows = input[rank - 2];
    const std::int64_t columns = input[rank - 1];
    WEFT_TRY(matrix::checkInside(*band, rows, columns));
    const bool isKnown = rows != kUnknownDim && columns != kUnknownDim;
    const PartialShape width{isKnown ? band->longest(rows, columns) : kUnknownDim};
    const PartialShape batch = input.slice(0, rank - 2);
    return band->count() > 1 ? batch.concat(PartialShape{band->count()}).concat(width)
                             : batch.concat(width);
}

/// The static number of rows and columns, or nothing.
std::optional<std::pair<std::int64_t, std::int64_t>> staticSizes(const Expr& x) {
    const PartialShape shape = x.shape();
    if (!shape.hasRank()) { return std::nullopt; }
    const std::int64_t rows = shape[shape.rank() - 2];
    const std::int64_t columns = shape[shape.rank() - 1];
    if (rows == kUnknownDim || columns == kUnknownDim) { return std::nullopt; }
    return std::pair{rows, columns};
}

Result<std::vector<Expr>> partGradient(const GradientContext& context) {
    const Expr x = context.input(0);
    const Expr dy = context.outputGradient(0);
    const auto sizes = staticSizes(x);
    if (sizes && sizes->first == sizes->second) {
        return std::vector<Expr>{op("MatrixDiag", {dy})};
    }
    return std::vector<Expr>{op("MatrixSetDiag", {zerosLike(x), dy})};
}

Result<std::vector<Expr>> bandPartGradient(const GradientContext& context) {
    const Expr x = context.input(0);
    const Expr k = context.input(1);
    const Expr dy = context.outputGradient(0);
    const std::string version = context.node().isOp("MatrixDiagPartV2") ? "V2" : "V3";
    const AttrMap align = matrix::alignAttr(context);
    const auto sizes = staticSizes(x);
    if (!sizes) {
        return std::vector<Expr>{op("MatrixSetDiag" + version, {zerosLike(x), dy, k}, align),
                                 Expr(), Expr()};
    }
    const auto size = [&](std::int64_t n) { return intConstant(k, static_cast<std::int32_t>(n)); };
    return std::vector<Expr>{
        op("MatrixDiag" + version,
           {dy, k, size(sizes->first), size(sizes->second), constantLike(dy, 0)}, align),
        Expr(), Expr()};
}

template <class T>
void takeBand(const Matrices& in, const Band& band, const matrix::BandLayout& layout,
              std::pair<const T*, T> from, std::pair<T*, std::int64_t> to) {
    const std::int64_t width = to.second;
    for (std::int64_t b = 0; b < in.batch; ++b) {
        const T* matrix = from.first + b * in.size();
        for (std::int64_t d = band.upper; d >= band.lower; --d) {
            T* row = to.first + (b * band.count() + band.upper - d) * width;
            std::fill_n(row, width, from.second);
            const std::int64_t i = std::max<std::int64_t>(-d, 0);
            const std::int64_t j = std::max<std::int64_t>(d, 0);
            for (std::int64_t k = 0; k < layout.length(d); ++k) {
                row[layout.offset(d) + k] = matrix[(i + k) * in.columns + j + k];
            }
        }
    }
}

Status partCpu(KernelContext& context) {
    const bool hasBand = context.inputs() > 1;
    const Band band = matrix::bandOf(context, hasBand ? 1 : -1);
    const Matrices in = matrix::matricesOf(context.input(0).shape());
    const Shape& diagonal = context.output(0).shape();
    const std::int64_t width = diagonal[diagonal.rank() - 1];
    const matrix::BandLayout layout(band, in.rows, in.columns, width,
                                    context.parameters<matrix::Alignment>());
    return withElementType(context.input(0).dtype(), [&](auto element) {
        using T = decltype(element);
        T padding{};
        if (hasBand) { padding = *reinterpret_cast<const T*>(context.input(2).data()); }
        takeBand<T>(in, band, layout,
                    {reinterpret_cast<const T*>(context.input(0).data()), padding},
                    {reinterpret_cast<T*>(context.output(0).mutableData()), width});
        return okStatus();
    });
}

OpBuilder declareBand(std::string_view name, std::string_view summary) {
    OpBuilder op(name);
    op.summary(summary)
        .category("array")
        .attr("T: type")
        .input("input: T", "[..., rows, columns] matrices")
        .input("k: int32", "the diagonal, or the lowest and the highest of the band")
        .input("padding_value: T", "scalar: what shorter diagonals are filled up with")
        .output("diagonal: T", "[..., count, width] the diagonals, the uppermost first")
        .hostInput("k")
        .shape(partShape)
        .gradient(bandPartGradient)
        .parameters(matrix::parseAlignment)
        .cpuKernel(partCpu);
    return op;
}

WEFT_OP("MatrixDiagPart")
    .summary("The main diagonals of matrices.")
    .category("array")
    .attr("T: type")
    .input("input: T", "[..., rows, columns] matrices")
    .output("diagonal: T", "[..., min(rows, columns)] their diagonals")
    .shape(partShape)
    .gradient(partGradient)
    .parameters(matrix::parseAlignment)
    .cpuKernel(partCpu);

const OpRegistration kV2 =
    declareBand("MatrixDiagPartV2", "Bands of diagonals of matrices, aligned left.");
const OpRegistration kV3 =
    declareBand("MatrixDiagPartV3", "Bands of diagonals of matrices.").attr(matrix::kAlign);

}  // namespace
}  // namespace weft
