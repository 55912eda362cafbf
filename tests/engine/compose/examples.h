// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/compose/document.h"

namespace weft::test {

/// A project of resources/graphs.
struct Example {
    std::string file;  ///< "fashion_mlp.weft"
    Document document;
};

/// All shipped examples, drawn by code: `make_examples` writes them, a test compares.
Result<std::vector<Example>> examples();

}  // namespace weft::test
