// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/gpu/gpu_node.h"

#include <algorithm>
#include <atomic>

#include "engine/base/strings.h"
#include "engine/device/gpu/gpu_device.h"
#include "engine/device/host_device.h"
#include "engine/kernel/kernel_registry.h"

namespace weft {
namespace {

/// Plans for shapes that a node keeps. What is on the card or in a recording may still need them, so
/// none is dropped before the node.
constexpr std::size_t kMostPlans = 4096;
constexpr std::size_t kMessageBytes = 512;

thread_local GpuRecorder* recorder = nullptr;

std::map<std::string, GpuWords, std::less<>>& wordsByOp() {
    static auto* const all = new std::map<std::string, GpuWords, std::less<>>;
    return *all;
}

std::vector<bool> repeated(const std::vector<bool>& values, std::int32_t times) {
    std::vector<bool> all;
    for (std::int32_t i = 0; i < times; ++i) {
        all.insert(all.end(), values.begin(), values.end());
    }
    return all;
}

}  // namespace

Result<gpu::View> gpuView(const Tensor& tensor) {
    if (tensor.rank() > gpu::kMostDims) {
        return unimplemented(concat("a tensor has too many axes for a GPU: got ", tensor.rank(),
                                    ", want at most ", gpu::kMostDims));
    }
    gpu::View view{};
    view.data = const_cast<std::byte*>(tensor.data());
    view.rank = tensor.rank();
    view.type = static_cast<std::int32_t>(tensor.dtype());
    for (int i = 0; i < tensor.rank(); ++i) { view.dims[i] = tensor.shape()[i]; }
    return view;
}

void noteHostRead(const std::string& what) {
    if (recorder != nullptr && recorder->m_obstacle.empty()) {
        recorder->m_obstacle = concat(what, " reads host memory");
    }
}

GpuWordsRegistration::GpuWordsRegistration(const char* op, GpuWords words) {
    wordsByOp()[op] = words;
}

GpuRecorder::GpuRecorder(bool keepsWords) : m_before(recorder), m_keepsWords(keepsWords) {
    recorder = this;
}

GpuRecorder::~GpuRecorder() { recorder = m_before; }

Status GpuRecorder::Counted::refresh() {
    KernelContext context(state);
    const auto next = WEFT_TRY(words(context, outputElements));
    DeviceMemory* memory = deviceMemoryOf(onCard);
    return memory->copyIn(onCard.mutableData(), next.data(), sizeof next);
}

/// The tensors of a call as the kernel sees them.
struct GpuNode::Operands {
    std::vector<gpu::View> inputs;
    std::vector<gpu::View> outputs;
    std::vector<Tensor> moved;  ///< copies of inputs that lay elsewhere
};

GpuNode::GpuNode(const Node& node, const gpu::Kernel& kernel, GpuCard& card, const void* own)
    : m_node(node),
      m_kernel(kernel),
      m_card(card),
      m_own(own),
      m_attrs(node),
      m_host(hostInputsOf(node, &kernel)),
      m_fault(kernel.checked == nullptr ? nullptr : card.takeFault()) {}

GpuNode::GpuNode(const Node& node, const gpu::Kernel& kernel, GpuCard& card, std::vector<bool> host)
    : m_node(node),
      m_kernel(kernel),
      m_card(card),
      m_own(nullptr),
      m_attrs(node),
      m_host(std::move(host)),
      m_fault(nullptr) {}

GpuNode::GpuNode(const GpuNode& first, std::int32_t parts)
    : m_node(first.m_node),
      m_kernel(first.m_kernel),
      m_card(first.m_card),
      m_own(first.m_own),
      m_attrs(first.m_node),
      m_host(repeated(first.m_host, parts)),
      m_fault(nullptr),
      m_parts(parts) {}

GpuNode::~GpuNode() {
    for (const auto& [shapes, plan] : m_plans) {
        if (plan.drop != nullptr) { plan.drop(plan.state); }
    }
    if (m_fault != nullptr) { m_card.keepFault(m_fault); }
}

Status GpuNode::takeFault() const {
    // The card wrote it before the event that the host waited for.
    const std::atomic_ref<std::uint64_t> first(m_fault->first);
    const std::uint64_t word = first.exchange(gpu::kNoFault);
    if (word == gpu::kNoFault) { return okStatus(); }
    return invalidArgument(concat("[", m_node.opName, "] ", m_kernel.checked, "[", word >> 32U,
                                  "] = ", static_cast<std::int32_t>(word & 0xFFFFFFFFU),
                                  " is not in [0, ", m_fault->limit, ") (node '", m_node.name,
                                  "', GPU:", m_card.index(), ")"));
}

Status GpuNode::gather(KernelContext& context, Operands& operands) const {
    const KernelContext::State& state = context.state();
    operands.moved.reserve(state.inputs.size());  // views point into it
    for (std::size_t i = 0; i < state.inputs.size(); ++i) {
        const Tensor* tensor = state.inputs[i];
        Variable* variable = state.variables.empty() ? nullptr : state.variables[i];
        if (tensor == nullptr) {
            if (deviceMemoryOf(variable->value()) != &m_card) {  // restored, or made on the host
                variable->set(WEFT_TRY(variable->value().clone(m_card)));
            }
            tensor = WEFT_TRY(variable->writable(m_card));
        } else if (!isPlain(tensor->dtype())) {
            operands.inputs.push_back({});
            continue;
        } else if (m_host[i]) {
            if (deviceMemoryOf(*tensor) != nullptr) {
                tensor = &operands.moved.emplace_back(WEFT_TRY(tensor->clone()));
            }
        } else if (deviceMemoryOf(*tensor) != &m_card) {
            noteHostRead(concat("'", m_node.name, "'"));
            tensor = &operands.moved.emplace_back(WEFT_TRY(tensor->clone(m_card)));
        }
        operands.inputs.push_back(WEFT_TRY(gpuView(*tensor)));
    }
    for (std::size_t i = 0; i < state.outputs.size(); ++i) {
        const bool isRef = m_node.outputs[i].isRef;
        operands.outputs.push_back(isRef ? gpu::View{} : WEFT_TRY(gpuView(state.outputs[i])));
    }
    return okStatus();
}

/// What Prepare found for these shapes; asked where they are new.
Result<const gpu::Plan*> GpuNode::planFor(const Operands& operands, gpu::Call& call) const {
    static constexpr gpu::Plan kNothing{nullptr, nullptr, 0, 1};
    if (m_kernel.prepare == nullptr) { return &kNothing; }
    std::vector<std::int64_t> shapes;
    for (const auto* views : {&operands.inputs, &operands.outputs}) {
        for (const gpu::View& view : *views) {
            shapes.push_back(view.rank);
            shapes.insert(shapes.end(), view.dims, view.dims + view.rank);
        }
    }
    const MutexLock lock(m_mutex);
    const auto known = m_plans.find(shapes);
    if (known != m_plans.end()) { return &known->second; }
    if (m_plans.size() >= kMostPlans) {
        return resourceExhausted(
            concat("a GPU kernel met too many shapes: want at most ", kMostPlans));
    }
    gpu::Plan made = kNothing;
    if (const std::int32_t error = m_kernel.prepare(call, made); error != 0) {
        return m_card.failed(error, call.message);
    }
    return &m_plans.emplace(std::move(shapes), made).first->second;
}

Result<Tensor> GpuNode::wordsFor(KernelContext& context) const {
    const auto found = wordsByOp().find(m_node.opName);
    if (found == wordsByOp().end()) { return Tensor(); }
    // Written before a recording is replayed: none of its kernels may have had the memory before.
    const StreamScope apart(m_card, m_card.stream(), nullptr);
    GpuRecorder::Counted counted{found->second, context.state(), context.output(0).elements(),
                                 WEFT_TRY(Tensor::allocate(DType::UInt64, Shape{4}, m_card))};
    counted.state.parameters = m_own;
    counted.state.inputs = {};
    counted.state.outputs = {};
    counted.state.variables = {};
    Tensor words = counted.onCard;
    if (recorder != nullptr && recorder->m_keepsWords) {
        recorder->m_counted.push_back(std::move(counted));
    } else {
        WEFT_TRY(counted.refresh());
    }
    return words;
}

Status GpuNode::run(KernelContext& context) const {
    WEFT_TRY(m_card.state());
    if (m_kernel.checked != nullptr && m_fault == nullptr) {
        return resourceExhausted("no pinned memory for what the kernel finds");
    }
    Operands operands;
    WEFT_TRY(gather(context, operands));
    std::array<char, kMessageBytes> message{};
    const GpuOptions options = gpuOptions();
    gpu::Call call{};
    call.inputs = operands.inputs.data();
    call.outputs = operands.outputs.data();
    call.attrs = m_attrs.all().data();
    call.inputCount = static_cast<std::int32_t>(operands.inputs.size());
    call.outputCount = static_cast<std::int32_t>(operands.outputs.size());
    call.attrCount = static_cast<std::int32_t>(m_attrs.all().size());
    call.flags = (options.tf32 ? gpu::kTf32 : 0U) |
                 (options.deterministic ? gpu::kDeterministic : 0U) |
                 (options.autotune ? gpu::kAutotune : 0U);
    call.stream = m_card.stream();
    call.card = m_card.handle();
    call.message = message.data();
    call.messageBytes = kMessageBytes;
    call.fault = m_fault;
    call.parts = m_parts;
    m_card.backend().select(m_card.handle());
    const Result<const gpu::Plan*> found = planFor(operands, call);
    const bool isOfGraph = m_node.op != nullptr;
    if (found.status().code() == StatusCode::kUnimplemented && isOfGraph) {
        return runOnHost(context, std::string(messageOf(found.status())));
    }
    const gpu::Plan& plan = *WEFT_TRY(found);
    if (plan.capturable == 0 && recorder != nullptr && recorder->m_obstacle.empty()) {
        recorder->m_obstacle =
            concat("'", m_node.name, "' (", m_node.opName, ") cannot be recorded");
    }
    call.state = plan.state;
    Tensor scratch;
    if (plan.scratchBytes > 0) {
        scratch = WEFT_TRY(Tensor::allocate(DType::UInt8, Shape{plan.scratchBytes}, m_card));
        call.scratch = scratch.mutableData();
        call.scratchBytes = plan.scratchBytes;
    }
    const Tensor words = WEFT_TRY(wordsFor(context));
    if (words.valid()) { call.words = reinterpret_cast<const std::uint64_t*>(words.data()); }
    if (const std::int32_t error = m_kernel.run(call); error != 0) {
        return m_card.failed(error, call.message);
    }
    return m_card.launchError();
}

/// For what a card's library has no way. Variables are not among its inputs: updates need no Prepare.
Status GpuNode::runOnHost(KernelContext& context, const std::string& why) const {
    if (recorder != nullptr && recorder->m_obstacle.empty()) {
        recorder->m_obstacle =
            concat("'", m_node.name, "' (", m_node.opName, ") runs on the CPU: ", why);
    }
    const KernelDef* kernel = WEFT_TRY(KernelRegistry::global().find(m_node, "CPU"));
    KernelContext::State state = context.state();
    std::vector<Tensor> inputs;
    std::vector<const Tensor*> readable;
    for (const Tensor* input : state.inputs) { inputs.push_back(WEFT_TRY(onHost(*input))); }
    for (const Tensor& input : inputs) { readable.push_back(&input); }
    std::vector<Tensor> outputs;
    for (const Tensor& output : state.outputs) {
        outputs.push_back(WEFT_TRY(Tensor::allocate(output.dtype(), output.shape())));
    }
    const std::span<Tensor> onCard = state.outputs;
    state.inputs = readable;
    state.outputs = outputs;
    state.parameters = m_own;
    state.device = &hostDevice();
    KernelContext host(state);
    WEFT_TRY(kernel->run(host));
    for (std::size_t o = 0; o < outputs.size(); ++o) {
        WEFT_TRY(copyElementBytes(outputs[o], onCard[o]));
    }
    return okStatus();
}

Status runGpuNode(KernelContext& context) { return context.parameters<GpuNode>().run(context); }

}  // namespace weft
