// SPDX-License-Identifier: Apache-2.0
#include "engine/train/saver.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "engine/base/strings.h"
#include "engine/checkpoint/bundle_reader.h"
#include "engine/checkpoint/bundle_writer.h"
#include "engine/checkpoint/checkpoint_state.h"
#include "engine/runtime/session.h"
#include "engine/runtime/session_variables.h"

namespace weft {
namespace {

namespace fs = std::filesystem;

/// The digits that follow "PREFIX-", if that is all there is.
bool isStepOf(const std::string& prefix, const std::string& checkpoint) {
    return checkpoint.size() > prefix.size() + 1 && checkpoint.starts_with(prefix + "-") &&
           checkpoint.find_first_not_of("0123456789", prefix.size() + 1) == std::string::npos;
}

/// The state after `saved` has come; what it drops of the prefix goes into `dropped`. Only names
/// made here are ever dropped: a state file from elsewhere cannot make us delete other files.
CheckpointState nextState(const CheckpointState& before, const std::string& prefix,
                          const std::string& saved, int keep, std::vector<std::string>& dropped) {
    CheckpointState after;
    after.latest = saved;
    for (const std::string& old : before.all) {
        if (old != saved && checkpointExists(old)) { after.all.push_back(old); }
    }
    after.all.push_back(saved);
    const auto ours = [&](const std::string& checkpoint) { return isStepOf(prefix, checkpoint); };
    auto surplus = keep > 0 ? std::count_if(after.all.begin(), after.all.end(), ours) - keep : 0;
    for (auto at = after.all.begin(); surplus > 0; --surplus) {
        at = std::find_if(at, after.all.end(), ours);
        dropped.push_back(*at);
        at = after.all.erase(at);
    }
    return after;
}

}  // namespace

Result<std::string> saveCheckpoint(const std::map<std::string, Tensor>& values,
                                   const std::string& prefix, std::int64_t step,
                                   const SaveOptions& options, const FileCalls& calls) {
    if (values.empty()) {
        return failedPrecondition("no variable is initialized: there is nothing to save");
    }
    const std::string saved = concat(prefix, "-", step);
    WEFT_TRY(writeBundle(saved, values, calls));
    std::error_code error;
    const fs::path whole = fs::absolute(prefix, error).lexically_normal();
    if (error) { return failedPrecondition(concat(error.message(), " (", prefix, ")")); }
    const std::string folder = whole.parent_path().string();
    // A damaged state file is replaced: the checkpoints it named are still there.
    const Result<CheckpointState> before = readCheckpointState(folder);
    std::vector<std::string> dropped;
    const CheckpointState after =
        nextState(before.ok() ? *before : CheckpointState(), whole.string(),
                  concat(whole.string(), "-", step), options.keep, dropped);
    WEFT_TRY(writeCheckpointState(folder, after, calls));
    for (const std::string& old : dropped) { removeCheckpoint(old); }
    return saved;
}

Status restoreCheckpoint(Session& session, const std::string& checkpoint) {
    const BundleReader reader = WEFT_TRY(BundleReader::open(WEFT_TRY(findCheckpoint(checkpoint))));
    std::vector<std::pair<std::shared_ptr<Variable>, Tensor>> values;
    for (const Node& node : session.graph().nodes()) {
        if (!isVariable(node)) { continue; }
        const OutputInfo& output = node.outputs.front();
        Tensor value = WEFT_TRY(reader.readAs(node.name, output.type, output.shape));
        values.emplace_back(WEFT_TRY(variableOf(node, session.resources())), std::move(value));
    }
    for (auto& [variable, value] : values) {
        const MutexLock lock(variable->mutex());
        variable->set(std::move(value));
    }
    return okStatus();
}

std::int64_t stepOfCheckpoint(const std::string& prefix) {
    const std::size_t dash = prefix.rfind('-');
    if (dash == std::string::npos || !isStepOf(prefix.substr(0, dash), prefix)) { return 0; }
    return parseInt(prefix.substr(dash + 1)).value_or(0);
}

}  // namespace weft
