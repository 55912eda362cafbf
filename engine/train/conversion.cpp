// SPDX-License-Identifier: Apache-2.0
#include "engine/train/conversion.h"

#include <algorithm>

#include "engine/base/strings.h"

namespace weft {
namespace {

/// Calls f with a value of the dtype's C++ type; nothing for dtypes that are no plain numbers.
template <class F>
Status withNumberType(DType type, F f) {
    switch (type) {
        case DType::Float:
            return f(float{});
        case DType::Double:
            return f(double{});
        case DType::UInt8:
            return f(std::uint8_t{});
        case DType::Int8:
            return f(std::int8_t{});
        case DType::Int16:
            return f(std::int16_t{});
        case DType::UInt16:
            return f(std::uint16_t{});
        case DType::Int32:
            return f(std::int32_t{});
        case DType::Int64:
            return f(std::int64_t{});
        case DType::Bool:
            return f(bool{});
        default:
            return invalidArgument(concat("column has no numbers: got ", type));
    }
}

template <class From, class To>
void castElements(const Tensor& in, Tensor& out) {
    const auto from = in.values<From>();
    const auto to = out.mutableValues<To>();
    for (std::size_t i = 0; i < from.size(); ++i) { to[i] = static_cast<To>(from[i]); }
}

Result<Tensor> castTo(const Tensor& in, DType type) {
    if (in.dtype() == type) { return in; }
    Tensor out = WEFT_TRY(Tensor::allocate(type, in.shape()));
    WEFT_TRY(withNumberType(in.dtype(), [&](auto from) {
        return withNumberType(type, [&](auto to) {
            castElements<decltype(from), decltype(to)>(in, out);
            return okStatus();
        });
    }));
    return out;
}

Result<Tensor> scaled(Tensor in, double factor) {
    if (!isFloating(in.dtype())) { in = WEFT_TRY(castTo(in, DType::Float)); }
    Tensor out = in.unique() ? std::move(in) : WEFT_TRY(in.clone());
    if (out.dtype() == DType::Float) {
        const auto narrow = static_cast<float>(factor);
        for (float& x : out.mutableValues<float>()) { x *= narrow; }
    } else if (out.dtype() == DType::Double) {
        for (double& x : out.mutableValues<double>()) { x *= factor; }
    } else {
        return invalidArgument(concat("scale needs float32 or float64: got ", out.dtype()));
    }
    return out;
}

Result<Tensor> oneHotRows(const Tensor& in, std::int64_t classes) {
    const Tensor labels = WEFT_TRY(castTo(in, DType::Int64));
    Dims dims = labels.shape().dims();
    dims.push_back(classes);
    Tensor out = WEFT_TRY(Tensor::allocate(DType::Float, WEFT_TRY(makeShape(dims))));
    const auto row = out.mutableValues<float>();
    std::fill(row.begin(), row.end(), 0.0F);
    const auto label = labels.values<std::int64_t>();
    for (std::size_t i = 0; i < label.size(); ++i) {
        if (label[i] < 0 || label[i] >= classes) {
            return invalidArgument(
                concat("one-hot: got class ", label[i], ", want one in [0, ", classes, ")"));
        }
        row[i * static_cast<std::size_t>(classes) + static_cast<std::size_t>(label[i])] = 1.0F;
    }
    return out;
}

/// The row shape with its one unknown size filled in so that it holds `elements`.
Result<Dims> filledRow(const PartialShape& rowShape, std::int64_t elements) {
    if (!rowShape.hasRank()) { return invalidArgument("reshape: the row shape is unknown"); }
    Dims dims = rowShape.dims();
    std::int64_t known = 1;
    std::int64_t* open = nullptr;
    for (std::int64_t& size : dims) {
        if (size == kUnknownDim && open != nullptr) {
            return invalidArgument(concat("reshape: got two unknown sizes in ", rowShape));
        }
        if (size == kUnknownDim) {
            open = &size;
        } else if (multiplyOverflows(known, size, known)) {
            return invalidArgument(concat("reshape: too many elements in ", rowShape));
        }
    }
    if (open != nullptr && known > 0 && elements % known == 0) {
        *open = elements / known;
        known *= *open;
    }
    if (known != elements) {
        return invalidArgument(
            concat("reshape: got rows of ", elements, " elements, want ", rowShape));
    }
    return dims;
}

Result<Tensor> reshapedRows(const Tensor& in, const PartialShape& rowShape) {
    if (in.rank() == 0) { return invalidArgument("reshape: the column has no rows"); }
    std::int64_t elements = 1;
    for (int axis = 1; axis < in.rank(); ++axis) { elements *= in.shape()[axis]; }
    Dims dims = WEFT_TRY(filledRow(rowShape, elements));
    dims.insert(dims.begin(), in.shape()[0]);
    return in.reshaped(WEFT_TRY(makeShape(dims)));
}

}  // namespace

Conversion Conversion::cast(DType type) {
    Conversion c;
    c.kind = Kind::Cast;
    c.type = type;
    return c;
}

Conversion Conversion::scale(double factor) {
    Conversion c;
    c.kind = Kind::Scale;
    c.factor = factor;
    return c;
}

Conversion Conversion::oneHot(std::int64_t classes) {
    Conversion c;
    c.kind = Kind::OneHot;
    c.classes = classes;
    return c;
}

Conversion Conversion::reshape(PartialShape rowShape) {
    Conversion c;
    c.kind = Kind::Reshape;
    c.rowShape = std::move(rowShape);
    return c;
}

std::string Conversion::toString() const {
    switch (kind) {
        case Kind::Cast:
            return concat("cast ", type);
        case Kind::Scale:
            return concat("scale ", static_cast<float>(factor));
        case Kind::OneHot:
            return concat("one-hot ", classes);
        case Kind::Reshape:
            return concat("reshape ", rowShape);
    }
    return {};
}

Result<Tensor> converted(Tensor batch, std::span<const Conversion> steps) {
    for (const Conversion& step : steps) {
        switch (step.kind) {
            case Conversion::Kind::Cast:
                batch = WEFT_TRY(castTo(batch, step.type));
                break;
            case Conversion::Kind::Scale:
                batch = WEFT_TRY(scaled(std::move(batch), step.factor));
                break;
            case Conversion::Kind::OneHot:
                batch = WEFT_TRY(oneHotRows(batch, step.classes));
                break;
            case Conversion::Kind::Reshape:
                batch = WEFT_TRY(reshapedRows(batch, step.rowShape));
                break;
        }
    }
    return batch;
}

Result<RowType> convertedType(const RowType& row, std::span<const Conversion> steps) {
    RowType now = row;
    const auto number = [](DType type) {
        return withNumberType(type, [](auto) { return okStatus(); });
    };
    for (const Conversion& step : steps) {
        WEFT_TRY(number(now.type));
        switch (step.kind) {
            case Conversion::Kind::Cast:
                WEFT_TRY(number(step.type));
                now.type = step.type;
                break;
            case Conversion::Kind::Scale:
                if (!isFloating(now.type)) { now.type = DType::Float; }
                break;
            case Conversion::Kind::OneHot:
                now.type = DType::Float;
                now.rowShape = now.rowShape.concat(PartialShape{step.classes});
                break;
            case Conversion::Kind::Reshape: {
                const std::optional<std::int64_t> elements = now.rowShape.elements();
                now.rowShape =
                    elements ? PartialShape::ofDims(WEFT_TRY(filledRow(step.rowShape, *elements)))
                             : step.rowShape;
                break;
            }
        }
    }
    return now;
}

}  // namespace weft
