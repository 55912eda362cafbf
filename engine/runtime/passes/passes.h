// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "engine/base/status.h"

namespace weft {

/// What may be done to a plan so that it takes less time, in the order in which it is done. None
/// changes what is computed. pass_list.cpp says which function each is.
enum class Pass : std::uint8_t {
    DropUnread,          ///< "drop_unread": what only control edges ask for is not computed
    TidyGates,           ///< "tidy_gates": what waits for nothing new waits no more
    FoldConstants,       ///< "fold_constants": what is known before the run is not computed in it
    SimplifyArithmetic,  ///< "simplify_arithmetic": what only hands a value on is looked through
    ReadTransposed,      ///< "read_transposed": products read transposed operands where they lie
    MergeDuplicates,     ///< "merge_duplicates": one instruction for equal ones
    StackProducts,       ///< "stack_products": sums of products over time steps become one product
    NarrowProducts,      ///< "narrow_products": columns that a Slice leaves out are not computed
    PackWeights,  ///< "pack_weights": a matrix that many products share is ordered for them once
    RecomputeCheap,   ///< "recompute_cheap": under setValueLimit(), cheap values are made again
    FuseElementwise,  ///< "fuse_elementwise": chains of elementwise ops become one instruction
    CutRows,          ///< "cut_rows": threads share a batch's rows and meet only where they must
    FuseEpilogues,    ///< "fuse_epilogues": a card's products add the bias that follows them
    JoinUpdates,      ///< "join_updates": a card's updates of many variables become one call
    ForkLanes,        ///< "fork_lanes": two halves that do not wait for each other run side by side
};

/// Some of the passes.
class PassSet {
public:
    static PassSet all() { return PassSet(~0U); }
    static PassSet none() { return PassSet(0U); }
    bool has(Pass pass) const { return ((m_bits >> static_cast<unsigned>(pass)) & 1U) != 0; }
    PassSet without(Pass pass) const {
        return PassSet(m_bits & ~(1U << static_cast<unsigned>(pass)));
    }
    friend bool operator==(PassSet, PassSet) = default;

private:
    friend PassSet enabledPasses();
    friend Status setPasses(std::string_view choice);
    explicit PassSet(std::uint32_t bits) : m_bits(bits) {}
    std::uint32_t m_bits;
};

/// The passes that plans made from now on go through. Threading: any thread.
PassSet enabledPasses();

/// Chooses passes for the process: "all", "none", or names to leave out of all, "-NAME,-NAME".
/// Plans that are there already stay as they are. Errors: InvalidArgument for an unknown name.
Status setPasses(std::string_view choice);

/// Their names, in the order in which they run.
std::span<const std::string_view> passNames();
std::string_view passName(Pass pass);

}  // namespace weft
