// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/parallel.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#ifndef WEFT_NO_OPENMP
#include <omp.h>
#endif

#include "engine/kernel/flush_denormals.h"

namespace weft {
namespace {

/// Shorter pieces of work are not worth waking a thread for, in nanoseconds.
constexpr double kLeastPieceNs = 20'000;

std::atomic<int> configuredThreads{0};

/// Pieces the work is cut into: a function of its size only, so that results repeat.
int piecesOf(std::int64_t total, double costPerItem) {
    const double worth = static_cast<double>(total) * std::max(costPerItem, 0.01) / kLeastPieceNs;
    const auto most = static_cast<double>(std::min<std::int64_t>(computeThreads(), total));
    return static_cast<int>(std::max(1.0, std::min(worth, most)));
}

}  // namespace

void setComputeThreads(int threads) {
    configuredThreads.store(std::max(0, threads));
#ifndef WEFT_NO_OPENMP
    omp_set_num_threads(computeThreads());
#endif
}

int computeThreads() {
    const int configured = configuredThreads.load();
    if (configured > 0) { return configured; }
    static const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    return cores;
}

void parallelFor(std::int64_t total, double costPerItem, RangeFunction f) {
    if (total <= 0) { return; }
    const int pieces = piecesOf(total, costPerItem);
    if (pieces == 1) { return f(0, total); }
    const auto runPiece = [&](int piece) {
        const FlushDenormals flush;
        f(total * piece / pieces, total * (piece + 1) / pieces);
    };
#ifndef WEFT_NO_OPENMP
#pragma omp parallel for num_threads(pieces) schedule(static, 1)
    for (int piece = 0; piece < pieces; ++piece) { runPiece(piece); }
#else
    std::vector<std::thread> threads;
    for (int piece = 1; piece < pieces; ++piece) { threads.emplace_back(runPiece, piece); }
    runPiece(0);
    for (std::thread& thread : threads) { thread.join(); }
#endif
}

}  // namespace weft
