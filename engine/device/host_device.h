// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/device/device.h"

namespace weft {

/// The processor with the process's own memory, outside any session: where constants are folded.
Device& hostDevice();

}  // namespace weft
