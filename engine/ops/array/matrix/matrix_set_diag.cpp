// SPDX-License-Identifier: Apache-2.0
/// @file
/// MatrixSetDiag: matrices with their main diagonals replaced. MatrixSetDiagV2, V3: with bands of
/// diagonals k[0]..k[1] replaced.
///
/// Shapes   input and output [..., rows, columns]; diagonal [..., width], or [..., count, width] for
///          a band of count > 1, the uppermost first; width is the length of the longest.
/// Types    numbers, bool.
/// Errors   InvalidArgument for a band that is not in the matrices, diagonals of another shape.
/// Source   Op contracts of TensorFlow "MatrixSetDiag", "MatrixSetDiagV2", "MatrixSetDiagV3".

#include "engine/kernel/simd/element_type.h"
#include "engine/ops/array/matrix/diagonals.h"

namespace weft {
namespace {

using matrix::Band;
using matrix::Matrices;

/// The shape that the diagonals of a band have, as far as the matrices are known.
PartialShape diagonalShape(const PartialShape& input, const Band& band) {
    const int rank = input.rank();
    const std::int64_t rows = input[rank - 2];
    const std::int64_t columns = input[rank - 1];
    const bool isKnown = rows != kUnknownDim && columns != kUnknownDim;
    const PartialShape width{isKnown ? band.longest(rows, columns) : kUnknownDim};
    const PartialShape batch = input.slice(0, rank - 2);
    return band.count() > 1 ? batch.concat(PartialShape{band.count()}).concat(width)
                            : batch.concat(width);
}

Result<PartialShape> setDiagShape(const ShapeContext& context) {
    const PartialShape input = WEFT_TRY(context.input(0).withRankAtLeast(2));
    const PartialShape diagonal = WEFT_TRY(context.input(1).withRankAtLeast(1));
    const std::optional<Band> band =
        WEFT_TRY(matrix::bandOf(context, context.inputs() > 2 ? 2 : -1));
    if (!input.hasRank() || !band) { return input; }
    WEFT_TRY(matrix::checkInside(*band, input[input.rank() - 2], input[input.rank() - 1]));
    const PartialShape wanted = diagonalShape(input, *band);
    if (diagonal.compatibleWith(wanted)) {
        if (!diagonal.hasRank()) { return input; }
        const int axes = input.rank() - 2;
        return WEFT_TRY(input.slice(0, axes).merge(diagonal.slice(0, axes)))
            .concat(input.slice(axes));
    }
    return invalidArgument(
        concat("diagonal must hold the longest diagonal of the band for each "
               "matrix: got ",
               diagonal, ", want ", wanted, " for an input of ", input));
}

/// The old diagonals have no part in the output.
Result<std::vector<Expr>> setDiagGradient(const GradientContext& context) {
    const Expr dy = context.outputGradient(0);
    const Expr diagonal = context.input(1);
    return std::vector<Expr>{op("MatrixSetDiag", {dy, zerosLike(diagonal)}),
                             op("MatrixDiagPart", {dy})};
}

Result<std::vector<Expr>> setBandGradient(const GradientContext& context) {
    const Expr dy = context.outputGradient(0);
    const Expr diagonal = context.input(1);
    const Expr k = context.input(2);
    const std::string version = context.node().isOp("MatrixSetDiagV2") ? "V2" : "V3";
    const AttrMap align = matrix::alignAttr(context);
    return std::vector<Expr>{op("MatrixSetDiag" + version, {dy, zerosLike(diagonal), k}, align),
                             op("MatrixDiagPart" + version, {dy, k, constantLike(dy, 0)}, align),
                             Expr()};
}

template <class T>
void setBand(const Matrices& out, const Band& band, const matrix::BandLayout& layout,
             std::pair<const T*, std::int64_t> from, T* to) {
    const std::int64_t width = from.second;
    for (std::int64_t b = 0; b < out.batch; ++b) {
        T* matrix = to + b * out.size();
        for (std::int64_t d = band.upper; d >= band.lower; --d) {
            const T* row = from.first + (b * band.count() + band.upper - d) * width;
            const std::int64_t i = std::max<std::int64_t>(-d, 0);
            const std::int64_t j = std::max<std::int64_t>(d, 0);
            for (std::int64_t k = 0; k < layout.length(d); ++k) {
                matrix[(i + k) * out.columns + j + k] = row[layout.offset(d) + k];
            }
        }
    }
}

Status setDiagCpu(KernelContext& context) {
    const Tensor& input = context.input(0);
    const Band band = matrix::bandOf(context, context.inputs() > 2 ? 2 : -1);
    const Matrices out = matrix::matricesOf(input.shape());
    const Shape& diagonal = context.input(1).shape();
    const std::int64_t width = diagonal[diagonal.rank() - 1];
    const matrix::BandLayout layout(band, out.rows, out.columns, width,
                                    context.parameters<matrix::Alignment>());
    return withElementType(input.dtype(), [&](auto element) {
        using T = decltype(element);
        const T* from = reinterpret_cast<const T*>(input.data());
        T* to = reinterpret_cast<T*>(context.output(0).mutableData());
        // The executor may have given the input's own buffer.
        if (from != to) { std::copy_n(from, input.elements(), to); }
        setBand<T>(out, band, layout, {reinterpret_cast<const T*>(context.input(1).data()), width},
                   to);
        return okStatus();
    });
}

OpBuilder declare(std::string_view name, std::string_view summary) {
    OpBuilder op(name);
    op.summary(summary)
        .category("array")
        .attr("T: type")
        .input("input: T", "[..., rows, columns] matrices")
        .input("diagonal: T", "[..., width] the new diagonals; [..., count, width] for a band")
        .output("output: T", "[..., rows, columns] input with other diagonals")
        .inPlace(0)
        .shape(setDiagShape)
        .parameters(matrix::parseAlignment)
        .cpuKernel(setDiagCpu);
    return op;
}

OpBuilder declareBand(std::string_view name, std::string_view summary) {
    OpBuilder op = declare(name, summary);
    op.input("k: int32", "the diagonal, or the lowest and the highest of the band")
        .hostInput("k")
        .gradient(setBandGradient);
    return op;
}

const OpRegistration kSet =
    declare("MatrixSetDiag", "Replaces the main diagonals of matrices.").gradient(setDiagGradient);
const OpRegistration kV2 =
    declareBand("MatrixSetDiagV2", "Replaces bands of diagonals of matrices, aligned left.");
const OpRegistration kV3 =
    declareBand("MatrixSetDiagV3", "Replaces bands of diagonals of matrices.").attr(matrix::kAlign);

}  // namespace
}  // namespace weft
