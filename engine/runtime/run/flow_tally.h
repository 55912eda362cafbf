// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/graph/node.h"

namespace weft {

/// Counts which way the Switch nodes of calls send their values: how often loops go round, which
/// branches are taken. Calls of any session made on the thread of a FlowTally::OfCall are counted,
/// by whatever they are carried out; they give what they would have given. Without one each Switch
/// costs a look at a thread's own pointer. What a card replays from a recording is not counted.
/// Threading: one thread at a time. Complexity: constant a count; memory by the nodes of the graph.
class FlowTally {
public:
    /// How often a Switch sent its value to output 0 and 1. Of a loop's: how often it was left, and
    /// how many iterations that took.
    struct Ways {
        std::int64_t no = 0;
        std::int64_t yes = 0;
    };

    /// A step of one or more calls begins: what was counted before is forgotten.
    void beginStep() { m_step = ++m_call; }
    /// What another tally counted in its last call.
    void add(const FlowTally& other);
    bool isEmpty() const { return m_counted.empty(); }
    /// In the last call of the step that came to the node; zeros where none has.
    Ways of(NodeId node) const;

    /// Has one call on this thread counted, apart from those before. They nest; the innermost counts.
    class OfCall {
    public:
        /// @param tally not owned, outlives this; null: nobody counts.
        explicit OfCall(FlowTally* tally);
        ~OfCall();
        OfCall(const OfCall&) = delete;
        OfCall& operator=(const OfCall&) = delete;

    private:
        FlowTally* const m_before;
    };
    /// Who counts this thread's calls, or null.
    static FlowTally* ofThisThread();
    /// A Switch of this thread's call has sent its value. @param way the output, 0 or 1.
    static void count(const Node& node, int way);

private:
    struct Counted {
        std::int64_t call = -1;
        Ways ways;
    };
    Ways& at(std::size_t node);

    std::vector<Counted> m_counted;  // by node
    std::int64_t m_call = 0;
    std::int64_t m_step = 0;  // its first call
};

}  // namespace weft
