// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

#include "engine/graph/shape_context.h"
#include "engine/runtime/plan.h"
#include "engine/tensor/device_memory.h"

/// @file
/// What an instruction needs of its operands while it runs: the variables' locks, and the values
/// that its shape function looks at.

namespace weft {

/// Host values for shape functions at run; remembers which inputs were looked at.
class RunValues final : public ValueSource {
public:
    explicit RunValues(std::span<const Tensor* const> inputs) : m_inputs(inputs) {}
    std::optional<Tensor> value(int input) const override {
        const Tensor* tensor = m_inputs[static_cast<std::size_t>(input)];
        if (tensor == nullptr) { return std::nullopt; }
        if (std::find(m_seen.begin(), m_seen.end(), input) == m_seen.end()) {
            m_seen.push_back(input);
        }
        const Result<Tensor> readable = onHost(*tensor);
        return readable.ok() ? std::optional<Tensor>(*readable) : std::nullopt;
    }
    std::optional<PartialValue> partialValue(int) const override { return std::nullopt; }
    const std::vector<int>& seen() const { return m_seen; }

private:
    std::span<const Tensor* const> m_inputs;
    mutable std::vector<int> m_seen;
};

/// Holds the locks of the variables an instruction touches.
class VariableLocks {
public:
    VariableLocks(const Plan& plan, Range range) : m_plan(plan), m_range(range) {
        for (std::int32_t i = 0; i < range.count; ++i) { mutexAt(i).lock(); }
    }
    ~VariableLocks() {
        for (std::int32_t i = m_range.count - 1; i >= 0; --i) { mutexAt(i).unlock(); }
    }
    VariableLocks(const VariableLocks&) = delete;
    VariableLocks& operator=(const VariableLocks&) = delete;

private:
    static std::size_t index(std::int32_t i) { return static_cast<std::size_t>(i); }
    Mutex& mutexAt(std::int32_t i) const ABSL_NO_THREAD_SAFETY_ANALYSIS {
        return m_plan.variables[index(m_plan.lockOrder[index(m_range.begin + i)])]->mutex();
    }
    const Plan& m_plan;
    Range m_range;
};

}  // namespace weft
