// SPDX-License-Identifier: Apache-2.0
#include "engine/ops/control/data_text.h"

#include <algorithm>

#include "engine/base/strings.h"
#include "engine/tensor/tensor_format.h"

namespace weft {
namespace {

constexpr int kDigits = 6;  // as a C++ stream prints floats

std::string textOf(const Tensor& tensor, std::int64_t i) {
    if (tensor.dtype() == DType::String) {
        return tensor.values<std::string>()[static_cast<std::size_t>(i)];
    }
    if (tensor.dtype() == DType::Bool) {
        return tensor.values<bool>()[static_cast<std::size_t>(i)] ? "1" : "0";
    }
    return formatElement(tensor, i, kDigits);
}

/// Nested by the axes after the first, as `[[1 2][3 4]]` without its outermost brackets.
void appendAxis(const Tensor& tensor, int axis, std::int64_t& next, std::int64_t most,
                std::string& out) {
    const std::int64_t size = tensor.shape()[axis];
    const bool isLast = axis + 1 == tensor.rank();
    for (std::int64_t i = 0; i < size; ++i) {
        if (next >= most) {
            out += "...";
            return;
        }
        if (isLast) {
            if (i > 0) { out += ' '; }
            out += textOf(tensor, next++);
        } else {
            out += '[';
            appendAxis(tensor, axis + 1, next, most, out);
            out += ']';
        }
    }
}

std::string summaryOf(const Tensor& tensor, std::int64_t summarize) {
    if (tensor.elements() == 0) { return {}; }
    if (tensor.rank() == 0) { return textOf(tensor, 0); }
    const std::int64_t most = summarize < 0 ? tensor.elements() : summarize;
    std::string out;
    std::int64_t next = 0;
    appendAxis(tensor, 0, next, std::min(most, tensor.elements()), out);
    return out;
}

}  // namespace

std::string dataText(const KernelContext& context, std::string_view separator) {
    const auto summarize = context.attrs().getOr<std::int64_t>("summarize", 3);
    std::string out;
    for (int i = 1; i < context.inputs(); ++i) {
        if (i > 1) { out += separator; }
        out += concat('[', summaryOf(context.input(i), summarize), ']');
    }
    return out;
}

}  // namespace weft
