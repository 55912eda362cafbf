// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <vector>

#include "engine/device/gpu/gpu_card.h"
#include "engine/runtime/step_stats.h"

namespace weft {

/// When a card did what the instructions of a run enqueued, by its own events: the processor's clock would
/// only tell how long enqueuing took. Threading: one run's.
class DeviceTimes {
public:
    explicit DeviceTimes(StepStatistics& statistics) : m_statistics(statistics) {}
    /// Gives back what it took.
    ~DeviceTimes();
    DeviceTimes(const DeviceTimes&) = delete;
    DeviceTimes& operator=(const DeviceTimes&) = delete;

    /// Before an instruction that works on a card. @param startNs since the step began.
    void begin(GpuCard& card, std::int64_t startNs);
    /// After it, when its statistics are the last there are.
    void end();
    /// Waits for the cards and writes their times over the processor's.
    /// Errors: of what failed on a card.
    Status fill();

private:
    struct Span {
        GpuCard* card;
        gpu::Event from;
        gpu::Event to;
        std::size_t node;  // of the statistics
    };
    /// The first event of a card, and the processor's time then.
    struct Origin {
        gpu::Event event;
        std::int64_t startNs;
    };
    StepStatistics& m_statistics;
    std::vector<Span> m_spans;
    std::map<GpuCard*, Origin> m_origins;
};

}  // namespace weft
