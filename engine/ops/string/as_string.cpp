// SPDX-License-Identifier: Apache-2.0
/// @file
/// AsString: each element as a text, as C's printf writes it.
///
/// Types    numbers, bools ("true", "false"), texts.
/// Errors   InvalidArgument for a fill of more than one character, for `scientific` with
///          `shortest`, and for a precision or form of numbers that are not floating.
/// Source   Op contract of TensorFlow "AsString".

#include <complex>
#include <cstdio>

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

constexpr std::int64_t kMostWidth = 4096;

/// How elements are written.
struct Form {
    std::string format;  // of printf, without what says the type
    char style = 'f';
};

Result<Form> parseForm(const AttrMap& attrs) {
    const auto precision = WEFT_TRY(attrs.get<std::int64_t>("precision"));
    const auto width = WEFT_TRY(attrs.get<std::int64_t>("width"));
    const auto fill = WEFT_TRY(attrs.get<std::string>("fill"));
    const bool scientific = WEFT_TRY(attrs.get<bool>("scientific"));
    const bool shortest = WEFT_TRY(attrs.get<bool>("shortest"));
    const auto type = WEFT_TRY(attrs.get<DType>("T"));
    if (fill.size() > 1) {
        return invalidArgument(
            concat("Fill string must be one or fewer characters: got '", fill, "'"));
    }
    if (scientific && shortest) {
        return invalidArgument("Cannot select both scientific and shortest notation");
    }
    const bool hasFraction = isFloating(type) || isComplex(type);
    if (!hasFraction && (precision >= 0 || scientific || shortest)) {
        return invalidArgument(
            concat("scientific, shortest and precision are for floating numbers only: got ", type));
    }
    if (width > kMostWidth || precision > kMostWidth) {
        return invalidArgument(concat("width and precision: got ", width, " and ", precision,
                                      ", want at most ", kMostWidth));
    }
    Form form;
    form.format = concat("%", fill);
    if (width > -1) { form.format += concat(width); }
    if (precision > -1) { form.format += concat(".", precision); }
    form.style = shortest ? 'g' : scientific ? 'e' : 'f';
    return form;
}

template <class T>
std::string printed(const std::string& format, T value) {
    const int length = std::snprintf(nullptr, 0, format.c_str(), value);
    std::string text(static_cast<std::size_t>(std::max(length, 0)) + 1, '\0');
    std::snprintf(text.data(), text.size(), format.c_str(), value);
    text.pop_back();
    return text;
}

template <class T>
std::string textOf(const Form& form, const T& value) {
    if constexpr (std::is_same_v<T, bool>) {
        return printed(form.format + "s", value ? "true" : "false");
    } else if constexpr (std::is_same_v<T, std::string>) {
        return printed(form.format + "s", value.c_str());
    } else if constexpr (std::is_same_v<T, std::complex<float>> ||
                         std::is_same_v<T, std::complex<double>>) {
        const std::string format = form.format + form.style;
        return concat("(", printed(format, static_cast<double>(value.real())), ",",
                      printed(format, static_cast<double>(value.imag())), ")");
    } else if constexpr (std::is_integral_v<T> && std::is_signed_v<T>) {
        return printed(form.format + "lld", static_cast<long long>(value));
    } else if constexpr (std::is_integral_v<T>) {
        return printed(form.format + "llu", static_cast<unsigned long long>(value));
    } else {
        return printed(form.format + form.style, static_cast<double>(static_cast<float>(value)));
    }
}

template <>
std::string textOf<double>(const Form& form, const double& value) {
    return printed(form.format + form.style, value);
}

template <class T>
Status asStringCpu(KernelContext& context) {
    const Form& form = context.parameters<Form>();
    const auto from = context.inputValues<T>(0);
    const auto to = context.outputValues<std::string>(0);
    for (std::size_t i = 0; i < from.size(); ++i) { to[i] = textOf<T>(form, from[i]); }
    return okStatus();
}

template <class... T>
void kernelsFor(OpBuilder& op) {
    (op.cpuKernel<T>(asStringCpu<T>), ...);
}

WEFT_OP("AsString")
    .summary("Each element as a text.")
    .category("data")
    .attr(
        "T: {float, double, int32, uint8, int16, int8, int64, bfloat16, uint16, half, uint32, "
        "uint64, complex64, complex128, bool, variant, string}")
    .attr("precision: int = -1")
    .attr("scientific: bool = false")
    .attr("shortest: bool = false")
    .attr("width: int = -1")
    .attr("fill: string = ''")
    .input("input: T", "any numbers, bools or texts")
    .output("output: string", "the same shape")
    .shape(sameShape)
    .parameters<Form>(parseForm)
    .noGradient("texts have none")
    .apply(kernelsFor<float, double, std::int32_t, std::uint8_t, std::int16_t, std::int8_t,
                      std::int64_t, BFloat16, std::uint16_t, Half, std::uint32_t, std::uint64_t,
                      std::complex<float>, std::complex<double>, bool, std::string>);

}  // namespace
}  // namespace weft
