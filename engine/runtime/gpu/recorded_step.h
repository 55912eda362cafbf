// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/runtime/gpu/segments.h"

namespace weft {

/// A step whose work on a card is recorded once and then replayed by one call: the addresses in it are
/// fixed, so it only holds while variables stay where they are and feeds have their shapes. What the
/// processor does in the middle cuts the step in segments, each recorded by itself. A loop all of whose
/// decisions the host takes from what it knows is recorded as it ran, unrolled.
/// Threading: that of its run state. Source: CUDA graphs (stream capture).
class RecordedStep {
public:
    /// Null where a plan has nothing to record.
    static std::unique_ptr<RecordedStep> find(const Plan& plan, const DeviceSet& devices);
    ~RecordedStep();
    RecordedStep(const RecordedStep&) = delete;
    RecordedStep& operator=(const RecordedStep&) = delete;

    GpuCard& card() const { return *m_card; }
    /// The segment that begins at an instruction, or null.
    Segment* beginningAt(std::int32_t instruction);
    /// Whether an instruction lies in a segment.
    bool holds(std::int32_t instruction) const { return m_isHeld[at(instruction)]; }
    /// Called when a run begins. @return whether it may be replayed.
    bool isReady() const;
    /// Whether this run is the one to record: the third in which nothing changed.
    bool isDue();

    /// Whether this run, not recorded, is the last before the one that is: what would not do is found
    /// in it, as a recording that fails halfway may have given a variable memory that nobody filled.
    bool rehearses() const { return !m_isGivenUp && m_runs == kRunsBefore; }
    /// Told after it.
    void rehearsed(const std::string& obstacle);

    /// While a segment is recorded.
    Status begin();
    /// @return false where it cannot be recorded: the step then never is, and gpuNotes() says why.
    bool end(Segment& segment, const std::string& obstacle);
    /// Told after the last segment. @return false where the step moved a variable.
    bool finish();
    /// Enqueues a segment. Errors: of the backend.
    Status replay(Segment& segment);
    /// What the step is fed has other shapes or values than when it was recorded.
    void drop();
    /// It cannot be recorded, now or ever.
    void giveUp(const std::string& why);

    gpu::Stream stream() const { return m_stream; }
    const std::shared_ptr<GpuArena>& arena() const { return m_arena; }
    /// Where copies to the card must go that a recording reads, by slot; filled while recording.
    std::vector<std::pair<std::int32_t, Tensor>> targets;
    /// Whether what an instruction copies to the card is read by a recording.
    bool isTarget(const Instruction& copy) const;

private:
    /// Libraries load and plans are made in the first runs.
    static constexpr int kRunsBefore = 2;
    RecordedStep(const Plan& plan, GpuCard& card) : m_plan(plan), m_card(&card) {}
    bool findAll(const DeviceSet& devices);
    std::vector<const void*> places() const;

    const Plan& m_plan;
    GpuCard* m_card;
    std::vector<Segment> m_segments;
    std::vector<bool> m_isHeld;  // by instruction: by a segment
    gpu::Stream m_stream = nullptr;
    std::shared_ptr<GpuArena> m_arena;
    std::vector<const void*> m_places;  // of variables, when it was recorded
    int m_runs = 0;                     // since something changed
    int m_recordings = 0;
    bool m_isRecorded = false;
    bool m_isGivenUp = false;
};

/// Why steps of this process are not replayed as recordings, each reason once.
std::vector<std::string> gpuNotes();

}  // namespace weft
