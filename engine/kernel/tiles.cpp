// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/tiles.h"

#include <unordered_map>

namespace weft {
namespace {

using Tiles = std::unordered_map<KernelFunction, TileKernel>;

Tiles& tiles() {
    static auto* all = new Tiles;  // never freed: libraries may ask while the process ends
    return *all;
}

}  // namespace

void registerTile(KernelFunction kernel, const TileKernel& tile) { tiles()[kernel] = tile; }

const TileKernel* tileOf(KernelFunction kernel) {
    const auto found = tiles().find(kernel);
    return found == tiles().end() ? nullptr : &found->second;
}

}  // namespace weft
