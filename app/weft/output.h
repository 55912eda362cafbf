// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "engine/tensor/tensor.h"

namespace weft::app {

/// Values as nested lists; NaN and infinities as strings, bytes that are not UTF-8 escaped.
nlohmann::json tensorToJson(const Tensor& tensor);
/// Sizes as a list.
nlohmann::json shapeToJson(const Shape& shape);
/// {"dtype", "shape", "value"}.
nlohmann::json fetchToJson(const Tensor& tensor);
/// "NAME: DTYPE[SHAPE] VALUE".
std::string fetchLine(const std::string& name, const Tensor& tensor, bool full);
/// Mean over the elements of a tensor of numbers; 0 of none.
double meanOf(const Tensor& tensor);
/// A name as part of a file name: "/" and ":" become "_".
std::string fileNameOf(std::string name);
/// One line of JSON on standard output.
void printJson(const nlohmann::json& value);

}  // namespace weft::app
