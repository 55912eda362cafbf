// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/graph/attr.h"

/// @file
/// Values as Python expressions.

namespace weft {

/// In double quotes, all but printable ASCII escaped.
std::string pythonString(std::string_view text);
/// `tf.float32`.
std::string pythonType(DType type);
/// `[None, 4]`; `None` for an unknown rank.
std::string pythonShape(const PartialShape& shape);
/// An attribute's value; nothing where Python has no short word for it.
std::optional<std::string> pythonValue(const AttrValue& value);
/// A tensor's elements; nothing where there are too many.
std::optional<std::string> pythonTensor(const Tensor& tensor);

}  // namespace weft
