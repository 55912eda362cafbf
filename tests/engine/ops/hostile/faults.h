// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/proto/graph.pb.h"
#include "engine/tensor/tensor.h"

/// @file
/// The faults that each node of a graph is given in turn: every input with axes too many and too
/// few, empty, longer, with indices negative and huge, not a number, zero; every attribute out of
/// its range; inputs left out and added.

namespace weft::test {

/// An input as it should be, spoiled.
struct TensorFault {
    std::string what;
    Tensor tensor;
};
std::vector<TensorFault> tensorFaults(const Tensor& good);

/// A node spoiled in its attributes or its list of inputs.
struct NodeFault {
    std::string what;
    std::function<void(tensorflow::NodeDef&)> apply;
};
std::vector<NodeFault> nodeFaults(const tensorflow::NodeDef& good);

}  // namespace weft::test
