// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "engine/base/limits.h"
#include "engine/compose/document.h"

/// @file
/// A document as bytes (`.weft`), as text (`.weft.pbtxt`), and in files.

namespace weft {

/// The newest schema that this version reads, and the one it writes.
inline constexpr std::uint32_t kProjectSchema = 1;

/// True for bytes that begin as a project file does.
bool looksLikeProject(std::string_view bytes);

/// The bytes of a `.weft` file; equal documents give equal bytes.
std::string documentToBytes(const Document& document);
/// @param file name for messages.
/// Errors: DataLoss for bytes that are cut, changed (checksum), no project, or hold things that do
/// not fit together; Unimplemented for a newer schema or kinds of things that are not known;
/// ResourceExhausted above the limits. Each ends with `(FILE, byte N)`.
Result<Document> documentFromBytes(std::string_view bytes, const std::string& file = {},
                                   const Limits& limits = defaultLimits());

/// As protobuf text, for reading and for diffs; without a checksum.
std::string documentToText(const Document& document);
/// Errors: InvalidArgument with line and column; else as documentFromBytes().
Result<Document> documentFromText(std::string_view text, const std::string& file = {},
                                  const Limits& limits = defaultLimits());

/// Reads `.weft`, or `.weft.pbtxt` where the name ends so. Errors: those of readFile() and above.
Result<Document> readProject(const std::string& path, const Limits& limits = defaultLimits());
/// Writes durably: either the old or the new file is there, whole, whatever happens.
/// Errors: those of writeFileDurably(); the old file is then untouched.
Status writeProject(const Document& document, const std::string& path);

}  // namespace weft
