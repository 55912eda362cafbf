// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "engine/runtime/general/general_program.h"

namespace weft {

/// What one node sends to another: a tensor, the name of a variable, or that there will be nothing.
struct Token {
    enum class State : std::uint8_t { Absent, Alive, Dead };
    State state = State::Absent;
    Tensor value;
    Variable* variable = nullptr;  ///< not owned: the value is what the variable then has
};

/// The tokens of a run under way, each with its tag: the iteration of the frame it is in. Says which
/// node runs next, as soon as its tokens are there: of those in one iteration the first by rank,
/// iterations one after the other, and a frame as a whole where it stands among the nodes around
/// it. That is the order of a plan's instructions, so both see the same values of variables.
/// Threading: one run at a time. Protocol: begin (next (send | park)? | resume send)* end.
/// Source   TensorFlow's white paper, section 4.4, and its executor's rules for dead tokens.
class TokenFlow {
    struct FrameRun;

    /// One iteration of a frame: which tokens have come.
    struct Iteration {
        struct Waiting {
            std::int32_t tokens = 0;  // still to come; of Merge: control tokens
            std::int32_t dead = 0;    // of Merge: inputs that are dead
            bool isAlive = false;     // of Merge: an input is
            bool isDead = false;      // anything that came is dead; of Merge: an Enter was
            bool isListed = false;    // of Merge: it is ready, or has run
        };
        FrameRun* frame = nullptr;
        std::vector<Waiting> nodes;       // by place
        std::vector<Token> values;        // what came, by TokenInput::value
        std::vector<std::int32_t> ready;  // ranks: a heap, the first on top
        std::vector<FrameRun*> frames;    // entered from here
        std::int32_t parked = 0;          // nodes here and in those frames that wait
    };

    /// A frame entered from one iteration of the frame around it.
    struct FrameRun {
        std::int32_t frame = 0;
        Iteration* around = nullptr;
        std::int32_t enters = 0;  // still to come
        bool isBegun = false;
        bool isListed = false;  // among what is ready around it
        std::deque<Iteration*> iterations;
        std::vector<std::pair<TokenEdge, Token>> constants;  // what every iteration gets
        std::vector<std::int32_t> left;                      // Exit nodes that ran
    };

public:
    /// A node, or a frame, whose turn it is.
    class Turn {
    public:
        std::int32_t rank() const { return m_rank; }  ///< index into GeneralProgram::ranks

    private:
        friend class TokenFlow;
        Iteration* m_iteration = nullptr;
        std::int32_t m_rank = 0;
    };

    /// @param program must outlive this.
    explicit TokenFlow(const GeneralProgram& program);

    /// What waits for nothing is ready.
    void begin();
    /// The next node, or a frame that begins and before which snapshots are to be taken; false when
    /// nothing is ready any more.
    bool next(Turn& turn);
    /// What came by an input.
    const Token& input(const Turn& turn, std::int32_t value) const {
        return turn.m_iteration->values[at(value)];
    }
    /// Whether the node must not run.
    bool isDead(const Turn& turn) const;
    /// Sends what the node made, or that it did not run, and forgets what it got.
    /// Errors: InvalidArgument when a value leaves a frame a second time.
    Status send(const Turn& turn, std::span<const Token> outputs, bool isDead);
    /// The node will send later; others go on meanwhile.
    void park(const Turn& turn);
    /// It sends next.
    void resume(const Turn& turn);
    /// What was sent last to a fetch.
    const Token& fetched(std::int32_t fetch) const { return m_fetched[at(fetch)]; }
    /// Forgets all tokens; after an error too.
    void end();

private:
    const TokenNode& nodeAt(const Turn& turn) const {
        return m_program.nodes[at(m_program.ranks[at(turn.m_rank)].node)];
    }
    FrameRun& enter(Iteration& around, std::int32_t frame);
    Iteration& addIteration(FrameRun& frame);
    Iteration* firstReady(FrameRun& frame);
    void finish(FrameRun& frame);
    void list(Iteration& iteration, std::int32_t rank);
    void sendAlong(const TokenNode& sender, Iteration* target, std::span<const Token> outputs,
                   bool isDead);
    void sendToAll(const TokenNode& sender, FrameRun& frame, std::span<const Token> outputs,
                   bool isDead);
    void deliver(Iteration* target, const TokenEdge& edge, const Token& token, bool fromEnter);
    bool arriveAtMerge(Iteration& iteration, const TokenNode& node, const TokenEdge& edge,
                       const Token& token, bool fromEnter) const;
    void forget(FrameRun& frame);
    void giveBack(Iteration& iteration);

    const GeneralProgram& m_program;
    FrameRun* m_root = nullptr;
    std::vector<Token> m_fetched;
    // All there are, and by frame those that are free.
    std::vector<std::unique_ptr<Iteration>> m_iterations;
    std::vector<std::unique_ptr<FrameRun>> m_frameRuns;
    std::vector<std::vector<Iteration*>> m_freeIterations;
    std::vector<std::vector<FrameRun*>> m_freeFrames;
};

}  // namespace weft
