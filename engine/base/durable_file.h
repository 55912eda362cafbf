// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "engine/base/limits.h"
#include "engine/base/status.h"

namespace weft {

/// The whole content of a file. Errors: NotFound for a file that is not there; PermissionDenied;
/// ResourceExhausted above limits.fileBytes, before it is read; each as `what is wrong: got X, want
/// Y (FILE)`.
Result<std::string> readFile(const std::string& path, const Limits& limits = defaultLimits());

/// Replaces a file so that after a crash, a full disk or a power cut it is either the old or the
/// new one, whole: a temporary file in the same folder, every write checked, fsync, rename, fsync
/// of the folder. The only way Weft writes files that people keep. Errors: NotFound (folder),
/// PermissionDenied, ResourceExhausted (disk full, quota, size limit) with the bytes that were
/// missing; the old file is untouched and the temporary one removed.
Status writeFileDurably(const std::string& path, std::string_view content);

}  // namespace weft
