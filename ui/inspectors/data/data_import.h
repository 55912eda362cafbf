// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <string>

#include "engine/weft.h"

namespace weft::ui {

/// Whether a file may be data by its name: .csv, .csv.gz, .npy, IDX files of the MNIST family.
bool looksLikeData(const QString& path);

/// Makes a file findable by name, as projects store names and never paths, and gives the name. A
/// file beside the project stays where it is; another is copied beside it, or for a project without
/// a file into the user's own data (userDataFolder()), under a free name; one that is there already
/// with the same bytes is used. Of an IDX file its companions are copied too.
/// Errors: InvalidArgument for a file of no known kind; those of reading and writing.
/// Threading: any thread; takes as long as copying does.
Result<QString> importData(const QString& path, const QString& projectFolder);

/// Writes a table beside the project (or to the user's own data), under a free name that begins with
/// this one. Gives the name.
Result<QString> writeTable(const std::string& text, const QString& base,
                           const QString& projectFolder);

}  // namespace weft::ui
