// SPDX-License-Identifier: Apache-2.0
/// @file
/// RunState: stretches of a plan whose values' rows do not wait for each other. Each thread takes its
/// share of the rows through the whole stretch, in slots of its own, where the values from outside
/// are views of its rows; what is read after it is written into one tensor by all of them. Loops run
/// in each share by themselves, with stacks and sums of its own, which are added up at the end.

#include <algorithm>
#include <cstring>
#include <new>

#include "engine/kernel/compute_scope.h"
#include "engine/kernel/state/step_resources.h"
#include "engine/runtime/run/flow_tally.h"
#include "engine/runtime/run/run_operands.h"
#include "engine/runtime/run/run_state.h"

namespace weft {
namespace {

/// Fewer are not worth a thread: products of few rows read all of the weights for little work.
constexpr std::int64_t kLeastRows = 8;

/// The shape of another number of rows.
Result<Shape> withRows(const Shape& shape, std::int64_t rows) {
    Dims dims(shape.dims().begin(), shape.dims().end());
    dims[0] = rows;
    return makeShape(dims);
}

/// Sizes with the number of all rows replaced by that of some; nothing where they say another number.
std::optional<Tensor> sizesOf(const Tensor& sizes, std::int64_t all, std::int64_t some) {
    if (!isPlain(sizes.dtype()) || sizes.rank() != 1 || sizes.elements() < 1) {
        return std::nullopt;
    }
    const std::int64_t said = intAt(sizes, 0);
    if (said == -1) { return sizes; }
    if (said != all) { return std::nullopt; }
    Result<Tensor> own = sizes.clone();
    if (!own.ok()) { return std::nullopt; }
    if (sizes.dtype() == DType::Int32) {
        own->mutableValues<std::int32_t>()[0] = static_cast<std::int32_t>(some);
    } else {
        own->mutableValues<std::int64_t>()[0] = some;
    }
    return *std::move(own);
}

/// What stands at some places of the second axis.
Result<Tensor> columnsOf(const Tensor& value, std::int64_t begin, std::int64_t end,
                         Allocator& allocator) {
    Dims dims(value.shape().dims().begin(), value.shape().dims().end());
    const std::int64_t all = dims[1];
    dims[1] = end - begin;
    Tensor own = WEFT_TRY(Tensor::allocate(value.dtype(), WEFT_TRY(makeShape(dims)), allocator));
    const std::size_t line =
        dims[0] * all > 0 ? value.bytes() / static_cast<std::size_t>(dims[0] * all) : 0;
    const std::size_t bytes = line * static_cast<std::size_t>(end - begin);
    const auto* from = static_cast<const std::byte*>(value.data());
    auto* to = static_cast<std::byte*>(own.mutableData());
    for (std::int64_t row = 0; row < dims[0] && bytes > 0; ++row) {
        std::memcpy(to + static_cast<std::size_t>(row) * bytes,
                    from + static_cast<std::size_t>(row * all + begin) * line, bytes);
    }
    return own;
}

Result<Tensor> zerosLike(const Tensor& value, Allocator& allocator) {
    Tensor zeros = WEFT_TRY(Tensor::allocate(value.dtype(), value.shape(), allocator));
    if (zeros.bytes() > 0) { std::memset(zeros.mutableData(), 0, zeros.bytes()); }
    return zeros;
}

}  // namespace

/// Some rows of a region.
struct RunState::RowShare {
    RunState& whole;
    const Plan::RowRegion& region;
    std::int64_t all = 0;
    std::int64_t begin = 0;
    std::int64_t end = 0;
};

/// How many rows all values have that come in by rows; 0 where they are not to be cut.
std::int64_t RunState::rowsOf(const Plan::RowRegion& region) const {
    if (!region.isSound || (region.needsOneRank && region.changesRank)) { return 0; }
    std::int64_t rows = -1;
    int rank = -1;
    for (const Plan::RowRegion::Entry& entry : region.entries) {
        const Tensor& value = m_slots[at(entry.slot)];
        if (!value.valid()) { return 0; }
        if (entry.use != RowUse::Rows && entry.use != RowUse::Columns) { continue; }
        const int axis = entry.use == RowUse::Rows ? 0 : 1;
        if (!isPlain(value.dtype()) || value.rank() <= axis) { return 0; }
        if (rows < 0) { rows = value.shape()[axis]; }
        if (rank < 0) { rank = value.rank(); }
        if (value.shape()[axis] != rows || (region.needsOneRank && value.rank() != rank) ||
            (entry.rank >= 0 && value.rank() != entry.rank)) {
            return 0;
        }
    }
    return rows;
}

/// Runs a region. @param index of its marker.
Status RunState::runRows(const RunContext& context, std::size_t index) {
    const Plan::RowRegion& region = m_plan.regions[at(m_plan.instructions[index].fork)];
    const int threads = computeThreads();
    const std::int64_t rows = threads > 1 ? rowsOf(region) : 0;
    if (rows >= kLeastRows * threads && WEFT_TRY(runShares(context, region, rows, threads))) {
        return okStatus();
    }
    // All rows at once: also where a share failed, so that the error is that of the whole.
    return runRegion(context, region);
}

/// Its instructions, on what is in the slots.
Status RunState::runRegion(const RunContext& context, const Plan::RowRegion& region) {
    if (region.hasLoops) { return runBranching(context, at(region.begin + 1), at(region.end)); }
    for (std::int32_t i = region.begin + 1; i < region.end; ++i) { WEFT_TRY(step(context, at(i))); }
    return okStatus();
}

/// @return false where a share has failed; nothing that can be seen outside has happened then.
/// Errors: Cancelled, DeadlineExceeded.
Result<bool> RunState::runShares(const RunContext& context, const Plan::RowRegion& region,
                                 std::int64_t rows, int threads) {
    while (std::ssize(m_shares) < threads) {
        m_shares.push_back(std::make_unique<RunState>(m_plan));
    }
    const VariableLocks locks(m_plan, region.locks);
    m_isJoined.assign(at(m_plan.slotCount), false);
    for (const Plan::RowRegion::Entry& made : region.joined) {
        m_isJoined[at(made.slot)] = made.use == RowUse::Rows;
    }
    {
        const MutexLock lock(m_placing);
        m_isPlaced.assign(at(m_plan.slotCount), false);
    }
    const auto shareOf = [&](std::int64_t t) {
        return RowShare{*this, region, rows, rows * t / threads, rows * (t + 1) / threads};
    };
    const std::size_t toldBefore =
        context.statistics != nullptr ? context.statistics->nodes.size() : 0;
    FlowTally tally;  // of one share: all go the same ways, and none counts if one fails
    FlowTally* const whole = FlowTally::ofThisThread();
    std::vector<Status>& status = m_shareStatus;
    status.assign(static_cast<std::size_t>(threads), okStatus());
    runLanes(threads, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t t = first; t < last; ++t) {
            RunContext own = context;
            own.statistics = t == 0 ? context.statistics : nullptr;
            const FlowTally::OfCall counted(t == 0 && whole != nullptr ? &tally : nullptr);
            const RowShare share = shareOf(t);
            status[static_cast<std::size_t>(t)] =
                m_shares[static_cast<std::size_t>(t)]->runShare(own, share);
        }
    });
    bool good = std::ranges::all_of(status, &Status::ok);
    for (int t = 0; good && t < threads; ++t) {
        good = join(shareOf(t), *m_shares[static_cast<std::size_t>(t)], context);
    }
    for (int t = 0; t < threads; ++t) { m_shares[static_cast<std::size_t>(t)]->leave(region); }
    WEFT_TRY(context.check());
    if (context.statistics != nullptr) {
        auto& nodes = context.statistics->nodes;
        if (!good) { nodes.resize(toldBefore); }
        tellWhole(std::span(nodes).subspan(toldBefore), rows, threads);
    }
    if (!good) { return false; }
    if (whole != nullptr) { whole->add(tally); }
    for (std::int32_t i = region.begin + 1; i < region.end; ++i) {
        release(m_plan.instructions[at(i)]);
    }
    return true;
}

