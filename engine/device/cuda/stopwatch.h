// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cuda_runtime.h>

#include <cstddef>
#include <initializer_list>
#include <limits>
#include <vector>

namespace weft::gpu {

/// Candidates that --autotune times.
inline constexpr int kTimedCandidates = 8;

/// Memory of the sizes that a call works on, and its time on a stream: what --autotune chooses algorithms by.
/// What is in the memory is nobody's; of the times the shortest counts.
class Stopwatch {
public:
    /// @param bytes of each piece of memory.
    Stopwatch(cudaStream_t stream, std::initializer_list<std::size_t> bytes) : m_stream(stream) {
        for (const std::size_t size : bytes) {
            void* piece = nullptr;
            m_isReady =
                cudaMallocAsync(&piece, size > 0 ? size : 1, stream) == cudaSuccess && m_isReady;
            m_pieces.push_back(piece);
        }
        m_isReady = cudaEventCreate(&m_from) == cudaSuccess && m_isReady;
        m_isReady = cudaEventCreate(&m_to) == cudaSuccess && m_isReady;
    }
    ~Stopwatch() {
        for (void* piece : m_pieces) {
            if (piece != nullptr) { cudaFreeAsync(piece, m_stream); }
        }
        if (m_from != nullptr) { cudaEventDestroy(m_from); }
        if (m_to != nullptr) { cudaEventDestroy(m_to); }
        cudaGetLastError();  // no memory to time with is no error
    }
    Stopwatch(const Stopwatch&) = delete;
    Stopwatch& operator=(const Stopwatch&) = delete;

    void* piece(std::size_t i) const { return m_pieces[i]; }
    /// Milliseconds of the fastest of some calls; infinity where it fails.
    /// @param enqueues returns whether it could.
    template <class F>
    float shortest(const F& enqueues) const {
        constexpr float kNever = std::numeric_limits<float>::infinity();
        constexpr int kCalls = 4;  // the first one loads what it needs
        float best = kNever;
        for (int call = 0; m_isReady && call < kCalls; ++call) {
            float milliseconds = kNever;
            cudaEventRecord(m_from, m_stream);
            if (!enqueues() || cudaEventRecord(m_to, m_stream) != cudaSuccess ||
                cudaEventSynchronize(m_to) != cudaSuccess ||
                cudaEventElapsedTime(&milliseconds, m_from, m_to) != cudaSuccess) {
                return kNever;
            }
            if (call > 0 && milliseconds < best) { best = milliseconds; }
        }
        return best;
    }

private:
    const cudaStream_t m_stream;
    std::vector<void*> m_pieces;
    cudaEvent_t m_from = nullptr;
    cudaEvent_t m_to = nullptr;
    bool m_isReady = true;
};

}  // namespace weft::gpu
