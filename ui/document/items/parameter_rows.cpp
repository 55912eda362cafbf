// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/items/parameter_rows.h"

#include <array>

#include "ui/base/number_format.h"
#include "ui/base/to_qt.h"

namespace weft::ui {
namespace {

/// Parameters worth a row on the node, in this order; the rest is in the inspector.
constexpr std::array<const char*, 7> kShown = {
    "units", "filters", "kernel_size", "pool_size", "learning_rate", "rate", "activation"};
constexpr std::size_t kMostShown = 2;

/// How gradients are clipped, "norm 5"; empty where they are not.
QString clipText(const AttrMap& attrs) {
    const auto by = attrs.getOr<std::string>("clip_by", "none");
    if (by == "none") { return {}; }
    return toQt(by) + ' ' + formatNumber(static_cast<double>(attrs.getOr<float>("clip_limit", 1)));
}

QString valueText(const AttrValue& value) {
    if (const auto* number = std::get_if<float>(&value)) {
        return formatNumber(static_cast<double>(*number));
    }
    if (const auto* text = std::get_if<std::string>(&value)) { return toQt(*text); }
    return toQt(attrToString(value));
}

}  // namespace

std::vector<ParameterInfo> parameterDetails(const AttrMap& attrs) {
    std::vector<ParameterInfo> details;
    for (const auto& [name, value] : attrs) {
        if (!name.starts_with('_')) { details.push_back({toQt(name), valueText(value)}); }
    }
    return details;
}

std::vector<ParameterInfo> parameterRows(const AttrMap& attrs) {
    std::vector<ParameterInfo> rows;
    for (const char* name : kShown) {
        const AttrValue* value = attrs.find(name);
        if (value == nullptr || rows.size() == kMostShown) { continue; }
        QString shown = QLatin1String(name);
        if (shown == QStringLiteral("learning_rate")) { shown = QStringLiteral("rate"); }
        rows.push_back({shown.section('_', 0, 0), valueText(*value)});
    }
    const QString clip = clipText(attrs);
    if (!clip.isEmpty() && rows.size() < kMostShown) {
        rows.push_back({QStringLiteral("clip"), clip});
    }
    return rows;
}

}  // namespace weft::ui
