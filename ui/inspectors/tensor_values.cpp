// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/tensor_values.h"

#include <QRegularExpression>
#include <QStringList>
#include <cmath>
#include <cstring>
#include <limits>
#include <numbers>

#include "ui/base/to_qt.h"

namespace weft::ui {
namespace {

/// Calls f<T>() for the C++ type of a real number's dtype. Errors: InvalidArgument for others.
template <class F>
Status withReal(DType type, F&& f) {
    switch (type) {
        case DType::Float:
            return f.template operator()<float>();
        case DType::Double:
            return f.template operator()<double>();
        case DType::Half:
            return f.template operator()<Half>();
        case DType::BFloat16:
            return f.template operator()<BFloat16>();
        case DType::Int8:
            return f.template operator()<std::int8_t>();
        case DType::Int16:
            return f.template operator()<std::int16_t>();
        case DType::Int32:
            return f.template operator()<std::int32_t>();
        case DType::Int64:
            return f.template operator()<std::int64_t>();
        case DType::UInt8:
            return f.template operator()<std::uint8_t>();
        case DType::UInt16:
            return f.template operator()<std::uint16_t>();
        case DType::UInt32:
            return f.template operator()<std::uint32_t>();
        case DType::UInt64:
            return f.template operator()<std::uint64_t>();
        case DType::Bool:
            return f.template operator()<bool>();
        default:
            return invalidArgument(concat("dtype ", type, " has no such numbers"));
    }
}

/// Holds every value of int64, uint64 and double exactly.
using Wide = long double;

template <class T>
Wide wideOf(T value) {
    if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>) {
        return static_cast<Wide>(static_cast<float>(value));
    } else {
        return static_cast<Wide>(value);
    }
}

template <class T>
Status setWide(T& out, Wide value) {
    if constexpr (std::is_same_v<T, bool>) {
        out = value != 0;
    } else if constexpr (std::is_integral_v<T>) {
        const Wide cut = std::trunc(value);
        if (!(cut >= static_cast<Wide>(std::numeric_limits<T>::min()) &&
              cut <= static_cast<Wide>(std::numeric_limits<T>::max()))) {
            return invalidArgument(
                concat("got ", static_cast<double>(value), ", want a value of ", kDTypeOf<T>));
        }
        out = static_cast<T>(cut);
    } else if constexpr (std::is_floating_point_v<T>) {
        out = static_cast<T>(value);
    } else {
        out = T(static_cast<float>(value));
    }
    return okStatus();
}

/// Random bits that are the same everywhere (splitmix64).
class Bits {
public:
    explicit Bits(std::uint64_t seed) : m_state(seed) {}
    double unit() {
        m_state += 0x9E3779B97F4A7C15U;
        std::uint64_t z = m_state;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
        z ^= z >> 31U;
        return static_cast<double>(z >> 11U) * 0x1p-53;
    }
    /// Box and Muller.
    double normal() {
        const double radius = std::sqrt(-2 * std::log(1 - unit()));
        return radius * std::cos(2 * std::numbers::pi * unit());
    }

private:
    std::uint64_t m_state;
};

Wide fillValue(TensorFill fill, const Shape& shape, std::int64_t i, Bits& bits) {
    switch (fill) {
        case TensorFill::Zeros:
            return 0;
        case TensorFill::Ones:
            return 1;
        case TensorFill::Range:
            return static_cast<Wide>(i);
        case TensorFill::Identity: {
            const std::int64_t columns = shape[shape.rank() - 1];
            return i % columns == i / columns % shape[shape.rank() - 2] ? 1 : 0;
        }
        case TensorFill::Uniform:
            return bits.unit();
        case TensorFill::Normal:
            return bits.normal();
    }
    return 0;
}

Result<Tensor> zeros(DType type, const Shape& shape) {
    Tensor made = WEFT_TRY(Tensor::allocate(type, shape));
    if (type == DType::String) {
        for (std::string& text : made.mutableValues<std::string>()) { text.clear(); }
    } else {
        std::memset(made.mutableData(), 0, made.bytes());
    }
    return made;
}

void copyElements(const Tensor& from, std::int64_t first, Tensor& to, std::int64_t at,
                  std::int64_t count) {
    if (from.dtype() == DType::String) {
        const auto in = from.values<std::string>();
        const auto out = to.mutableValues<std::string>();
        for (std::int64_t i = 0; i < count; ++i) {
            out[static_cast<std::size_t>(at + i)] = in[static_cast<std::size_t>(first + i)];
        }
        return;
    }
    const auto each = static_cast<std::int64_t>(elementBytes(from.dtype()));
    std::memcpy(to.mutableData() + at * each, from.data() + first * each,
                static_cast<std::size_t>(count * each));
}

/// One value of the dtype. Text of a string needs no quotes.
Result<Tensor> scalarFrom(const QString& text, DType type) {
    if (type == DType::String) { return Tensor::scalarString(text.toStdString()); }
    QString plain = text.trimmed();
    plain.replace(QChar(0x2212), QLatin1Char('-'));
    Result<Tensor> value = parseTensor(plain.toStdString(), type);
    if (!value.ok() || value->rank() != 0) {
        const std::string got = plain.isEmpty() ? "nothing" : concat("'", plain.toStdString(), "'");
        return invalidArgument(concat("got ", got, ", want a value of ", type));
    }
    return value;
}

}  // namespace

