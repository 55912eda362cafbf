// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

#include "engine/kernel/gpu/gpu_call.h"

/// @file
/// Streams and events of the emulated card. Nothing runs when it is enqueued: work waits until someone
/// waits for an event, and then the streams take turns as a fixed random sequence says, as far as the
/// events allow it. What relies on more order than it asked for goes wrong here.

/// An event: it has come when its last recording was reached.
struct CUevent_st {
    std::uint64_t recorded = 0;  ///< the last recording asked for
    std::uint64_t done = 0;      ///< the last one that was reached
    std::int64_t reachedNs = 0;
};

namespace weft::gpu {

/// One piece of a stream.
struct Task {
    std::function<void()> work;  ///< empty: of an event
    Event event = nullptr;
    std::uint64_t ticket = 0;
    bool records = false;  ///< else it awaits
};

}  // namespace weft::gpu

/// A stream and what waits on it.
struct CUstream_st {
    std::deque<weft::gpu::Task> waiting;
    bool capturing = false;
    bool broken = false;  ///< something was asked that cannot be captured
    std::vector<weft::gpu::Task> captured;
};

namespace weft::gpu {

/// All streams of the process. Threading: hold mutex() around everything else.
class Streams {
public:
    static Streams& all();
    std::mutex& mutex() { return m_mutex; }

    Stream make();
    static void put(Stream stream, Task task);
    static void record(Event event, Stream stream);
    static void await(Stream stream, Event event);
    /// Runs what is to run until the event has come. @return false where it never will.
    bool runUntil(Event event);
    /// Runs one piece of one stream. @return false where there is none that may.
    bool runOne();

private:
    static bool mayRun(Stream stream);
    std::mutex m_mutex;
    std::vector<Stream> m_streams;
    std::uint64_t m_random = 0x9E3779B97F4A7C15U;
};

}  // namespace weft::gpu
