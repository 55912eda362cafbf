// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTest>
#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/engine/gpu/training_graph.h"

namespace weft::test {

/// What a step is fed.
using StepFeeds = std::function<std::vector<std::pair<std::string, Tensor>>(int step)>;

/// A session whose variables have their first values; null, with a warning, where that fails.
inline std::unique_ptr<Session> initialized(const TrainingGraph& t, const SessionOptions& options) {
    auto session = t.g.session(options);
    Status status = session.status();
    if (status.ok()) { status = runTargets(**session, t.initializers); }
    if (status.ok()) { return *std::move(session); }
    qWarning("%s", status.ToString().c_str());
    return nullptr;
}

/// The loss before each training step; with a warning and fewer of them where a step fails.
inline std::vector<float> lossesOn(const TrainingGraph& t, const SessionOptions& options, int steps,
                                   const StepFeeds& feeds) {
    std::vector<float> losses;
    const auto session = initialized(t, options);
    for (int step = 0; session != nullptr && step < steps; ++step) {
        const auto fetched = session->run({feeds(step), {"loss"}, {"train"}});
        if (!fetched.ok()) {
            qWarning("step %d: %s", step, fetched.status().ToString().c_str());
            return losses;
        }
        losses.push_back(floatsOf((*fetched)[0])[0]);
    }
    return losses;
}

/// Fails unless both hold as many losses, each within this part of what is wanted.
inline void compareLosses(const std::vector<float>& got, const std::vector<float>& want,
                          float tolerance = 1e-4F) {
    QCOMPARE(got.size(), want.size());
    QVERIFY(!want.empty());
    for (std::size_t i = 0; i < want.size(); ++i) {
        QVERIFY2(std::abs(got[i] - want[i]) <= tolerance * std::max(1.0F, std::abs(want[i])),
                 qPrintable(QString("step %1: got %2, want %3")
                                .arg(i)
                                .arg(double(got[i]))
                                .arg(double(want[i]))));
    }
}

}  // namespace weft::test
