// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QString>
#include <string_view>
#include <vector>

#include "engine/weft.h"
#include "ui/base/theme.h"

/// @file
/// Conversions between the engine's values and Qt's; nothing else.

namespace weft::ui {

inline QString toQt(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}
/// "INVALID_ARGUMENT: message".
inline QString toQt(const Status& status) {
    return toQt(codeName(status.code())) + QStringLiteral(": ") + toQt(messageOf(status));
}
/// The places of a wire in the picture of one group.
inline std::vector<QPointF> pointsIn(const std::vector<WirePoint>& points, ItemId group) {
    std::vector<QPointF> out;
    for (const WirePoint& p : points) {
        if (p.group == group) { out.emplace_back(p.x, p.y); }
    }
    return out;
}
/// What a socket of that dtype looks like.
inline Family familyOf(DType type, bool isRef) {
    if (isRef || type == DType::Resource || type == DType::Variant) { return Family::Handle; }
    if (isFloating(type)) { return Family::Float; }
    if (isInteger(type)) { return Family::Integer; }
    if (isComplex(type)) { return Family::Complex; }
    if (type == DType::Bool) { return Family::Bool; }
    return type == DType::String ? Family::String : Family::Unknown;
}
/// Last two parts of a device's name: "/job:localhost/replica:0/task:0/device:CPU:0" is "CPU:0".
inline QString shortDevice(std::string_view name) {
    const std::size_t at = name.rfind("device:");
    return toQt(at == std::string_view::npos ? name : name.substr(at + 7));
}

}  // namespace weft::ui
