// SPDX-License-Identifier: Apache-2.0
/// @file
/// GpuCard: between host and card. What goes to the card is written into pinned memory and carried to a
/// piece of the card's memory on a stream of its own, while the compute stream is still busy with what
/// came before; there it is copied to its place in turn. So a feed is on its way while the last step
/// computes, and its target may be in use until then.

#include <algorithm>
#include <array>
#include <cstring>

#include "engine/device/gpu/gpu_card.h"

namespace weft {
namespace {

constexpr std::size_t kMostStages = 4;  // two feeds, one of which is being filled
constexpr std::size_t kPieceBytes = std::size_t{32} << 20;
constexpr std::size_t kLeastStageBytes = std::size_t{64} << 10;

thread_local std::int64_t reads = 0;

}  // namespace

std::int64_t GpuCard::readsOfThisThread() { return reads; }

/// Makes a stage large enough, and waits until its host part may be written.
Status GpuCard::stageReady(Stage& stage, std::size_t bytes) {
    if (stage.arrived == nullptr) {
        stage.arrived = takeEvent();
        stage.consumed = takeEvent();
    } else {
        WEFT_TRY(waitFor(stage.arrived));
    }
    if (stage.bytes >= bytes) { return okStatus(); }
    WEFT_TRY(waitFor(stage.consumed));
    if (stage.host != nullptr) { m_backend.releaseHost(m_handle, stage.host); }
    if (stage.onCard != nullptr) { m_backend.release(m_handle, stage.onCard, m_in); }
    const MutexLock lock(m_mutex);
    m_held -= static_cast<std::int64_t>(stage.bytes);
    const std::size_t size = std::max(bytes, kLeastStageBytes);
    stage.host = m_backend.allocateHost(m_handle, static_cast<std::int64_t>(size));
    stage.onCard = m_backend.allocate(m_handle, static_cast<std::int64_t>(size), m_in);
    stage.bytes = stage.host != nullptr && stage.onCard != nullptr ? size : 0;
    m_held += static_cast<std::int64_t>(stage.bytes);
    if (stage.bytes == 0) { return resourceExhausted("no memory for a copy to the GPU"); }
    return okStatus();
}

Status GpuCard::copyPiece(void* to, const void* from, std::size_t bytes) {
    if (m_stages.size() < kMostStages) { m_stages.resize(kMostStages); }
    Stage& stage = m_stages[m_nextStage];
    m_nextStage = (m_nextStage + 1) % kMostStages;
    WEFT_TRY(stageReady(stage, bytes));
    std::memcpy(stage.host, from, bytes);
    const auto size = static_cast<std::int64_t>(bytes);
    m_backend.await(m_handle, m_in, stage.consumed);
    std::int32_t error =
        m_backend.copy(m_handle, stage.onCard, stage.host, size, gpu::kToCard, m_in);
    m_backend.record(m_handle, stage.arrived, m_in);
    m_backend.await(m_handle, m_compute, stage.arrived);
    if (error == 0) {
        error = m_backend.copy(m_handle, to, stage.onCard, size, gpu::kWithin, m_compute);
    }
    m_backend.record(m_handle, stage.consumed, m_compute);
    return error == 0 ? okStatus() : launchError();
}

Status GpuCard::copyIn(void* to, const void* from, std::size_t bytes) {
    WEFT_TRY(state());
    const MutexLock lock(m_copyMutex);
    for (std::size_t at = 0; at < bytes; at += kPieceBytes) {
        WEFT_TRY(copyPiece(static_cast<std::byte*>(to) + at,
                           static_cast<const std::byte*>(from) + at,
                           std::min(kPieceBytes, bytes - at)));
    }
    return okStatus();
}

Status GpuCard::copyOut(void* to, const void* from, std::size_t bytes) {
    WEFT_TRY(state());
    ++reads;
    if (stream() != m_compute) { return failedPrecondition("what is recorded waits for nothing"); }
    const MutexLock lock(m_copyMutex);
    Stage& stage = m_outStage;
    if (stage.arrived == nullptr) { stage.arrived = takeEvent(); }
    const std::size_t wanted = std::min(bytes, kPieceBytes);
    if (stage.bytes < wanted) {
        if (stage.host != nullptr) { m_backend.releaseHost(m_handle, stage.host); }
        stage.bytes = std::max(wanted, kLeastStageBytes);
        stage.host = m_backend.allocateHost(m_handle, static_cast<std::int64_t>(stage.bytes));
        if (stage.host == nullptr) {
            stage.bytes = 0;
            return resourceExhausted("no memory for a copy from the GPU");
        }
    }
    // What is read was enqueued on the compute stream.
    m_backend.record(m_handle, stage.arrived, m_compute);
    m_backend.await(m_handle, m_out, stage.arrived);
    for (std::size_t at = 0; at < bytes; at += kPieceBytes) {
        const std::size_t piece = std::min(kPieceBytes, bytes - at);
        m_backend.copy(m_handle, stage.host, static_cast<const std::byte*>(from) + at,
                       static_cast<std::int64_t>(piece), gpu::kToHost, m_out);
        m_backend.record(m_handle, stage.arrived, m_out);
        WEFT_TRY(waitFor(stage.arrived));
        std::memcpy(static_cast<std::byte*>(to) + at, stage.host, piece);
    }
    return launchError();
}

Status GpuCard::copyAcross(void* to, const void* from, std::size_t bytes, DeviceMemory& source) {
    WEFT_TRY(state());
    const auto size = static_cast<std::int64_t>(bytes);
    if (&source == this) {
        m_backend.copy(m_handle, to, from, size, gpu::kWithin, stream());
        return launchError();
    }
    // Between cards: this one's stream waits for the other's.
    auto& other = static_cast<GpuCard&>(source);
    const gpu::Event ready = other.takeEvent();
    m_backend.record(other.m_handle, ready, other.m_compute);
    m_backend.await(m_handle, m_compute, ready);
    m_backend.copy(m_handle, to, from, size, gpu::kWithin, m_compute);
    const gpu::Event done = takeEvent();
    m_backend.record(m_handle, done, m_compute);
    m_backend.await(other.m_handle, other.m_compute, done);  // who gives `from` back is behind this
    other.keepEvent(ready);
    keepEvent(done);
    return launchError();
}

Status GpuCard::clear(void* to, std::size_t bytes) {
    WEFT_TRY(state());
    m_backend.clear(m_handle, to, static_cast<std::int64_t>(bytes), stream());
    return launchError();
}

}  // namespace weft
