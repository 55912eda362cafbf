// SPDX-License-Identifier: Apache-2.0
/// @file
/// StringLength: how long each text is, in bytes or in characters of UTF-8.
///
/// Numerics A byte that continues a character of UTF-8 does not count, whether or not the text is
///          well formed.
/// Source   Op contract of TensorFlow "StringLength".

#include <algorithm>

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

std::int64_t characters(const std::string& text) {
    constexpr unsigned kKind = 0xC0;
    constexpr unsigned kContinues = 0x80;
    return std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & kKind) != kContinues;
    });
}

Status lengthCpu(KernelContext& context) {
    const bool inBytes = WEFT_TRY(context.attrs().get<std::string>("unit")) == "BYTE";
    const auto from = context.inputValues<std::string>(0);
    const auto to = context.outputValues<std::int32_t>(0);
    for (std::size_t i = 0; i < from.size(); ++i) {
        const std::int64_t length = inBytes ? std::ssize(from[i]) : characters(from[i]);
        to[i] = static_cast<std::int32_t>(std::min<std::int64_t>(length, INT32_MAX));
    }
    return okStatus();
}

WEFT_OP("StringLength")
    .summary("How long each text is.")
    .category("data")
    .attr("unit: {'BYTE', 'UTF8_CHAR'} = 'BYTE'")
    .input("input: string", "any texts")
    .output("output: int32", "the same shape")
    .shape(sameShape)
    .noGradient("it is a whole number")
    .cpuKernel(lengthCpu);

}  // namespace
}  // namespace weft
