// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

/// @file
/// What the engine and a GPU backend say to each other: plain data with a fixed layout and a table of
/// functions, read by the C++ compiler and by nvcc. No type of the engine, of CUDA or of the standard
/// library crosses, so that either side can be rebuilt alone.
///
/// Functions that can fail give 0, or a number of TensorFlow's status codes with the reason in
/// `message` (cut to `messageBytes`, always closed by a 0).

struct CUstream_st;
struct CUevent_st;

namespace weft::gpu {

/// Grows with each change of this file; another number is refused.
inline constexpr std::uint32_t kAbi = 4;

using Stream = CUstream_st*;
using Event = CUevent_st*;

inline constexpr int kMostDims = 8;
inline constexpr std::int32_t kAnyType = -1;

/// TensorFlow's numbers of the codes that a backend uses. kInternal: the card is lost to the process.
enum Code : std::int32_t {
    kOk = 0,
    kInvalidArgument = 3,
    kResourceExhausted = 8,
    kFailedPrecondition = 9,
    kAborted = 10,
    kUnimplemented = 12,
    kInternal = 13,
};

/// TensorFlow's numbers of the element types that kernels know.
enum Type : std::int32_t {
    kFloat = 1,
    kDouble = 2,
    kInt32 = 3,
    kUInt8 = 4,
    kInt16 = 5,
    kInt8 = 6,
    kInt64 = 9,
    kBool = 10,
    kBFloat16 = 14,
    kUInt16 = 17,
    kHalf = 19,
    kUInt32 = 22,
    kUInt64 = 23,
};

/// A tensor: elements in row-major order, on the card, or in host memory for host arguments.
struct View {
    void* data;
    std::int64_t dims[kMostDims];
    std::int32_t rank;
    std::int32_t type;
};

/// An attribute of the node; only those of these kinds are handed over.
struct Attr {
    enum Kind : std::int32_t { kInt, kReal, kText, kInts };
    const char* name;
    std::int32_t kind;
    std::int32_t size;  ///< of kInts; characters of kText
    union {
        std::int64_t number;  ///< kInt: whole numbers, bools, element types
        double real;
        const char* text;
        const std::int64_t* list;
    };
};

/// Bits of Call::flags.
enum Flag : std::uint32_t {
    kTf32 = 1,           ///< float products may round their factors to TF32
    kDeterministic = 2,  ///< two runs must give the same bits
    kAutotune = 4,       ///< Prepare chooses among algorithms by timing them
};

/// What a kernel tells of an index that is not there: in host memory that the card can write.
struct Fault {
    /// Place in the list of indices, above its low 32 bits the index: of several the first place.
    std::uint64_t first;
    std::int64_t limit;  ///< indices from 0 to below it are there
};
inline constexpr std::uint64_t kNoFault = ~std::uint64_t{0};

/// One call of a kernel. In Prepare the data of device views is null.
struct Call {
    const View* inputs;
    const View* outputs;
    const Attr* attrs;
    std::int32_t inputCount;
    std::int32_t outputCount;
    std::int32_t attrCount;
    std::uint32_t flags;
    Stream stream;
    void* card;  ///< what Backend::openCard() gave
    void* scratch;
    std::int64_t scratchBytes;
    void* state;                 ///< Plan::state
    const std::uint64_t* words;  ///< on the card: what the engine's side counts
    Fault* fault;                ///< of a kernel with Kernel::checked, else null
    char* message;
    std::int32_t messageBytes;
    std::int32_t parts;  ///< how many calls this is: inputs of one after those of the other
};

/// What Prepare finds out for a node and the shapes of its inputs.
struct Plan {
    void* state;
    void (*drop)(void* state);
    std::int64_t scratchBytes;
    std::int32_t capturable;  ///< not 0: Run only enqueues, and may be recorded
};

/// What a kernel does to each element alone, so that chains of such kernels can be one (op "_Chain").
enum Element : std::int32_t {
    kNoElement = 0,
    // of one
    kNegElement,
    kAbsElement,
    kSquareElement,
    kSqrtElement,
    kRsqrtElement,
    kReciprocalElement,
    kExpElement,
    kLogElement,
    kTanhElement,
    kSigmoidElement,
    kReluElement,
    // of two, or of any number from the left
    kAddElement,
    kSubElement,
    kMulElement,
    kDivElement,
    kMaximumElement,
    kMinimumElement,
    kSquaredDifferenceElement,
    kReluGradElement,
    kTanhGradElement,
    kSigmoidGradElement,
    kSqrtGradElement,
    kRsqrtGradElement,
};

/// The kernel of chains: attribute "program" holds four numbers a step: its Element, its two values, where the
/// result goes. Numbers from 0: registers; from kFirstChainOutput: outputs; below 0: ~input.
inline constexpr const char* kChainOp = "_Chain";
/// MatMul and Conv2D that add a bias, their third input; the convolution then takes the larger of 0 and the sum
/// where attribute "relu" is 1, and a NaN stays one. Prepare: Unimplemented where there is no way.
inline constexpr const char* kMatMulBiasOp = "_MatMulBias";
inline constexpr const char* kConvBiasOp = "_ConvBias";
inline constexpr int kMostChainInputs = 32;
inline constexpr int kMostChainOutputs = 16;
inline constexpr int kMostChainSteps = 64;
inline constexpr int kMostChainRegisters = 12;
inline constexpr int kFirstChainOutput = 64;

/// A kernel. Prepare does all that allocates, asks heuristics or may fail; Run only enqueues.
struct Kernel {
    const char* op;
    std::int32_t type;          ///< value of the op's first type attribute, or kAnyType
    std::int32_t element;       ///< what it does to each element, an Element
    const char* hostArguments;  ///< "axis,perm": stay in host memory, beside the op's own; or null
    /// Why it does not take a node with these attributes, or null; may itself be null.
    const char* (*decline)(const Attr* attrs, std::int32_t count);
    std::int32_t (*prepare)(const Call& call, Plan& plan);  ///< may be null
    std::int32_t (*run)(const Call& call);
    std::int32_t inPlace;  ///< not 0: output 0 may be the memory of the input that the op names
    std::int32_t joins;    ///< not 0: Run takes several calls at once, see Call::parts
    const char* checked;   ///< "indices": what it looks at and tells faults of; or null
    const Kernel* next;
};

struct CardInfo {
    char name[96];
    std::int32_t capability;  ///< 90: compute capability 9.0
    std::int32_t driver;      ///< 13000: what CUDA 13.0 needs
    std::int64_t totalBytes;
    std::int64_t freeBytes;
};

/// How a card is opened; the first to open it decides, as everything on it is one process's.
struct CardOptions {
    std::int64_t mostBytes;  ///< of all tensors; 0: as there is
    std::int32_t keepsAll;   ///< not 0: memory goes back to the card only at the end
};

enum Direction : std::int32_t { kToCard, kToHost, kWithin };

/// The functions of a backend. Those without `message` cannot fail, or what fails is told by the
/// next that can. Threading: any thread.
struct Backend {
    std::uint32_t abi;
    std::uint32_t size;  ///< of this struct
    const char* about;   ///< "CUDA 13.0", "emulation"

