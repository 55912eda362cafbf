// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/parallel.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "engine/kernel/compute_scope.h"

#if !defined(WEFT_NO_OPENMP)
#include <omp.h>
#endif
#if defined(__SSE__)
#include <xmmintrin.h>
#endif

namespace weft {
namespace {

/// Waking the team costs about 5 us, so a range should last several times that.
constexpr double kLeastRangeNs = 20'000;
/// Long loops are cut at multiples of this many items: whole cache lines and vectors.
constexpr std::int64_t kRangeAlignment = 64;

std::atomic<int> wantedThreads{0};  // 0: one a core
thread_local bool insideLane = false;

#if defined(__SSE__)
constexpr unsigned kFlushDenormals = 0x8000 | 0x0040;  // flush to zero, denormals are zero
unsigned flushDenormals() {
    const unsigned before = _mm_getcsr();
    _mm_setcsr(before | kFlushDenormals);
    return before;
}
void restoreControl(unsigned before) { _mm_setcsr(before); }
#else
unsigned flushDenormals() { return 0; }
void restoreControl(unsigned) {}
#endif

/// Computes one lane.
void runLane(int lane, const RangeFunction& f) {
    insideLane = true;
    const unsigned before = flushDenormals();
    f(lane, lane + 1);
    restoreControl(before);
    insideLane = false;
}

/// How [0, total) is cut; a function of the arguments and the thread count only.
struct Ranges {
    std::int64_t total;
    std::int64_t length;
    int count;

    Ranges(std::int64_t items, double costPerItem) : total(items), length(items), count(1) {
        const double most = static_cast<double>(total) * costPerItem / kLeastRangeNs;
        const int threads = computeThreads();
        if (most < 2 || threads < 2 || total < 2) { return; }
        const auto wanted = static_cast<std::int64_t>(std::min(most, double{1 << 20}));
        const std::int64_t ranges = std::min({std::int64_t{threads}, wanted, total});
        length = (total + ranges - 1) / ranges;
        if (length >= 4 * kRangeAlignment) {
            length = (length + kRangeAlignment - 1) / kRangeAlignment * kRangeAlignment;
        }
        count = static_cast<int>((total + length - 1) / length);
    }
    void run(int i, const RangeFunction& f) const {
        const std::int64_t begin = length * i;
        f(begin, std::min(begin + length, total));
    }
};

}  // namespace

#if defined(WEFT_NO_OPENMP)
namespace {
thread_local bool insideTeam = false;
}

void parallelFor(std::int64_t total, double costPerItem, RangeFunction f) {
    if (total <= 0) { return; }
    const Ranges ranges(total, costPerItem);
    if (ranges.count == 1 || insideTeam) {
        f(0, total);
        return;
    }
    std::vector<std::thread> team;
    for (int i = 1; i < ranges.count; ++i) {
        team.emplace_back([&ranges, &f, i] {
            insideTeam = true;
            flushDenormals();
            ranges.run(i, f);
        });
    }
    insideTeam = true;
    const unsigned before = flushDenormals();
    ranges.run(0, f);
    restoreControl(before);
    insideTeam = false;
    for (std::thread& thread : team) { thread.join(); }
}

void runLanes(int lanes, RangeFunction f) {
    std::vector<std::thread> team;
    for (int lane = 1; lane < lanes; ++lane) {
        team.emplace_back([&f, lane] { runLane(lane, f); });
    }
    runLane(0, f);
    for (std::thread& thread : team) { thread.join(); }
}
#else
void parallelFor(std::int64_t total, double costPerItem, RangeFunction f) {
    if (total <= 0) { return; }
    const Ranges ranges(total, costPerItem);
    if (ranges.count == 1 || omp_in_parallel() != 0) {
        f(0, total);
        return;
    }
#pragma omp parallel num_threads(ranges.count)
    {
        const unsigned before = flushDenormals();
        // Should the team come out smaller, the ranges stay the same.
        for (int i = omp_get_thread_num(); i < ranges.count; i += omp_get_num_threads()) {
            ranges.run(i, f);
        }
        if (omp_get_thread_num() == 0) { restoreControl(before); }
    }
}

void runLanes(int lanes, RangeFunction f) {
#pragma omp parallel num_threads(lanes)
    {
        // The setting ends with the region: it is one of this thread's part in it.
        omp_set_num_threads(1);
        for (int lane = omp_get_thread_num(); lane < lanes; lane += omp_get_num_threads()) {
            runLane(lane, f);
        }
    }
}
#endif

void setComputeThreads(int threads) {
    wantedThreads.store(std::max(threads, 0), std::memory_order_relaxed);
}

int computeThreads() {
    if (insideLane) { return 1; }
    static const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    const int wanted = wantedThreads.load(std::memory_order_relaxed);
    return wanted > 0 ? wanted : cores;
}

ComputeScope::ComputeScope() : m_before(flushDenormals()) {
#if !defined(WEFT_NO_OPENMP)
    // The size is a setting of each thread; oneDNN reads it.
    thread_local int known = 0;
    if (const int threads = computeThreads(); threads != known) {
        omp_set_num_threads(threads);
        known = threads;
    }
#endif
}

ComputeScope::~ComputeScope() { restoreControl(m_before); }

}  // namespace weft
