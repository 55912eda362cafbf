// SPDX-License-Identifier: Apache-2.0
/// @file
/// Convolutions by cuDNN's graph API, through its plain C backend calls: an operation graph of one
/// convolution, engines by heuristics, of which those are left out whose numbers are not asked for.
/// Tensors are described in the order NCHW with strides of NHWC.

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <vector>

#include "engine/device/cuda/card.h"
#include "engine/device/cuda/stopwatch.h"
#include "engine/ops_gpu/nn/convolution.h"

namespace weft::gpu {
namespace {

using Descriptor = cudnnBackendDescriptor_t;
constexpr std::int64_t kImageId = 'x';
constexpr std::int64_t kFilterId = 'w';
constexpr std::int64_t kOutputId = 'y';
constexpr std::int64_t kBiasId = 'b';
constexpr std::int64_t kProductId = 'p';  // before the bias
constexpr std::int64_t kSumId = 's';      // before the larger of 0 and it is taken

/// Makes descriptors and remembers the first error; drops them all at its end.
class Builder {
public:
    Builder() = default;
    ~Builder() {
        for (const Descriptor each : m_all) { cudnn().cudnnBackendDestroyDescriptor(each); }
    }
    Builder(const Builder&) = delete;
    Builder& operator=(const Builder&) = delete;

