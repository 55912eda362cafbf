// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "engine/weft.h"

/// @file
/// Attribute values as a person types them, one form a kind.

namespace weft::ui {

/// Tensors up to this many elements are shown and typed in one line.
inline constexpr std::int64_t kLineElements = 64;

/// int `3`, float `0.5`, string as it is, type `float32`, shape `[?,128]` (`?` alone: unknown rank),
/// lists with commas, func its name, tensor `[[1, 2], [3, 4]]`; what cannot be typed as
/// attrToString().
QString attrText(const AttrValue& value);
/// The value of that kind. @param tensorType dtype of a kind `tensor`, where the text does not tell.
/// Errors: InvalidArgument with what was got and what is wanted.
Result<AttrValue> attrFromText(const AttrDef& attr, const QString& text,
                               DType tensorType = DType::Float);
/// `[?,128]`, `?,128`, `[]`, `()`; None and -1 are ?. A lone `?` is unknown rank.
Result<PartialShape> shapeFromText(const QString& text);

}  // namespace weft::ui
