// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/flows/loop_recorder.h"

#include <algorithm>

#include "ui/base/to_qt.h"
#include "ui/session/session_reader.h"

namespace weft::ui {
namespace {

constexpr std::size_t kEnd = 500;               // iterations that are kept, at either end
constexpr std::size_t kValueBytes = 4096;       // of one value
constexpr std::size_t kAllBytes = 4096 * 1024;  // of all rows, both ends
constexpr std::size_t kMostRows = 32;

}  // namespace

void LoopRecorder::follow(quint64 loop, const std::vector<LoopRow>& rows) {
    m_loop = loop;
    m_rows.clear();
    m_places.clear();
    m_told.reset();
    m_isFresh = true;
    for (const LoopRow& row : rows) {
        if (m_rows.size() == kMostRows) { break; }
        for (const LoopRow::Place& place : row.places) {
            m_places[place.merge.value] = {m_rows.size(), place.enters};
        }
        m_rows.emplace_back().socket = row.socket;
    }
}

bool LoopRecorder::isEmpty() const {
    return std::ranges::all_of(m_rows, [](const Row& row) { return row.count == 0; });
}

void LoopRecorder::begin(CallWatcher* next) {
    m_next = next;
    m_isFresh = false;
}

void LoopRecorder::end() {
    if (m_hasEnded) { return; }
    m_hasEnded = true;
    m_told.reset();
}

Status LoopRecorder::before(const Node& node, bool computes, std::span<const Tensor> inputs) {
    return m_next == nullptr ? okStatus() : m_next->before(node, computes, inputs);
}

void LoopRecorder::after(const Node& node, std::span<const Tensor> outputs) {
    if (m_next != nullptr) { m_next->after(node, outputs); }
    const auto place = m_places.find(node.id.value);
    if (place == m_places.end() || outputs.size() < 2 || !outputs[1].valid()) { return; }
    Row& row = m_rows[place->second.row];
    if (outputs[1].values<std::int32_t>()[0] == place->second.enters) {
        row = {row.socket, row.entry + 1, 0, {}, {}, 0, 0};
    }
    keep(row, outputs[0]);
    m_hasEnded = false;
    m_told.reset();
}

void LoopRecorder::keep(Row& row, const Tensor& value) const {
    const bool isFirst = row.first.size() < kEnd;
    if (!isFirst && row.last.size() == kEnd) {
        row.lastBytes -= row.last.front().value.valid() ? row.last.front().value.bytes() : 0;
        row.last.pop_front();
    }
    std::size_t& bytes = isFirst ? row.firstBytes : row.lastBytes;
    Kept kept{row.count++, {}, value.dtype(), {}};
    if (value.valid()) { kept.shape = value.shape(); }
    const std::size_t room = kAllBytes / (2 * m_rows.size());
    if (value.valid() && value.bytes() <= kValueBytes && bytes + value.bytes() <= room) {
        bytes += value.bytes();
        kept.value = value;
    }
    if (isFirst) {
        row.first.push_back(std::move(kept));
    } else {
        row.last.push_back(std::move(kept));
    }
}

QString LoopRecorder::textOf(const Row& row, qint64 iteration) {
    const Kept* kept = nullptr;
    if (iteration < std::ssize(row.first)) {
        kept = &row.first[static_cast<std::size_t>(iteration)];
    } else if (!row.last.empty()) {
        const qint64 at = iteration - row.last.front().iteration;
        if (at >= 0 && at < std::ssize(row.last)) {
            kept = &row.last[static_cast<std::size_t>(at)];
        }
    }
    if (kept == nullptr) { return {}; }
    if (kept->value.valid()) { return shortValue(kept->value); }
    if (kept->type == DType::Invalid) { return {}; }
    return toQt(concat(dtypeName(kept->type), " ", kept->shape.toString()));
}

std::shared_ptr<const LoopValues> LoopRecorder::values() {
    if (isEmpty()) { return nullptr; }
    if (m_told != nullptr) { return m_told; }
    const Row* longest = &m_rows.front();
    for (const Row& row : m_rows) {
        const bool later = row.entry > longest->entry ||
                           (row.entry == longest->entry && row.count > longest->count);
        if (later) { longest = &row; }
    }
    auto values = std::make_shared<LoopValues>();
    values->hasEnded = m_hasEnded;
    for (const Row& row : m_rows) { values->variables.push_back(row.socket); }
    const auto tell = [&](const Kept& kept) {
        LoopValues::Turn turn{kept.iteration, {}};
        for (const Row& row : m_rows) {
            // Of a call that is halted not all variables have come as far.
            turn.values.append(row.entry == longest->entry ? textOf(row, kept.iteration)
                                                           : QString());
        }
        values->turns.push_back(std::move(turn));
    };
    for (const Kept& kept : longest->first) { tell(kept); }
    for (const Kept& kept : longest->last) { tell(kept); }
    m_told = values;
    return m_told;
}

}  // namespace weft::ui