    Descriptor make(cudnnBackendDescriptorType_t type) {
        Descriptor made = nullptr;
        note(cudnn().cudnnBackendCreateDescriptor(type, &made));
        if (made != nullptr) { m_all.push_back(made); }
        return made;
    }
    template <class T>
    void set(Descriptor to, cudnnBackendAttributeName_t name, cudnnBackendAttributeType_t type,
             const T* values, std::int64_t count) {
        if (m_status == CUDNN_STATUS_SUCCESS) {
            note(cudnn().cudnnBackendSetAttribute(to, name, type, count, values));
        }
    }
    template <class T>
    void set(Descriptor to, cudnnBackendAttributeName_t name, cudnnBackendAttributeType_t type,
             const T& value) {
        set(to, name, type, &value, 1);
    }
    void finish(Descriptor each) {
        if (m_status == CUDNN_STATUS_SUCCESS) { note(cudnn().cudnnBackendFinalize(each)); }
    }
    /// Whether it can be finished; what cannot is no error.
    bool tryFinish(Descriptor each) {
        return m_status == CUDNN_STATUS_SUCCESS &&
               cudnn().cudnnBackendFinalize(each) == CUDNN_STATUS_SUCCESS;
    }
    cudnnStatus_t status() const { return m_status; }
    /// Takes a descriptor out of its care.
    void keep(Descriptor each) { std::erase(m_all, each); }

private:
    void note(cudnnStatus_t status) {
        if (m_status == CUDNN_STATUS_SUCCESS) { m_status = status; }
    }
    std::vector<Descriptor> m_all;
    cudnnStatus_t m_status = CUDNN_STATUS_SUCCESS;
};

cudnnDataType_t typeOf(std::int32_t type) {
    return type == kHalf ? CUDNN_DATA_HALF
                         : (type == kBFloat16 ? CUDNN_DATA_BFLOAT16 : CUDNN_DATA_FLOAT);
}

/// [n, c, h, w] that lies as [n, h, w, c]. @param isInside it is never written to memory.
Descriptor tensorOf(Builder& b, std::int64_t id, std::int32_t type,
                    const std::array<std::int64_t, 4>& dims, bool isInside = false) {
    const std::array<std::int64_t, 4> strides = {dims[1] * dims[2] * dims[3], 1, dims[3] * dims[1],
                                                 dims[1]};
    constexpr std::int64_t kAlignment = 16;
    const Descriptor tensor = b.make(CUDNN_BACKEND_TENSOR_DESCRIPTOR);
    b.set(tensor, CUDNN_ATTR_TENSOR_DATA_TYPE, CUDNN_TYPE_DATA_TYPE, typeOf(type));
    b.set(tensor, CUDNN_ATTR_TENSOR_DIMENSIONS, CUDNN_TYPE_INT64, dims.data(), 4);
    b.set(tensor, CUDNN_ATTR_TENSOR_STRIDES, CUDNN_TYPE_INT64, strides.data(), 4);
    b.set(tensor, CUDNN_ATTR_TENSOR_UNIQUE_ID, CUDNN_TYPE_INT64, id);
    b.set(tensor, CUDNN_ATTR_TENSOR_BYTE_ALIGNMENT, CUDNN_TYPE_INT64, kAlignment);
    if (isInside) { b.set(tensor, CUDNN_ATTR_TENSOR_IS_VIRTUAL, CUDNN_TYPE_BOOLEAN, isInside); }
    b.finish(tensor);
    return tensor;
}

Descriptor windowsDescriptor(Builder& b, const Windows& w) {
    const Descriptor made = b.make(CUDNN_BACKEND_CONVOLUTION_DESCRIPTOR);
    constexpr std::int64_t kAxes = 2;
    const std::array<std::int64_t, 2> dilations = {w.dilateDown, w.dilateRight};
    const std::array<std::int64_t, 2> steps = {w.stepDown, w.stepRight};
    const std::array<std::int64_t, 2> before = {w.above, w.left};
    const std::array<std::int64_t, 2> after = {w.below, w.right};
    b.set(made, CUDNN_ATTR_CONVOLUTION_SPATIAL_DIMS, CUDNN_TYPE_INT64, kAxes);
    b.set(made, CUDNN_ATTR_CONVOLUTION_COMP_TYPE, CUDNN_TYPE_DATA_TYPE, CUDNN_DATA_FLOAT);
    b.set(made, CUDNN_ATTR_CONVOLUTION_CONV_MODE, CUDNN_TYPE_CONVOLUTION_MODE,
          CUDNN_CROSS_CORRELATION);
    b.set(made, CUDNN_ATTR_CONVOLUTION_DILATIONS, CUDNN_TYPE_INT64, dilations.data(), 2);
    b.set(made, CUDNN_ATTR_CONVOLUTION_FILTER_STRIDES, CUDNN_TYPE_INT64, steps.data(), 2);
    b.set(made, CUDNN_ATTR_CONVOLUTION_PRE_PADDINGS, CUDNN_TYPE_INT64, before.data(), 2);
    b.set(made, CUDNN_ATTR_CONVOLUTION_POST_PADDINGS, CUDNN_TYPE_INT64, after.data(), 2);
    b.finish(made);
    return made;
}

/// Names of an operation's attributes, which differ by what is computed.
struct Names {
    cudnnBackendDescriptorType_t operation;
    cudnnBackendAttributeName_t windows, image, filter, output, alpha, beta;
};
Names namesOf(Convolution::Of of) {
    switch (of) {
        case Convolution::Of::Image:
            return {CUDNN_BACKEND_OPERATION_CONVOLUTION_BACKWARD_DATA_DESCRIPTOR,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_CONV_DESC,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_DX,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_W,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_DY,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_ALPHA,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_BETA};
        case Convolution::Of::Filter:
            return {CUDNN_BACKEND_OPERATION_CONVOLUTION_BACKWARD_FILTER_DESCRIPTOR,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_CONV_DESC,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_X,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_DW,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_DY,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_ALPHA,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_BETA};
        default:
            return {CUDNN_BACKEND_OPERATION_CONVOLUTION_FORWARD_DESCRIPTOR,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_CONV_DESC,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_X,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_W,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_Y,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_ALPHA,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_BETA};
    }
}

/// An operation on each element of x, and of another that is broadcast (null: none).
Descriptor pointwise(Builder& b, cudnnPointwiseMode_t mode, Descriptor x, Descriptor other,
                     Descriptor y) {
    const Descriptor what = b.make(CUDNN_BACKEND_POINTWISE_DESCRIPTOR);
    b.set(what, CUDNN_ATTR_POINTWISE_MODE, CUDNN_TYPE_POINTWISE_MODE, mode);
    b.set(what, CUDNN_ATTR_POINTWISE_MATH_PREC, CUDNN_TYPE_DATA_TYPE, CUDNN_DATA_FLOAT);
    if (mode == CUDNN_POINTWISE_RELU_FWD) {  // as TensorFlow's
        b.set(what, CUDNN_ATTR_POINTWISE_NAN_PROPAGATION, CUDNN_TYPE_NAN_PROPOGATION,
              CUDNN_PROPAGATE_NAN);
    }
    b.finish(what);
    const Descriptor made = b.make(CUDNN_BACKEND_OPERATION_POINTWISE_DESCRIPTOR);
    b.set(made, CUDNN_ATTR_OPERATION_POINTWISE_PW_DESCRIPTOR, CUDNN_TYPE_BACKEND_DESCRIPTOR, what);
    b.set(made, CUDNN_ATTR_OPERATION_POINTWISE_XDESC, CUDNN_TYPE_BACKEND_DESCRIPTOR, x);
    if (other != nullptr) {
        b.set(made, CUDNN_ATTR_OPERATION_POINTWISE_BDESC, CUDNN_TYPE_BACKEND_DESCRIPTOR, other);
    }
    b.set(made, CUDNN_ATTR_OPERATION_POINTWISE_YDESC, CUDNN_TYPE_BACKEND_DESCRIPTOR, y);
    b.finish(made);
    return made;
}

Descriptor graphOf(Builder& b, const Convolution& conv, cudnnHandle_t handle) {
    const Windows& w = conv.windows;
    const std::array<std::int64_t, 4> outDims = {w.batch, conv.filters, w.outRows, w.outColumns};
    const Descriptor image =
        tensorOf(b, kImageId, conv.type, {w.batch, w.channels, w.rows, w.columns});
    const Descriptor filter =
        tensorOf(b, kFilterId, conv.type, {conv.filters, conv.groupChannels, w.high, w.wide});
    const Descriptor output = tensorOf(b, kOutputId, conv.type, outDims);
    const Descriptor product =
        conv.addsBias ? tensorOf(b, kProductId, conv.type, outDims, true) : output;
    const Descriptor windows = windowsDescriptor(b, w);
    const Names names = namesOf(conv.of);
    const float one = 1;
    const float zero = 0;
    std::vector<Descriptor> operations = {b.make(names.operation)};
    b.set(operations[0], names.windows, CUDNN_TYPE_BACKEND_DESCRIPTOR, windows);
    b.set(operations[0], names.image, CUDNN_TYPE_BACKEND_DESCRIPTOR, image);
    b.set(operations[0], names.filter, CUDNN_TYPE_BACKEND_DESCRIPTOR, filter);
    b.set(operations[0], names.output, CUDNN_TYPE_BACKEND_DESCRIPTOR, product);
    b.set(operations[0], names.alpha, CUDNN_TYPE_FLOAT, one);
    b.set(operations[0], names.beta, CUDNN_TYPE_FLOAT, zero);
    b.finish(operations[0]);
    if (conv.addsBias) {
        const Descriptor bias = tensorOf(b, kBiasId, conv.type, {1, conv.filters, 1, 1});
        const Descriptor sum =
            conv.isRectified ? tensorOf(b, kSumId, conv.type, outDims, true) : output;
        operations.push_back(pointwise(b, CUDNN_POINTWISE_ADD, product, bias, sum));
        if (conv.isRectified) {
            operations.push_back(pointwise(b, CUDNN_POINTWISE_RELU_FWD, sum, nullptr, output));
        }
    }
    const Descriptor graph = b.make(CUDNN_BACKEND_OPERATIONGRAPH_DESCRIPTOR);
    b.set(graph, CUDNN_ATTR_OPERATIONGRAPH_OPS, CUDNN_TYPE_BACKEND_DESCRIPTOR, operations.data(),
          static_cast<std::int64_t>(operations.size()));
    b.set(graph, CUDNN_ATTR_OPERATIONGRAPH_HANDLE, CUDNN_TYPE_HANDLE, handle);
    b.finish(graph);
    return graph;
}

/// Whether an engine's numbers are those that are asked for.
bool isWanted(Descriptor config, const Call& call, std::int32_t type, Builder& b) {
    Descriptor engine = b.make(CUDNN_BACKEND_ENGINE_DESCRIPTOR);
    std::int64_t count = 0;
    cudnn().cudnnBackendGetAttribute(config, CUDNN_ATTR_ENGINECFG_ENGINE,
                                     CUDNN_TYPE_BACKEND_DESCRIPTOR, 1, &count, &engine);
    std::array<cudnnBackendNumericalNote_t, CUDNN_NUMERICAL_NOTE_TYPE_COUNT> notes{};
    cudnn().cudnnBackendGetAttribute(engine, CUDNN_ATTR_ENGINE_NUMERICAL_NOTE,
                                     CUDNN_TYPE_NUMERICAL_NOTE,
                                     static_cast<std::int64_t>(notes.size()), &count, notes.data());
    const bool isExact = type == kFloat && (call.flags & kTf32) == 0;
    for (std::int64_t i = 0; i < count; ++i) {
        const cudnnBackendNumericalNote_t note = notes[static_cast<std::size_t>(i)];
        const bool rounds = note == CUDNN_NUMERICAL_NOTE_TENSOR_CORE ||
                            note == CUDNN_NUMERICAL_NOTE_DOWN_CONVERT_INPUTS ||
                            note == CUDNN_NUMERICAL_NOTE_REDUCED_PRECISION_REDUCTION;
        const bool varies = note == CUDNN_NUMERICAL_NOTE_NONDETERMINISTIC;
        if ((isExact && rounds) || ((call.flags & kDeterministic) != 0 && varies)) { return false; }
    }
    return true;
}

/// The engines that a heuristic names, best first.
std::vector<Descriptor> configsOf(Builder& b, Descriptor graph, cudnnBackendHeurMode_t mode) {
    const Descriptor heuristics = b.make(CUDNN_BACKEND_ENGINEHEUR_DESCRIPTOR);
    b.set(heuristics, CUDNN_ATTR_ENGINEHEUR_OPERATION_GRAPH, CUDNN_TYPE_BACKEND_DESCRIPTOR, graph);
    b.set(heuristics, CUDNN_ATTR_ENGINEHEUR_MODE, CUDNN_TYPE_HEUR_MODE, mode);
    if (!b.tryFinish(heuristics)) { return {}; }
    std::int64_t count = 0;
    cudnn().cudnnBackendGetAttribute(heuristics, CUDNN_ATTR_ENGINEHEUR_RESULTS,
                                     CUDNN_TYPE_BACKEND_DESCRIPTOR, 0, &count, nullptr);
    std::vector<Descriptor> configs;
    for (std::int64_t i = 0; i < count; ++i) {
        configs.push_back(b.make(CUDNN_BACKEND_ENGINECFG_DESCRIPTOR));
    }
    std::int64_t given = 0;
    cudnn().cudnnBackendGetAttribute(heuristics, CUDNN_ATTR_ENGINEHEUR_RESULTS,
                                     CUDNN_TYPE_BACKEND_DESCRIPTOR, count, &given, configs.data());
    configs.resize(static_cast<std::size_t>(given));
    return configs;
}

std::int64_t scratchBytes(Descriptor plan) {
    std::int64_t count = 0;
    std::int64_t bytes = 0;
    cudnn().cudnnBackendGetAttribute(plan, CUDNN_ATTR_EXECUTION_PLAN_WORKSPACE_SIZE,
                                     CUDNN_TYPE_INT64, 1, &count, &bytes);
    return bytes;
}

/// Image, filter, output, and the bias where there is one.
using Operands = std::array<void*, 4>;

cudnnStatus_t execute(cudnnHandle_t handle, Descriptor plan, const Operands& operands,
                      void* scratch, Stream stream) {
    Builder b;
    const std::array<std::int64_t, 4> ids = {kImageId, kFilterId, kOutputId, kBiasId};
    const std::int64_t count = operands[3] != nullptr ? 4 : 3;
    const Descriptor pack = b.make(CUDNN_BACKEND_VARIANT_PACK_DESCRIPTOR);
    b.set(pack, CUDNN_ATTR_VARIANT_PACK_DATA_POINTERS, CUDNN_TYPE_VOID_PTR, operands.data(), count);
    b.set(pack, CUDNN_ATTR_VARIANT_PACK_UNIQUE_IDS, CUDNN_TYPE_INT64, ids.data(), count);
    b.set(pack, CUDNN_ATTR_VARIANT_PACK_WORKSPACE, CUDNN_TYPE_VOID_PTR, scratch);
    b.finish(pack);
    cudnnStatus_t status = b.status();
    if (status == CUDNN_STATUS_SUCCESS) { status = cudnn().cudnnSetStream(handle, stream); }
    return status == CUDNN_STATUS_SUCCESS ? cudnn().cudnnBackendExecute(handle, plan, pack)
                                          : status;
}

/// The plan that takes least time, the first where none can be timed.
Descriptor fastest(const Call& call, const Convolution& conv, cudnnHandle_t handle,
                   const std::vector<Descriptor>& plans) {
    const Windows& w = conv.windows;
    std::int64_t most = 0;
    for (const Descriptor plan : plans) { most = std::max(most, scratchBytes(plan)); }
    const auto bytes = [&](std::int64_t elements) {
        return static_cast<std::size_t>(elements * bytesOfType(conv.type));
    };
    const Stopwatch watch(call.stream, {bytes(w.batch * w.rows * w.columns * w.channels),
                                        bytes(conv.filters * w.high * w.wide * conv.groupChannels),
                                        bytes(w.batch * w.outRows * w.outColumns * conv.filters),
                                        bytes(conv.filters), static_cast<std::size_t>(most)});
    const Operands operands = {watch.piece(0), watch.piece(1), watch.piece(2),
                               conv.addsBias ? watch.piece(3) : nullptr};
    Descriptor best = plans.front();
    float least = std::numeric_limits<float>::infinity();
    for (const Descriptor plan : plans) {
        const float time = watch.shortest([&] {
            return execute(handle, plan, operands, watch.piece(4), call.stream) ==
                   CUDNN_STATUS_SUCCESS;
        });
        if (time < least) {
            least = time;
            best = plan;
        }
    }
    return best;
}

/// The plan of the first engine that will do, or of the fastest of the first ones; or null.
Descriptor planOf(Builder& b, const Call& call, const Convolution& conv, cudnnHandle_t handle) {
    const Descriptor graph = graphOf(b, conv, handle);
    if (b.status() != CUDNN_STATUS_SUCCESS) { return nullptr; }
    const std::size_t wanted = (call.flags & kAutotune) != 0 ? kTimedCandidates : 1;
    std::vector<Descriptor> plans;
    for (const auto mode : {CUDNN_HEUR_MODE_A, CUDNN_HEUR_MODE_FALLBACK}) {
        for (const Descriptor config : configsOf(b, graph, mode)) {
            if (plans.size() == wanted) { break; }
            if (!isWanted(config, call, conv.type, b)) { continue; }
            const Descriptor plan = b.make(CUDNN_BACKEND_EXECUTION_PLAN_DESCRIPTOR);
            b.set(plan, CUDNN_ATTR_EXECUTION_PLAN_HANDLE, CUDNN_TYPE_HANDLE, handle);
            b.set(plan, CUDNN_ATTR_EXECUTION_PLAN_ENGINE_CONFIG, CUDNN_TYPE_BACKEND_DESCRIPTOR,
                  config);
            if (b.tryFinish(plan)) { plans.push_back(plan); }
        }
        if (!plans.empty()) { break; }
    }
    if (plans.size() < 2) { return plans.empty() ? nullptr : plans.front(); }
    return fastest(call, conv, handle, plans);
}

cudnnHandle_t handleOf(Card& card) {
    if (card.cudnn == nullptr && cudnn().cudnnCreate(&card.cudnn) != CUDNN_STATUS_SUCCESS) {
        card.cudnn = nullptr;
    }
    return card.cudnn;
}

}  // namespace

const char* convolutionObstacle() {
    return cudnn().obstacle.empty() ? nullptr : cudnn().obstacle.c_str();
}

std::int32_t prepareConvolution(const Call& call, const Convolution& conv, Plan& plan) {
    if (const char* why = convolutionObstacle()) { return say(call, kUnimplemented, why); }
    Card& card = cardOf(call);
    const std::lock_guard lock(card.mutex);
    cudnnHandle_t handle = handleOf(card);
    if (handle == nullptr) { return say(call, kUnimplemented, "cuDNN did not start"); }
    Builder b;
    const Descriptor made = planOf(b, call, conv, handle);
    if (made == nullptr) {
        const bool failed = b.status() != CUDNN_STATUS_SUCCESS;
        return say(call, kUnimplemented,
                   failed ? cudnn().cudnnGetErrorString(b.status())
                          : "cuDNN has no engine for this convolution");
    }
    b.keep(made);
    plan.scratchBytes = scratchBytes(made);
    plan.state = made;
    plan.drop = [](void* state) {
        cudnn().cudnnBackendDestroyDescriptor(static_cast<Descriptor>(state));
    };
    return kOk;
}

std::int32_t runConvolution(const Call& call, const Convolution& /*conv*/, void* image,
                            void* filter, void* output, void* scratch, void* bias) {
    Card& card = cardOf(call);
    const std::lock_guard lock(card.mutex);
    const cudnnStatus_t status = execute(card.cudnn, static_cast<Descriptor>(call.state),
                                         {image, filter, output, bias}, scratch, call.stream);
    return status == CUDNN_STATUS_SUCCESS
               ? kOk
               : say(call, kAborted, cudnn().cudnnGetErrorString(status));
}

}  // namespace weft::gpu
