// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "engine/base/status.h"

#ifndef WEFT_NO_DNNL
#include <dnnl.hpp>

/// @file
/// oneDNN primitives that are made once and run often: their memory objects and argument arrays are
/// prepared, so that a run costs no allocation. Only *_dnnl.cpp files include this header.

namespace weft {

/// What tells primitives apart: a number for the kind of primitive, then sizes and attributes. The
/// number of compute threads is added by DnnlLease.
using DnnlKey = absl::InlinedVector<std::int64_t, 32>;

/// A primitive with its arguments. An operand that the primitive wants in another layout than the
/// caller's is reordered on the way in or out, through memory of its own.
/// Threading: used by one thread at a time (DnnlLease sees to that).
class DnnlPrimitive {
public:
    /// One operand: the caller's layout and the one that the primitive chose.
    struct Operand {
        int id = 0;  ///< DNNL_ARG_SRC, ...
        dnnl::memory::desc callers;
        dnnl::memory::desc wanted;
        bool isOutput = false;
    };
    DnnlPrimitive(const dnnl::primitive& primitive, const std::vector<Operand>& operands);

    /// Runs with these buffers, one an operand in the constructor's order; inputs are only read.
    Status run(std::span<const void* const> buffers);

    /// The engine that all primitives of the process live on: the CPU.
    static const dnnl::engine& engine();

private:
    struct Bound {
        dnnl::memory callers;
        dnnl::memory own;         // empty where the layouts agree
        dnnl::primitive reorder;  // empty likewise
        std::vector<dnnl_exec_arg_t> reorderArguments;
        bool isOutput = false;
    };
    dnnl::stream m_stream;
    dnnl::primitive m_primitive;
    std::vector<Bound> m_operands;
    std::vector<dnnl_exec_arg_t> m_arguments;
};

/// A prepared primitive, this thread's until the lease ends. Idle ones are kept by key, so that
/// concurrent runs get one each and the next run makes nothing.
class DnnlLease {
public:
    /// An idle primitive of this key, or one from make(), which returns a DnnlPrimitive.
    /// Errors: ResourceExhausted, Internal with oneDNN's words.
    template <class Make>
    static Result<DnnlLease> acquire(DnnlKey key, const Make& make) {
        addThreads(key);
        std::unique_ptr<DnnlPrimitive> primitive = takeIdle(key);
        if (primitive == nullptr) {
            // The third-party fence: oneDNN reports by throwing.
            try {
                primitive = std::make_unique<DnnlPrimitive>(make());
            } catch (const dnnl::error& error) { return statusOf(error); }
        }
        return DnnlLease(std::move(key), std::move(primitive));
    }
    DnnlLease(DnnlLease&&) = default;
    DnnlLease& operator=(DnnlLease&&) = delete;
    ~DnnlLease();
    DnnlPrimitive* operator->() const { return m_primitive.get(); }

private:
    DnnlLease(DnnlKey key, std::unique_ptr<DnnlPrimitive> primitive)
        : m_key(std::move(key)), m_primitive(std::move(primitive)) {}
    static void addThreads(DnnlKey& key);
    static std::unique_ptr<DnnlPrimitive> takeIdle(const DnnlKey& key);
    static Status statusOf(const dnnl::error& error);

    DnnlKey m_key;
    std::unique_ptr<DnnlPrimitive> m_primitive;
};

}  // namespace weft

#endif  // WEFT_NO_DNNL
