// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/ops/random/samplers.h"

namespace weft::random {

/// Doubles for samplers that try again until they accept. Uniforms and normals have a buffer each,
/// filled with one block when empty and used from its back, as TensorFlow's gamma and Poisson
/// kernels do.
class DoubleStream {
public:
    explicit DoubleStream(const Philox& stream) : m_stream(stream) {}
    /// Of [0, 1).
    double uniform() {
        if (m_uniformsLeft == 0) {
            const Block w = m_stream.block(m_next++);
            m_uniforms = {uniformDouble(w[0], w[1]), uniformDouble(w[2], w[3])};
            m_uniformsLeft = m_uniforms.size();
        }
        return m_uniforms[--m_uniformsLeft];
    }
    /// Of mean 0 and deviation 1.
    double normal() {
        if (m_normalsLeft == 0) {
            m_normals = boxMullerDouble(m_stream.block(m_next++));
            m_normalsLeft = m_normals.size();
        }
        return m_normals[--m_normalsLeft];
    }

private:
    const Philox m_stream;
    std::uint64_t m_next = 0;
    std::array<double, 2> m_uniforms{};
    std::array<double, 2> m_normals{};
    std::size_t m_uniformsLeft = 0;
    std::size_t m_normalsLeft = 0;
};

}  // namespace weft::random
