// SPDX-License-Identifier: Apache-2.0
/// @file
/// MatrixBandPart: keeps num_lower subdiagonals, the main diagonal and num_upper superdiagonals of
/// matrices and sets the rest to zero; a negative number keeps all on that side.
/// BatchMatrixBandPart: its old name.
///
/// Shapes   band as input [..., rows, columns].
/// Types    numbers, bool.
/// Errors   InvalidArgument for more diagonals than there are, a rank below 2.
/// Source   Op contract of TensorFlow "MatrixBandPart" (ops.pbtxt); linear, so its own gradient.

#include "engine/kernel/simd/element_type.h"
#include "engine/ops/array/matrix/diagonals.h"

namespace weft {
namespace {

Status checkCount(std::string_view name, const std::optional<std::int64_t>& count,
                  std::int64_t most) {
    if (!count || most == kUnknownDim || *count <= most) { return okStatus(); }
    return invalidArgument(
        concat(name, " must be negative or less or equal to the size (", most, ") got: ", *count));
}

Result<PartialShape> bandPartShape(const ShapeContext& context) {
    const PartialShape input = WEFT_TRY(context.input(0).withRankAtLeast(2));
    const auto lower = WEFT_TRY(context.valueAsInt(1));
    const auto upper = WEFT_TRY(context.valueAsInt(2));
    if (!input.hasRank()) { return input; }
    WEFT_TRY(checkCount("num_lower", lower, input[input.rank() - 2]));
    WEFT_TRY(checkCount("num_upper", upper, input[input.rank() - 1]));
    return input;
}

Result<std::vector<Expr>> bandPartGradient(const GradientContext& context) {
    return std::vector<Expr>{
        op("MatrixBandPart", {context.outputGradient(0), context.input(1), context.input(2)}),
        Expr(), Expr()};
}

Status bandPartCpu(KernelContext& context) {
    const matrix::Matrices in = matrix::matricesOf(context.input(0).shape());
    const std::int64_t lower = intAt(context.input(1), 0);
    const std::int64_t upper = intAt(context.input(2), 0);
    const auto work = [&](auto element) {
        using T = decltype(element);
        const T* from = reinterpret_cast<const T*>(context.input(0).data());
        T* to = reinterpret_cast<T*>(context.output(0).mutableData());
        parallelFor(in.batch * in.rows, 0.3 * static_cast<double>(in.columns),
                    [&](std::int64_t begin, std::int64_t end) {
                        for (std::int64_t r = begin; r < end; ++r) {
                            const std::int64_t i = r % in.rows;
                            const std::int64_t first =
                                lower < 0 ? 0 : std::clamp<std::int64_t>(i - lower, 0, in.columns);
                            const std::int64_t last =
                                upper < 0 ? in.columns
                                          : std::clamp<std::int64_t>(i + upper + 1, first,
                                                                     std::max(first, in.columns));
                            T* row = to + r * in.columns;
                            std::fill(row, row + first, T{});
                            std::copy(from + r * in.columns + first, from + r * in.columns + last,
                                      row + first);
                            std::fill(row + last, row + in.columns, T{});
                        }
                    });
        return okStatus();
    };
    return withElementType(context.input(0).dtype(), work);
}

OpBuilder declare(std::string_view name, std::string_view summary) {
    OpBuilder op(name);
    op.summary(summary)
        .category("array")
        .attr("T: type")
        .input("input: T", "[..., rows, columns] matrices")
        .output("band: T", "[..., rows, columns] the band")
        .hostInput("num_lower")
        .hostInput("num_upper")
        .shape(bandPartShape)
        .cpuKernel(bandPartCpu);
    return op;
}

const OpRegistration kBandPart =
    declare("MatrixBandPart", "Sets all but a band around the main diagonal of matrices to zero.")
        .attr("Tindex: {int32, int64} = DT_INT64")
        .input("num_lower: Tindex", "scalar: subdiagonals to keep, negative for all")
        .input("num_upper: Tindex", "scalar: superdiagonals to keep, negative for all")
        .gradient(bandPartGradient);
const OpRegistration kBatch =
    declare("BatchMatrixBandPart",
            "Sets all but a band around the main diagonal of matrices to zero.")
        .input("num_lower: int64", "scalar: subdiagonals to keep, negative for all")
        .input("num_upper: int64", "scalar: superdiagonals to keep, negative for all")
        .deprecated(14, "Use MatrixBandPart")
        .noGradient("TensorFlow gives the old name none");

}  // namespace
}  // namespace weft
