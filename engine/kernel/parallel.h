// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <type_traits>

namespace weft {

/// A function called with a range [begin, end), without owning it.
class RangeFunction {
public:
    template <class F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, RangeFunction>)
        RangeFunction(F&& f)  // NOLINT: conversion wanted
        : m_object(const_cast<void*>(static_cast<const void*>(&f))),
          m_call([](void* object, std::int64_t begin, std::int64_t end) {
              (*static_cast<std::remove_reference_t<F>*>(object))(begin, end);
          }) {}
    void operator()(std::int64_t begin, std::int64_t end) const { m_call(m_object, begin, end); }

private:
    void* m_object;
    void (*m_call)(void*, std::int64_t, std::int64_t);
};

/// Runs f over [0, total) in contiguous ranges on the one compute team (oneDNN's OpenMP team;
/// std::thread under ThreadSanitizer). The ranges depend on total, cost and the thread count only,
/// never on load, so results are repeatable. The calling thread takes part. Small work runs inline.
/// @param costPerItem rough nanoseconds of one item; ranges shorter than about 20 us are not split.
void parallelFor(std::int64_t total, double costPerItem, RangeFunction f);

/// Threads of the compute team; the process's setting. @param threads 0: one a core.
void setComputeThreads(int threads);
int computeThreads();

}  // namespace weft
