// SPDX-License-Identifier: Apache-2.0
/// @file
/// The emulated card behind the table of functions that the engine knows: memory is the process's,
/// streams run late. weftEmulation() sets what tests need: cards, sizes, failures.

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "engine/device/emulated/card_memory.h"
#include "engine/device/emulated/emulate.h"
#include "engine/device/emulated/emulation_knobs.h"
#include "engine/device/emulated/streams.h"
#include "engine/ops_gpu/base/registration.h"

namespace weft::gpu {

Knobs& knobs() {
    static Knobs instance;
    return instance;
}

namespace {

std::int32_t say(std::int32_t code, const char* text, char* message, std::int32_t bytes) {
    std::snprintf(message, static_cast<std::size_t>(bytes), "%s", text);
    return code;
}

std::int32_t cards(char* message, std::int32_t bytes) {
    if (knobs().cards < 0) { return say(-1, "the emulated driver is broken", message, bytes); }
    return static_cast<std::int32_t>(knobs().cards);
}

std::int32_t info(std::int32_t card, CardInfo* info, char* /*message*/, std::int32_t /*bytes*/) {
    *info = {};
    std::snprintf(info->name, sizeof info->name, "emulated card %d", static_cast<int>(card));
    info->capability = static_cast<std::int32_t>(knobs().capability);
    info->driver = 13000;
    info->totalBytes = knobs().totalBytes;
    info->freeBytes = knobs().totalBytes - CardMemory::all().inUse();
    return kOk;
}

void libraries(char* text, std::int32_t bytes) { say(0, "all emulated", text, bytes); }
const Kernel* firstKernel() { return kernelList(); }

void* openCard(std::int32_t card, const CardOptions* /*options*/, char* /*message*/,
               std::int32_t /*bytes*/) {
    static int handles[64];
    return &handles[card];
}

void select(void* /*card*/) {}
Stream makeStream(void* /*card*/) {
    const std::lock_guard lock(Streams::all().mutex());
    return Streams::all().make();
}
Event makeEvent(void* /*card*/) { return new CUevent_st; }
void dropEvent(void* /*card*/, Event event) { delete event; }
void record(void* /*card*/, Event event, Stream stream) {
    const std::lock_guard lock(Streams::all().mutex());
    Streams::record(event, stream);
}
void await(void* /*card*/, Stream stream, Event event) {
    const std::lock_guard lock(Streams::all().mutex());
    Streams::await(stream, event);
}
std::int32_t isDone(void* /*card*/, Event event) {
    const std::lock_guard lock(Streams::all().mutex());
    Streams::all().runOne();
    return event->done >= event->recorded ? 1 : 0;
}
std::int32_t wait(void* /*card*/, Event event, char* message, std::int32_t bytes) {
    const std::lock_guard lock(Streams::all().mutex());
    if (!Streams::all().runUntil(event)) {
        return say(kInternal, "an event never comes: its stream waits for it", message, bytes);
    }
    if (knobs().broken != 0) {
        return say(kInternal, "an illegal memory access was encountered (emulated)", message,
                   bytes);
    }
    return kOk;
}
std::int64_t nanoseconds(void* /*card*/, Event from, Event to) {
    return to->reachedNs - from->reachedNs;
}

void* allocate(void* /*card*/, std::int64_t bytes, Stream /*stream*/) {
    const std::lock_guard lock(Streams::all().mutex());
    return CardMemory::all().allocate(bytes, knobs().totalBytes);
}
void release(void* /*card*/, void* memory, Stream stream) {
    const std::lock_guard lock(Streams::all().mutex());
    const std::int64_t bytes = CardMemory::all().bytesOf(memory);
    CardMemory::all().release(memory);
    Streams::put(stream, {.work = [=] { CardMemory::all().reuse(memory, bytes); }});
}
void* allocateHost(void* /*card*/, std::int64_t bytes) {
    return std::malloc(static_cast<std::size_t>(bytes));
}
void releaseHost(void* /*card*/, void* memory) { std::free(memory); }
std::int32_t copy(void* /*card*/, void* to, const void* from, std::int64_t bytes,
                  std::int32_t direction, Stream stream) {
    if (direction == kToCard) { ++knobs().copiesToCard; }
    if (direction == kToHost) { ++knobs().copiesToHost; }
    enqueue(stream, [=] { std::memcpy(to, from, static_cast<std::size_t>(bytes)); });
    return kOk;
}
std::int32_t clear(void* /*card*/, void* memory, std::int64_t bytes, Stream stream) {
    enqueue(stream, [=] { std::memset(memory, 0, static_cast<std::size_t>(bytes)); });
    return kOk;
}

struct Recording {
    std::vector<Task> tasks;
};

std::int32_t beginCapture(void* /*card*/, Stream stream, char* message, std::int32_t bytes) {
    const std::lock_guard lock(Streams::all().mutex());
    if (knobs().captureFails != 0) {
        return say(kUnimplemented, "capture is not supported (emulated)", message, bytes);
    }
    stream->capturing = true;
    stream->broken = false;
    stream->captured.clear();
    return kOk;
}
void* endCapture(void* /*card*/, Stream stream, char* message, std::int32_t bytes) {
    const std::lock_guard lock(Streams::all().mutex());
    stream->capturing = false;
    if (stream->broken) {
        say(kInternal, "the capture waited for what is not in it", message, bytes);
        return nullptr;
    }
    ++knobs().captures;
    return new Recording{std::move(stream->captured)};
}
std::int32_t replay(void* /*card*/, void* recording, Stream stream, char* /*message*/,
                    std::int32_t /*bytes*/) {
    const std::lock_guard lock(Streams::all().mutex());
    ++knobs().replays;
    for (const Task& task : static_cast<Recording*>(recording)->tasks) {
        Streams::put(stream, task);
    }
    return kOk;
}
void dropRecording(void* /*card*/, void* recording) { delete static_cast<Recording*>(recording); }

std::int32_t lastError(void* /*card*/, char* message, std::int32_t bytes) {
    Knobs& all = knobs();
    if (all.failsAfter > 0 && --all.failsAfter == 0) {
        return say(kAborted, "a launch was refused (emulated)", message, bytes);
    }
    return kOk;
}

constexpr Backend kBackend = {
    kAbi,        sizeof(Backend), "emulation",   cards,      info,        libraries,
    firstKernel, openCard,        select,        makeStream, makeEvent,   dropEvent,
    record,      await,           isDone,        wait,       nanoseconds, allocate,
    release,     allocateHost,    releaseHost,   copy,       clear,       beginCapture,
    endCapture,  replay,          dropRecording, lastError,
};

}  // namespace

std::int32_t copyOnCard(const Call& call, void* to, const void* from, std::int64_t bytes) {
    return copy(call.card, to, from, bytes, kWithin, call.stream);
}

}  // namespace weft::gpu

extern "C" __attribute__((visibility("default"))) const weft::gpu::Backend* weftGpuBackend(
    std::uint32_t abi) {
    return abi == weft::gpu::kAbi ? &weft::gpu::kBackend : nullptr;
}

extern "C" __attribute__((visibility("default"))) weft::gpu::Knobs* weftEmulation() {
    return &weft::gpu::knobs();
}
