// SPDX-License-Identifier: Apache-2.0
/// @file
/// `weft checkpoint list|get|copy`: what a checkpoint holds, one of its tensors, and all of it
/// written anew in one shard.

#include <cstdio>

#include "app/weft/options.h"
#include "app/weft/output.h"
#include "app/weft/sha256.h"
#include "engine/base/durable_file.h"
#include "engine/base/strings.h"
#include "engine/checkpoint/bundle_reader.h"
#include "engine/checkpoint/bundle_writer.h"
#include "engine/checkpoint/checkpoint_state.h"
#include "engine/data/npy.h"
#include "engine/tensor/tensor_proto.h"

namespace weft::app {
namespace {

struct CheckpointFlags {
    CommonOptions common;
    std::string prefix;
    std::string name;
    std::string out;
    bool verify = false;
    bool full = false;
};

/// PREFIX, or the newest of a folder.
Result<BundleReader> openCheckpoint(const std::string& prefix) {
    return BundleReader::open(WEFT_TRY(findCheckpoint(prefix)));
}

/// Of row-major little-endian elements; of strings each as uint64 length and bytes.
std::string sha256Of(const Tensor& tensor) {
    Sha256 hash;
    if (tensor.dtype() != DType::String) {
        hash.add({reinterpret_cast<const char*>(tensor.data()), tensor.bytes()});
        return hash.hex();
    }
    for (const std::string& text : tensor.values<std::string>()) {
        const std::uint64_t size = text.size();
        hash.add({reinterpret_cast<const char*>(&size), sizeof size});
        hash.add(text);
    }
    return hash.hex();
}

std::string shown(const std::string& name) { return isUtf8(name) ? name : escaped(name); }

Result<int> list(const CheckpointFlags& flags) {
    WEFT_TRY(flags.common.apply());
    const BundleReader reader = WEFT_TRY(openCheckpoint(flags.prefix));
    nlohmann::json tensors = nlohmann::json::array();
    for (const std::string& name : reader.names()) {
        const BundleEntry entry = WEFT_TRY(reader.entry(name));
        nlohmann::json tensor{{"name", shown(name)},
                              {"dtype", dtypeName(entry.dtype)},
                              {"shape", shapeToJson(entry.shape)}};
        std::string line = concat(shown(name), ": ", entry.dtype, entry.shape);
        if (entry.parts > 1) { line += concat(" in ", entry.parts, " parts"); }
        if (flags.verify) {
            const std::string sha256 = sha256Of(WEFT_TRY(reader.read(name)));
            tensor["sha256"] = sha256;
            line += concat(" sha256 ", sha256);
        }
        if (flags.common.json) {
            tensors.push_back(std::move(tensor));
        } else {
            std::printf("%s\n", line.c_str());
        }
    }
    if (flags.common.json) { printJson({{"tensors", tensors}}); }
    return 0;
}

Result<int> get(const CheckpointFlags& flags) {
    WEFT_TRY(flags.common.apply());
    const BundleReader reader = WEFT_TRY(openCheckpoint(flags.prefix));
    const Tensor tensor = WEFT_TRY(reader.read(flags.name));
    if (!flags.out.empty()) {
        const bool isNpy = flags.out.ends_with(".npy");
        WEFT_TRY(writeFileDurably(flags.out,
                                  isNpy ? WEFT_TRY(npyToBytes(tensor)) : tensorToBytes(tensor)));
    }
    if (flags.common.json) {
        printJson({{shown(flags.name), fetchToJson(tensor)}});
    } else if (flags.out.empty()) {
        std::printf("%s\n", fetchLine(shown(flags.name), tensor, flags.full).c_str());
    }
    return 0;
}

Result<int> copy(const CheckpointFlags& flags) {
    WEFT_TRY(flags.common.apply());
    const BundleReader reader = WEFT_TRY(openCheckpoint(flags.prefix));
    BundleWriter writer = WEFT_TRY(BundleWriter::create(flags.out));
    for (const std::string& name : reader.names()) {
        WEFT_TRY(writer.add(name, WEFT_TRY(reader.read(name))));
    }
    WEFT_TRY(writer.commit());
    if (flags.common.json) {
        printJson({{"tensors", reader.names().size()}});
    } else {
        std::printf("%s: %zu tensors\n", flags.out.c_str(), reader.names().size());
    }
    return 0;
}

}  // namespace

VerbRunner declareCheckpoint(CLI::App& app) {
    const auto flags = std::make_shared<CheckpointFlags>();
    app.require_subcommand(1);
    CLI::App* listing = app.add_subcommand("list", "Names, dtypes and shapes");
    CLI::App* getting = app.add_subcommand("get", "One tensor");
    CLI::App* copying = app.add_subcommand("copy", "Writes all tensors anew, in one shard");
    for (CLI::App* verb : {listing, getting, copying}) {
        verb->add_option("prefix", flags->prefix, "PREFIX, or a folder for its newest checkpoint")
            ->required();
        verb->add_flag("--json", flags->common.json,
                       "Print one JSON object and nothing else on standard output");
    }
    listing->add_flag("--verify", flags->verify,
                      "Read every tensor, check every checksum, give its sha256");
    getting->add_option("name", flags->name, "Tensor")->required();
    getting->add_option("--out", flags->out, "Write it: FILE.npy, or a serialized TensorProto");
    getting->add_flag("--full", flags->full, "Print all of a large tensor");
    copying->add_option("newprefix", flags->out, "Prefix to write")->required();
    return [flags, listing, getting] {
        return listing->parsed() ? list(*flags) : getting->parsed() ? get(*flags) : copy(*flags);
    };
}

}  // namespace weft::app
