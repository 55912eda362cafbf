// SPDX-License-Identifier: Apache-2.0
#include "engine/device/emulated/streams.h"

#include <chrono>

#include "engine/device/emulated/card_memory.h"
#include "engine/device/emulated/emulate.h"

namespace weft::gpu {

Streams& Streams::all() {
    static Streams* const instance = new Streams;  // never freed: work may wait at exit
    return *instance;
}

Stream Streams::make() {
    m_streams.push_back(new CUstream_st);
    return m_streams.back();
}

void Streams::put(Stream stream, Task task) {
    if (stream->capturing) {
        stream->captured.push_back(std::move(task));
    } else {
        stream->waiting.push_back(std::move(task));
    }
}

void Streams::record(Event event, Stream stream) {
    put(stream, {.event = event, .ticket = ++event->recorded, .records = true});
}

void Streams::await(Stream stream, Event event) {
    if (stream->capturing) { stream->broken = true; }
    put(stream, {.event = event, .ticket = event->recorded});
}

bool Streams::mayRun(Stream stream) {
    if (stream->waiting.empty()) { return false; }
    const Task& next = stream->waiting.front();
    return next.event == nullptr || next.records || next.event->done >= next.ticket;
}

bool Streams::runOne() {
    std::vector<Stream> ready;
    for (const Stream stream : m_streams) {
        if (mayRun(stream)) { ready.push_back(stream); }
    }
    if (ready.empty()) { return false; }
    m_random = m_random * 6364136223846793005U + 1442695040888963407U;
    const Stream stream = ready[(m_random >> 33U) % ready.size()];
    const Task task = std::move(stream->waiting.front());
    stream->waiting.pop_front();
    if (task.work) {
        const CardMemory::Open open;
        task.work();
    }
    if (task.records) {
        if (task.ticket > task.event->done) { task.event->done = task.ticket; }
        task.event->reachedNs = std::chrono::duration_cast<std::chrono::nanoseconds>(
                                    std::chrono::steady_clock::now().time_since_epoch())
                                    .count();
    }
    return true;
}

bool Streams::runUntil(Event event) {
    while (event->done < event->recorded) {
        if (!runOne()) { return false; }
    }
    return true;
}

void enqueue(Stream stream, std::function<void()> work) {
    const std::lock_guard lock(Streams::all().mutex());
    Streams::put(stream, {.work = std::move(work)});
}

}  // namespace weft::gpu
