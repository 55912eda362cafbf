// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <vector>

#include "engine/kernel/op_builder.h"

/// @file
/// Where a tensor has its channels, and sums over everything else: what batch normalisation shares.

namespace weft::norm {

/// What attribute data_format says.
struct ChannelLayout {
    bool channelsFirst = false;
    int rank = 4;

    int channelAxis() const { return channelsFirst ? 1 : rank - 1; }
};
/// Errors: InvalidArgument for a word that is unknown.
Result<ChannelLayout> parseLayout(const AttrMap& attrs);

/// The elements with the channels last: the tensor itself where they are, else a copy.
Result<Tensor> channelsLast(KernelContext& context, const Tensor& x, const ChannelLayout& layout);
/// A tensor to compute output i in with the channels last: the output itself where they are.
Result<Tensor> channelsLastOutput(KernelContext& context, int i, const ChannelLayout& layout);
/// Brings what was computed there to output i.
Status storeChannelsLast(KernelContext& context, int i, const Tensor& from,
                         const ChannelLayout& layout);

/// total[k] = sum over all rows of what addRow(row, sums) adds to sums[k]. Rows are cut into blocks
/// by their number only, and the blocks added up in order, so that threads change nothing.
template <class AddRow>
void sumRows(std::int64_t rows, std::span<double> total, const AddRow& addRow) {
    constexpr std::int64_t kFloatRows = 128;  // summed in float before they go into a double
    constexpr std::int64_t kMostBlocks = 64;
    const std::int64_t block = std::max(kFloatRows, (rows + kMostBlocks - 1) / kMostBlocks);
    const std::int64_t blocks = (rows + block - 1) / block;
    const std::size_t width = total.size();
    std::vector<double> sums(static_cast<std::size_t>(blocks) * width, 0.0);
    const double blockNs = 0.5 * static_cast<double>(block) * static_cast<double>(width);
    parallelFor(blocks, blockNs, [&](std::int64_t begin, std::int64_t end) {
        std::vector<float> part(width);
        for (std::int64_t b = begin; b < end; ++b) {
            double* to = sums.data() + static_cast<std::size_t>(b) * width;
            const std::int64_t last = std::min(rows, (b + 1) * block);
            for (std::int64_t first = b * block; first < last; first += kFloatRows) {
                std::fill(part.begin(), part.end(), 0.0F);
                const std::int64_t stop = std::min(last, first + kFloatRows);
                for (std::int64_t r = first; r < stop; ++r) { addRow(r, part.data()); }
                for (std::size_t k = 0; k < width; ++k) { to[k] += double{part[k]}; }
            }
        }
    });
    std::fill(total.begin(), total.end(), 0.0);
    for (std::size_t i = 0; i < sums.size(); ++i) { total[i % width] += sums[i]; }
}

}  // namespace weft::norm
