// SPDX-License-Identifier: Apache-2.0
/// @file
/// ShardedFilename, ShardedFilespec: names of the files that something is spread over:
/// `base-00002-of-00010`, `base-?????-of-00010`.
///
/// Errors   InvalidArgument for inputs that are no scalars.
/// Source   Op contracts of TensorFlow "ShardedFilename", "ShardedFilespec".

#include <cstdio>

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

std::string fiveDigits(std::int32_t number) {
    char text[16];
    std::snprintf(text, sizeof text, "%05d", number);
    return text;
}

Status filenameCpu(KernelContext& context) {
    context.outputValues<std::string>(0)[0] =
        concat(context.inputValues<std::string>(0)[0], "-",
               fiveDigits(context.inputValues<std::int32_t>(1)[0]), "-of-",
               fiveDigits(context.inputValues<std::int32_t>(2)[0]));
    return okStatus();
}

Status filespecCpu(KernelContext& context) {
    context.outputValues<std::string>(0)[0] =
        concat(context.inputValues<std::string>(0)[0], "-\?\?\?\?\?-of-",
               fiveDigits(context.inputValues<std::int32_t>(1)[0]));
    return okStatus();
}

Result<PartialShape> scalarsShape(const ShapeContext& context) {
    for (int i = 0; i < context.inputs(); ++i) { WEFT_TRY(context.input(i).withRank(0)); }
    return PartialShape::scalar();
}

WEFT_OP("ShardedFilename")
    .summary("The name of one of the files that something is spread over.")
    .category("io")
    .input("basename: string", "scalar")
    .input("shard: int32", "scalar: which file, from 0")
    .input("num_shards: int32", "scalar: how many")
    .output("filename: string", "scalar: 'base-00002-of-00010'")
    .shape(scalarsShape)
    .noGradient("texts have none")
    .cpuKernel(filenameCpu);

WEFT_OP("ShardedFilespec")
    .summary("A pattern of all the files that something is spread over.")
    .category("io")
    .input("basename: string", "scalar")
    .input("num_shards: int32", "scalar: how many")
    .output("filename: string", "scalar: 'base-', five question marks, '-of-00010'")
    .shape(scalarsShape)
    .noGradient("texts have none")
    .cpuKernel(filespecCpu);

}  // namespace
}  // namespace weft