/// One thread's part. Nothing is thrown: the team's threads cannot pass it on.
Status RunState::runShare(const RunContext& context, const RowShare& share) {
    try {
        WEFT_TRY(enter(share, context));
        const StepResourcesScope resources(m_stepResources, context.asked);
        m_share = &share;
        m_startNs = share.whole.m_startNs;
        const Status status = runRegion(context, share.region);
        m_share = nullptr;
        return status;
    } catch (const std::bad_alloc&) {
        m_share = nullptr;
        return resourceExhausted("the machine has no memory left for this call");
    }
}

/// Takes what the region reads.
Status RunState::enter(const RowShare& share, const RunContext& context) {
    for (const Plan::RowRegion::Entry& entry : share.region.entries) {
        const Tensor& value = share.whole.m_slots[at(entry.slot)];
        Tensor& own = m_slots[at(entry.slot)];
        if (m_plan.branching) { m_dead[at(entry.slot)] = false; }
        switch (entry.use) {
            case RowUse::Rows:
                own = value.rows(share.begin, share.end);
                break;
            case RowUse::Whole:
                own = value;
                break;
            case RowUse::Columns:
                own = WEFT_TRY(
                    columnsOf(value, share.begin, share.end, context.devices->at(0).allocator()));
                break;
            case RowUse::Parts:  // the others have nothing of it
                own = share.begin == 0
                          ? value
                          : WEFT_TRY(zerosLike(value, context.devices->at(0).allocator()));
                break;
            case RowUse::Sizes: {
                std::optional<Tensor> sizes = sizesOf(value, share.all, share.end - share.begin);
                if (!sizes) { return internalError("sizes that are not those of all rows"); }
                // Kept from run to run: its readers remember shapes by it.
                if (!own.valid() || !bytesEqual(own, *sizes)) { own = *std::move(sizes); }
                break;
            }
        }
    }
    return okStatus();
}

