// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/kernel/gpu/gpu_node.h"
#include "engine/runtime/plan.h"

namespace weft {

/// What a segment keeps of the run in which it was recorded.
struct SegmentTake {
    using Values = std::vector<std::pair<std::int32_t, Tensor>>;  ///< by slot
    void* recording = nullptr;
    std::vector<GpuRecorder::Counted> counted;
    Values hostValues;         ///< what it was told from host memory: others need another recording
    Values moved;              ///< where values of the card are read that lie elsewhere in each run
    Values results;            ///< slots that are read outside, as they are in every replay
    std::vector<Tensor> sent;  ///< copies of host values that it reads
    std::vector<bool> deadBefore;  ///< which of Segment::entries
    std::vector<bool> deadAfter;   ///< which of Segment::made
};

/// Instructions begin..end of a plan, all of which work on one card or decide in host memory what the card is
/// to do: loops lie in one as a whole, or not at all.
struct Segment {
    std::int32_t begin = 0;
    std::int32_t end = 0;
    std::vector<std::int32_t> entries;   ///< slots it reads that are made outside, no constants
    std::vector<std::int32_t> arriving;  ///< of these: the card's, at another address in each run
    std::vector<std::int32_t> made;      ///< slots it makes, signals too
    std::vector<std::int32_t> results;   ///< of these: those that are read outside
    SegmentTake take;
};

/// The longest segments of a plan, in order; of a straight line only what runs on the card.
std::vector<Segment> findSegments(const Plan& plan, const DeviceSet& devices);

/// What becomes of a loop with work on a card, for people.
struct LoopOnCard {
    bool isRecorded = false;  ///< unrolled, as it ran; again where the host counts another number
    std::string words;        ///< "loop of 'while/Merge': ..."
};
/// The loops of a plan that lie in no other and have work on a card, in order.
std::vector<LoopOnCard> loopsOnCards(const Plan& plan, const DeviceSet& devices);

/// Why segments cannot be replayed one by one, or "": a stack that one of them makes is used outside.
std::string obstacleTo(const std::vector<Segment>& segments, const Plan& plan);

}  // namespace weft
