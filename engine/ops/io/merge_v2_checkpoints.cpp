// SPDX-License-Identifier: Apache-2.0
/// @file
/// MergeV2Checkpoints: one checkpoint out of several that hold parts of it; data files are renamed.
///
/// Shapes   checkpoint_prefixes [n]; destination_prefix [].
/// Errors   NotFound for a checkpoint that is not there (unless allow_missing_files); InvalidArgument
///          for a tensor that two of them hold; DataLoss for damaged files.
/// Source   Op contract of TensorFlow "MergeV2Checkpoints".

#include "engine/checkpoint/bundle_merge.h"
#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

Status mergeCpu(KernelContext& context) {
    const auto prefixes = context.inputValues<std::string>(0);
    const MergeOptions options{
        .skipMissing = WEFT_TRY(context.attrs().get<bool>("allow_missing_files")),
        .removeFolders = WEFT_TRY(context.attrs().get<bool>("delete_old_dirs"))};
    return mergeBundles({prefixes.begin(), prefixes.end()}, context.inputValues<std::string>(1)[0],
                        options);
}

Result<std::vector<PartialShape>> mergeShape(const ShapeContext& context) {
    WEFT_TRY(context.input(0).withRank(1));
    WEFT_TRY(context.input(1).withRank(0));
    return std::vector<PartialShape>{};
}

WEFT_OP("MergeV2Checkpoints")
    .summary("Makes one checkpoint out of several that hold parts of it.")
    .category("io")
    .attr("delete_old_dirs: bool = true")
    .attr("allow_missing_files: bool = false")
    .input("checkpoint_prefixes: string", "[n] paths without suffix")
    .input("destination_prefix: string", "scalar: the path of what they become")
    .stateful()
    .shape(mergeShape)
    .noGradient("it has no outputs")
    .cpuKernel(mergeCpu);

}  // namespace
}  // namespace weft
