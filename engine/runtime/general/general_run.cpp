// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/general/general_run.h"

#include <algorithm>
#include <mutex>

#include "engine/base/strings.h"
#include "engine/kernel/state/step_resources.h"
#include "engine/runtime/run/flow_tally.h"
#include "engine/runtime/session_variables.h"

namespace weft {
namespace {

constexpr std::int32_t kNone = -1;

bool flows(TokenNode::Kind kind) {
    using Kind = TokenNode::Kind;
    return kind == Kind::Pass || kind == Kind::Enter || kind == Kind::Exit ||
           kind == Kind::NextIteration;
}

Token alive(Tensor value) { return {Token::State::Alive, std::move(value), nullptr}; }

}  // namespace

GeneralRun::GeneralRun(const GeneralProgram& program)
    : m_program(program),
      m_flow(program),
      m_memos(program.nodes.size()),
      m_taken(program.snapshots.size()) {
    std::int32_t widest = 0;
    for (const TokenNode& node : program.nodes) {
        widest = std::max(widest, node.inputs.count);
        m_faults.watch(node.call);
    }
    m_inputs.resize(at(widest));
    m_variables.resize(at(widest));
    m_behind.resize(at(widest));
    m_copied.resize(at(widest));
}

Status GeneralRun::run(const RunContext& context, std::span<const Tensor> feeds,
                       std::vector<Tensor>& fetches) {
    m_startNs = context.statistics != nullptr ? nowNs() : 0;
    m_watcher = CallWatcher::ofThisThread();
    if (feeds.size() != m_program.feeds.size()) {
        return invalidArgument(
            concat("wrong number of feeds: got ", feeds.size(), ", want ", m_program.feeds.size()));
    }
    for (std::size_t i = 0; i < feeds.size(); ++i) {
        WEFT_TRY(checkFeed(m_program.feeds[i], feeds[i]));
    }
    m_feeds.assign(feeds.begin(), feeds.end());
    m_flow.begin();
    const StepResourcesScope resources(m_stepResources, context.asked);
    Status status = runNodes(context);
    if (status.ok()) { status = fetch(fetches); }
    if (status.ok()) { status = m_faults.take(); }
    m_parked.clear();
    m_left = nullptr;
    m_flow.end();
    m_watcher = nullptr;
    m_shown.clear();
    m_feeds.clear();
    m_tokens.clear();
    m_results.clear();
    m_found.clear();
    for (Tensor& copy : m_copied) { copy = Tensor(); }
    for (Taken& taken : m_taken) { taken = {}; }
    m_stepResources.clear();
    return status;
}

Status GeneralRun::runNodes(const RunContext& context) {
    Turn turn;
    for (;;) {
        WEFT_TRY(context.check());
        if (m_bell.rang()) { WEFT_TRY(resumeParked(context)); }
        if (!m_flow.next(turn)) {
            if (m_parked.empty()) { return okStatus(); }
            WEFT_TRY(waitForParked(context));
            continue;
        }
        const GeneralProgram::Rank& rank = m_program.ranks[at(turn.rank())];
        WEFT_TRY(takeSnapshots(context, rank.snapshots));
        if (rank.node == kNone) { continue; }  // a frame begins
        const TokenNode& node = m_program.nodes[at(rank.node)];
        if (m_flow.isDead(turn)) {
            WEFT_TRY(m_flow.send(turn, {}, true));
            continue;
        }
        if (m_watcher != nullptr) { WEFT_TRY(showInputs(turn)); }
        const std::int64_t before = context.statistics != nullptr ? nowNs() : 0;
        const Status status = runNode(context, turn);
        if (!status.ok()) { return described(context, node.call, node.call.node, status); }
        if (m_left != nullptr) {
            park(turn, before);
        } else {
            WEFT_TRY(finish(context, turn, before));
        }
    }
}

/// Sends what is in m_tokens.
Status GeneralRun::finish(const RunContext& context, const Turn& turn, std::int64_t startNs) {
    const TokenNode& node = nodeAt(turn);
    Status status = copyOutputs(context, node);
    if (status.ok() && m_watcher != nullptr) { showOutputs(node); }
    if (status.ok() && context.statistics != nullptr && node.isTold) {
        tell(*context.statistics, node, startNs);
    }
    if (status.ok()) { status = m_flow.send(turn, m_tokens, false); }
    return status.ok() ? status : described(context, node.call, node.call.node, status);
}

/// Fills m_tokens with what the node sends.
Status GeneralRun::runNode(const RunContext& context, const Turn& turn) {
    using Kind = TokenNode::Kind;
    const TokenNode& node = nodeAt(turn);
    m_tokens.clear();
    if (node.kind == Kind::Constant) {
        m_tokens.push_back(alive(m_program.constants[at(node.held)]));
    } else if (node.kind == Kind::Variable) {
        m_tokens.push_back(
            {Token::State::Alive, Tensor(), m_program.variables[at(node.held)].get()});
    } else if (flows(node.kind) && node.handsOn) {
        m_tokens.push_back(tokenOf(turn, inputOf(node, 0)));
        if (node.isTold) { return checkReference(node, m_tokens[0]); }
    } else if (node.kind != Kind::Trigger && (node.kind != Kind::Pass || node.inputs.count > 0)) {
        return compute(context, turn);
    }
    return okStatus();
}

/// What control flow hands on must have a value, as for TensorFlow's executor.
Status GeneralRun::checkReference(const TokenNode& node, const Token& token) {
    const Variable* const variable = token.variable;
    if (variable == nullptr) { return okStatus(); }
    const MutexLock lock(variable->mutex());
    return variable->initialized() ? okStatus() : checkEmpty(*variable, node.call, true, false);
}

Token GeneralRun::tokenOf(const Turn& turn, const TokenInput& input) const {
    return input.feed >= 0 ? alive(m_feeds[at(input.feed)]) : m_flow.input(turn, input.value);
}

/// Everything that looks at values: with the locks of the variables behind them.
Status GeneralRun::compute(const RunContext& context, const Turn& turn) {
    using Kind = TokenNode::Kind;
    const TokenNode& node = nodeAt(turn);
    std::int32_t from = 0;
    std::int32_t count = node.inputs.count;
    if (node.kind == Kind::Merge) {  // of its inputs it looks at the first one that is there
        const auto isThere = [&](const TokenInput& input) {
            return input.feed >= 0 || m_flow.input(turn, input.value).state == Token::State::Alive;
        };
        while (!isThere(inputOf(node, from))) { ++from; }
        count = 1;
    }
    if (node.handsOn && node.kind != Kind::Compute) {  // RefSwitch, RefMerge
        m_tokens.assign(2, tokenOf(turn, inputOf(node, from)));
        WEFT_TRY(checkReference(node, m_tokens[0]));
        if (node.kind == Kind::Merge) {
            m_tokens[1] = alive(Tensor::scalar(from));
            return okStatus();
        }
        from = 1;
        count = 1;
    }
    WEFT_TRY(findVariables(context, turn, from, count));
    // The name of a queue never changes, and who waits for one must not keep others from it.
    if (node.call.node->opName.starts_with("Queue")) { m_locked.clear(); }
    const VariablesLocked locked(m_locked);
    WEFT_TRY(readOperands(context, turn, from, count));
    if (node.kind == Kind::Compute) { return callKernel(context, turn); }
    if (node.kind == Kind::Switch) { return choose(node); }
    m_tokens.push_back(alive(*m_inputs[at(from)]));
    if (node.kind == Kind::Merge) { m_tokens.push_back(alive(Tensor::scalar(from))); }
    return okStatus();
}

/// Switch: the way that is not taken is dead.
Status GeneralRun::choose(const TokenNode& node) {
    if (!node.handsOn) { m_tokens.assign(2, alive(*m_inputs[0])); }
    const int taken = WEFT_TRY(wayTaken(*m_inputs[1]));
    FlowTally::count(*node.call.node, taken);
    m_tokens[taken == 0 ? 1 : 0] = {Token::State::Dead, Tensor(), nullptr};
    return okStatus();
}

/// Adds a copy of each output that another device reads.
Status GeneralRun::copyOutputs(const RunContext& context, const TokenNode& node) {
    for (std::int32_t c = 0; c < node.copies.count; ++c) {
        const GeneralProgram::Copy& copy = m_program.copies[at(node.copies.begin + c)];
        Token token = m_tokens[at(copy.output)];
        if (token.value.valid()) {
            token.value = WEFT_TRY(copyToDevice(token.value, context.devices->at(copy.device)));
        }
        m_tokens.push_back(std::move(token));
    }
    return okStatus();
}

void GeneralRun::tell(StepStatistics& statistics, const TokenNode& node,
                      std::int64_t startNs) const {
    NodeStatistics told;
    told.device = node.call.device;
    told.label = node.call.node->opName;
    told.node = node.call.node->id;
    told.startNs = startNs - m_startNs;
    told.durationNs = nowNs() - startNs;
    for (std::int32_t o = 0; o < node.call.outputs.count; ++o) {
        const Tensor& value = m_tokens[at(o)].value;
        told.outputBytes += static_cast<std::int64_t>(value.bytes());
        if (value.valid()) { told.outputs.push_back(value.shape()); }
    }
    statistics.nodes.push_back(std::move(told));
}

Status GeneralRun::fetch(std::vector<Tensor>& fetches) const {
    fetches.resize(m_program.fetches.size());
    for (std::size_t i = 0; i < fetches.size(); ++i) {
        const GeneralProgram::Fetched& wanted = m_program.fetches[i];
        if (wanted.feed >= 0) {
            WEFT_TRY(handOut(m_feeds[at(wanted.feed)], fetches[i]));
            continue;
        }
        const Token& token = m_flow.fetched(static_cast<std::int32_t>(i));
        if (token.state != Token::State::Alive) {
            return invalidArgument(concat("Retval[", i, "] does not have value"));
        }
        std::unique_lock<Mutex> lock;
        if (token.variable != nullptr) { lock = std::unique_lock<Mutex>(token.variable->mutex()); }
        if (token.variable != nullptr && !token.variable->initialized()) {
            return uninitialized(*token.variable);
        }
        const Tensor& value = token.variable != nullptr ? token.variable->value() : token.value;
        if (!value.valid()) {
            return internalError(concat("fetch '", wanted.name, "' has no value"));
        }
        WEFT_TRY(handOut(value, fetches[i]));
    }
    return okStatus();
}

}  // namespace weft
