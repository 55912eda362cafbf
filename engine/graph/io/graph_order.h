// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/base/status.h"

namespace weft {

/// An edge between nodes of a file, by their places in it.
struct FileEdge {
    int from = 0;
    int to = 0;
};

/// An order in which every node comes after those it depends on: file order wherever that is one.
/// @param nameOf a node's name, for the message.
/// Errors: InvalidArgument "cycle: a -> b -> a" with up to 8 names.
Result<std::vector<int>> creationOrder(int nodes, const std::vector<FileEdge>& edges,
                                       const std::vector<std::string_view>& names);

}  // namespace weft
