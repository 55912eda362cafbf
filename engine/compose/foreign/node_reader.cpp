// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/foreign/node_reader.h"

#include <algorithm>
#include <cmath>

#include "engine/compose/ports.h"

namespace weft {

NodeReader::NodeReader(const Document& document) : m_document(document) {
    for (const Wire* wire : document.all<Wire>()) {
        m_into[wire->to.item].push_back(wire);
        m_from[wire->from.item].push_back(wire);
    }
}

const std::vector<const Wire*>& NodeReader::listOf(const Wires& wires, ItemId item) {
    static const std::vector<const Wire*> none;
    const auto found = wires.find(item);
    return found == wires.end() ? none : found->second;
}

std::string_view NodeReader::op(ItemId item) const {
    const Item* found = m_document.item(item);
    const auto* op = found == nullptr ? nullptr : found->as<OpItem>();
    return op == nullptr ? std::string_view() : op->op;
}

std::vector<PortRef> NodeReader::inputs(ItemId item) const {
    const Item* found = m_document.item(item);
    const OpDef* def = found == nullptr ? nullptr : signatureOf(*found);
    std::vector<PortRef> read;
    if (def == nullptr) { return read; }
    const auto source = [&](const std::string& port) -> PortRef {
        for (const Wire* wire : into(item)) {
            if (wire->to.port == port) { return wire->from; }
        }
        return {};
    };
    for (const ArgDef& arg : def->inputs) {
        if (arg.numberAttr.empty() && arg.typeListAttr.empty()) {
            read.push_back(source(arg.name));
            continue;
        }
        for (std::size_t i = 0;; ++i) {
            const PortRef one = source(listPort(arg.name, i));
            if (!one.item.valid()) { break; }
            read.push_back(one);
        }
    }
    return read;
}

std::optional<Tensor> NodeReader::constant(ItemId item) const {
    if (op(item) != "Const") { return std::nullopt; }
    const auto& attrs = m_document.item(item)->as<OpItem>()->attrs;
    const auto stored = attrs.getOr<StoredTensorPtr>("value", nullptr);
    if (stored == nullptr) { return std::nullopt; }
    Result<Tensor> value = stored->tensor();
    return value.ok() ? std::optional(*std::move(value)) : std::nullopt;
}

std::optional<double> NodeReader::number(ItemId item) const {
    const std::optional<Tensor> value = constant(item);
    if (!value || value->elements() == 0) { return std::nullopt; }
    const auto same = [](const auto& values) -> std::optional<double> {
        const bool isNan = std::isnan(values[0]);
        const auto other = [&](auto x) { return isNan ? !std::isnan(x) : x != values[0]; };
        if (std::ranges::any_of(values, other)) { return std::nullopt; }
        return static_cast<double>(values[0]);
    };
    if (value->dtype() == DType::Float) { return same(value->values<float>()); }
    if (value->dtype() == DType::Double) { return same(value->values<double>()); }
    return std::nullopt;
}

std::optional<std::vector<std::int64_t>> NodeReader::ints(ItemId item) const {
    const std::optional<Tensor> value = constant(item);
    const auto all = [](const auto& values) {
        return std::vector<std::int64_t>(values.begin(), values.end());
    };
    if (value && value->dtype() == DType::Int32) { return all(value->values<std::int32_t>()); }
    if (value && value->dtype() == DType::Int64) { return all(value->values<std::int64_t>()); }
    return std::nullopt;
}

}  // namespace weft
