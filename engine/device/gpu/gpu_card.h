// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/device/gpu/gpu_library.h"
#include "engine/device/gpu/gpu_options.h"
#include "engine/tensor/device_memory.h"

namespace weft {

/// Memory that a recording keeps for itself, so that the addresses in it stay its own.
class GpuArena;

/// One card as the process uses it: its memory, a stream that computes and one each way between host
/// and card. All sessions share the compute stream, so that what one enqueues comes after what was
/// enqueued before, whoever did: memory that is given back may be handed out again at once.
/// Lives as long as the process. Threading: any thread.
class GpuCard final : public DeviceMemory {
public:
    /// The card, opened at the first call. Errors: those of the backend.
    static Result<GpuCard*> open(const GpuBackend& backend, int index, const GpuOptions& options);

    const gpu::Backend& backend() const { return m_backend; }
    void* handle() const { return m_handle; }
    int index() const { return m_index; }
    const gpu::CardInfo& info() const { return m_info; }

    /// Where this thread enqueues: the compute stream, or the one that it records.
    gpu::Stream stream() const;
    /// Waits for all that was enqueued. Errors: of any of it; see failed().
    Status synchronize();
    /// Why the card cannot be used any more: something failed on it that no call can be blamed for.
    Status state() const;
    /// What a backend's function said.
    Status failed(std::int32_t code, std::string_view message);
    /// Errors of launches since it was asked last.
    Status launchError();

    void* allocate(std::size_t bytes) override;
    void deallocate(void* memory, std::size_t bytes) noexcept override;
    std::int64_t bytesInUse() const override;
    std::int64_t peakBytes() const override;
    Status copyIn(void* to, const void* from, std::size_t bytes) override;
    Status copyOut(void* to, const void* from, std::size_t bytes) override;
    Status copyAcross(void* to, const void* from, std::size_t bytes, DeviceMemory& source) override;
    Status clear(void* to, std::size_t bytes) override;
    /// How often the calling thread has waited for bytes of any card.
    static std::int64_t readsOfThisThread();
    /// Taken from the card, in use or kept.
    std::int64_t bytesHeld() const;
    /// What this process may take at most.
    std::int64_t mostBytes() const { return m_mostBytes > 0 ? m_mostBytes : m_info.totalBytes; }
    /// Gives unused memory back to the card.
    void trim();

    /// A place where a kernel tells what it found out of range; null where there is no memory.
    gpu::Fault* takeFault();
    void keepFault(gpu::Fault* fault);

    gpu::Event takeEvent();
    void keepEvent(gpu::Event event);

private:
    friend class GpuArena;
    friend class StreamScope;
    struct Block {
        std::size_t bytes;
        std::weak_ptr<GpuArena> arena;
        bool isOfArena;
    };
    /// Pinned host memory and a piece of the card's, for what is on its way to the card.
    struct Stage {
        void* host = nullptr;
        void* onCard = nullptr;
        std::size_t bytes = 0;
        gpu::Event arrived = nullptr;  // on the card's piece
        gpu::Event consumed = nullptr;
    };

    GpuCard(const gpu::Backend& backend, int index) : m_backend(backend), m_index(index) {}
    Status start(const GpuOptions& options);
    void* takeBlock(std::size_t bytes) ABSL_EXCLUSIVE_LOCKS_REQUIRED(m_mutex);
    void trimLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(m_mutex);
    Status stageReady(Stage& stage, std::size_t bytes) ABSL_EXCLUSIVE_LOCKS_REQUIRED(m_copyMutex);
    Status copyPiece(void* to, const void* from, std::size_t bytes)
        ABSL_EXCLUSIVE_LOCKS_REQUIRED(m_copyMutex);
    Status waitFor(gpu::Event event);

    const gpu::Backend& m_backend;
    const int m_index;
    void* m_handle = nullptr;
    gpu::CardInfo m_info{};
    gpu::Stream m_compute = nullptr;
    gpu::Stream m_in = nullptr;
    gpu::Stream m_out = nullptr;
    std::int64_t m_mostBytes = 0;  // 0: as there is

    mutable Mutex m_mutex;
    std::unordered_map<void*, Block> m_blocks ABSL_GUARDED_BY(m_mutex);  // handed out
    std::map<std::size_t, std::vector<void*>> m_free ABSL_GUARDED_BY(m_mutex);
    std::vector<gpu::Event> m_events ABSL_GUARDED_BY(m_mutex);
    std::vector<gpu::Fault*> m_faults ABSL_GUARDED_BY(m_mutex);  // not in use
    std::int64_t m_inUse ABSL_GUARDED_BY(m_mutex) = 0;
    std::int64_t m_peak ABSL_GUARDED_BY(m_mutex) = 0;
    std::int64_t m_held ABSL_GUARDED_BY(m_mutex) = 0;  // taken from the card
    Status m_lost ABSL_GUARDED_BY(m_mutex);

    Mutex m_copyMutex;  // taken before m_mutex
    std::vector<Stage> m_stages ABSL_GUARDED_BY(m_copyMutex);
    std::size_t m_nextStage ABSL_GUARDED_BY(m_copyMutex) = 0;
    Stage m_outStage ABSL_GUARDED_BY(m_copyMutex);
};

/// See above. Made by whoever records; dropped with the recording.
class GpuArena {
public:
    explicit GpuArena(GpuCard& card) : m_card(card) {}
    ~GpuArena();
    GpuArena(const GpuArena&) = delete;
    GpuArena& operator=(const GpuArena&) = delete;

private:
    friend class GpuCard;
    GpuCard& m_card;
    std::map<std::size_t, std::vector<void*>> m_free;  // guarded by the card's m_mutex
};

/// While it lives this thread enqueues on another stream of a card, and allocates from an arena.
class StreamScope {
public:
    /// @param arena null: from the memory of all, which nothing that is recorded writes to.
    StreamScope(GpuCard& card, gpu::Stream stream, std::shared_ptr<GpuArena> arena);
    ~StreamScope();
    StreamScope(const StreamScope&) = delete;
    StreamScope& operator=(const StreamScope&) = delete;

private:
    friend class GpuCard;
    const StreamScope* const m_before;
    GpuCard& m_card;
    const gpu::Stream m_stream;
    const std::shared_ptr<GpuArena> m_arena;
};

}  // namespace weft
