// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>

#include "engine/graph/node.h"
#include "engine/kernel/resource_store.h"

namespace weft {

class Session;

/// True for a node that stands for a variable of the session: it gives a reference or a handle of
/// its own.
bool isVariable(const Node& node);
/// The variable such a node stands for, by its container and shared name; made in the store where
/// it is not there yet. Errors: InvalidArgument when it exists with another dtype.
Result<std::shared_ptr<Variable>> variableOf(const Node& node, ResourceStore& store);

/// The variable that a resource handle names, where handles are known only at the run.
/// Errors: NotFound; InvalidArgument for anything but one handle.
Result<std::shared_ptr<Variable>> variableNamed(const Tensor& handle, const ResourceStore& store);

/// FailedPrecondition, in TensorFlow's words: a value was wanted before there was one.
Status uninitialized(const Variable& variable);

/// The values of a session's variables by the names of their nodes, as checkpoints call them;
/// variables that are not initialized are left out. Shares the buffers: a later write of a step
/// copies first, so this takes microseconds, and another thread may write them to a file meanwhile.
/// Threading: any thread; between two steps the values are of one step.
Result<std::map<std::string, Tensor>> variableValues(const Session& session);

}  // namespace weft
