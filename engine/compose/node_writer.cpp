// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/node_writer.h"

namespace weft {

NodeWriter NodeWriter::colocatedWith(const std::string& node) const {
    NodeWriter writer = *this;
    writer.m_colocation = "loc:@" + node;
    if (const Node* found = m_graph->find(node)) { writer.m_device = found->device; }
    return writer;
}

NodeWriter NodeWriter::likeNode(const std::string& node) const {
    NodeWriter writer = *this;
    if (const Node* found = m_graph->find(node)) {
        writer.m_device = found->device;
        const auto classes = found->attrs.getOr<std::vector<std::string>>("_class", {});
        writer.m_colocation = classes.empty() ? "loc:@" + node : classes.front();
    }
    return writer;
}

NodeWriter NodeWriter::sharingWith(std::string prefix) const {
    NodeWriter writer = *this;
    writer.m_shared = std::move(prefix);
    return writer;
}

std::string NodeWriter::sharedName(std::string_view name) const {
    return m_shared.empty() || name.empty() ? m_shared : concat(m_shared, "/", name);
}

std::string NodeWriter::named(std::string_view name) const {
    if (name.empty()) { return m_prefix; }
    return m_prefix.empty() ? std::string(name) : concat(m_prefix, "/", name);
}

Result<Endpoint> NodeWriter::add(std::string_view name, std::string_view op,
                                 std::vector<Endpoint> inputs, AttrMap attrs,
                                 std::vector<NodeId> controlInputs) const {
    if (!m_colocation.empty()) { attrs.set("_class", std::vector<std::string>{m_colocation}); }
    const NodeId node = WEFT_TRY(m_graph->add({.name = named(name),
                                               .op = std::string(op),
                                               .inputs = std::move(inputs),
                                               .controlInputs = std::move(controlInputs),
                                               .attrs = std::move(attrs),
                                               .device = m_device}));
    return Endpoint{node, 0};
}

Result<Endpoint> NodeWriter::constant(std::string_view name, const Tensor& value) const {
    return add(name, "Const", {},
               {{"dtype", value.dtype()}, {"value", StoredTensor::fromTensor(value)}});
}

Result<Endpoint> NodeWriter::scalar(std::string_view name, DType type, double value) const {
    return constant(name, WEFT_TRY(numberTensor(type, value)));
}

Result<Endpoint> NodeWriter::ints(std::string_view name,
                                  const std::vector<std::int64_t>& values) const {
    std::vector<std::int32_t> narrow;
    narrow.reserve(values.size());
    for (const std::int64_t value : values) {
        if (value != static_cast<std::int32_t>(value)) {
            return invalidArgument(concat("number is too large for a shape: got ", value));
        }
        narrow.push_back(static_cast<std::int32_t>(value));
    }
    return constant(name, Tensor::ofValues<std::int32_t>(
                              Shape{static_cast<std::int64_t>(narrow.size())}, narrow));
}

Result<Tensor> numberTensor(DType type, double value) {
    switch (type) {
        case DType::Float:
            return Tensor::scalar(static_cast<float>(value));
        case DType::Double:
            return Tensor::scalar(value);
        case DType::Half:
            return Tensor::scalar(Half(static_cast<float>(value)));
        case DType::BFloat16:
            return Tensor::scalar(BFloat16(static_cast<float>(value)));
        case DType::Int32:
            return Tensor::scalar(static_cast<std::int32_t>(value));
        case DType::Int64:
            return Tensor::scalar(static_cast<std::int64_t>(value));
        default:
            return invalidArgument(concat("no number of this dtype: got ", type));
    }
}

}  // namespace weft
