// SPDX-License-Identifier: Apache-2.0
/// @file
/// MatrixDiag: matrices with given main diagonals and zeros elsewhere. MatrixDiagV2, V3: matrices
/// with given bands of diagonals k[0]..k[1], the rest filled with padding_value. BatchMatrixDiag:
/// the old name of MatrixDiag.
///
/// Shapes   diagonal [..., width], or [..., count, width] for a band of count > 1, the uppermost
///          first; output [..., num_rows, num_cols], where -1 is the smallest that fits.
/// Types    numbers, bool.
/// Errors   InvalidArgument for sizes that the band does not fit, or that are larger than it needs
///          in both directions.
/// Source   Op contracts of TensorFlow "MatrixDiag", "MatrixDiagV2", "MatrixDiagV3".

#include "engine/kernel/simd/element_type.h"
#include "engine/ops/array/matrix/diagonals.h"

namespace weft {
namespace {

using matrix::Band;
using matrix::Matrices;

Result<PartialShape> diagShape(const ShapeContext& context) {
    const PartialShape diagonal = WEFT_TRY(context.input(0).withRankAtLeast(1));
    if (!diagonal.hasRank()) { return diagonal; }
    return diagonal.concat(diagonal.slice(diagonal.rank() - 1));
}

/// Rows and columns that a band of this width needs, against what is asked for (-1: anything).
struct Extent {
    std::int64_t rows;
    std::int64_t columns;
};
Result<Extent> extentOf(const Band& band, std::int64_t width, Extent wanted) {
    const Extent least{width - std::min<std::int64_t>(band.upper, 0),
                       width + std::max<std::int64_t>(band.lower, 0)};
    if (wanted.rows != -1 && wanted.rows < least.rows) {
        return invalidArgument(concat("The number of rows is too small: got ", wanted.rows,
                                      ", want at least ", least.rows));
    }
    if (wanted.columns != -1 && wanted.columns < least.columns) {
        return invalidArgument(concat("The number of columns is too small: got ", wanted.columns,
                                      ", want at least ", least.columns));
    }
    if (wanted.rows == -1 && wanted.columns == -1) {
        const std::int64_t both = std::max(least.rows, least.columns);
        return Extent{both, both};
    }
    const Extent extent{wanted.rows == -1 ? least.rows : wanted.rows,
                        wanted.columns == -1 ? least.columns : wanted.columns};
    if (extent.rows != least.rows && extent.columns != least.columns) {
        return invalidArgument(
            concat("The number of rows or columns is not consistent with the specified d_lower, "
                   "d_upper, and diagonal: got ",
                   extent.rows, " x ", extent.columns, ", want ", least.rows, " rows or ",
                   least.columns, " columns"));
    }
    return extent;
}

Result<PartialShape> bandShape(const ShapeContext& context) {
    const std::optional<Band> band = WEFT_TRY(matrix::bandOf(context, 1));
    const auto rows = WEFT_TRY(context.valueAsInt(2));
    const auto columns = WEFT_TRY(context.valueAsInt(3));
    WEFT_TRY(context.input(4).withRank(0));
    const PartialShape& diagonal = context.input(0);
    if (!band) { return PartialShape::unknown(); }
    const int axes = band->count() > 1 ? 2 : 1;
    WEFT_TRY(diagonal.withRankAtLeast(axes));
    if (!diagonal.hasRank()) { return PartialShape::unknown(); }
    const int rank = diagonal.rank();
    if (axes == 2 && diagonal[rank - 2] != kUnknownDim && diagonal[rank - 2] != band->count()) {
        return invalidArgument(
            concat("The number of diagonals provided in the input does not match the "
                   "lower_diag_index and upper_diag_index range: got ",
                   diagonal, ", want ", band->count()));
    }
    const PartialShape batch = diagonal.slice(0, rank - axes);
    const std::int64_t width = diagonal[rank - 1];
    if (width == kUnknownDim || !rows || !columns) {
        return batch.concat(PartialShape{kUnknownDim, kUnknownDim});
    }
    for (const std::int64_t size : {*rows, *columns}) {
        if (size < -1) {
            return invalidArgument(concat("num_rows and num_cols must be positive: got ", size));
        }
    }
    const Extent extent = WEFT_TRY(extentOf(*band, width, {*rows, *columns}));
    return batch.concat(PartialShape{extent.rows, extent.columns});
}

Result<std::vector<Expr>> diagGradient(const GradientContext& context) {
    return std::vector<Expr>{op("MatrixDiagPart", {context.outputGradient(0)})};
}

Result<std::vector<Expr>> bandGradient(const GradientContext& context) {
    const Expr dy = context.outputGradient(0);
    const bool isV2 = context.node().isOp("MatrixDiagV2");
    const Expr byDiagonal =
        op(isV2 ? "MatrixDiagPartV2" : "MatrixDiagPartV3",
           {dy, context.input(1), constantLike(dy, 0)}, matrix::alignAttr(context));
    return std::vector<Expr>{byDiagonal, Expr(), Expr(), Expr(), Expr()};
}

/// Writes whole matrices from their bands.
template <class T>
void fillMatrices(const Matrices& out, const Band& band, const matrix::BandLayout& layout,
                  std::pair<const T*, std::int64_t> diagonals, std::pair<T*, T> to) {
    const std::int64_t width = diagonals.second;
    parallelFor(out.batch * out.rows, static_cast<double>(out.columns),
                [&](std::int64_t begin, std::int64_t end) {
                    for (std::int64_t r = begin; r < end; ++r) {
                        const std::int64_t i = r % out.rows;
                        const T* from = diagonals.first + r / out.rows * band.count() * width;
                        T* row = to.first + r * out.columns;
                        for (std::int64_t j = 0; j < out.columns; ++j) {
                            if (!layout.contains(j - i)) {
                                row[j] = to.second;
                                continue;
                            }
                            const auto place = layout.place(i, j);
                            row[j] = from[place.row * width + place.at];
                        }
                    }
                });
}

Status diagCpu(KernelContext& context) {
    const bool hasBand = context.inputs() > 1;
    const Band band = matrix::bandOf(context, hasBand ? 1 : -1);
    const Shape& diagonal = context.input(0).shape();
    const std::int64_t width = diagonal[diagonal.rank() - 1];
    const Matrices out = matrix::matricesOf(context.output(0).shape());
    const matrix::BandLayout layout(band, out.rows, out.columns, width,
                                    context.parameters<matrix::Alignment>());
    return withElementType(context.input(0).dtype(), [&](auto element) {
        using T = decltype(element);
        T padding{};
        if (hasBand) { padding = *reinterpret_cast<const T*>(context.input(4).data()); }
        fillMatrices<T>(out, band, layout,
                        {reinterpret_cast<const T*>(context.input(0).data()), width},
                        {reinterpret_cast<T*>(context.output(0).mutableData()), padding});
        return okStatus();
    });
}

OpBuilder declare(std::string_view name, std::string_view summary) {
    OpBuilder op(name);
    op.summary(summary)
        .category("array")
        .attr("T: type")
        .input("diagonal: T", "[..., n] the diagonals; [..., count, width] for a band")
        .parameters(matrix::parseAlignment)
        .cpuKernel(diagCpu);
    return op;
}

OpBuilder declareBand(std::string_view name, std::string_view summary) {
    OpBuilder op = declare(name, summary);
    op.input("k: int32", "the diagonal, or the lowest and the highest of the band")
        .input("num_rows: int32", "scalar: rows of a matrix, -1 for the fewest")
        .input("num_cols: int32", "scalar: columns of a matrix, -1 for the fewest")
        .input("padding_value: T", "scalar: the elements outside of the band")
        .output("output: T", "[..., rows, columns] matrices")
        .hostInput("k")
        .hostInput("num_rows")
        .hostInput("num_cols")
        .shape(bandShape)
        .gradient(bandGradient);
    return op;
}

const OpRegistration kDiag = declare("MatrixDiag", "Matrices with given main diagonals.")
                                 .output("output: T", "[..., n, n] matrices")
                                 .shape(diagShape)
                                 .gradient(diagGradient);
const OpRegistration kBatch = declare("BatchMatrixDiag", "Matrices with given main diagonals.")
                                  .output("output: T", "[..., n, n] matrices")
                                  .deprecated(14, "Use MatrixDiag")
                                  .noGradient("TensorFlow gives the old name none")
                                  .shape(diagShape);
const OpRegistration kV2 =
    declareBand("MatrixDiagV2", "Matrices with given bands of diagonals, aligned left.");
const OpRegistration kV3 =
    declareBand("MatrixDiagV3", "Matrices with given bands of diagonals.").attr(matrix::kAlign);

}  // namespace
}  // namespace weft
