// SPDX-License-Identifier: Apache-2.0
#include "app/weft/conformance/compare.h"

#include <cmath>
#include <complex>

#include "engine/base/strings.h"
#include "engine/tensor/tensor_format.h"

namespace weft::app {
namespace {

struct Tolerance {
    double rtol;
    double atol;
};

bool agree(double actual, double expected, const Tolerance& t) {
    if (std::isnan(expected)) { return std::isnan(actual); }
    if (std::isinf(expected) || std::isinf(actual)) { return actual == expected; }
    return std::abs(actual - expected) <= t.atol + t.rtol * std::abs(expected);
}

bool agree(float a, float e, const Tolerance& t) {
    return agree(static_cast<double>(a), static_cast<double>(e), t);
}
bool agree(Half a, Half e, const Tolerance& t) {
    return agree(static_cast<float>(a), static_cast<float>(e), t);
}
bool agree(BFloat16 a, BFloat16 e, const Tolerance& t) {
    return agree(static_cast<float>(a), static_cast<float>(e), t);
}
template <class T>
bool agree(std::complex<T> a, std::complex<T> e, const Tolerance& t) {
    if (!std::isfinite(e.real()) || !std::isfinite(e.imag())) {
        return agree(a.real(), e.real(), t) && agree(a.imag(), e.imag(), t);
    }
    return static_cast<double>(std::abs(a - e)) <=
           t.atol + t.rtol * static_cast<double>(std::abs(e));
}
template <class T>
requires std::is_integral_v<T>
bool agree(T a, T e, const Tolerance& t) {
    if (a == e) { return true; }
    return std::abs(static_cast<long double>(a) - static_cast<long double>(e)) <=
           static_cast<long double>(t.atol) +
               static_cast<long double>(t.rtol) * std::abs(static_cast<long double>(e));
}
bool agree(bool a, bool e, const Tolerance&) { return a == e; }
bool agree(const std::string& a, const std::string& e, const Tolerance&) { return a == e; }

template <class T>
std::string firstDifference(const Tensor& actual, const Tensor& expected,
                            const Tolerance& tolerance) {
    const auto got = actual.values<T>();
    const auto want = expected.values<T>();
    for (std::size_t i = 0; i < want.size(); ++i) {
        if (!agree(got[i], want[i], tolerance)) {
            const auto at = static_cast<std::int64_t>(i);
            return concat("element ", at, " of ", actual.shape(), ": got ",
                          formatElement(actual, at, 17), ", want ",
                          formatElement(expected, at, 17));
        }
    }
    return {};
}

}  // namespace

std::string difference(const Tensor& actual, const Tensor& expected, double rtol, double atol) {
    if (actual.dtype() != expected.dtype()) {
        return concat("dtype: got ", actual.dtype(), ", want ", expected.dtype());
    }
    if (!(actual.shape() == expected.shape())) {
        return concat("shape: got ", actual.shape(), ", want ", expected.shape());
    }
    const Tolerance t{rtol, atol};
    switch (expected.dtype()) {
        case DType::Float:
            return firstDifference<float>(actual, expected, t);
        case DType::Double:
            return firstDifference<double>(actual, expected, t);
        case DType::Half:
            return firstDifference<Half>(actual, expected, t);
        case DType::BFloat16:
            return firstDifference<BFloat16>(actual, expected, t);
        case DType::Int8:
            return firstDifference<std::int8_t>(actual, expected, t);
        case DType::Int16:
            return firstDifference<std::int16_t>(actual, expected, t);
        case DType::Int32:
            return firstDifference<std::int32_t>(actual, expected, t);
        case DType::Int64:
            return firstDifference<std::int64_t>(actual, expected, t);
        case DType::UInt8:
            return firstDifference<std::uint8_t>(actual, expected, t);
        case DType::UInt16:
            return firstDifference<std::uint16_t>(actual, expected, t);
        case DType::UInt32:
            return firstDifference<std::uint32_t>(actual, expected, t);
        case DType::UInt64:
            return firstDifference<std::uint64_t>(actual, expected, t);
        case DType::Bool:
            return firstDifference<bool>(actual, expected, t);
        case DType::String:
            return firstDifference<std::string>(actual, expected, t);
        case DType::Complex64:
            return firstDifference<std::complex<float>>(actual, expected, t);
        case DType::Complex128:
            return firstDifference<std::complex<double>>(actual, expected, t);
        default:
            return bytesEqual(actual, expected) ? std::string() : "the bytes differ";
    }
}

}  // namespace weft::app
