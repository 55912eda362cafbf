// SPDX-License-Identifier: Apache-2.0
#include "engine/device/gpu/gpu_card.h"

#include <algorithm>
#include <array>
#include <bit>

#include "engine/base/strings.h"

namespace weft {
namespace {

constexpr std::size_t kLeastBytes = 512;  // the alignment that all libraries ask for
constexpr std::int32_t kMessageBytes = 512;
using Message = std::array<char, kMessageBytes>;

thread_local const StreamScope* scope = nullptr;

/// Each power of two is cut in eight: at most an eighth of a block is unused.
std::size_t rounded(std::size_t bytes) {
    if (bytes <= kLeastBytes) { return kLeastBytes; }
    const std::size_t step = std::max(std::bit_floor(bytes - 1) / 8, kLeastBytes);
    return (bytes + step - 1) / step * step;
}

Status statusOf(std::int32_t code, std::string_view message) {
    return makeStatus(static_cast<StatusCode>(code), message);
}

}  // namespace

Result<GpuCard*> GpuCard::open(const GpuBackend& backend, int index, const GpuOptions& options) {
    struct Cards {
        Mutex mutex;
        std::map<std::pair<const gpu::Backend*, int>, GpuCard*> open ABSL_GUARDED_BY(mutex);
    };
    static Cards* const cards = new Cards;  // never freed, nor are the cards
    if (backend.table == nullptr) { return failedPrecondition(concat("no GPU: ", backend.reason)); }
    if (index < 0 || index >= backend.cards) {
        return invalidArgument(concat("no such GPU: got ", index, ", want one of ", backend.cards));
    }
    const MutexLock lock(cards->mutex);
    GpuCard*& known = cards->open[{backend.table, index}];
    if (known == nullptr) {
        std::unique_ptr<GpuCard> made(new GpuCard(*backend.table, index));
        WEFT_TRY(made->start(options));
        announce(*made);
        known = made.release();
    }
    return known;
}

Status GpuCard::start(const GpuOptions& options) {
    Message message{};
    const std::int32_t error = m_backend.info(m_index, &m_info, message.data(), kMessageBytes);
    if (error != 0) { return statusOf(error, message.data()); }
    if (options.memoryFraction > 0) {
        m_mostBytes = static_cast<std::int64_t>(options.memoryFraction *
                                                static_cast<double>(m_info.totalBytes));
    }
    const gpu::CardOptions card{m_mostBytes, options.allowGrowth ? 0 : 1};
    m_handle = m_backend.openCard(m_index, &card, message.data(), kMessageBytes);
    if (m_handle == nullptr) { return failedPrecondition(message.data()); }
    m_compute = m_backend.makeStream(m_handle);
    m_in = m_backend.makeStream(m_handle);
    m_out = m_backend.makeStream(m_handle);
    if (m_compute == nullptr || m_in == nullptr || m_out == nullptr) {
        return failedPrecondition("the card gave no streams");
    }
    return okStatus();
}

gpu::Stream GpuCard::stream() const {
    return scope != nullptr && &scope->m_card == this ? scope->m_stream : m_compute;
}

Status GpuCard::state() const {
    const MutexLock lock(m_mutex);
    return m_lost;
}

Status GpuCard::failed(std::int32_t code, std::string_view message) {
    if (code != gpu::kInternal) { return statusOf(code, message); }
    const MutexLock lock(m_mutex);
    if (m_lost.ok()) {
        m_lost =
            failedPrecondition(concat("GPU:", m_index, " failed earlier and cannot be used in ",
                                      "this process any more: ", message));
    }
    return internalError(concat("GPU:", m_index, " failed: ", message));
}

Status GpuCard::launchError() {
    Message message{};
    const std::int32_t error = m_backend.lastError(m_handle, message.data(), kMessageBytes);
    return error == 0 ? okStatus() : failed(error, message.data());
}

Status GpuCard::waitFor(gpu::Event event) {
    Message message{};
    const std::int32_t error = m_backend.wait(m_handle, event, message.data(), kMessageBytes);
    return error == 0 ? okStatus() : failed(error, message.data());
}

Status GpuCard::synchronize() {
    WEFT_TRY(state());
    const gpu::Event event = takeEvent();
    m_backend.record(m_handle, event, m_compute);
    Status status = waitFor(event);
    keepEvent(event);
    return status.ok() ? launchError() : status;
}

gpu::Event GpuCard::takeEvent() {
    {
        const MutexLock lock(m_mutex);
        if (!m_events.empty()) {
            const gpu::Event event = m_events.back();
            m_events.pop_back();
            return event;
        }
    }
    return m_backend.makeEvent(m_handle);
}

void GpuCard::keepEvent(gpu::Event event) {
    const MutexLock lock(m_mutex);
    m_events.push_back(event);
}

gpu::Fault* GpuCard::takeFault() {
    constexpr std::size_t kAtOnce = 256;
    const MutexLock lock(m_mutex);
    if (m_faults.empty()) {
        void* page = m_backend.allocateHost(
            m_handle, static_cast<std::int64_t>(kAtOnce * sizeof(gpu::Fault)));
        if (page == nullptr) { return nullptr; }
        for (std::size_t i = 0; i < kAtOnce; ++i) {
            m_faults.push_back(static_cast<gpu::Fault*>(page) + i);
        }
    }
    gpu::Fault* const fault = m_faults.back();
    m_faults.pop_back();
    *fault = {gpu::kNoFault, 0};
    return fault;
}

void GpuCard::keepFault(gpu::Fault* fault) {
    const MutexLock lock(m_mutex);
    m_faults.push_back(fault);
}

// ---- memory

void* GpuCard::takeBlock(std::size_t bytes) {
    const auto wanted = static_cast<std::int64_t>(bytes);
    if (m_mostBytes > 0 && m_held + wanted > m_mostBytes) {
        trimLocked();
        if (m_held + wanted > m_mostBytes) { return nullptr; }
    }
    void* block = m_backend.allocate(m_handle, wanted, m_compute);
    if (block == nullptr) {
        trimLocked();
        block = m_backend.allocate(m_handle, wanted, m_compute);
    }
    if (block != nullptr) { m_held += wanted; }
    return block;
}

void* GpuCard::allocate(std::size_t bytes) {
    const std::size_t size = rounded(bytes);
    const bool isRecording =
        scope != nullptr && &scope->m_card == this && scope->m_arena != nullptr;
    const MutexLock lock(m_mutex);
    auto& lists = isRecording ? scope->m_arena->m_free : m_free;
    std::vector<void*>& list = lists[size];
    void* block = nullptr;
    if (!list.empty()) {
        block = list.back();
        list.pop_back();
    } else {
        block = takeBlock(size);
        if (block == nullptr) { return nullptr; }
    }
    m_blocks[block] = {size, isRecording ? scope->m_arena : nullptr, isRecording};
    m_inUse += static_cast<std::int64_t>(size);
    m_peak = std::max(m_peak, m_inUse);
    return block;
}

void GpuCard::deallocate(void* memory, std::size_t /*bytes*/) noexcept {
    if (memory == nullptr) { return; }
    std::shared_ptr<GpuArena> arena;  // let go of after the lock
    const MutexLock lock(m_mutex);
    const auto found = m_blocks.find(memory);
    if (found == m_blocks.end()) { return; }
    const Block& block = found->second;
    m_inUse -= static_cast<std::int64_t>(block.bytes);
    if (block.isOfArena) { arena = block.arena.lock(); }
    auto& lists = arena != nullptr ? arena->m_free : m_free;
    lists[block.bytes].push_back(memory);
    m_blocks.erase(found);
}

void GpuCard::trimLocked() {
    for (auto& [bytes, list] : m_free) {
        for (void* block : list) {
            m_backend.release(m_handle, block, m_compute);
            m_held -= static_cast<std::int64_t>(bytes);
        }
        list.clear();
    }
}

void GpuCard::trim() {
    const MutexLock lock(m_mutex);
    trimLocked();
}

std::int64_t GpuCard::bytesInUse() const {
    const MutexLock lock(m_mutex);
    return m_inUse;
}

std::int64_t GpuCard::bytesHeld() const {
    const MutexLock lock(m_mutex);
    return m_held;
}

std::int64_t GpuCard::peakBytes() const {
    const MutexLock lock(m_mutex);
    return m_peak;
}

GpuArena::~GpuArena() {
    const MutexLock lock(m_card.m_mutex);
    for (auto& [bytes, list] : m_free) {
        auto& to = m_card.m_free[bytes];
        to.insert(to.end(), list.begin(), list.end());
    }
}

StreamScope::StreamScope(GpuCard& card, gpu::Stream stream, std::shared_ptr<GpuArena> arena)
    : m_before(scope), m_card(card), m_stream(stream), m_arena(std::move(arena)) {
    scope = this;
}

StreamScope::~StreamScope() { scope = m_before; }

}  // namespace weft
