// SPDX-License-Identifier: Apache-2.0
/// @file
/// The CUDA backend's table: streams, events, memory and recordings by the CUDA runtime, which is linked
/// statically and shares the card's primary context with whoever else uses it in this process.

#include <cstdio>
#include <cstring>
#include <limits>

#include "engine/device/cuda/card.h"
#include "engine/ops_gpu/base/registration.h"

namespace weft::gpu {

std::int32_t say(std::int32_t code, const char* text, char* message, std::int32_t messageBytes) {
    std::snprintf(message, static_cast<std::size_t>(messageBytes), "%s", text);
    return code;
}

namespace {

Card& cardAt(void* handle) { return *static_cast<Card*>(handle); }

/// Whether nothing works any more on the card after this error, for as long as the process lives.
bool isSticky(cudaError_t error) {
    switch (error) {
        case cudaErrorIllegalAddress:
        case cudaErrorLaunchFailure:
        case cudaErrorLaunchTimeout:
        case cudaErrorAssert:
        case cudaErrorHardwareStackError:
        case cudaErrorIllegalInstruction:
        case cudaErrorMisalignedAddress:
        case cudaErrorInvalidAddressSpace:
        case cudaErrorInvalidPc:
        case cudaErrorECCUncorrectable:
        case cudaErrorContained:
        case cudaErrorDevicesUnavailable:
            return true;
        default:
            return false;
    }
}

std::int32_t tell(cudaError_t error, char* message, std::int32_t bytes) {
    if (error == cudaSuccess) { return kOk; }
    const std::int32_t code = isSticky(error)                      ? kInternal
                              : error == cudaErrorMemoryAllocation ? kResourceExhausted
                                                                   : kAborted;
    return say(code, cudaGetErrorString(error), message, bytes);
}

std::int32_t cards(char* message, std::int32_t bytes) {
    int count = 0;
    const cudaError_t error = cudaGetDeviceCount(&count);
    if (error == cudaSuccess) { return count; }
    cudaGetLastError();
    say(kAborted, cudaGetErrorString(error), message, bytes);
    return -1;
}

/// Without a context, which would take a fraction of a second on each card.
std::int32_t info(std::int32_t card, CardInfo* info, char* message, std::int32_t bytes) {
    cudaDeviceProp properties{};
    if (const cudaError_t error = cudaGetDeviceProperties(&properties, card);
        error != cudaSuccess) {
        return tell(error, message, bytes);
    }
    *info = {};
    std::snprintf(info->name, sizeof info->name, "%.90s", properties.name);
    info->capability = properties.major * 10 + properties.minor;
    info->totalBytes = static_cast<std::int64_t>(properties.totalGlobalMem);
    int driver = 0;
    cudaDriverGetVersion(&driver);
    info->driver = driver;
    return kOk;
}

void libraries(char* text, std::int32_t bytes) {
    char blas[80];
    char dnn[80];
    const CublasLt& lt = cublasLt();
    const Cudnn& cd = cudnn();
    const std::size_t version = lt.obstacle.empty() ? lt.cublasLtGetVersion() : 0;
    std::snprintf(blas, sizeof blas, "cuBLASLt %zu.%zu", version / 10000, version / 100 % 100);
    const std::size_t dnnVersion = cd.obstacle.empty() ? cd.cudnnGetVersion() : 0;
    std::snprintf(dnn, sizeof dnn, "cuDNN %zu.%zu", dnnVersion / 10000, dnnVersion / 100 % 100);
    std::snprintf(text, static_cast<std::size_t>(bytes), "%s, %s",
                  lt.obstacle.empty() ? blas : lt.obstacle.c_str(),
                  cd.obstacle.empty() ? dnn : cd.obstacle.c_str());
}

const Kernel* firstKernel() { return kernelList(); }

cudaError_t makePool(Card& card, const CardOptions& options) {
    int hasPools = 0;
    cudaDeviceGetAttribute(&hasPools, cudaDevAttrMemoryPoolsSupported, card.device);
    if (hasPools == 0) { return cudaSuccess; }
    cudaMemPoolProps properties{};
    properties.allocType = cudaMemAllocationTypePinned;
    properties.location.type = cudaMemLocationTypeDevice;
    properties.location.id = card.device;
    properties.maxSize = static_cast<std::size_t>(options.mostBytes);
    if (const cudaError_t error = cudaMemPoolCreate(&card.pool, &properties);
        error != cudaSuccess) {
        return error;
    }
    std::uint64_t keep = std::numeric_limits<std::uint64_t>::max();
    cudaMemPoolSetAttribute(card.pool, cudaMemPoolAttrReleaseThreshold, &keep);
    card.hasPool = true;
    return cudaSuccess;
}

/// Takes all the memory at once: what is given back stays in the pool.
void takeAll(Card& card, std::int64_t mostBytes) {
    std::size_t free = 0;
    std::size_t total = 0;
    if (!card.hasPool || cudaMemGetInfo(&free, &total) != cudaSuccess) { return; }
    constexpr double kLeft = 0.05;  // for contexts, libraries and others
    std::size_t wanted = static_cast<std::size_t>(static_cast<double>(free) * (1 - kLeft));
    if (mostBytes > 0) { wanted = std::min(wanted, static_cast<std::size_t>(mostBytes)); }
    void* memory = nullptr;
    if (cudaMallocFromPoolAsync(&memory, wanted, card.pool, nullptr) == cudaSuccess) {
        cudaFreeAsync(memory, nullptr);
    }
    cudaStreamSynchronize(nullptr);
    cudaGetLastError();
}

void* openCard(std::int32_t index, const CardOptions* options, char* message, std::int32_t bytes) {
    auto* card = new Card;
    card->device = index;
    cudaError_t error = cudaSetDevice(index);
    if (error == cudaSuccess) { error = cudaFree(nullptr); }  // makes the context
    if (error == cudaSuccess) { error = makePool(*card, *options); }
    if (error != cudaSuccess) {
        cudaGetLastError();
        tell(error, message, bytes);
        delete card;
        return nullptr;
    }
    if (options->keepsAll != 0) { takeAll(*card, options->mostBytes); }
    return card;
}

void select(void* card) { cudaSetDevice(cardAt(card).device); }

Stream makeStream(void* card) {
    select(card);
    cudaStream_t stream = nullptr;
    cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking);
    return stream;
}
Event makeEvent(void* card) {
    select(card);
    cudaEvent_t event = nullptr;
    cudaEventCreate(&event);
    return event;
}
void dropEvent(void* /*card*/, Event event) { cudaEventDestroy(event); }
void record(void* card, Event event, Stream stream) {
    select(card);
    cudaEventRecord(event, stream);
}
void await(void* card, Stream stream, Event event) {
    select(card);
    cudaStreamWaitEvent(stream, event, 0);
}
/// While it lives this thread may allocate, and wait for other streams, though it records.
class Relaxed {
public:
    Relaxed() { cudaThreadExchangeStreamCaptureMode(&m_mode); }
    ~Relaxed() { cudaThreadExchangeStreamCaptureMode(&m_mode); }
    Relaxed(const Relaxed&) = delete;
    Relaxed& operator=(const Relaxed&) = delete;

private:
    cudaStreamCaptureMode m_mode = cudaStreamCaptureModeRelaxed;
};

std::int32_t isDone(void* /*card*/, Event event) {
    const Relaxed relaxed;
    return cudaEventQuery(event) == cudaSuccess ? 1 : 0;
}
std::int32_t wait(void* card, Event event, char* message, std::int32_t bytes) {
    const Relaxed relaxed;
    select(card);
    return tell(cudaEventSynchronize(event), message, bytes);
}
std::int64_t nanoseconds(void* /*card*/, Event from, Event to) {
    float milliseconds = 0;
    cudaEventElapsedTime(&milliseconds, from, to);
    return static_cast<std::int64_t>(static_cast<double>(milliseconds) * 1e6);
}

void* allocate(void* handle, std::int64_t bytes, Stream stream) {
    Card& card = cardAt(handle);
    const Relaxed relaxed;
    select(handle);
    void* memory = nullptr;
    const auto size = static_cast<std::size_t>(bytes);
    const cudaError_t error = card.hasPool
                                  ? cudaMallocFromPoolAsync(&memory, size, card.pool, stream)
                                  : cudaMalloc(&memory, size);
    if (error == cudaSuccess) { return memory; }
    cudaGetLastError();
    return nullptr;
}
void release(void* handle, void* memory, Stream stream) {
    const Relaxed relaxed;
    select(handle);
    if (cardAt(handle).hasPool) {
        cudaFreeAsync(memory, stream);
    } else {
        cudaFree(memory);
    }
}
void* allocateHost(void* card, std::int64_t bytes) {
    const Relaxed relaxed;
    select(card);
    void* memory = nullptr;
    if (cudaMallocHost(&memory, static_cast<std::size_t>(bytes)) == cudaSuccess) { return memory; }
    cudaGetLastError();
    return nullptr;
}
void releaseHost(void* /*card*/, void* memory) { cudaFreeHost(memory); }
std::int32_t copy(void* card, void* to, const void* from, std::int64_t bytes,
                  std::int32_t /*direction: addresses tell*/, Stream stream) {
    select(card);
    const cudaError_t error =
        cudaMemcpyAsync(to, from, static_cast<std::size_t>(bytes), cudaMemcpyDefault, stream);
    return error == cudaSuccess ? kOk : kAborted;
}
std::int32_t clear(void* card, void* memory, std::int64_t bytes, Stream stream) {
    select(card);
    const cudaError_t error = cudaMemsetAsync(memory, 0, static_cast<std::size_t>(bytes), stream);
    return error == cudaSuccess ? kOk : kAborted;
}

std::int32_t beginCapture(void* card, Stream stream, char* message, std::int32_t bytes) {
    select(card);
    return tell(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal), message, bytes);
}
void* endCapture(void* card, Stream stream, char* message, std::int32_t bytes) {
    select(card);
    cudaGraph_t graph = nullptr;
    cudaGraphExec_t recording = nullptr;
    cudaError_t error = cudaStreamEndCapture(stream, &graph);
    if (error == cudaSuccess) { error = cudaGraphInstantiate(&recording, graph, 0); }
    if (error == cudaSuccess) { error = cudaGraphUpload(recording, stream); }
    if (graph != nullptr) { cudaGraphDestroy(graph); }
    if (error == cudaSuccess) { return recording; }
    if (recording != nullptr) { cudaGraphExecDestroy(recording); }
    cudaGetLastError();
    tell(error, message, bytes);
    return nullptr;
}
std::int32_t replay(void* card, void* recording, Stream stream, char* message, std::int32_t bytes) {
    select(card);
    return tell(cudaGraphLaunch(static_cast<cudaGraphExec_t>(recording), stream), message, bytes);
}
void dropRecording(void* /*card*/, void* recording) {
    cudaGraphExecDestroy(static_cast<cudaGraphExec_t>(recording));
}

std::int32_t lastError(void* /*card*/, char* message, std::int32_t bytes) {
    return tell(cudaGetLastError(), message, bytes);
}

constexpr Backend kBackend = {
    kAbi,        sizeof(Backend), "CUDA",        cards,      info,        libraries,
    firstKernel, openCard,        select,        makeStream, makeEvent,   dropEvent,
    record,      await,           isDone,        wait,       nanoseconds, allocate,
    release,     allocateHost,    releaseHost,   copy,       clear,       beginCapture,
    endCapture,  replay,          dropRecording, lastError,
};

}  // namespace

std::int32_t copyOnCard(const Call& call, void* to, const void* from, std::int64_t bytes) {
    return copy(call.card, to, from, bytes, kWithin, call.stream);
}

}  // namespace weft::gpu

extern "C" __attribute__((visibility("default"))) const weft::gpu::Backend* weftGpuBackend(
    std::uint32_t abi) {
    return abi == weft::gpu::kAbi ? &weft::gpu::kBackend : nullptr;
}
