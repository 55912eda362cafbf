// SPDX-License-Identifier: Apache-2.0
/// @file
/// RunState: stretches of a plan whose values' rows do not wait for each other. Each thread takes its
/// share of the rows through the whole stretch, in slots of its own, where the values from outside
/// are views of its rows; what is read after it is written into one tensor by all of them.

#include <algorithm>
#include <new>

#include "engine/kernel/compute_scope.h"
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
        if (entry.use != RowUse::Rows) { continue; }
        if (!isPlain(value.dtype()) || value.rank() < 1) { return 0; }
        if (rows < 0) { rows = value.shape()[0]; }
        if (rank < 0) { rank = value.rank(); }
        if (value.shape()[0] != rows || (region.needsOneRank && value.rank() != rank)) { return 0; }
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
    for (const std::int32_t slot : region.joined) { m_isJoined[at(slot)] = true; }
    {
        const MutexLock lock(m_placing);
        m_isPlaced.assign(at(m_plan.slotCount), false);
    }
    const auto shareOf = [&](std::int64_t t) {
        return RowShare{*this, region, rows, rows * t / threads, rows * (t + 1) / threads};
    };
    StepStatistics told;
    std::vector<Status>& status = m_shareStatus;
    status.assign(static_cast<std::size_t>(threads), okStatus());
    runLanes(threads, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t t = first; t < last; ++t) {
            RunContext own = context;
            own.statistics = context.statistics != nullptr && t == 0 ? &told : nullptr;
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
    if (!good) { return false; }
    if (context.statistics != nullptr) { tellWhole(told, rows, threads, *context.statistics); }
    for (std::int32_t i = region.begin + 1; i < region.end; ++i) {
        release(m_plan.instructions[at(i)]);
    }
    return true;
}

/// One thread's part. Nothing is thrown: the team's threads cannot pass it on.
Status RunState::runShare(const RunContext& context, const RowShare& share) {
    try {
        WEFT_TRY(enter(share));
        m_share = &share;
        m_startNs = share.whole.m_startNs;
        Status status;
        for (std::int32_t i = share.region.begin + 1; status.ok() && i < share.region.end; ++i) {
            status = step(context, at(i));
        }
        m_share = nullptr;
        return status;
    } catch (const std::bad_alloc&) {
        m_share = nullptr;
        return resourceExhausted("the machine has no memory left for this call");
    }
}

/// Takes what the region reads.
Status RunState::enter(const RowShare& share) {
    for (const Plan::RowRegion::Entry& entry : share.region.entries) {
        const Tensor& value = share.whole.m_slots[at(entry.slot)];
        Tensor& own = m_slots[at(entry.slot)];
        if (entry.use == RowUse::Rows) {
            own = value.rows(share.begin, share.end);
        } else if (entry.use == RowUse::Whole) {
            own = value;
        } else {
            std::optional<Tensor> sizes = sizesOf(value, share.all, share.end - share.begin);
            if (!sizes) { return internalError("sizes that are not those of all rows"); }
            // Kept from run to run: its readers remember shapes by it.
            if (!own.valid() || !bytesEqual(own, *sizes)) { own = *std::move(sizes); }
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

/// Copies what a share did not write where it belongs: outputs that are other tensors' memory.
bool RunState::join(const RowShare& share, RunState& from, const RunContext& context) {
    const MutexLock lock(m_placing);
    for (const std::int32_t slot : share.region.joined) {
        const Tensor& part = from.m_slots[at(slot)];
        if (!part.valid() || part.rank() < 1 || part.shape()[0] != share.end - share.begin) {
            return false;
        }
        Tensor& all = m_slots[at(slot)];
        if (!m_isPlaced[at(slot)]) {
            const Result<Shape> full = withRows(part.shape(), share.all);
            Result<Tensor> made = full.ok() ? Tensor::allocate(part.dtype(), *full,
                                                               context.devices->at(0).allocator())
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
    }
    return true;
}

/// Lets go of what others own.
void RunState::leave(const Plan::RowRegion& region) {
    for (const Plan::RowRegion::Entry& entry : region.entries) {
        if (entry.use != RowUse::Sizes) { m_slots[at(entry.slot)] = Tensor(); }
    }
    for (const std::int32_t slot : region.joined) { m_slots[at(slot)] = Tensor(); }
}

/// What one share took, with the sizes of the whole.
void RunState::tellWhole(const StepStatistics& told, std::int64_t rows, int threads,
                         StepStatistics& statistics) {
    const std::int64_t some = rows / threads;
    for (NodeStatistics node : told.nodes) {
        for (Shape& shape : node.outputs) {
            if (shape.rank() < 1 || shape[0] != some) { continue; }
            if (const Result<Shape> full = withRows(shape, rows); full.ok()) { shape = *full; }
        }
        node.outputBytes = some > 0 ? node.outputBytes / some * rows : node.outputBytes;
        statistics.nodes.push_back(std::move(node));
    }
}

}  // namespace weft