Result<Tensor> filled(DType type, const Shape& shape, TensorFill fill, std::uint64_t seed) {
    if (fill == TensorFill::Zeros) { return zeros(type, shape); }
    if (fill == TensorFill::Identity && shape.rank() < 2) {
        return invalidArgument(concat("got shape ", shape, ", want a matrix"));
    }
    Tensor made = WEFT_TRY(Tensor::allocate(type, shape));
    Bits bits(seed);
    WEFT_TRY(withReal(type, [&]<class T>() -> Status {
        const auto out = made.mutableValues<T>();
        for (std::size_t i = 0; i < out.size(); ++i) {
            WEFT_TRY(setWide(out[i], fillValue(fill, shape, static_cast<std::int64_t>(i), bits)));
        }
        return okStatus();
    }));
    return made;
}

Result<Tensor> withType(const Tensor& tensor, DType type) {
    if (tensor.dtype() == type) { return tensor; }
    Tensor made = WEFT_TRY(Tensor::allocate(type, tensor.shape()));
    const bool texts = type == DType::String || tensor.dtype() == DType::String;
    if (!texts && !isComplex(type) && !isComplex(tensor.dtype())) {
        WEFT_TRY(withReal(tensor.dtype(), [&]<class From>() {
            const auto in = tensor.values<From>();
            return withReal(type, [&]<class To>() -> Status {
                const auto out = made.mutableValues<To>();
                for (std::size_t i = 0; i < out.size(); ++i) {
                    WEFT_TRY(setWide(out[i], wideOf(in[i])));
                }
                return okStatus();
            });
        }));
        return made;
    }
    constexpr int kAllDigits = 17;
    for (std::int64_t i = 0; i < tensor.elements(); ++i) {
        const std::string text = tensor.dtype() == DType::String
                                     ? tensor.values<std::string>()[static_cast<std::size_t>(i)]
                                     : formatElement(tensor, i, kAllDigits);
        const Tensor one = WEFT_TRY(scalarFrom(toQt(text), type));
        copyElements(one, 0, made, i, 1);
    }
    return made;
}

Result<Tensor> withShape(const Tensor& tensor, const Shape& shape) {
    if (shape.elements() == tensor.elements()) { return tensor.reshaped(shape); }
    if (shape.elements() > kMostElements) {
        return invalidArgument(
            concat("got ", shape.elements(), " elements, want at most ", kMostElements));
    }
    Tensor made = WEFT_TRY(zeros(tensor.dtype(), shape));
    copyElements(tensor, 0, made, 0, std::min(tensor.elements(), shape.elements()));
    return made;
}

Result<Tensor> withElement(const Tensor& tensor, std::int64_t index, const QString& text) {
    const Tensor one = WEFT_TRY(scalarFrom(text, tensor.dtype()));
    Tensor made = WEFT_TRY(tensor.clone());
    copyElements(one, 0, made, index, 1);
    return made;
}

Result<Tensor> fromCells(const QString& text, DType type) {
    static const QRegularExpression between(QStringLiteral("[\t;,]"));
    QStringList rows = text.split(QRegularExpression(QStringLiteral("\r\n|\n|\r")));
    while (!rows.isEmpty() && rows.back().trimmed().isEmpty()) { rows.removeLast(); }
    if (rows.isEmpty()) { return invalidArgument("got nothing, want rows of cells"); }
    std::vector<QStringList> cells;
    for (const QString& row : rows) {
        // Tabs first: between tabs a comma may be part of a text.
        cells.push_back(row.contains('\t') ? row.split('\t') : row.split(between));
        if (cells.back().size() != cells.front().size()) {
            return invalidArgument(concat("row ", cells.size(), " has ", cells.back().size(),
                                          " cells, want ", cells.front().size()));
        }
    }
    const auto columns = static_cast<std::int64_t>(cells.front().size());
    Tensor made =
        WEFT_TRY(Tensor::allocate(type, Shape{static_cast<std::int64_t>(cells.size()), columns}));
    std::int64_t at = 0;
    for (const QStringList& row : cells) {
        for (const QString& cell : row) {
            const Result<Tensor> one = scalarFrom(cell, type);
            if (!one.ok()) {
                return annotated(
                    one.status(), "",
                    concat(" (row ", at / columns + 1, ", column ", at % columns + 1, ")"));
            }
            copyElements(*one, 0, made, at++, 1);
        }
    }
    return made;
}

}  // namespace weft::ui
