// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/data/data_source.h"
#include "engine/runtime/session.h"
#include "engine/train/loop_place.h"
#include "engine/train/training_plan.h"

namespace weft {

/// Gives a split ("train", "test"; "" for all rows) of a source.
using SplitOpener =
    std::function<Result<DataSource>(const PlanSource& source, const std::string& split)>;
/// Opens data by name. @param folder looked at first, the project's; empty: none.
/// @param cancellation ends the reading of long files with CANCELLED; not owned, may be null.
SplitOpener dataOpener(std::string folder, const Cancellation* cancellation = nullptr);

/// Gives the tensors of TrainingPlan::callFeeds for the next call, in their order.
using CallFeeder = std::function<Result<std::vector<Tensor>>()>;

/// What one call of a training loop did.
struct CallReport {
    int row = 0;                ///< index into TrainingPlan::rows
    std::int64_t step = 0;      ///< training steps begun so far: 1 in the first
    std::int64_t epoch = 0;     ///< 1 in the first
    std::int64_t examples = 0;  ///< rows of data in this call
    /// True when `values` stand for the row: after each call of a training row, after the last
    /// batch of an evaluation.
    bool rowDone = false;
    bool stepDone = false;   ///< nothing of this step is left
    bool epochDone = false;  ///< nothing of this epoch is left
    /// One a fetch: its mean over elements; of an evaluation over all batches, weighted by their
    /// rows. Only when rowDone.
    std::vector<double> values;
    std::vector<Tensor> fetched;  ///< of this call, as they are
    double callSeconds = 0;
};

/// How far a loop is.
struct LoopProgress {
    std::int64_t step = 0;
    std::int64_t steps = 0;  ///< in all
    std::int64_t epoch = 0;
    std::int64_t epochs = 0;
    double seconds = 0;            ///< in calls so far
    double secondsLeft = 0;        ///< at the pace so far; 0 while there is none
    double examplesPerSecond = 0;  ///< of training rows
};

/// Carries out a run sheet call by call, so that a thread can stop, pause or look between any two.
/// An epoch is one pass over the split of the first training row. Each step calls the training rows
/// that are due, each with its next shuffled batch, then evaluates rows that are due by steps;
/// after an epoch's last step come the rows that are due by epochs. Threading: one thread at a
/// time; Session::cancelAll() from another makes next() return CANCELLED. Protocol: create
/// initialize? (next | setKnob)*
class TrainingLoop {
public:
    /// Opens the data and prepares the calls. @param session must outlive the loop. @param feeder
    /// for plans with callFeeds.
    /// Errors: those of the opener; InvalidArgument for rows without calls, columns that are not
    /// there or do not fit; those of Session::makeCallable().
    static Result<std::unique_ptr<TrainingLoop>> create(TrainingPlan plan, Session& session,
                                                        const SplitOpener& open,
                                                        CallFeeder feeder = {});
    ~TrainingLoop();

    /// Runs the plan's init op. Errors: of the run.
    Status initialize();
    /// One call of the session. Errors: of the run, as `row 'NAME', step N: ...`; the loop can go
    /// on with the call after it. FailedPrecondition when finished().
    Result<CallReport> next(const RunOptions& options = {});
    bool finished() const;
    LoopProgress progress() const;
    /// Changes a knob from the next call on. Errors: NotFound; InvalidArgument.
    Status setKnob(const std::string& name, double value);
    const TrainingPlan& plan() const;
    /// What the last call of a row was fed: by TrainingPlan::feeds, then by its knobs and modes.
    std::span<const Tensor> fed(std::size_t row) const;
    /// Ends after this many steps instead of what the plan says.
    void setSteps(std::int64_t steps);
    std::int64_t stepsPerEpoch() const;
    /// Where it stands, and going to where a loop over the same rows and data stood.
    /// Errors of goTo(): InvalidArgument for the place of another run sheet or other data; the loop
    /// stays where it is.
    LoopPlace place() const;
    Status goTo(const LoopPlace& place);

private:
    TrainingLoop();
    struct Impl;
    std::unique_ptr<Impl> m;
};

}  // namespace weft
