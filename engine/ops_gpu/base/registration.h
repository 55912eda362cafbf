// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/ops_gpu/base/numbers.h"

/// @file
/// How kernels become known: static objects that link themselves into a list when the library loads.
/// The engine reads the list through the backend's one symbol.

namespace weft::gpu {

/// Where the list begins.
const Kernel*& kernelList();

/// What a kernel may say of itself besides its function.
struct Options {
    const char* hostArguments = nullptr;
    const char* (*decline)(const Attr* attrs, std::int32_t count) = nullptr;
    std::int32_t (*prepare)(const Call& call, Plan& plan) = nullptr;
    bool inPlace = false;               ///< may write over the input that the op's contract names
    const char* checked = nullptr;      ///< what may be out of range: told by tellFault()
    std::int32_t element = kNoElement;  ///< what it does to each element alone
    bool joins = false;                 ///< takes several calls at once: Call::parts
};

/// One kernel of the list.
class Registration {
public:
    Registration(const char* op, std::int32_t type, std::int32_t (*run)(const Call&),
                 const Options& options = {})
        : m_kernel{op,
                   type,
                   options.element,
                   options.hostArguments,
                   options.decline,
                   options.prepare,
                   run,
                   options.inPlace ? 1 : 0,
                   options.joins ? 1 : 0,
                   options.checked,
                   kernelList()} {
        kernelList() = &m_kernel;
    }
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;

private:
    Kernel m_kernel;
};

/// Run<T>::run for several types.
template <template <class> class Run, class... T>
struct ForTypes {
    explicit ForTypes(const char* op, const Options& options = {})
        : each{Registration(op, kTypeOf<T>, &Run<T>::run, options)...} {}
    Registration each[sizeof...(T)];
};
template <template <class> class Run>
using ForFloats = ForTypes<Run, float, double, Half, BFloat16>;

#define WEFT_GPU_NAME2(counter) weftGpuKernel##counter
#define WEFT_GPU_NAME(counter) WEFT_GPU_NAME2(counter)
/// A kernel for one element type: WEFT_GPU_KERNEL("Softmax", float, softmaxGpu).
#define WEFT_GPU_KERNEL(op, type, ...)                                                         \
    const ::weft::gpu::Registration WEFT_GPU_NAME(__COUNTER__)(op, ::weft::gpu::kTypeOf<type>, \
                                                               __VA_ARGS__)

// ---- reading a call

template <class T>
const T* in(const Call& call, std::int32_t i) {
    return static_cast<const T*>(call.inputs[i].data);
}
/// A buffer that is written though it is an input: a variable's.
template <class T>
T* variable(const Call& call, std::int32_t i) {
    return static_cast<T*>(call.inputs[i].data);
}
template <class T>
T* out(const Call& call, std::int32_t i = 0) {
    return static_cast<T*>(call.outputs[i].data);
}

/// Writes the reason and gives the code.
std::int32_t fail(const Call& call, std::int32_t code, const char* text);

bool sameText(const char* a, const char* b);
/// The attribute of this name, or null.
const Attr* findAttr(const Attr* attrs, std::int32_t count, const char* name);
inline const Attr* findAttr(const Call& call, const char* name) {
    return findAttr(call.attrs, call.attrCount, name);
}
inline std::int64_t numberOr(const Call& call, const char* name, std::int64_t fallback) {
    const Attr* attr = findAttr(call, name);
    return attr == nullptr ? fallback : attr->number;
}
inline double realOr(const Call& call, const char* name, double fallback) {
    const Attr* attr = findAttr(call, name);
    return attr == nullptr ? fallback : attr->real;
}
inline bool isText(const Attr* attr, const char* text) {
    return attr != nullptr && attr->kind == Attr::kText && sameText(attr->text, text);
}
/// Element i of a host argument of type int32 or int64.
inline std::int64_t hostNumber(const View& view, std::int64_t i) {
    return view.type == kInt32 ? static_cast<const std::int32_t*>(view.data)[i]
                               : static_cast<const std::int64_t*>(view.data)[i];
}
inline bool sameShape(const View& a, const View& b) {
    bool same = a.rank == b.rank;
    for (std::int32_t i = 0; same && i < a.rank; ++i) { same = a.dims[i] == b.dims[i]; }
    return same;
}

/// Copies bytes on the card, in the order of the stream.
std::int32_t copyOnCard(const Call& call, void* to, const void* from, std::int64_t bytes);

}  // namespace weft::gpu
