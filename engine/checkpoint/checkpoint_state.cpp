// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/checkpoint_state.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>
#include <filesystem>
#include <system_error>

#include "engine/base/strings.h"
#include "engine/checkpoint/data_file.h"
#include "engine/proto/checkpoint.pb.h"

namespace weft {
namespace {

namespace fs = std::filesystem;

std::string stateFileIn(const std::string& folder) {
    return (fs::path(folder) / "checkpoint").string();
}

/// Keeps the parser from writing to standard error.
class FirstError final : public google::protobuf::io::ErrorCollector {
public:
    void AddError(int line, int column, const std::string& message) override {
        if (text.empty()) {
            text = concat(message, " (line ", line + 1, ", column ", column + 1, ")");
        }
    }
    void AddWarning(int, int, const std::string&) override {}
    std::string text;
};

/// Joined to the folder unless absolute.
std::string inFolder(const std::string& folder, const std::string& prefix) {
    return (fs::path(folder) / prefix).lexically_normal().string();
}

/// As the file stores it: relative where the prefix lies in the folder.
std::string stored(const std::string& folder, const std::string& prefix) {
    std::error_code error;
    const fs::path base = fs::absolute(folder, error).lexically_normal();
    const fs::path whole = fs::absolute(prefix, error).lexically_normal();
    if (error) { return prefix; }
    const fs::path relative = whole.lexically_relative(base);
    const bool isInside = !relative.empty() && *relative.begin() != "..";
    return isInside ? relative.string() : whole.string();
}

}  // namespace

Result<CheckpointState> readCheckpointState(const std::string& folder) {
    const std::string path = stateFileIn(folder);
    const std::string text = WEFT_TRY(readFile(path));
    tensorflow::CheckpointState proto;
    google::protobuf::TextFormat::Parser parser;
    FirstError error;
    parser.RecordErrorsTo(&error);
    parser.AllowUnknownField(true);
    if (!parser.ParseFromString(text, &proto)) {
        return dataLoss(
            concat("state file of checkpoints is damaged: ", error.text, " (", path, ")"));
    }
    if (proto.model_checkpoint_path().empty()) {
        return dataLoss(concat("state file of checkpoints names none (", path, ")"));
    }
    CheckpointState state;
    state.latest = inFolder(folder, proto.model_checkpoint_path());
    for (const std::string& prefix : proto.all_model_checkpoint_paths()) {
        state.all.push_back(inFolder(folder, prefix));
    }
    state.timestamps.assign(proto.all_model_checkpoint_timestamps().begin(),
                            proto.all_model_checkpoint_timestamps().end());
    state.lastPreservedTimestamp = proto.last_preserved_timestamp();
    return state;
}

Status writeCheckpointState(const std::string& folder, const CheckpointState& state,
                            const FileCalls& calls) {
    tensorflow::CheckpointState proto;
    proto.set_model_checkpoint_path(stored(folder, state.latest));
    for (const std::string& prefix : state.all) {
        proto.add_all_model_checkpoint_paths(stored(folder, prefix));
    }
    for (const double time : state.timestamps) { proto.add_all_model_checkpoint_timestamps(time); }
    proto.set_last_preserved_timestamp(state.lastPreservedTimestamp);
    std::string text;
    if (!google::protobuf::TextFormat::PrintToString(proto, &text)) {
        return internalError("the state of checkpoints cannot be written as text");
    }
    return writeFileDurably(stateFileIn(folder), text, calls);
}

Result<std::string> findCheckpoint(const std::string& prefixOrFolder) {
    std::error_code error;
    std::string prefix = prefixOrFolder;
    if (fs::is_directory(prefix, error)) {
        prefix = WEFT_TRY(readCheckpointState(prefixOrFolder)).latest;
    }
    if (checkpointExists(prefix)) { return prefix; }
    return notFound(concat("no checkpoint is there (", indexFileName(prefix), ")"));
}

bool checkpointExists(const std::string& prefix) {
    std::error_code error;
    return fs::is_regular_file(indexFileName(prefix), error);
}

void removeCheckpoint(const std::string& prefix) {
    std::error_code ignored;
    fs::remove(indexFileName(prefix), ignored);
    fs::remove(prefix + ".meta", ignored);
    const fs::path path(prefix);
    const std::string begin = path.filename().string() + ".data-";
    fs::directory_iterator file(folderOf(prefix), ignored);
    for (; !ignored && file != fs::directory_iterator(); file.increment(ignored)) {
        const std::string name = file->path().filename().string();
        // ".data-00000-of-00001" and nothing else.
        const bool isShard =
            name.starts_with(begin) &&
            name.find_first_not_of("0123456789-of", begin.size()) == std::string::npos;
        std::error_code stays;
        if (isShard) { fs::remove(file->path(), stays); }
    }
}

}  // namespace weft
