// SPDX-License-Identifier: Apache-2.0
/// @file
/// RandomShuffle: the rows of a tensor (slices along axis 0) in a random order.
///
/// Shapes   Any; the output has the shape of the input.
/// Types    All.
/// Errors   None.
/// Numerics For i = 0 .. n-2 the places i and i + word mod (n - i) are swapped, the words of the
///          node's Philox stream taken one by one. A tensor of at most one row or element moves
///          nothing, the generator included.
/// Source   Op contract of TensorFlow "RandomShuffle" (ops.pbtxt); same streams.

#include <cstring>
#include <numeric>

#include "engine/ops/random/generator.h"

namespace weft {
namespace {

using random::Philox;
using random::Words;

std::vector<std::int64_t> permutation(const Philox& stream, std::int64_t n) {
    std::vector<std::int64_t> order(static_cast<std::size_t>(n));
    std::iota(order.begin(), order.end(), std::int64_t{0});
    Words words(stream);
    for (std::size_t i = 0; i + 1 < order.size(); ++i) {
        const std::size_t j = i + words.next() % static_cast<std::uint32_t>(order.size() - i);
        std::swap(order[i], order[j]);
    }
    return order;
}

/// Types whose elements are objects.
template <class T>
void gatherRows(const Tensor& value, const std::vector<std::int64_t>& order, Tensor& out) {
    const std::span<const T> from = value.values<T>();
    const std::span<T> to = out.mutableValues<T>();
    const std::size_t row = from.size() / order.size();
    for (std::size_t i = 0; i < order.size(); ++i) {
        for (std::size_t k = 0; k < row; ++k) {
            to[i * row + k] = from[static_cast<std::size_t>(order[i]) * row + k];
        }
    }
}

Status shuffle(KernelContext& context) {
    const Tensor& value = context.input(0);
    const std::int64_t rows = value.rank() == 0 ? 1 : value.shape()[0];
    if (value.elements() == 0) { return okStatus(); }
    std::vector<std::int64_t> order{0};
    if (rows > 1) {
        const auto blocks = static_cast<std::uint64_t>((rows - 1 + 3) / 4);
        order = permutation(WEFT_TRY(random::reserveBlocks(context, blocks)), rows);
    }
    Tensor& out = context.output(0);
    if (value.dtype() == DType::String) {
        gatherRows<std::string>(value, order, out);
    } else if (value.dtype() == DType::Resource) {
        gatherRows<ResourceHandle>(value, order, out);
    } else {
        const std::size_t rowBytes = value.bytes() / static_cast<std::size_t>(rows);
        for (std::size_t i = 0; i < order.size(); ++i) {
            std::memcpy(out.mutableData() + i * rowBytes,
                        value.data() + static_cast<std::size_t>(order[i]) * rowBytes, rowBytes);
        }
    }
    return okStatus();
}

WEFT_OP("RandomShuffle")
    .summary("Puts the rows of a tensor in a random order.")
    .category("random")
    .attr(random::kSeed)
    .attr(random::kSeed2)
    .attr("T: type")
    .input("value: T", "[rows, ...] what is shuffled")
    .output("output: T", "[rows, ...] the same rows in another order")
    .stateful()
    .shape(sameShape)
    .noGradient("TensorFlow defines no gradient of RandomShuffle")
    .parameters(random::parseSeeds)
    .cpuKernelFor({DType::Half, DType::BFloat16, DType::Float, DType::Double, DType::Int8,
                   DType::Int16, DType::Int32, DType::Int64, DType::UInt8, DType::UInt16,
                   DType::UInt32, DType::UInt64, DType::Bool, DType::Complex64, DType::Complex128,
                   DType::String, DType::Resource},
                  shuffle);

}  // namespace
}  // namespace weft
