// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/bundle_merge.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <map>

#include "engine/base/strings.h"
#include "engine/checkpoint/data_file.h"
#include "engine/checkpoint/index_reader.h"
#include "engine/checkpoint/index_writer.h"
#include "engine/proto/checkpoint.pb.h"

namespace weft {
namespace {

namespace fs = std::filesystem;

/// What the sources hold together.
struct Merged {
    tensorflow::BundleHeaderProto header;
    std::map<std::string, tensorflow::BundleEntryProto> entries;
    std::map<std::string, int> shardOf;  ///< of the new checkpoint, by data file of a source
    int sources = 0;
};

template <class Message>
Status parse(const IndexEntry& entry, Message& message) {
    if (message.ParseFromString(entry.value)) { return okStatus(); }
    return dataLoss(concat("entry '", escaped(entry.key), "' is damaged"));
}

/// Parts of a partitioned variable are listed under its name by each source.
Status addEntry(const std::string& key, const tensorflow::BundleEntryProto& entry, Merged& merged) {
    const auto [known, isNew] = merged.entries.emplace(key, entry);
    if (isNew) { return okStatus(); }
    tensorflow::BundleEntryProto& before = known->second;
    if (entry.slices_size() == 0 || before.slices_size() == 0) {
        return invalidArgument(concat("tensor '", escaped(key), "' is in several checkpoints"));
    }
    if (entry.dtype() != before.dtype() ||
        entry.shape().SerializeAsString() != before.shape().SerializeAsString()) {
        return invalidArgument(
            concat("parts of tensor '", escaped(key), "' differ in dtype or shape"));
    }
    before.mutable_slices()->MergeFrom(entry.slices());
    return okStatus();
}

Status addSource(const std::string& prefix, const std::string& index, Merged& merged) {
    const std::vector<IndexEntry> entries = WEFT_TRY(readIndex(index));
    const IndexEntry* headerEntry = findKey(entries, "");
    tensorflow::BundleHeaderProto header;
    if (headerEntry == nullptr) { return dataLoss("header of the checkpoint: it is not there"); }
    WEFT_TRY(parse(*headerEntry, header));
    if (merged.sources++ == 0) { merged.header = header; }
    if (header.endianness() != merged.header.endianness()) {
        return invalidArgument("checkpoints differ in the order of bytes");
    }
    for (const IndexEntry& stored : entries) {
        if (stored.key.empty()) { continue; }
        tensorflow::BundleEntryProto entry;
        WEFT_TRY(parse(stored, entry));
        if (entry.slices_size() == 0) {
            const std::string file = dataFileName(prefix, entry.shard_id(), header.num_shards());
            const auto next = static_cast<int>(merged.shardOf.size());
            entry.set_shard_id(merged.shardOf.emplace(file, next).first->second);
        }
        WEFT_TRY(addEntry(stored.key, entry, merged));
    }
    return okStatus();
}

Result<Merged> readSources(const std::vector<std::string>& prefixes, bool skipMissing) {
    Merged merged;
    for (const std::string& prefix : prefixes) {
        const std::string path = indexFileName(prefix);
        const Result<std::string> index = readFile(path);
        if (skipMissing && index.status().code() == StatusCode::kNotFound) { continue; }
        WEFT_TRY(index.status());
        const Status added = addSource(prefix, *index, merged);
        if (!added.ok()) { return annotated(added, "", concat(" (", path, ")")); }
    }
    if (merged.sources == 0) {
        return invalidArgument("checkpoints to merge: got none, want one at least");
    }
    merged.header.set_num_shards(static_cast<int>(merged.shardOf.size()));
    return merged;
}

Status makeFolder(const std::string& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (!error) { return okStatus(); }
    return notFound(concat("cannot make the folder: ", error.message(), " (", folder, ")"));
}

/// The data files are where their new names say already when a checkpoint is merged with itself.
Status renameShards(const Merged& merged, const std::string& destination, const FileCalls& calls) {
    const auto shards = static_cast<int>(merged.shardOf.size());
    for (const auto& [file, shard] : merged.shardOf) {
        const std::string name = dataFileName(destination, shard, shards);
        if (file == name || calls.rename(file.c_str(), name.c_str()) == 0) { continue; }
        const int error = errno;
        return makeStatus(error == ENOENT ? StatusCode::kNotFound : StatusCode::kPermissionDenied,
                          concat("cannot rename: ", std::strerror(error), " (", file, ")"));
    }
    return okStatus();
}

void removeSources(const std::vector<std::string>& prefixes, const std::string& destination,
                   bool andFolders) {
    for (const std::string& prefix : prefixes) {
        if (prefix == destination) { continue; }
        std::error_code stays;
        fs::remove(indexFileName(prefix), stays);
        // remove() leaves folders that hold anything.
        const std::string folder = folderOf(prefix);
        if (andFolders && folder != folderOf(destination)) { fs::remove(folder, stays); }
    }
}

}  // namespace

Status mergeBundles(const std::vector<std::string>& prefixes, const std::string& destination,
                    const MergeOptions& options, const FileCalls& calls) {
    const Merged merged = WEFT_TRY(readSources(prefixes, options.skipMissing));
    WEFT_TRY(makeFolder(folderOf(destination)));
    IndexWriter index;
    index.add("", merged.header.SerializeAsString());
    for (const auto& [key, entry] : merged.entries) { index.add(key, entry.SerializeAsString()); }
    DurableFile file = WEFT_TRY(DurableFile::create(indexFileName(destination), calls));
    WEFT_TRY(file.append(index.finish()));
    WEFT_TRY(renameShards(merged, destination, calls));
    WEFT_TRY(file.commit());
    removeSources(prefixes, destination, options.removeFolders);
    return okStatus();
}

}  // namespace weft