/// Where an output that is read outside is written: its rows of the whole.
Result<Tensor> RunState::placeInWhole(std::int32_t slot, DType type, const Shape& shape,
                                      Device& device) {
    RunState& whole = m_share->whole;
    const std::int64_t rows = m_share->end - m_share->begin;
    if (shape.rank() < 1 || shape[0] != rows) {
        return internalError(concat("a share of ", rows, " rows: got shape ", shape));
    }
    const MutexLock lock(whole.m_placing);
    Tensor& all = whole.m_slots[at(slot)];
    if (!whole.m_isPlaced[at(slot)]) {
        const Shape full = WEFT_TRY(withRows(shape, m_share->all));
        if (!canReuse(all, type, full)) {
            all = Tensor();
            all = WEFT_TRY(Tensor::allocate(type, full, device.allocator()));
        }
        whole.m_isPlaced[at(slot)] = true;
    }
    if (all.dtype() != type || all.shape().dims().size() != shape.dims().size()) {
        return internalError("shares of one value differ");
    }
    return all.rows(m_share->begin, m_share->end);
}

bool RunState::isJoined(std::int32_t slot) const {
    return m_share != nullptr && m_share->whole.m_isJoined[at(slot)];
}

/// Copies what a share did not write where it belongs (outputs that are other tensors' memory), and
/// adds its parts to those of the shares before it.
bool RunState::join(const RowShare& share, RunState& from, const RunContext& context) {
    for (const Plan::RowRegion::Entry& made : share.region.joined) {
        Tensor& part = from.m_slots[at(made.slot)];
        if (!part.valid()) { return false; }
        if (made.use == RowUse::Rows) {
            if (!joinRows(share, part, made.slot, context)) { return false; }
        } else if (made.use == RowUse::Parts) {
            if (!joinParts(share, part, made.slot)) { return false; }
        } else if (share.begin == 0) {
            m_slots[at(made.slot)] = part;
        }
    }
    return true;
}

bool RunState::joinRows(const RowShare& share, const Tensor& part, std::int32_t slot,
                        const RunContext& context) {
    const MutexLock lock(m_placing);
    if (part.rank() < 1 || part.shape()[0] != share.end - share.begin) { return false; }
    Tensor& all = m_slots[at(slot)];
    if (!m_isPlaced[at(slot)]) {
        const Result<Shape> full = withRows(part.shape(), share.all);
        Result<Tensor> made =
            full.ok() ? Tensor::allocate(part.dtype(), *full, context.devices->at(0).allocator())
                      : Result<Tensor>(full.status());
        if (!made.ok()) { return false; }
        all = *std::move(made);
        m_isPlaced[at(slot)] = true;
    }
    Tensor place = all.rows(share.begin, share.end);
    if (place.shape() != part.shape() || place.dtype() != part.dtype()) { return false; }
    if (place.data() != part.data() && part.bytes() > 0) {
        std::memcpy(place.mutableData(), part.data(), part.bytes());
    }
    return true;
}

/// In the order of the shares, so that every run has the same bits.
bool RunState::joinParts(const RowShare& share, Tensor& part, std::int32_t slot) {
    Tensor& all = m_slots[at(slot)];
    if (share.begin == 0) {
        all = std::move(part);
        part = Tensor();
        return all.dtype() == DType::Float;
    }
    if (part.shape() != all.shape() || part.dtype() != all.dtype()) { return false; }
    const Tensor addend = part;
    if (!all.unique()) {
        Result<Tensor> own = all.clone();
        if (!own.ok()) { return false; }
        all = *std::move(own);
    }
    const auto sum = all.mutableValues<float>();
    const auto values = addend.values<float>();
    for (std::size_t i = 0; i < sum.size(); ++i) { sum[i] += values[i]; }
    return true;
}

/// Lets go of what others own.
void RunState::leave(const Plan::RowRegion& region) {
    for (const Plan::RowRegion::Entry& entry : region.entries) {
        if (entry.use != RowUse::Sizes) { m_slots[at(entry.slot)] = Tensor(); }
    }
    for (const Plan::RowRegion::Entry& made : region.joined) { m_slots[at(made.slot)] = Tensor(); }
    if (m_plan.usesStepResources) { m_stepResources.clear(); }
}

/// What one share took, with the sizes of the whole.
void RunState::tellWhole(std::span<NodeStatistics> told, std::int64_t rows, int threads) {
    const std::int64_t some = rows / threads;
    for (NodeStatistics& node : told) {
        for (Shape& shape : node.outputs) {
            if (shape.rank() < 1 || shape[0] != some) { continue; }
            if (const Result<Shape> full = withRows(shape, rows); full.ok()) { shape = *full; }
        }
        node.outputBytes = some > 0 ? node.outputBytes / some * rows : node.outputBytes;
    }
}

}  // namespace weft
