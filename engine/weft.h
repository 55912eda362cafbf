// SPDX-License-Identifier: Apache-2.0
#pragma once

/// @file
/// The engine's public face: the headers that applications, the studio and users' tests may
/// include. Everything else under engine/ is the engine's own business.

#include "engine/base/calm_threads.h"
#include "engine/base/cancellation.h"
#include "engine/base/crc32c.h"
#include "engine/base/durable_file.h"
#include "engine/base/mutex.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"
#include "engine/checkpoint/bundle_reader.h"
#include "engine/checkpoint/bundle_writer.h"
#include "engine/checkpoint/checkpoint_state.h"
#include "engine/compose/adopt.h"
#include "engine/compose/carry_over.h"
#include "engine/compose/document.h"
#include "engine/compose/expansion.h"
#include "engine/compose/file/project_io.h"
#include "engine/compose/ports.h"
#include "engine/compose/recipe.h"
#include "engine/compose/run_plan.h"
#include "engine/data/data_finder.h"
#include "engine/data/data_preview.h"
#include "engine/graph/graph.h"
#include "engine/graph/graph_io.h"
#include "engine/graph/meta_graph.h"
#include "engine/graph/op_registry.h"
#include "engine/runtime/session.h"
#include "engine/runtime/session_variables.h"
#include "engine/tensor/tensor.h"
#include "engine/tensor/tensor_format.h"
#include "engine/train/loop_place.h"
#include "engine/train/saver.h"
#include "engine/train/training_loop.h"
