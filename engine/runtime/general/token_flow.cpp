// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/general/token_flow.h"

#include <algorithm>
#include <functional>

#include "engine/base/strings.h"

namespace weft {
namespace {

const Token kDead{Token::State::Dead, Tensor(), nullptr};
const Token kSignal{Token::State::Alive, Tensor(), nullptr};  // along control edges

}  // namespace

TokenFlow::TokenFlow(const GeneralProgram& program)
    : m_program(program),
      m_fetched(program.fetches.size()),
      m_freeIterations(program.frames.size()),
      m_freeFrames(program.frames.size()) {}

void TokenFlow::begin() {
    end();
    if (m_freeFrames[0].empty()) {
        m_frameRuns.push_back(std::make_unique<FrameRun>());
        m_freeFrames[0].push_back(m_frameRuns.back().get());
    }
    m_root = m_freeFrames[0].back();
    m_freeFrames[0].pop_back();
    Iteration& first = addIteration(*m_root);
    for (const std::int32_t source : m_program.frames[0].sources) {
        const TokenNode& node = m_program.nodes[at(source)];
        first.nodes[at(node.place)].isListed = true;
        list(first, node.rank);
    }
}

void TokenFlow::end() {
    if (m_root != nullptr) { forget(*m_root); }
    m_root = nullptr;
    for (Token& token : m_fetched) { token = Token(); }
}

void TokenFlow::list(Iteration& iteration, std::int32_t rank) {
    iteration.ready.push_back(rank);
    std::push_heap(iteration.ready.begin(), iteration.ready.end(), std::greater<>());
}

TokenFlow::Iteration& TokenFlow::addIteration(FrameRun& frame) {
    std::vector<Iteration*>& free = m_freeIterations[at(frame.frame)];
    const TokenFrame& shape = m_program.frames[at(frame.frame)];
    if (free.empty()) {
        m_iterations.push_back(std::make_unique<Iteration>());
        free.push_back(m_iterations.back().get());
        free.back()->nodes.resize(shape.nodes.size());
        free.back()->values.resize(at(shape.values));
    }
    Iteration& made = *free.back();
    free.pop_back();
    made.frame = &frame;
    for (std::size_t place = 0; place < shape.nodes.size(); ++place) {
        const TokenNode& node = m_program.nodes[at(shape.nodes[place])];
        const bool isFed =
            node.kind == TokenNode::Kind::Merge && node.tokenInputs < node.inputs.count;
        made.nodes[place] = {.tokens = node.waits, .isAlive = isFed};
    }
    frame.iterations.push_back(&made);
    for (const auto& [edge, token] : frame.constants) { deliver(&made, edge, token, true); }
    return made;
}

/// The frame as entered from an iteration around it.
TokenFlow::FrameRun& TokenFlow::enter(Iteration& around, std::int32_t frame) {
    const auto known = std::find_if(around.frames.begin(), around.frames.end(),
                                    [&](const FrameRun* run) { return run->frame == frame; });
    FrameRun* run = known == around.frames.end() ? nullptr : *known;
    if (run == nullptr) {
        std::vector<FrameRun*>& free = m_freeFrames[at(frame)];
        if (free.empty()) {
            m_frameRuns.push_back(std::make_unique<FrameRun>());
            free.push_back(m_frameRuns.back().get());
        }
        run = free.back();
        free.pop_back();
        run->frame = frame;
        run->around = &around;
        run->enters = m_program.frames[at(frame)].enters;
        around.frames.push_back(run);
        addIteration(*run);
    }
    if (!run->isListed) {
        run->isListed = true;
        list(around, m_program.frames[at(frame)].rank);
    }
    return *run;
}

void TokenFlow::giveBack(Iteration& iteration) {
    for (Token& token : iteration.values) {
        if (token.state != Token::State::Absent) { token = Token(); }
    }
    iteration.ready.clear();
    iteration.frames.clear();
    iteration.parked = 0;
    m_freeIterations[at(iteration.frame->frame)].push_back(&iteration);
}

/// Drops the tokens of a frame and of all those in it, without recursion.
void TokenFlow::forget(FrameRun& frame) {
    std::vector<FrameRun*> stack = {&frame};
    while (!stack.empty()) {
        FrameRun& run = *stack.back();
        stack.pop_back();
        for (Iteration* iteration : run.iterations) {
            stack.insert(stack.end(), iteration->frames.begin(), iteration->frames.end());
            giveBack(*iteration);
        }
        run.iterations.clear();
        run.constants.clear();
        run.left.clear();
        run.isBegun = run.isListed = false;
        m_freeFrames[at(run.frame)].push_back(&run);
    }
}

/// The first iteration in which anything is ready. Iterations before it to which nothing can come
/// any more are given back.
TokenFlow::Iteration* TokenFlow::firstReady(FrameRun& frame) {
    while (frame.enters == 0 && frame.iterations.size() > 1 &&
           frame.iterations.front()->ready.empty() && frame.iterations.front()->parked == 0) {
        Iteration* done = frame.iterations.front();
        frame.iterations.pop_front();
        for (FrameRun* inner : done->frames) { forget(*inner); }
        giveBack(*done);
    }
    const auto found =
        std::find_if(frame.iterations.begin(), frame.iterations.end(),
                     [](const Iteration* iteration) { return !iteration->ready.empty(); });
    return found == frame.iterations.end() ? nullptr : *found;
}

/// Nothing in the frame is ready. Where all that enters it has come and nothing in it waits, it is
/// over, and what did not leave it never will.
void TokenFlow::finish(FrameRun& frame) {
    Iteration& around = *frame.around;
    std::pop_heap(around.ready.begin(), around.ready.end(), std::greater<>());
    around.ready.pop_back();
    frame.isListed = false;
    const bool mayGoOn =
        std::any_of(frame.iterations.begin(), frame.iterations.end(),
                    [](const Iteration* iteration) { return iteration->parked > 0; });
    if (frame.enters > 0 || mayGoOn) { return; }
    for (const std::int32_t exit : m_program.frames[at(frame.frame)].exits) {
        if (std::find(frame.left.begin(), frame.left.end(), exit) == frame.left.end()) {
            sendAlong(m_program.nodes[at(exit)], &around, {}, true);
        }
    }
    std::erase(around.frames, &frame);
    forget(frame);
}

void TokenFlow::park(const Turn& turn) {
    for (Iteration* i = turn.m_iteration; i != nullptr; i = i->frame->around) { ++i->parked; }
}

void TokenFlow::resume(const Turn& turn) {
    for (Iteration* i = turn.m_iteration; i != nullptr; i = i->frame->around) {
        --i->parked;
        FrameRun& frame = *i->frame;
        if (frame.around != nullptr && !frame.isListed) {
            frame.isListed = true;
            list(*frame.around, m_program.frames[at(frame.frame)].rank);
        }
    }
}

bool TokenFlow::next(Turn& turn) {
    FrameRun* frame = m_root;
    for (;;) {
        Iteration* iteration = firstReady(*frame);
        if (iteration == nullptr) {
            if (frame == m_root) { return false; }
            FrameRun* outer = frame->around->frame;
            finish(*frame);
            frame = outer;
            continue;
        }
        const std::int32_t rank = iteration->ready.front();
        const GeneralProgram::Rank& what = m_program.ranks[at(rank)];
        turn.m_iteration = iteration;
        turn.m_rank = rank;
        if (what.node >= 0) {
            std::pop_heap(iteration->ready.begin(), iteration->ready.end(), std::greater<>());
            iteration->ready.pop_back();
            return true;
        }
        frame = *std::find_if(iteration->frames.begin(), iteration->frames.end(),
                              [&](const FrameRun* run) { return run->frame == what.frame; });
        if (!frame->isBegun) {
            frame->isBegun = true;
            if (what.snapshots.count > 0) { return true; }
        }
    }
}

bool TokenFlow::isDead(const Turn& turn) const {
    const TokenNode& node = nodeAt(turn);
    const Iteration::Waiting& waiting = turn.m_iteration->nodes[at(node.place)];
    if (node.kind == TokenNode::Kind::Merge) { return !waiting.isAlive; }
    return waiting.isDead && node.kind != TokenNode::Kind::Trigger;
}

Status TokenFlow::send(const Turn& turn, std::span<const Token> outputs, bool isDead) {
    using Kind = TokenNode::Kind;
    const TokenNode& node = nodeAt(turn);
    Iteration& here = *turn.m_iteration;
    FrameRun& frame = *here.frame;
    Iteration* target = &here;
    for (std::int32_t i = 0; i < node.inputs.count; ++i) {
        const TokenInput& input = m_program.inputs[at(node.inputs.begin + i)];
        if (input.value >= 0) { here.values[at(input.value)] = Token(); }
    }
    if (node.kind == Kind::Enter) {
        FrameRun& inner = enter(here, node.inner);
        --inner.enters;
        if (node.isConstantEnter) {
            sendToAll(node, inner, outputs, isDead);
            return okStatus();
        }
        target = inner.iterations.front();
    } else if (node.kind == Kind::NextIteration) {
        if (isDead) { return okStatus(); }  // no iteration begins for what is not there
        const auto place = std::find(frame.iterations.begin(), frame.iterations.end(), &here);
        target = place + 1 == frame.iterations.end() ? &addIteration(frame) : *(place + 1);
    } else if (node.kind == Kind::Exit) {
        if (isDead) { return okStatus(); }  // told when the frame is over, see finish()
        const std::int32_t index = m_program.ranks[at(turn.m_rank)].node;
        if (std::find(frame.left.begin(), frame.left.end(), index) != frame.left.end()) {
            return invalidArgument("a value leaves the frame in more than one iteration");
        }
        frame.left.push_back(index);
        target = frame.around;
    }
    sendAlong(node, target, outputs, isDead);
    return okStatus();
}

void TokenFlow::sendAlong(const TokenNode& sender, Iteration* target,
                          std::span<const Token> outputs, bool isDead) {
    const bool fromEnter = sender.kind == TokenNode::Kind::Enter;
    for (std::int32_t e = 0; e < sender.edges.count; ++e) {
        const TokenEdge& edge = m_program.edges[at(sender.edges.begin + e)];
        const Token& made = isDead ? kDead : edge.output < 0 ? kSignal : outputs[at(edge.output)];
        deliver(target, edge, made, fromEnter);
    }
}

void TokenFlow::sendToAll(const TokenNode& sender, FrameRun& frame, std::span<const Token> outputs,
                          bool isDead) {
    for (std::int32_t e = 0; e < sender.edges.count; ++e) {
        const TokenEdge& edge = m_program.edges[at(sender.edges.begin + e)];
        const Token& made = isDead ? kDead : edge.output < 0 ? kSignal : outputs[at(edge.output)];
        frame.constants.emplace_back(edge, made);
        for (Iteration* iteration : frame.iterations) { deliver(iteration, edge, made, true); }
    }
}

void TokenFlow::deliver(Iteration* target, const TokenEdge& edge, const Token& token,
                        bool fromEnter) {
    if (edge.node < 0) {
        m_fetched[at(edge.input)] = token;
        return;
    }
    const TokenNode& node = m_program.nodes[at(edge.node)];
    Iteration::Waiting& waiting = target->nodes[at(node.place)];
    if (edge.input >= 0) { target->values[at(edge.input)] = token; }
    if (node.kind == TokenNode::Kind::Merge) {
        if (arriveAtMerge(*target, node, edge, token, fromEnter)) { list(*target, node.rank); }
        return;
    }
    waiting.isDead = waiting.isDead || token.state == Token::State::Dead;
    if (--waiting.tokens == 0) { list(*target, node.rank); }
}

/// A Merge waits for its control inputs and for one input that is alive, or for all to be dead; in a
/// loop whose Enter is dead nothing will come from an iteration before.
/// @return whether it is ready now.
bool TokenFlow::arriveAtMerge(Iteration& iteration, const TokenNode& node, const TokenEdge& edge,
                              const Token& token, bool fromEnter) const {
    Iteration::Waiting& waiting = iteration.nodes[at(node.place)];
    if (edge.input < 0) {
        --waiting.tokens;
    } else if (token.state == Token::State::Alive) {
        waiting.isAlive = true;
    } else {
        ++waiting.dead;
        waiting.isDead = waiting.isDead || fromEnter;
    }
    const bool isSettled = waiting.isAlive || waiting.isDead || waiting.dead == node.tokenInputs;
    if (waiting.isListed || waiting.tokens > 0 || !isSettled) { return false; }
    waiting.isListed = true;
    return true;
}

}  // namespace weft
