// SPDX-License-Identifier: Apache-2.0
/// @file
/// GeneralRun: what a node reads, and its kernel. A variable is known before the run, or by the token
/// that came, which carries it (a reference) or names it (a resource handle).

#include <algorithm>
#include <functional>
#include <optional>

#include "engine/base/strings.h"
#include "engine/runtime/general/general_run.h"
#include "engine/runtime/session_variables.h"

namespace weft {

VariablesLocked::VariablesLocked(std::vector<Variable*>& variables) ABSL_NO_THREAD_SAFETY_ANALYSIS
    : m_variables(variables) {
    std::sort(variables.begin(), variables.end(), std::less<>());
    variables.erase(std::unique(variables.begin(), variables.end()), variables.end());
    for (const Variable* variable : variables) { variable->mutex().lock(); }
}

VariablesLocked::~VariablesLocked() ABSL_NO_THREAD_SAFETY_ANALYSIS {
    for (const Variable* variable : m_variables) { variable->mutex().unlock(); }
}

/// Which variables the inputs lead to.
Status GeneralRun::findVariables(const RunContext& context, const Turn& turn, std::int32_t from,
                                 std::int32_t count) {
    const TokenNode& node = nodeAt(turn);
    m_locked.clear();
    m_found.clear();
    for (std::int32_t i = from; i < from + count; ++i) {
        const TokenInput& input = inputOf(node, i);
        Variable*& variable = m_behind[at(i)];
        variable = nullptr;
        if (input.use.variable >= 0) {
            variable = m_program.variables[at(input.use.variable)].get();
        } else if (input.use.variable == VariableMap::kAtRun) {
            const Token token = tokenOf(turn, input);
            if (token.variable == nullptr) {
                m_found.push_back(WEFT_TRY(variableNamed(token.value, *context.resources)));
            }
            variable = token.variable != nullptr ? token.variable : m_found.back().get();
        }
        if (variable != nullptr) { m_locked.push_back(variable); }
    }
    return okStatus();
}

Status GeneralRun::readOperands(const RunContext& context, const Turn& turn, std::int32_t from,
                                std::int32_t count) {
    const TokenNode& node = nodeAt(turn);
    for (std::int32_t i = from; i < from + count; ++i) {
        const TokenInput& input = inputOf(node, i);
        m_inputs[at(i)] =
            input.feed >= 0 ? &m_feeds[at(input.feed)] : &m_flow.input(turn, input.value).value;
        m_variables[at(i)] = nullptr;
        if (m_behind[at(i)] != nullptr) { WEFT_TRY(readVariable(context, turn, i)); }
    }
    return okStatus();
}

Status GeneralRun::readVariable(const RunContext& context, const Turn& turn, std::int32_t i) {
    const TokenNode& node = nodeAt(turn);
    const TokenInput& input = inputOf(node, i);
    Variable& variable = *m_behind[at(i)];
    const std::int32_t snapshot = snapshotFor(turn, input, variable);
    std::int32_t device = -1;
    if (snapshot >= 0) {
        m_inputs[at(i)] = &m_taken[at(snapshot)].value;
        if (!m_inputs[at(i)]->valid()) { return uninitialized(variable); }
        device = m_program.snapshots[at(snapshot)].device;
    } else {
        if (!variable.initialized()) {
            WEFT_TRY(checkEmpty(variable, node.call, input.use.byReference, input.use.byHandle));
        }
        m_inputs[at(i)] = input.use.byReference ? nullptr : &variable.value();
        m_variables[at(i)] = input.use.byReference ? &variable : nullptr;
        device = deviceOf(variable);
    }
    if (m_inputs[at(i)] != nullptr && device >= 0 && device != node.call.device) {
        m_copied[at(i)] =
            WEFT_TRY(copyToDevice(*m_inputs[at(i)], context.devices->at(node.call.device)));
        m_inputs[at(i)] = &m_copied[at(i)];
    }
    return okStatus();
}

std::int32_t GeneralRun::deviceOf(const Variable& variable) const {
    for (std::size_t v = 0; v < m_program.variables.size(); ++v) {
        if (m_program.variables[v].get() == &variable) { return m_program.variableDevices[v]; }
    }
    return -1;
}

/// The copy that is read instead of the variable, or -1.
std::int32_t GeneralRun::snapshotFor(const Turn& turn, const TokenInput& input,
                                     const Variable& variable) const {
    if (input.use.byReference || m_taken.empty()) { return -1; }
    std::int32_t found = input.snapshot;
    if (input.use.variable == VariableMap::kAtRun) {
        const std::int32_t node = m_program.ranks[at(turn.rank())].node;
        for (std::size_t s = 0; s < m_program.snapshots.size(); ++s) {
            const GeneralProgram::Snapshot& snapshot = m_program.snapshots[s];
            const auto& readers = snapshot.readers;
            const bool isOfIt = m_program.variables[at(snapshot.variable)].get() == &variable;
            if (isOfIt && std::find(readers.begin(), readers.end(), node) != readers.end()) {
                found = static_cast<std::int32_t>(s);
            }
        }
    }
    return found >= 0 && m_taken[at(found)].isTaken ? found : -1;
}

Status GeneralRun::takeSnapshots(const RunContext& context, Range snapshots) {
    for (std::int32_t s = snapshots.begin; s < snapshots.begin + snapshots.count; ++s) {
        const GeneralProgram::Snapshot& snapshot = m_program.snapshots[at(s)];
        const Variable& variable = *m_program.variables[at(snapshot.variable)];
        Taken& taken = m_taken[at(s)];
        taken = {.isTaken = true};
        const MutexLock lock(variable.mutex());
        if (variable.initialized()) {
            taken.value =
                WEFT_TRY(copyToDevice(variable.value(), context.devices->at(snapshot.device)));
        }
    }
    return okStatus();
}

/// What the node is about to read, as far as it can be told: a variable as it is now.
Status GeneralRun::showInputs(const Turn& turn) {
    const TokenNode& node = nodeAt(turn);
    m_shown.clear();
    for (std::int32_t i = 0; i < node.inputs.count; ++i) {
        const TokenInput& input = inputOf(node, i);
        Token token = tokenOf(turn, input);
        const Variable* variable = input.use.variable >= 0
                                       ? m_program.variables[at(input.use.variable)].get()
                                       : token.variable;
        if (variable == nullptr) {
            m_shown.push_back(std::move(token.value));
            continue;
        }
        const std::int32_t snapshot = snapshotFor(turn, input, *variable);
        const MutexLock lock(variable->mutex());
        const Tensor now = variable->initialized() ? variable->value() : Tensor();
        m_shown.push_back(snapshot >= 0 ? m_taken[at(snapshot)].value : now);
    }
    // What this holds must not keep a kernel from writing in place.
    const Status status = m_watcher->before(*node.call.node, node.isTold, m_shown);
    m_shown.clear();
    return status;
}

void GeneralRun::showOutputs(const TokenNode& node) {
    m_shown.clear();
    for (std::int32_t o = 0; o < node.call.outputs.count && at(o) < m_tokens.size(); ++o) {
        m_shown.push_back(m_tokens[at(o)].value);
    }
    m_watcher->after(*node.call.node, m_shown);
    m_shown.clear();
}

Status GeneralRun::callKernel(const RunContext& context, const Turn& turn) {
    const TokenNode& node = nodeAt(turn);
    const Node& called = *node.call.node;
    ShapeMemo& memo = m_memos[at(m_program.ranks[at(turn.rank())].node)];
    const auto count = at(node.inputs.count);
    const NodeOperands operands{{m_inputs.data(), count}, {m_variables.data(), count}};
    WEFT_TRY(updateShapes(node.call, operands, memo));
    m_results.assign(at(node.call.outputs.count), Tensor());
    if (node.call.kind == Instruction::Kind::Alias) {
        m_results[0] = WEFT_TRY(aliasOf(*m_inputs[at(node.call.aliased)], memo));
    } else {
        WEFT_TRY(allocateResults(context, node, memo));
        std::optional<Parking> parking;
        if (node.mayWait) { parking.emplace(m_bell); }
        WEFT_TRY(callNode(context, node.call, operands, memo, m_results));
        if (parking) { m_left = parking->take(); }
        if (m_left != nullptr) { return okStatus(); }
    }
    for (std::size_t o = 0; o < m_results.size(); ++o) {
        Token token{Token::State::Alive, std::move(m_results[o]), nullptr};
        if (called.outputs[o].isRef) { token.variable = m_variables[at(called.op->forwardsRef)]; }
        m_tokens.push_back(std::move(token));
    }
    return okStatus();
}

Status GeneralRun::allocateResults(const RunContext& context, const TokenNode& node,
                                   const ShapeMemo& memo) {
    const Node& called = *node.call.node;
    const std::int32_t device = outputDevice(*context.devices, node.call);
    Allocator& allocator = context.devices->at(device).allocator();
    for (std::size_t o = 0; o < m_results.size(); ++o) {
        const OutputInfo& output = called.outputs[o];
        if (output.isRef || called.op->isDynamicOutput(static_cast<int>(o))) { continue; }
        const std::int32_t candidate = o == 0 ? node.call.inPlace : -1;
        // A token that nobody else holds may be written over. Not what is fed, nor a variable.
        if (candidate >= 0 && isPlain(output.type) && m_behind[at(candidate)] == nullptr &&
            inputOf(node, candidate).feed < 0 &&
            canReuse(*m_inputs[at(candidate)], output.type, memo.outputs[o])) {
            m_results[o] = *m_inputs[at(candidate)];
            continue;
        }
        m_results[o] = WEFT_TRY(Tensor::allocate(output.type, memo.outputs[o], allocator));
    }
    return okStatus();
}

}  // namespace weft
