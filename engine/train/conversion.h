// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "engine/tensor/partial_shape.h"
#include "engine/tensor/tensor.h"

namespace weft {

/// One step on the way from a data column to a placeholder.
struct Conversion {
    enum class Kind { Cast, Scale, OneHot, Reshape };
    Kind kind = Kind::Cast;
    DType type = DType::Float;  ///< Cast: to what
    double factor = 1;          ///< Scale: times this; integers become float32 first
    std::int64_t classes = 0;   ///< OneHot: float32 rows of this many; a wrong class is an error
    PartialShape rowShape;      ///< Reshape: of one row; at most one size unknown

    static Conversion cast(DType type);
    static Conversion scale(double factor);
    static Conversion oneHot(std::int64_t classes);
    static Conversion reshape(PartialShape rowShape);
    /// As its chip says: "cast float32", "scale 0.00392157", "one-hot 10", "reshape [28,28,1]".
    std::string toString() const;
    friend bool operator==(const Conversion&, const Conversion&) = default;
};

/// A batch of rows [n, ...] after all steps. Only the batch is converted: a column stays in its
/// narrow dtype. Errors: InvalidArgument for dtypes that are no numbers, classes out of range, a
/// shape that does not fit the row; ResourceExhausted.
Result<Tensor> converted(Tensor batch, std::span<const Conversion> steps);

/// What converted() makes of rows of this dtype and shape, without data. Errors: as converted().
struct RowType {
    DType type = DType::Invalid;
    PartialShape rowShape;
};
Result<RowType> convertedType(const RowType& row, std::span<const Conversion> steps);

}  // namespace weft