    std::int32_t (*cards)(char* message, std::int32_t messageBytes);  ///< how many, or -1
    std::int32_t (*info)(std::int32_t card, CardInfo* info, char* message, std::int32_t bytes);
    /// "cuBLASLt 13.1, cuDNN 9.19", or why one is missing: opens them.
    void (*libraries)(char* text, std::int32_t textBytes);
    const Kernel* (*firstKernel)();
    void* (*openCard)(std::int32_t card, const CardOptions* options, char* message,
                      std::int32_t messageBytes);  ///< null: it failed

    /// Makes it the card of the calling thread: before Prepare and Run.
    void (*select)(void* card);

    Stream (*makeStream)(void* card);
    Event (*makeEvent)(void* card);
    void (*dropEvent)(void* card, Event event);
    void (*record)(void* card, Event event, Stream stream);
    void (*await)(void* card, Stream stream, Event event);
    std::int32_t (*isDone)(void* card, Event event);
    /// Blocks until the event has come, and tells whatever failed on the card before it.
    std::int32_t (*wait)(void* card, Event event, char* message, std::int32_t messageBytes);
    std::int64_t (*nanoseconds)(void* card, Event from, Event to);

    void* (*allocate)(void* card, std::int64_t bytes, Stream stream);  ///< null: there is none
    void (*release)(void* card, void* memory, Stream stream);
    void* (*allocateHost)(void* card, std::int64_t bytes);  ///< pinned
    void (*releaseHost)(void* card, void* memory);
    std::int32_t (*copy)(void* card, void* to, const void* from, std::int64_t bytes,
                         std::int32_t direction, Stream stream);
    /// Sets all bytes to 0.
    std::int32_t (*clear)(void* card, void* memory, std::int64_t bytes, Stream stream);

    std::int32_t (*beginCapture)(void* card, Stream stream, char* message, std::int32_t bytes);
    /// The recording, or null: it failed.
    void* (*endCapture)(void* card, Stream stream, char* message, std::int32_t messageBytes);
    std::int32_t (*replay)(void* card, void* recording, Stream stream, char* message,
                           std::int32_t messageBytes);
    void (*dropRecording)(void* card, void* recording);
    /// What failed in a launch since it was asked last, or 0.
    std::int32_t (*lastError)(void* card, char* message, std::int32_t messageBytes);
};

/// The one symbol of a backend: `extern "C" const Backend* weftGpuBackend(std::uint32_t abi)`; null
/// for an ABI that it does not speak.
using BackendFunction = const Backend* (*)(std::uint32_t abi);

inline std::int64_t elementsOf(const View& view) {
    std::int64_t count = 1;
    for (std::int32_t i = 0; i < view.rank; ++i) { count *= view.dims[i]; }
    return count;
}

static_assert(sizeof(View) == 80 && sizeof(Attr) == 24 && sizeof(Call) == 112 &&
              sizeof(Kernel) == 72 && sizeof(Plan) == 32);

}  // namespace weft::gpu
