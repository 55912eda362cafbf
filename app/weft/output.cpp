// SPDX-License-Identifier: Apache-2.0
#include "app/weft/output.h"

#include <cmath>
#include <cstdio>

#include "engine/base/strings.h"
#include "engine/tensor/tensor_format.h"

namespace weft::app {
namespace {

nlohmann::json elementToJson(const Tensor& tensor, std::int64_t index) {
    const auto at = static_cast<std::size_t>(index);
    switch (tensor.dtype()) {
        case DType::Bool:
            return tensor.values<bool>()[at];
        case DType::String: {
            const std::string& text = tensor.values<std::string>()[at];
            return isUtf8(text) ? text : escaped(text);
        }
        case DType::Int8:
            return tensor.values<std::int8_t>()[at];
        case DType::UInt8:
            return tensor.values<std::uint8_t>()[at];
        case DType::Int16:
            return tensor.values<std::int16_t>()[at];
        case DType::UInt16:
            return tensor.values<std::uint16_t>()[at];
        case DType::Int32:
            return tensor.values<std::int32_t>()[at];
        case DType::UInt32:
            return tensor.values<std::uint32_t>()[at];
        case DType::Int64:
            return tensor.values<std::int64_t>()[at];
        case DType::UInt64:
            return tensor.values<std::uint64_t>()[at];
        default:
            break;
    }
    // Floating values go through their shortest text, so that 0.1f prints as 0.1.
    const std::string text = formatElement(tensor, index, 17);
    const auto number = parseDouble(text);
    if (!number || !std::isfinite(*number)) { return text; }
    return *number;
}

}  // namespace

nlohmann::json tensorToJson(const Tensor& tensor) {
    // Rows are folded from the innermost axis outward: no recursion on rank.
    std::vector<nlohmann::json> items;
    items.reserve(static_cast<std::size_t>(tensor.elements()));
    for (std::int64_t i = 0; i < tensor.elements(); ++i) {
        items.push_back(elementToJson(tensor, i));
    }
    for (int axis = tensor.rank() - 1; axis >= 0; --axis) {
        const auto size = static_cast<std::size_t>(tensor.shape()[axis]);
        std::size_t groups = 1;
        for (int outer = 0; outer < axis; ++outer) {
            groups *= static_cast<std::size_t>(tensor.shape()[outer]);
        }
        std::vector<nlohmann::json> folded(groups, nlohmann::json::array());
        for (std::size_t i = 0; i < items.size(); ++i) {
            folded[i / size].push_back(std::move(items[i]));
        }
        items = std::move(folded);
    }
    return items.front();
}

nlohmann::json shapeToJson(const Shape& shape) {
    return std::vector<std::int64_t>(shape.dims().begin(), shape.dims().end());
}

nlohmann::json fetchToJson(const Tensor& tensor) {
    return {{"dtype", dtypeName(tensor.dtype())},
            {"shape", shapeToJson(tensor.shape())},
            {"value", tensorToJson(tensor)}};
}

std::string fetchLine(const std::string& name, const Tensor& tensor, bool full) {
    FormatOptions options;
    if (full) { options.threshold = 0; }
    return concat(name, ": ", tensor.dtype(), tensor.shape(), " ", formatTensor(tensor, options));
}

double meanOf(const Tensor& tensor) {
    double sum = 0;
    for (std::int64_t i = 0; i < tensor.elements(); ++i) {
        sum += parseDouble(formatElement(tensor, i, 17)).value_or(0);
    }
    return tensor.elements() == 0 ? 0 : sum / static_cast<double>(tensor.elements());
}

std::string fileNameOf(std::string name) {
    for (char& c : name) {
        if (c == '/' || c == ':') { c = '_'; }
    }
    return name;
}

void printJson(const nlohmann::json& value) {
    std::printf("%s\n",
                value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
    std::fflush(stdout);
}

}  // namespace weft::app
