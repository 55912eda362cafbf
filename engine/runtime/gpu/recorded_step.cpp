// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/gpu/recorded_step.h"

#include <algorithm>
#include <array>

#include "engine/base/log.h"
#include "engine/base/strings.h"
#include "engine/device/gpu/gpu_device.h"

namespace weft {
namespace {

/// What the processor does in the middle may cut a step so often; else replays gain nothing.
constexpr std::size_t kMostSegments = 5;
/// Shapes that change all the time are not worth it.
constexpr int kMostRecordings = 8;
constexpr std::int32_t kMessageBytes = 512;
constexpr std::size_t kMostNotes = 64;

struct Notes {
    Mutex mutex;
    std::vector<std::string> all ABSL_GUARDED_BY(mutex);
};
Notes& notes() {
    static Notes* const instance = new Notes;
    return *instance;
}

}  // namespace

std::unique_ptr<RecordedStep> RecordedStep::find(const Plan& plan, const DeviceSet& devices) {
    if (!plan.forks.empty() || !gpuOptions().recordsSteps) { return nullptr; }
    GpuCard* card = nullptr;
    for (const Instruction& instruction : plan.instructions) {
        GpuCard* own = cardOf(devices.at(instruction.device));
        if (own != nullptr && card != nullptr && own != card) { return nullptr; }
        card = own != nullptr ? own : card;
    }
    if (card == nullptr) { return nullptr; }
    std::unique_ptr<RecordedStep> step(new RecordedStep(plan, *card));
    return step->findAll(devices) ? std::move(step) : nullptr;
}

bool RecordedStep::findAll(const DeviceSet& devices) {
    m_segments = findSegments(m_plan, devices);
    m_isHeld.assign(m_plan.instructions.size(), false);
    for (const Segment& segment : m_segments) {
        for (std::int32_t i = segment.begin; i < segment.end; ++i) { m_isHeld[at(i)] = true; }
    }
    const std::string obstacle = obstacleTo(m_segments, m_plan);
    if (m_segments.size() > kMostSegments) {
        giveUp(concat("the processor cuts the step into ", m_segments.size(), " pieces"));
    } else if (!obstacle.empty()) {
        giveUp(obstacle);
    }
    return !m_segments.empty() && !m_isGivenUp;
}

RecordedStep::~RecordedStep() { drop(); }

Segment* RecordedStep::beginningAt(std::int32_t instruction) {
    const auto found =
        std::find_if(m_segments.begin(), m_segments.end(),
                     [&](const Segment& segment) { return segment.begin == instruction; });
    return found == m_segments.end() ? nullptr : &*found;
}

bool RecordedStep::isTarget(const Instruction& copy) const {
    return std::ranges::any_of(m_segments, [&](const Segment& segment) {
        return std::ranges::find(segment.entries, copy.outputs.begin) != segment.entries.end();
    });
}

/// Where the variables' values lie; null where one has none.
std::vector<const void*> RecordedStep::places() const {
    std::vector<const void*> found;
    found.reserve(m_plan.variables.size());
    for (const auto& variable : m_plan.variables) {
        const MutexLock lock(variable->mutex());
        found.push_back(variable->initialized() ? variable->value().data() : nullptr);
    }
    return found;
}

bool RecordedStep::isReady() const { return m_isRecorded && places() == m_places; }

bool RecordedStep::isDue() {
    if (m_isGivenUp) { return false; }
    if (m_isRecorded) { drop(); }  // it was not ready: a variable lies elsewhere
    if (++m_runs <= kRunsBefore) {
        if (rehearses()) { m_places = places(); }
        return false;
    }
    if (++m_recordings > kMostRecordings) {
        giveUp("what the step works on changes too often");
        return false;
    }
    if (m_stream == nullptr) { m_stream = m_card->backend().makeStream(m_card->handle()); }
    m_arena = std::make_shared<GpuArena>(*m_card);
    m_places = places();
    return true;
}

void RecordedStep::rehearsed(const std::string& obstacle) {
    if (!obstacle.empty()) {
        giveUp(obstacle);
    } else if (places() != m_places) {
        drop();
        if (++m_recordings > kMostRecordings) { giveUp("the step gives a variable new memory"); }
    }
}

Status RecordedStep::begin() {
    std::array<char, kMessageBytes> message{};
    const std::int32_t error =
        m_card->backend().beginCapture(m_card->handle(), m_stream, message.data(), kMessageBytes);
    return error == 0 ? okStatus() : m_card->failed(error, message.data());
}

bool RecordedStep::end(Segment& segment, const std::string& obstacle) {
    std::array<char, kMessageBytes> message{};
    segment.take.recording =
        m_card->backend().endCapture(m_card->handle(), m_stream, message.data(), kMessageBytes);
    if (!obstacle.empty()) {
        giveUp(obstacle);
    } else if (segment.take.recording == nullptr) {
        giveUp(message.data());
    }
    return !m_isGivenUp;
}

bool RecordedStep::finish() {
    m_isRecorded = true;
    if (places() == m_places) { return true; }
    giveUp("the step gives a variable new memory");
    return false;
}

Status RecordedStep::replay(Segment& segment) {
    for (GpuRecorder::Counted& counted : segment.take.counted) { WEFT_TRY(counted.refresh()); }
    std::array<char, kMessageBytes> message{};
    const std::int32_t error = m_card->backend().replay(
        m_card->handle(), segment.take.recording, m_card->stream(), message.data(), kMessageBytes);
    return error == 0 ? okStatus() : m_card->failed(error, message.data());
}

void RecordedStep::drop() {
    for (Segment& segment : m_segments) {
        if (segment.take.recording != nullptr) {
            m_card->backend().dropRecording(m_card->handle(), segment.take.recording);
        }
        segment.take = {};
    }
    targets.clear();
    m_arena.reset();
    m_isRecorded = false;
    m_runs = 0;
}

void RecordedStep::giveUp(const std::string& why) {
    drop();
    m_isGivenUp = true;
    Notes& all = notes();
    const MutexLock lock(all.mutex);
    const bool isKnown = std::find(all.all.begin(), all.all.end(), why) != all.all.end();
    if (isKnown || all.all.size() >= kMostNotes) { return; }
    all.all.push_back(why);
    logInfo(concat("a step on ", m_card->info().name, " is not recorded: ", why));
}

std::vector<std::string> gpuNotes() {
    Notes& all = notes();
    const MutexLock lock(all.mutex);
    return all.all;
}

}  // namespace weft
