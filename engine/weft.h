// SPDX-License-Identifier: Apache-2.0
#pragma once

/// @file
/// The engine's public face: the headers that applications, the studio and users' tests may include.
/// Everything else under engine/ is the engine's own business.

#include "engine/base/status.h"
#include "engine/base/strings.h"
#include "engine/graph/graph.h"
#include "engine/graph/graph_io.h"
#include "engine/graph/op_registry.h"
#include "engine/runtime/session.h"
#include "engine/tensor/tensor.h"
#include "engine/tensor/tensor_format.h"
