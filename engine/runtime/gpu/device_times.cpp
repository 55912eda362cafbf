// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/gpu/device_times.h"

namespace weft {

DeviceTimes::~DeviceTimes() {
    for (const Span& span : m_spans) {
        span.card->keepEvent(span.from);
        if (span.to != nullptr) { span.card->keepEvent(span.to); }
    }
}

void DeviceTimes::begin(GpuCard& card, std::int64_t startNs) {
    const gpu::Event from = card.takeEvent();
    card.backend().record(card.handle(), from, card.stream());
    m_origins.try_emplace(&card, Origin{from, startNs});
    m_spans.push_back({&card, from, nullptr, 0});
}

void DeviceTimes::end() {
    Span& span = m_spans.back();
    span.to = span.card->takeEvent();
    span.card->backend().record(span.card->handle(), span.to, span.card->stream());
    span.node = m_statistics.nodes.size() - 1;
}

Status DeviceTimes::fill() {
    for (const auto& [card, origin] : m_origins) { WEFT_TRY(card->synchronize()); }
    for (const Span& span : m_spans) {
        if (span.to == nullptr) { continue; }
        const Origin& origin = m_origins.at(span.card);
        const gpu::Backend& backend = span.card->backend();
        NodeStatistics& node = m_statistics.nodes[span.node];
        node.startNs =
            origin.startNs + backend.nanoseconds(span.card->handle(), origin.event, span.from);
        node.durationNs = backend.nanoseconds(span.card->handle(), span.from, span.to);
    }
    return okStatus();
}

}  // namespace weft
