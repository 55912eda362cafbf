// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "engine/runtime/run/flow_tally.h"
#include "ui/session/call_stepper.h"
#include "ui/session/flows/loop_recorder.h"

namespace weft::ui {

/// Has all who are interested look on at one call of this thread.
class Onlookers {
public:
    /// Not owned; null: does not look on. With neither of the first two nothing is slower for it.
    Onlookers(CallStepper* stepper, LoopRecorder* recorder, FlowTally* tally) : m_counted(tally) {
        if (recorder != nullptr) {
            recorder->begin(stepper);
            m_watched.emplace(*recorder);
        } else if (stepper != nullptr) {
            m_watched.emplace(*stepper);
        }
    }

private:
    const FlowTally::OfCall m_counted;
    std::optional<WatchedCalls> m_watched;
};

}  // namespace weft::ui
