// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "engine/weft.h"

namespace weft::ui {

/// A file's values: those of a .npy file; of a .csv file whose columns are numbers [rows, columns];
/// of a picture uint8 [height, width, channels], with 1 channel where all of it is grey, 4 where it
/// is not opaque, else 3. The camera's turning of a picture is done.
/// Errors: those of reading, with the file's name; InvalidArgument for a picture of more than
/// kMostElements elements, told before it is decoded where its head says so; Unimplemented for other
/// files. Threading: any; as long as reading takes.
Result<Tensor> fromFile(const QString& path);

/// The endings of what fromFile() reads, as a dialog wants them: "*.npy *.csv *.png ...".
QString tensorFilePatterns();

}  // namespace weft::ui
